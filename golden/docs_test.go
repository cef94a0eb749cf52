package golden

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/dfmigrate/dfmigrate/rewrite/finding"
)

// TestFindingsPage holds docs/findings.md to the catalogue; -update writes it.
func TestFindingsPage(t *testing.T) {
	const page = "../docs/findings.md"
	want := findingsPage()
	if *update {
		if err := os.WriteFile(page, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(page)
	if err != nil || string(got) != want {
		t.Errorf("%s is not what the catalogue says (%v): run go test ./golden -run TestFindingsPage -update", page, err)
	}
}

func findingsPage() string {
	var b strings.Builder
	b.WriteString("# Findings\n\n")
	b.WriteString("Every decision of dfmigrate is a finding with a stable ID. A *note* tells of a decision, a\n")
	b.WriteString("*review* asks for a look before merging, a *blocker* refuses the file. `dfmigrate --explain ID`\n")
	b.WriteString("prints the same text. This page is made from the catalogue in `rewrite/finding`.\n")
	for _, r := range finding.Rules() {
		fmt.Fprintf(&b, "\n## %s\n\n*%s*: %s\n\n%s\n", r.ID, r.Severity, r.Title, r.Why)
		if r.Fix != "" {
			fmt.Fprintf(&b, "\n**What to do:** %s\n", r.Fix)
		}
	}
	return b.String()
}
