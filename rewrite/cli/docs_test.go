package cli

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the part of docs/cli.md that is made from the flags")

// TestDocsAreCurrent holds docs/cli.md to the flags.
func TestDocsAreCurrent(t *testing.T) {
	const page = "../../docs/cli.md"
	const start, end = "<!-- usage: made by the tests of rewrite/cli -->\n", "<!-- end -->\n"
	text := read(t, page)
	before, rest, ok := strings.Cut(text, start)
	_, after, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatalf("%s has lost its marks %q and %q", page, start, end)
	}
	want := before + start + usagePage() + end + after
	if *update {
		if err := os.WriteFile(page, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, text); diff != "" {
		t.Errorf("%s is out of date, run go test ./rewrite/cli -update (-want +got):\n%s", page, diff)
	}
}

// usagePage is --help as Markdown.
func usagePage() string {
	var b strings.Builder
	fmt.Fprintf(&b, "```sh\n%s\n```\n\n%s\n\n%s\n", usage, purpose, description)
	b.WriteString("\n```sh\n")
	for _, e := range examples {
		fmt.Fprintf(&b, "# %s\n%s\n", strings.TrimSuffix(e.does, ":"), e.command)
	}
	b.WriteString("```\n\n## Flags\n\nFlags may stand before and after paths; behind `--` everything is a path.\n")
	for _, group := range flagGroups(newFlags()) {
		fmt.Fprintf(&b, "\n| %s | |\n| --- | --- |\n", group.name)
		for _, row := range group.rows {
			synopsis := strings.ReplaceAll(strings.TrimSpace(row.synopsis()), "|", `\|`)
			fmt.Fprintf(&b, "| `%s` | %s |\n", synopsis, row.usage)
		}
	}
	b.WriteString("\n## Subcommands\n\nA subcommand is the first argument; a folder of the same name is written `./NAME`.\n\n| | |\n| --- | --- |\n")
	for _, sub := range subcommands() {
		if !sub.hidden {
			fmt.Fprintf(&b, "| `dfmigrate %s` | %s |\n", strings.ReplaceAll(sub.synopsis, "|", `\|`), sub.does)
		}
	}
	b.WriteString("\n## Exit codes\n\nOf several causes the highest is returned.\n\n| code | meaning |\n| --- | --- |\n")
	for _, e := range exitCodes {
		fmt.Fprintf(&b, "| %d | %s |\n", e.code, e.meaning)
	}
	return b.String()
}

// TestHelpFits keeps --help readable where it is read.
func TestHelpFits(t *testing.T) {
	for line := range strings.Lines(helpText(newFlags())) {
		if len([]rune(line)) > width+3 {
			t.Errorf("%d columns: %s", len([]rune(line)), line)
		}
		if strings.Contains(line, "{{") || strings.Contains(line, "`") {
			t.Errorf("left over: %s", line)
		}
	}
}
