package finding

var stageRules = []Rule{}
