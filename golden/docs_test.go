package golden

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/dfmigrate/dfmigrate/rewrite"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
	"github.com/dfmigrate/dfmigrate/rewrite/report"
	"github.com/dfmigrate/dfmigrate/rewrite/source"
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
		t.Errorf("%s is not what the catalogue says (%v): run go test ./golden -run TestFindings -update", page, err)
	}
}

// TestFindingsInSchema holds the schema of the configuration to the catalogue: the
// review findings are what can be accepted. -update writes them.
func TestFindingsInSchema(t *testing.T) {
	const page = "../docs/schema/config.schema.json"
	const start, end = "\"reviewFinding\": {\n      \"enum\": [\n", "      ]\n"
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(text), start)
	_, after, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatalf("%s has no place for the review findings", page)
	}
	var ids []string
	for _, r := range finding.Rules() {
		if r.Severity == finding.Review {
			ids = append(ids, fmt.Sprintf("        %q", r.ID))
		}
	}
	want := before + start + strings.Join(ids, ",\n") + "\n" + end + after
	if *update {
		if err := os.WriteFile(page, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if string(text) != want {
		t.Errorf("%s does not have the catalogue's review findings: run go test ./golden -run TestFindings -update", page)
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

// TestReadme holds the README's example to what the tool prints.
func TestReadme(t *testing.T) {
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	const dir = "e2e/node-express"
	input, err := os.ReadFile(dir + "/Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(readme), "```dockerfile\n"+string(input)+"```") {
		t.Errorf("the README does not show golden/%s/Dockerfile", dir)
	}
	build, err := project.New(os.DirFS(dir), "Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	res := rewrite.Migrate(context.Background(), source.NewFile("Dockerfile", input), build, rewrite.Options{Target: "distroless"})
	var diff strings.Builder
	if err := report.Unified(&diff, "golden/"+dir+"/Dockerfile", res.Before, res.After, 3); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(readme), "```diff\n"+diff.String()+"```") {
		t.Errorf("the README's diff is not what the tool prints:\n%s", diff.String())
	}
}
