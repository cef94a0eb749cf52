package golden

import (
	"fmt"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
)

// TestProcessPage holds the table of docs/process.md to the cases below process/;
// -update writes it. The rules above the table are written by hand.
func TestProcessPage(t *testing.T) {
	const page, marker = "../docs/process.md", "<!-- The table is made from golden/process; go test ./golden -run TestProcessPage -update writes it. -->\n"
	got, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	rules, _, ok := strings.Cut(string(got), marker)
	if !ok {
		t.Fatalf("%s has no line %q", page, marker)
	}
	want := rules + marker + processTable(t)
	if *update {
		if err := os.WriteFile(page, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if string(got) != want {
		t.Errorf("%s is not what the cases say: run go test ./golden -run TestProcessPage -update", page)
	}
}

func processTable(t *testing.T) string {
	var b strings.Builder
	b.WriteString("\n| case | the file says | Distroless | Alpine |\n| --- | --- | --- | --- |\n")
	for _, file := range cases(t) {
		if path.Dir(file) != "process" {
			continue
		}
		g := load(t, file)
		prose, _, _ := strings.Cut(strings.TrimSpace(string(g.archive.Comment)), "\n\n")
		input, _ := g.file("Dockerfile")
		fmt.Fprintf(&b, "| [%s](../golden/%s): %s | %s |", strings.TrimSuffix(path.Base(file), ".txtar"), file, cell(strings.ReplaceAll(prose, "\n", " ")), codes(processLines(string(input))))
		for _, target := range []string{"distroless", "alpine"} {
			b.WriteString(" " + outcome(g, target) + " |")
		}
		b.WriteString("\n")
	}
	return b.String()
}

// outcome is what a case wants of a target: the process of its result, or why not.
func outcome(g *golden, target string) string {
	for _, r := range g.runs {
		if r.opts.Target != target {
			continue
		}
		if after, ok := g.file(r.want + "/Dockerfile"); ok {
			_, final, _ := strings.Cut("\n"+string(after), "\nFROM ")
			for strings.Contains(final, "\nFROM ") {
				_, final, _ = strings.Cut(final, "\nFROM ")
			}
			return codes(processLines("\n" + final))
		}
		said, _ := g.file(r.want + "/findings")
		for _, line := range strings.Split(string(said), "\n") {
			if _, message, ok := strings.Cut(line, ": blocker: "); ok {
				return "refused: " + cell(message)
			}
		}
		status, _ := g.file(r.want + "/status")
		return cell(strings.TrimSpace(string(status)))
	}
	return ""
}

// processLines are the instructions about the process in a Dockerfile's text.
func processLines(text string) []string {
	var out []string
	for _, line := range strings.Split(text, "\n") {
		keyword, _, _ := strings.Cut(line, " ")
		if slices.Contains([]string{"ENTRYPOINT", "CMD", "HEALTHCHECK", "STOPSIGNAL"}, keyword) {
			out = append(out, line)
		}
	}
	return out
}

func codes(lines []string) string {
	quoted := make([]string, len(lines))
	for i, line := range lines {
		quoted[i] = "`" + cell(line) + "`"
	}
	return strings.Join(quoted, "<br>")
}

// cell keeps the bars of a text out of the table's grammar.
func cell(s string) string { return strings.ReplaceAll(s, "|", "\\|") }
