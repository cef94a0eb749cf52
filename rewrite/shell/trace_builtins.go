package shell

import (
	"path"
	"strconv"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

func cleanPath(p string) string { return path.Clean("/" + p) }

// builtin runs a builtin of the shell; ok is false when it is none.
func (t *tracer) builtin(name string, words []TracedWord, whole source.Span) (f flow, ok bool) {
	args, known := fieldsOf(words[1:])
	t.status = success
	switch name {
	case ":", "true", "hash", "shopt", "alias", "echo", "printf":
		for _, w := range words[1:] {
			if strings.Contains(w.Text, ":?") && !w.Known {
				for _, in := range w.Inputs {
					t.out.Checks = append(t.out.Checks, Branch{Input: in, Span: whole})
				}
			}
		}
		return goesOn, true
	case "false":
		t.status = failure
		return goesOn, true
	case "set":
		return t.setOptions(words[1:], whole), true
	case "shift":
		n := 1
		if len(args) == 1 {
			n, _ = strconv.Atoi(args[0])
		}
		if !known || n > len(t.args) {
			t.status = failure
			return goesOn, true
		}
		t.args = t.args[n:]
		return goesOn, true
	case "cd":
		return t.chdir(args, known, whole), true
	case "[", "test":
		t.forget()
		list := words[1:]
		if name == "[" {
			list = list[:max(0, len(list)-1)]
		}
		t.status = t.test(list)
		return goesOn, true
	case "unset":
		for _, a := range args {
			if _, inherited := t.lookupQuietly(a); inherited && t.vars[a] == nil {
				return t.stop(whole, "takes a variable of the image away"), true
			}
			delete(t.vars, a)
		}
		return goesOn, true
	case "exit":
		return t.stop(whole, "ends the container without a program"), true
	case "return":
		return returned, true
	case ".", "source":
		return t.source(args, known, whole), true
	case "command", "type", "which":
		return t.which(words, whole)
	case "umask":
		if len(args) == 1 && (args[0] == "022" || args[0] == "0022") {
			return goesOn, true
		}
		return t.stop(whole, "changes the rights of files that the program makes"), true
	case "trap", "wait", "eval", "read", "kill", "getopts", "break", "continue", "pushd", "popd", "mapfile":
		return t.stop(whole, "is the shell's own work"), true
	}
	return goesOn, false
}

func fieldsOf(words []TracedWord) (fields []string, known bool) {
	known = true
	for _, w := range words {
		fields, known = append(fields, w.Fields...), known && w.Known
	}
	return fields, known
}

// namesOption tells of an option of set whose next word is the option's name: -o, or
// a cluster that ends in it (-Eeuo pipefail).
func namesOption(word string) bool {
	return len(word) > 1 && (word[0] == '-' || word[0] == '+') && word[1] != '-' && strings.HasSuffix(word, "o")
}

// setOptions reads set -e, set -a, and set -- words.
func (t *tracer) setOptions(words []TracedWord, whole source.Span) flow {
	for i, w := range words {
		switch {
		case w.Text == "--" || !strings.HasPrefix(w.Text, "-") && !strings.HasPrefix(w.Text, "+") && (i == 0 || !namesOption(words[i-1].Text)):
			if w.Text == "--" {
				words = words[i+1:]
			} else {
				words = words[i:]
			}
			args, known := fieldsOf(words)
			if !known {
				return t.stop(whole, "sets arguments only known at run time")
			}
			t.args = args
			return goesOn
		case w.Text == "-a" || w.Text == "allexport":
			t.allExport = true
		case w.Text == "+a":
			t.allExport = false
		}
	}
	return goesOn
}

func (t *tracer) chdir(args []string, known bool, whole source.Span) flow {
	if len(args) > 0 && args[0] == "--" {
		args = args[1:]
	}
	if !known || len(args) != 1 || strings.HasPrefix(args[0], "-") {
		return t.stop(whole, "changes into a directory only known at run time")
	}
	t.dir = t.abs(args[0])
	return goesOn
}

// which answers whether a command is there.
func (t *tracer) which(words []TracedWord, whole source.Span) (flow, bool) {
	args, known := fieldsOf(words[1:])
	for len(args) > 0 && (args[0] == "-v" || args[0] == "-V" || args[0] == "-p") {
		args = args[1:]
	}
	if words[0].Text == "command" && (len(words) < 2 || !strings.HasPrefix(words[1].Text, "-")) {
		return t.stop(whole, "is the shell's own work"), true
	}
	t.status = unknown
	if known && len(args) == 1 && t.world.Which != nil {
		if p, ok := t.world.Which(args[0]); ok {
			t.status = success
			if p == "" {
				t.status = failure
			}
		}
	}
	return goesOn, true
}

// source runs the text of another file in this shell.
func (t *tracer) source(args []string, known bool, whole source.Span) flow {
	if !known || len(args) != 1 {
		return t.stop(whole, "runs a file only known at run time")
	}
	file := t.abs(args[0])
	if venv, ok := strings.CutSuffix(file, "/bin/activate"); ok {
		t.activate(venv, whole)
		return goesOn
	}
	if t.world.Read == nil {
		return t.stop(whole, "runs a file that is not at hand")
	}
	text, ok := t.world.Read(file)
	if !ok {
		return t.stop(whole, "runs a file that is not at hand")
	}
	script, err := Parse(text)
	if err != nil {
		return t.stop(whole, "runs a file that can't be parsed")
	}
	outer := t.script
	t.script = script
	f := t.stmts(script.File.Stmts, false)
	t.script = outer
	if f == ended { // its spans are not those of the script
		t.out.Stop = &Stop{Span: whole, Why: "runs a file that needs a shell"}
	}
	for i := range t.out.Steps {
		if t.out.Steps[i].Span.End > len(outer.Text) {
			t.out.Steps[i].Span = whole
		}
	}
	if f == returned {
		return goesOn
	}
	return f
}

// activate does what the activate script of a Python environment does for a program.
func (t *tracer) activate(venv string, at source.Span) {
	t.set("VIRTUAL_ENV", &variable{text: venv, known: true, exported: true, span: at})
	t.set("PATH", &variable{text: venv + "/bin:$PATH", known: true, exported: true, span: at})
}

// declare follows export, local, declare and readonly.
func (t *tracer) declare(c *syntax.DeclClause, whole source.Span) flow {
	variant := c.Variant.Value
	if variant == "nameref" {
		return t.stop(whole, "is shell logic")
	}
	export := variant == "export"
	for _, a := range c.Args {
		switch {
		case a.Naked && a.Name == nil:
			word := t.word(a.Value)
			if !word.Known {
				return t.stop(whole, "sets variables only known at run time")
			}
			for _, f := range word.Fields {
				export = export || f == "-x"
				if f == "-a" || f == "-A" || f == "-n" || f == "-f" {
					return t.stop(whole, "is shell logic")
				}
				if name, value, ok := strings.Cut(f, "="); ok && !strings.HasPrefix(f, "-") {
					t.set(name, &variable{text: value, known: true, exported: export, inputs: word.Inputs, span: whole})
				} else if v := t.vars[f]; v != nil {
					v.exported = v.exported || export
				}
			}
		case a.Naked:
			name := a.Name.Value
			if v := t.vars[name]; v != nil {
				v.exported = v.exported || export
			} else if _, inherited := t.lookupQuietly(name); !inherited && variant == "local" {
				t.set(name, &variable{known: true, span: whole})
			}
		default:
			if at, ok := t.assignments([]*syntax.Assign{a}, export); !ok {
				return t.stop(at, "sets a variable from something only known at run time")
			}
		}
	}
	t.status = success
	return goesOn
}
