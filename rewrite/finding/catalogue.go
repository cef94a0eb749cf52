package finding

import "slices"

// catalogue is every rule, area by area, each area in a file of its own.
var catalogue = slices.Concat(
	inputRules,
	ignoreRules,
	stageRules,
	targetRules,
	processRules,
	fileRules,
	packageRules,
	goRules,
	nodeRules,
	pythonRules,
	javaRules,
	languageRules,
	rubyRules,
	phpRules,
	perlRules,
	aroundRules,
	dotnetRules,
	nativeRules,
	elixirRules,
	serverRules,
	bunRules,
	callRules,
)

// Rules returns every rule in the order of the documentation.
func Rules() []Rule { return slices.Clone(catalogue) }

// Lookup returns the rule of an ID.
func Lookup(id ID) (Rule, bool) {
	for _, r := range catalogue {
		if r.ID == id {
			return r, true
		}
	}
	return Rule{}, false
}
