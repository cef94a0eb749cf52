package finding

// Rules about java.
var javaRules = []Rule{}
