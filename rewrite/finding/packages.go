package finding

var packageRules = []Rule{}
