package image

import (
	"path"
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
	// name is the script's own path, "" for a command string.
	name string
	// span maps a span of the text to the Dockerfile; nil when it can't.
	span func(source.Span) source.Span
}

// text takes a command string or script apart by following it to its program.
// args stand for "$@".
func (d *dissolver) text(text string, args []string, from place) ([]string, bool) {
	script, err := shell.Parse(text)
	if err != nil {
		d.need(from, source.Span{End: len(text)}, firstLine(text), "is shell text that can't be parsed")
		return nil, false
	}
	tr := script.Trace(d.world(from), args)
	for _, s := range tr.Steps {
		if why := d.hinders(s); why != "" {
			d.need(from, s.Span, script.Line(s.Span), why)
			return nil, false
		}
	}
	if tr.Stop != nil {
		d.need(from, tr.Stop.Span, script.Line(tr.Stop.Span), tr.Stop.Why)
		return nil, false
	}
	argv, ok := d.program(script, tr, from)
	if !ok {
		return nil, false
	}
	argv[0] = d.activated(tr, argv[0])
	d.settings(text, tr, from)
	d.prepare(script, tr, from)
	d.told(script, tr, from)
	if tr.Dir != orWorkdir(d.p.Dir, d.img) {
		d.p.Dir = tr.Dir
	}
	return argv, true
}

// program are the words that the trace ended with. What nothing gives a value stays
// as it is written.
func (d *dissolver) program(script *shell.Script, tr *shell.Trace, from place) ([]string, bool) {
	var argv []string
	var vars []VarUse
	for _, w := range tr.Program {
		if !w.Known && len(w.Inputs) == 0 {
			d.need(from, w.Span, w.Text, "is only known at run time")
			return nil, false
		}
		defaulted := false
		for _, in := range w.Inputs {
			defaulted = defaulted || !in.Fixed
		}
		for _, in := range w.Inputs {
			if in.Name == shell.RootQuestion || in.Name == "@" && w.Known {
				continue
			}
			if in.Name == "@" {
				d.need(from, w.Span, script.Line(tr.Span), "uses the script's own arguments")
				return nil, false
			}
			v := VarUse{Name: in.Name, Index: len(argv), Count: len(w.Fields), Word: w.Text, Known: w.Known, Default: w.Known && defaulted && !in.Fixed, Bare: w.Bare}
			if from.span != nil {
				v.Span = from.span(w.Span)
			}
			if w.Known || !in.Fixed {
				vars = append(vars, v)
			}
		}
		argv = append(argv, w.Fields...)
	}
	if len(argv) == 0 {
		d.need(from, tr.Span, script.Line(tr.Span), "runs what it is given, and nothing is given")
		return nil, false
	}
	d.p.Vars = append(d.p.Vars, vars...)
	return argv, true
}

// settings are the variables that the text sets for the program. One whose value
// only stands in for the container's own needs no finding: ENV does the same.
func (d *dissolver) settings(text string, tr *shell.Trace, from place) {
	for _, v := range tr.Env {
		d.p.Env = append(d.p.Env, EnvVar{Name: v.Name, Value: v.Value, Symbolic: v.Name == "PATH" && strings.HasSuffix(v.Value, ":$PATH")})
		for _, in := range v.Inputs {
			if v.Default && in.Name == v.Name || in.Name == "@" || in.Name == shell.RootQuestion || in.Name == "PATH" {
				continue
			}
			d.p.Frozen = append(d.p.Frozen, VarUse{Name: in.Name, Word: strings.TrimSpace(text[v.Span.Start:min(v.Span.End, len(text))]), Known: true, Default: !in.Fixed, Span: spanIn(from, v.Span)})
		}
	}
}

// activated is the program's path in the Python environment that the text activated,
// which comes first in the PATH then.
func (d *dissolver) activated(tr *shell.Trace, program string) string {
	if strings.Contains(program, "/") {
		return program
	}
	for _, v := range tr.Env {
		if v.Name != "VIRTUAL_ENV" {
			continue
		}
		p := path.Join(v.Value, "bin", program)
		if _, presence := d.img.Tree.Lookup(p); presence != Absent {
			return p
		}
	}
	return program
}

// told keeps what the text did beside starting the program.
func (d *dissolver) told(script *shell.Script, tr *shell.Trace, from place) {
	for _, b := range tr.Branches {
		d.p.Branches = append(d.p.Branches, Asked{Name: b.Input.Name, Text: script.Line(b.Span), Span: spanIn(from, b.Span)})
	}
	for _, c := range tr.Checks {
		d.p.Checks = append(d.p.Checks, Asked{Name: c.Input.Name, Text: script.Line(c.Span), Span: spanIn(from, c.Span)})
	}
	for _, h := range tr.HandedOn {
		d.p.HandedOn = append(d.p.HandedOn, Asked{Name: h.Input.Name, Text: script.Line(h.Span), Span: spanIn(from, h.Span)})
	}
	d.p.Redirects = append(d.p.Redirects, tr.Redirects...)
	if slices.ContainsFunc(tr.Branches, func(b shell.Branch) bool { return b.Input.Name == shell.RootQuestion }) {
		d.asRoot(script, from)
	}
}

// asRoot keeps the directories that a script made or gave away while it was root.
func (d *dissolver) asRoot(script *shell.Script, from place) {
	w := d.world(from)
	for _, part := range script.AsRoot() {
		for _, c := range script.Commands {
			name := c.Name()
			if c.Span.Start < part.Span.Start || c.Span.End > part.Span.End || name != "mkdir" && name != "chown" && name != "chgrp" {
				continue
			}
			if argv, ok := c.Argv(w.Getenv); ok {
				d.p.Owners = append(d.p.Owners, Prepared{Argv: argv, Dir: w.Dir, Text: script.Line(c.Span), Span: spanIn(from, c.Span)})
			}
		}
	}
}

func spanIn(from place, s source.Span) source.Span {
	if from.span == nil {
		return from.instr.Span
	}
	return from.span(s)
}

// world is what a text finds in the image.
func (d *dissolver) world(from place) shell.World {
	img, dir := d.img, orWorkdir(d.p.Dir, d.img)
	return shell.World{
		Name: from.name, Dir: dir,
		Getenv: func(name string) (string, bool) {
			for i := len(d.p.Env) - 1; i >= 0; i-- {
				if d.p.Env[i].Name == name {
					return d.p.Env[i].Value, true
				}
			}
			v, ok := img.Config.Getenv(name)
			return v.Value, ok && !v.Symbolic
		},
		Is: func(op, p string) (yes, known bool) {
			return img.is(op, p)
		},
		Which: func(name string) (string, bool) {
			p, _, presence := img.Find(name, dir)
			return p, presence == Present
		},
		Read: func(p string) (string, bool) {
			content, ok := img.Tree.ReadFile(p)
			return unixLines(string(content)), ok && !img.mounted(p)
		},
		Glob: img.glob,
	}
}

func unixLines(s string) string { return strings.ReplaceAll(s, "\r\n", "\n") }

// is answers what a script asks about a file, where every container would agree.
func (img *Image) is(op, p string) (yes, known bool) {
	if img.mounted(p) {
		return false, false
	}
	e, presence := img.Tree.Lookup(p)
	switch {
	case presence != Present || e.Assumed:
		return false, false // the base may have it, or the process may make it
	case op == "-f":
		return !e.Dir, true
	case op == "-d":
		return e.Dir, true
	case op == "-e" || op == "-r":
		return true, true
	case op == "-s" && e.Kind == FromContext:
		content, ok := img.Tree.ReadFile(p)
		return len(content) > 0, ok
	}
	return false, false
}

func (d *dissolver) need(from place, span source.Span, text, why string) {
	n := &ShellNeed{Instr: from.instr, Span: from.instr.Span, Text: text, Where: from.where, Why: why}
	if from.span != nil {
		n.Span = from.span(span)
	}
	d.p.Shell = n
}

func firstLine(s string) string {
	line, _, more := strings.Cut(strings.TrimSpace(s), "\n")
	if more {
		return line + " …"
	}
	return line
}
