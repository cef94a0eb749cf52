package finding

var fileRules = []Rule{}
