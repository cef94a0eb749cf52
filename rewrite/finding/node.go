package finding

// Rules about node.
var nodeRules = []Rule{}
