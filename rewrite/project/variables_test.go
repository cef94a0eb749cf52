package project

import "testing"

// TestVariables holds each row to what a rule reads in it.
func TestVariables(t *testing.T) {
	seen := map[string]bool{}
	for _, v := range readVariables().Variables {
		key := v.Program + " " + v.Variable
		if seen[key] {
			t.Errorf("%s stands twice", key)
		}
		seen[key] = true
		if v.Source == "" {
			t.Errorf("%s has no source", key)
		}
		if (len(v.Options) == 0) != (len(v.Forms) == 0) {
			t.Errorf("%s: options and forms belong together", key)
		}
		if got, ok := LookupVariable(v.Program, v.Variable); !ok || got.Source != v.Source {
			t.Errorf("%s is not found", key)
		}
	}
}
