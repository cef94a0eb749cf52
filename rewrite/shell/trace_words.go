package shell

import (
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// environ is what expansions see: the script's variables over the image's.
func (t *tracer) environ() *environ {
	return &environ{lookup: t.lookup, args: t.args, hasArgs: true, subst: t.substitute}
}

// lookup gives a variable's value and notes what it depends on.
func (t *tracer) lookup(name string) (string, bool) {
	if v, ok := t.vars[name]; ok {
		t.note(v.inputs...)
		return v.text, v.known
	}
	switch name {
	case "PWD":
		return t.dir, true
	case "UID", "EUID":
		t.note(rootQuestion)
		return nonRoot, true
	case "0":
		return t.world.Name, t.world.Name != ""
	case "?":
		return "0", t.status == success || t.status == assumed
	case "IFS", "HOME", "RANDOM", "HOSTNAME", "SECONDS", "$", "!", "-", "_":
		return "", false
	}
	if t.world.Getenv != nil {
		if value, ok := t.world.Getenv(name); ok {
			t.note(Input{Name: name, Fixed: true})
			return value, true
		}
	}
	t.note(Input{Name: name})
	return "", false
}

// RootQuestion is the name of the input of a script that asks whether it runs as root,
// which it never does.
const RootQuestion = "id -u"

var rootQuestion = Input{Name: RootQuestion, Fixed: true}

// nonRoot stands for the number of the user that the container will run as.
const nonRoot = "65532"

func (t *tracer) note(inputs ...Input) {
	for _, in := range inputs {
		if !slices.Contains(t.asked, in) {
			t.asked = append(t.asked, in)
		}
	}
}

// noting runs f and returns what it depended on.
func (t *tracer) noting(f func()) []Input {
	before := t.asked
	t.asked = nil
	f()
	inputs := t.asked
	t.asked = before
	return inputs
}

// word expands a word of a command.
func (t *tracer) word(w *syntax.Word) TracedWord {
	return t.expand((&flattener{script: t.script}).word(w))
}

func (t *tracer) expand(w Word) TracedWord {
	out := TracedWord{Text: w.Text, Span: w.Span, Bare: bareVariable(w.parts)}
	out.Inputs = t.noting(func() { out.Fields, out.Known = w.expand(t.environ()) })
	if usesArgs(w) {
		out.Inputs = append(out.Inputs, t.argInputs...)
	}
	if out.Known && w.HasGlob() {
		out.Fields, out.Known = t.glob(out.Fields)
	}
	if !out.Known {
		out.Fields = []string{w.Text}
	}
	t.assign(w)
	return out
}

// assign keeps what ${X:=value} in a word assigns.
func (t *tracer) assign(w Word) {
	w.walk(func(n syntax.Node) bool {
		p, ok := n.(*syntax.ParamExp)
		if !ok || p.Exp == nil || p.Exp.Op != syntax.AssignUnset && p.Exp.Op != syntax.AssignUnsetOrNull {
			return true
		}
		name := p.Param.Value
		if _, set := t.lookupQuietly(name); set {
			return true
		}
		arg := p.Exp.Word
		if arg == nil {
			arg = &syntax.Word{}
		}
		v := t.value(arg)
		t.set(name, &variable{text: v.text, known: v.known, isDefault: true, inputs: append(v.inputs, Input{Name: name}), span: w.Span})
		return true
	})
}

func (t *tracer) lookupQuietly(name string) (value string, ok bool) {
	t.noting(func() { value, ok = t.lookup(name) })
	return value, ok
}

// value expands a word as an assignment does.
func (t *tracer) value(w *syntax.Word) variable {
	v := variable{}
	if w == nil {
		return variable{known: true}
	}
	word := (&flattener{script: t.script}).word(w)
	word.joined = true
	v.span = word.Span
	v.inputs = t.noting(func() {
		var fields []string
		if fields, v.known = word.expand(t.environ()); v.known {
			v.text = strings.Join(fields, " ")
		}
	})
	if usesArgs(word) {
		v.inputs = append(v.inputs, t.argInputs...)
	}
	return v
}

// glob replaces patterns of file names by the files, where those are known.
func (t *tracer) glob(patterns []string) ([]string, bool) {
	var out []string
	for _, p := range patterns {
		if strings.Contains(p, ":") {
			// A class path, or a URL: no file has such a name, so the shell leaves the word alone.
			out = append(out, p)
			continue
		}
		if t.world.Glob == nil {
			return nil, false
		}
		abs := t.abs(p)
		paths, ok := t.world.Glob(abs)
		if !ok {
			return nil, false
		}
		for _, found := range paths {
			if !strings.HasPrefix(p, "/") {
				found = strings.TrimPrefix(found, strings.TrimSuffix(t.dir, "/")+"/")
			}
			out = append(out, found)
		}
	}
	return out, true
}

func (t *tracer) abs(p string) string {
	if strings.HasPrefix(p, "/") {
		return cleanPath(p)
	}
	return cleanPath(t.dir + "/" + p)
}

// set gives a variable its value; one that was exported stays so.
func (t *tracer) set(name string, v *variable) {
	old, had := t.vars[name]
	if had {
		v.exported = v.exported || old.exported
	} else {
		t.order = append(t.order, name)
		if t.world.Getenv != nil {
			_, inherited := t.world.Getenv(name)
			v.exported = v.exported || inherited
		}
	}
	v.exported = v.exported || t.allExport
	t.vars[name] = v
}

// assignments reads NAME=value before a command, or alone.
func (t *tracer) assignments(list []*syntax.Assign, export bool) (unknown source.Span, ok bool) {
	for _, a := range list {
		if a.Array != nil && a.Name != nil && a.Index == nil && !export {
			t.set(a.Name.Value, &variable{span: span(a)}) // no program sees it
			continue
		}
		if a.Name == nil || a.Array != nil || a.Index != nil {
			return span(a), false
		}
		if t.handsOn(a, export) {
			continue
		}
		v := t.value(a.Value)
		if a.Append {
			old, known := t.lookupQuietly(a.Name.Value)
			v.text, v.known = old+v.text, v.known && known
		}
		v.span, v.exported = span(a), export
		for _, in := range v.inputs {
			// ${X:-value} for X itself: the container's own X still wins.
			v.isDefault = v.isDefault || in.Name == a.Name.Value && !in.Fixed && v.known
		}
		t.set(a.Name.Value, &v)
	}
	return source.Span{}, true
}

// handsOn tells of NAME=$NAME where NAME is a variable of the container, or none: it hands
// on what is there anyway.
func (t *tracer) handsOn(a *syntax.Assign, export bool) bool {
	name := a.Name.Value
	if a.Append || a.Value == nil || t.vars[name] != nil {
		return false
	}
	parts := a.Value.Parts
	if len(parts) == 1 {
		if quoted, ok := parts[0].(*syntax.DblQuoted); ok {
			parts = quoted.Parts
		}
	}
	if !bareVariable(parts) || parts[0].(*syntax.ParamExp).Param.Value != name {
		return false
	}
	if _, fixed := t.lookupQuietly(name); !fixed && export {
		t.out.HandedOn = append(t.out.HandedOn, Branch{Input: Input{Name: name}, Span: span(a)})
	}
	return true
}

// settings are the variables that the program finds changed.
func (t *tracer) settings() ([]Setting, *variable) {
	var out []Setting
	for _, name := range t.order {
		v := t.vars[name]
		if v == nil || !v.exported {
			continue
		}
		if !v.known {
			return nil, v
		}
		out = append(out, Setting{Name: name, Value: v.text, Inputs: v.inputs, Default: v.isDefault, Span: v.span})
	}
	return out, nil
}

// bareVariable tells of $NAME or ${NAME} alone, without quotes or operators.
func bareVariable(parts []syntax.WordPart) bool {
	if len(parts) != 1 {
		return false
	}
	p, ok := parts[0].(*syntax.ParamExp)
	return ok && p.Exp == nil && p.Slice == nil && p.Repl == nil && !p.Length && !p.Excl && p.Index == nil
}

// usesArgs tells of a word that reads the script's arguments.
func usesArgs(w Word) bool {
	return slices.ContainsFunc(w.Vars(), func(n string) bool {
		return n == "@" || n == "*" || n == "#" || len(n) == 1 && n[0] >= '1' && n[0] <= '9'
	})
}
