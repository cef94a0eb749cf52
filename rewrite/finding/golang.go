package finding

// Rules about go.
var goRules = []Rule{}
