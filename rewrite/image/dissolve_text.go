package image

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/shell"
	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// place tells where a text stands, for messages.
type place struct {
	instr *dockerfile.Instruction
	where string
	// lines is true when the text is a script whose lines are told.
	lines bool
	// span maps a span of the text to the Dockerfile; nil when it can't.
	span func(source.Span) source.Span
}

// text takes a command string or script apart: constants, cd, and at its end
// one program. args stand for "$@".
func (d *dissolver) text(text string, args []string, from place) ([]string, bool) {
	script, err := shell.Parse(text)
	if err != nil {
		d.need(from, source.Span{End: len(text)}, firstLine(text), "is shell text that can't be parsed")
		return nil, false
	}
	env := map[string]string{}
	dir := orWorkdir(d.p.Dir, d.img)
	var set []EnvVar
	for i, c := range script.Commands {
		last := i == len(script.Commands)-1
		if c.Conditional || c.Subshell || c.Loop || c.Background || c.Negated || c.Func != "" || c.Op == shell.Or || c.Op == shell.Pipe {
			d.need(from, c.Span, d.line(script, c), reasonOf(script, c))
			return nil, false
		}
		lookup := d.lookup(env)
		if len(c.Words) == 0 || c.Name() == "export" {
			vars, ok := assignments(c, lookup)
			if !ok {
				d.need(from, c.Span, d.line(script, c), "sets a variable from something only known at run time")
				return nil, false
			}
			for _, v := range vars {
				env[v.Name] = v.Value
				set = append(set, v)
			}
			continue
		}
		switch name := c.Name(); {
		case name == "set" || name == "true" || name == ":":
			continue
		case name == "cd" && len(c.Words) == 2 && !last:
			fields, ok := c.Words[1].Expand(lookup)
			if !ok || len(fields) != 1 {
				d.need(from, c.Span, d.line(script, c), "changes into a directory only known at run time")
				return nil, false
			}
			dir = Join(dir, fields[0])
		case last:
			argv, ok := d.program(script, c, lookup, args, from)
			if !ok {
				return nil, false
			}
			vars, ok := assignments(c, lookup)
			if !ok {
				d.need(from, c.Span, d.line(script, c), "sets a variable from something only known at run time")
				return nil, false
			}
			d.p.Env = append(append(d.p.Env, set...), vars...)
			if dir != orWorkdir(d.p.Dir, d.img) {
				d.p.Dir = dir
			}
			return argv, true
		default:
			d.need(from, c.Span, d.line(script, c), "runs before the program starts")
			return nil, false
		}
	}
	d.need(from, source.Span{End: len(text)}, firstLine(text), "ends without a program")
	return nil, false
}

// program turns the last command into an argv.
func (d *dissolver) program(s *shell.Script, c *shell.Command, lookup shell.Lookup, args []string, from place) ([]string, bool) {
	for _, r := range c.Redirects {
		if target, ok := r.Target.Literal(); ok && (target == "1" || target == "2" || target == "/dev/stdout" || target == "/dev/stderr" || target == "&1" || target == "&2") {
			continue
		}
		d.need(from, c.Span, d.line(s, c), "redirects into a file")
		return nil, false
	}
	words := c.Words
	if len(words) > 1 && c.Name() == "exec" {
		words = words[1:]
	}
	var argv []string
	var vars []VarUse
	for _, w := range words {
		if w.Text == `"$@"` || w.Text == "$@" || w.Text == `"${@}"` || w.Text == "$*" {
			argv = append(argv, args...)
			continue
		}
		if w.HasGlob() || w.HasCommandSubst() {
			d.need(from, w.Span, w.Text, "is only known at run time")
			return nil, false
		}
		fields, ok := w.Expand(lookup)
		for _, name := range w.Vars() {
			if len(name) == 1 && strings.ContainsAny(name, "0123456789@*#?$!-") {
				d.need(from, c.Span, d.line(s, c), "uses the script's own arguments")
				return nil, false
			}
			_, set := lookup(name)
			v := VarUse{Name: name, Index: len(argv), Count: len(fields), Word: w.Text, Known: ok, Default: ok && !set}
			if !ok {
				v.Count = 1
			}
			if from.span != nil {
				v.Span = from.span(w.Span)
			}
			vars = append(vars, v)
		}
		if !ok {
			argv = append(argv, w.Text)
			continue
		}
		argv = append(argv, fields...)
	}
	if len(argv) == 0 {
		d.need(from, c.Span, d.line(s, c), "runs what it is given, and nothing is given")
		return nil, false
	}
	d.p.Vars = append(d.p.Vars, vars...)
	return argv, true
}

// lookup gives the values that the file itself fixes.
func (d *dissolver) lookup(local map[string]string) shell.Lookup {
	return func(name string) (string, bool) {
		if v, ok := local[name]; ok {
			return v, true
		}
		if v, ok := d.img.Config.Getenv(name); ok && !v.Symbolic {
			return v.Value, true
		}
		return "", false
	}
}

// assignments are the variables that a command sets, export among them.
func assignments(c *shell.Command, lookup shell.Lookup) ([]EnvVar, bool) {
	var out []EnvVar
	for _, a := range c.Assigns {
		fields, ok := a.Value.Expand(lookup)
		if !ok || a.Append {
			return nil, false
		}
		out = append(out, EnvVar{Name: a.Name, Value: strings.Join(fields, " ")})
	}
	return out, true
}

func (d *dissolver) need(from place, span source.Span, text, why string) {
	n := &ShellNeed{Instr: from.instr, Span: from.instr.Span, Text: text, Where: from.where, Why: why}
	if from.span != nil {
		n.Span = from.span(span)
	}
	d.p.Shell = n
}

// line is the text of a command, with its line number when it stands in a script.
func (d *dissolver) line(s *shell.Script, c *shell.Command) string {
	text := firstLine(strings.TrimSpace(s.Text[c.Span.Start:c.Span.End]))
	if strings.Contains(strings.TrimSpace(s.Text), "\n") {
		return fmt.Sprintf("line %d: %s", 1+strings.Count(s.Text[:c.Span.Start], "\n"), text)
	}
	return text
}

func firstLine(s string) string {
	line, _, more := strings.Cut(strings.TrimSpace(s), "\n")
	if more {
		return line + " …"
	}
	return line
}

func reasonOf(s *shell.Script, c *shell.Command) string {
	piped := func(c *shell.Command) bool { return c.Op == shell.Pipe }
	switch {
	case c.Op == shell.Pipe || c.Subshell && !c.CmdSubst && slices.ContainsFunc(s.Commands, piped):
		return "is part of a pipe"
	case c.Op == shell.Or:
		return "runs when another command fails"
	case c.Background:
		return "runs in the background"
	case c.Loop:
		return "runs in a loop"
	case c.Conditional:
		return "runs only on a condition"
	case c.Subshell:
		return "runs in a subshell"
	case c.Func != "":
		return "is a function"
	default:
		return "is shell logic"
	}
}
