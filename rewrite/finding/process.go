package finding

var processRules = []Rule{}
