package cli

import (
	"testing"

	"github.com/urfave/cli/v2"
)

// TestFlagValuesAreComplete asks of every flag with a value what completes it.
func TestFlagValuesAreComplete(t *testing.T) {
	known := map[string]bool{}
	for _, f := range newFlags() {
		flag := f.(cli.DocGenerationFlag)
		name := newFlagRow(flag).long
		known[name] = true
		if _, ok := flagValues[name]; flag.TakesValue() != ok {
			t.Errorf("--%s: takes a value: %v, in flagValues: %v", name, flag.TakesValue(), ok)
		}
	}
	for name := range flagValues {
		if !known[name] {
			t.Errorf("--%s: there is no such flag", name)
		}
	}
}
