package dockerfile

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

func TestComments(t *testing.T) {
	text := strings.Join([]string{
		"\ufeff# syntax=docker/dockerfile:1",
		"#  head ",
		"",
		"FROM alpine",
		"  # above RUN",
		"RUN a \\",
		"# among its lines",
		"  b # no comment",
		"RUN <<EOF",
		"# of the heredoc",
		"EOF",
		"RUN c \\",
		"",
		"\t#tab",
		"  d",
		"",
		"# last",
	}, "\n")
	for _, newline := range []string{"\n", "\r\n"} {
		f := source.NewFile("Dockerfile", []byte(strings.ReplaceAll(text, "\n", newline)))
		d, err := Parse(f, nil)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, c := range d.Comments() {
			where := "trailer"
			if c.Instruction != nil {
				where = fmt.Sprintf("%s %d", c.Instruction.Keyword, c.Instruction.Line)
			}
			got = append(got, fmt.Sprintf("%d %s: %q %q", c.Line, where, c.Text, f.Text(c.Span)))
		}
		want := []string{
			`2 FROM 4: "head" "#  head "`,
			`5 RUN 6: "above RUN" "# above RUN"`,
			`7 RUN 6: "among its lines" "# among its lines"`,
			`14 RUN 12: "tab" "#tab"`,
			`17 trailer: "last" "# last"`,
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", newline, diff)
		}
	}
}
