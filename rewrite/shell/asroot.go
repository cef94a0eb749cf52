package shell

import (
	"fmt"
	"slices"
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
				cond := s.slice(bodySpan(c))
				if s.asksForRoot(cond) {
					out = append(out, Construct{Kind: "if", Span: span(n), Text: cond})
				}
			}
		case *syntax.BinaryCmd:
			if n.Op == syntax.AndStmt && s.asksForRoot(s.slice(bodySpan(n.X))) {
				out = append(out, Construct{Kind: "and", Span: span(n), Text: s.slice(bodySpan(n.X))})
			}
		}
		return true
	})
	return out
}

// asksForRoot tells of a condition on the user's number, or on a variable that holds it.
func (s *Script) asksForRoot(cond string) bool {
	numbers := []string{"UID", "EUID"}
	for _, c := range s.Commands {
		for _, a := range c.Assigns {
			if value := a.Value.Text; value == "$(id -u)" || value == `"$(id -u)"` || value == "`id -u`" {
				numbers = append(numbers, a.Name)
			}
		}
	}
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
				if slices.Contains(numbers, name) {
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
