package finding

// Rules about python.
var pythonRules = []Rule{}
