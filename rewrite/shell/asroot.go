package shell

import (
	"fmt"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// AsRoot are the parts of the script that a question guards whether it runs as root.
func (s *Script) AsRoot() []Construct {
	var out []Construct
	syntax.Walk(s.File, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.IfClause:
			for _, c := range n.Cond {
				if asksForRoot(s.slice(span(c))) {
					out = append(out, Construct{Kind: "if", Span: span(n), Text: s.slice(span(c))})
				}
			}
		case *syntax.BinaryCmd:
			if n.Op == syntax.AndStmt && asksForRoot(s.slice(span(n.X))) {
				out = append(out, Construct{Kind: "and", Span: span(n), Text: s.slice(span(n.X))})
			}
		}
		return true
	})
	return out
}

// asksForRoot tells of a condition on the user's number.
func asksForRoot(cond string) bool {
	script, err := Parse(cond)
	if err != nil {
		return false
	}
	for _, c := range script.Commands {
		words := c.Literals()
		if len(words) > 1 && words[0] == "id" && words[1] == "-u" {
			return true
		}
		for _, w := range c.Words {
			for _, name := range w.Vars() {
				if name == "UID" || name == "EUID" {
					return true
				}
			}
		}
	}
	return false
}

// Line is the first line at a span, with its number when the text has more than one.
func (s *Script) Line(at source.Span) string {
	at.End = min(at.End, len(s.Text))
	at.Start = min(at.Start, at.End)
	line, _, more := strings.Cut(strings.TrimSpace(s.Text[at.Start:at.End]), "\n")
	if more {
		line += " …"
	}
	if strings.Contains(strings.TrimSpace(s.Text), "\n") {
		return fmt.Sprintf("line %d: %s", 1+strings.Count(s.Text[:at.Start], "\n"), line)
	}
	return line
}
