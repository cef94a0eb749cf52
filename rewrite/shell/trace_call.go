package shell

import (
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// call follows a simple command: a function, a builtin, a step, or the program.
func (t *tracer) call(st *syntax.Stmt, c *syntax.CallExpr, tail bool) flow {
	whole := bodySpan(st)
	if len(c.Args) == 0 {
		if at, ok := t.assignments(c.Assigns, false); !ok {
			return t.stop(at, "sets a variable from something only known at run time")
		}
		t.status = success
		return goesOn
	}
	words := make([]TracedWord, len(c.Args))
	for i, w := range c.Args {
		words[i] = t.word(w)
	}
	name := ""
	if words[0].Known && len(words[0].Fields) > 0 {
		name = words[0].Fields[0]
	}
	if body, ok := t.funcs[name]; ok && name != "" {
		return t.function(body, words[1:], whole, tail)
	}
	if name == "exec" {
		return t.exec(st, c, words[1:], whole)
	}
	if quiet(st.Redirs) && !(tail && alsoProgram(name)) {
		if f, ok := t.builtin(name, words, whole); ok {
			return f
		}
	}
	if tail {
		return t.program(st, c, words, whole)
	}
	return t.step(st, c, words, whole)
}

// alsoProgram tells of builtins that are programs too.
func alsoProgram(name string) bool {
	return name == "echo" || name == "printf" || name == "true" || name == "[" || name == "test"
}

func (t *tracer) function(body *syntax.Stmt, words []TracedWord, whole source.Span, tail bool) flow {
	saved, savedInputs := t.args, t.argInputs
	t.args, t.argInputs = nil, nil
	for _, w := range words {
		if !w.Known {
			t.args, t.argInputs = saved, savedInputs
			return t.stop(whole, "gives a function something only known at run time")
		}
		t.args, t.argInputs = append(t.args, w.Fields...), append(t.argInputs, w.Inputs...)
	}
	t.status = success
	f := t.stmt(body, tail)
	t.args, t.argInputs = saved, savedInputs
	if f == returned {
		return goesOn
	}
	return f
}

// exec gives the shell's place to a program, or only moves its output.
func (t *tracer) exec(st *syntax.Stmt, c *syntax.CallExpr, words []TracedWord, whole source.Span) flow {
	for len(words) > 0 && words[0].Known && len(words[0].Fields) == 1 && words[0].Fields[0] == "--" {
		words = words[1:]
	}
	if len(words) > 0 && strings.HasPrefix(words[0].Text, "-") {
		return t.stop(whole, "gives the program another name or environment")
	}
	n := 0
	for _, w := range words {
		n += len(w.Fields)
	}
	if n == 0 {
		if len(c.Args) > 1 {
			return t.stop(whole, "runs what it is given, and nothing is given")
		}
		if text, ok := t.harmless(st.Redirs); !ok {
			return t.stop(whole, text)
		}
		return goesOn
	}
	t.out.Exec = true
	return t.program(st, c, words, whole)
}

// program ends the trace with the program that the container runs.
func (t *tracer) program(st *syntax.Stmt, c *syntax.CallExpr, words []TracedWord, whole source.Span) flow {
	why, ok := t.harmless(st.Redirs)
	if !ok {
		return t.stop(whole, why)
	}
	if at, ok := t.assignments(c.Assigns, true); !ok {
		return t.stop(at, "sets a variable from something only known at run time")
	}
	env, missing := t.settings()
	if missing != nil {
		for _, in := range missing.inputs {
			if !in.Fixed {
				return t.stop(missing.span, "sets a variable from "+in.Name+", which only the environment gives")
			}
		}
		return t.stop(missing.span, "sets a variable from something only known at run time")
	}
	t.out.Program, t.out.Env, t.out.Span = words, env, whole
	return ended
}

// harmless tells whether redirections leave a program's output where it is, or
// drop it; else why not.
func (t *tracer) harmless(redirs []*syntax.Redirect) (why string, ok bool) {
	for _, r := range (&flattener{script: t.script}).redirects(redirs) {
		target, known := r.Target.Literal()
		switch {
		case known && (r.Op == "<" && target == "/dev/null"):
		case known && (r.Op == ">&" || r.Op == "<&") && (target == "1" || target == "2"):
		case known && outputDevice(target) && (r.Op == ">" || r.Op == ">>" || r.Op == "&>" || r.Op == "&>>" || r.Op == ">&"):
		case strings.HasPrefix(r.Op, "<"):
			return "reads its input from a file", false
		default:
			return "redirects into a file", false
		}
		t.out.Redirects = append(t.out.Redirects, t.script.slice(r.Span))
	}
	return "", true
}

// outputDevice tells of files that are the container's own output, or nothing.
func outputDevice(p string) bool {
	switch p {
	case "/dev/stdout", "/dev/stderr", "/dev/fd/1", "/dev/fd/2", "/proc/1/fd/1", "/proc/1/fd/2", "/proc/self/fd/1", "/proc/self/fd/2", "/dev/null":
		return true
	}
	return false
}

// step is a command that runs, and ends, before the program starts.
func (t *tracer) step(st *syntax.Stmt, c *syntax.CallExpr, words []TracedWord, whole source.Span) flow {
	s := Step{Dir: t.dir, Span: whole, Redirects: (&flattener{script: t.script}).redirects(st.Redirs)}
	for _, w := range words {
		if !w.Known {
			s.Inputs = append(s.Inputs, Input{Name: w.Text})
		}
		s.Argv = append(s.Argv, w.Fields...)
		s.Inputs = append(s.Inputs, w.Inputs...)
	}
	for _, a := range c.Assigns {
		if v := t.value(a.Value); a.Name != nil {
			s.Env = append(s.Env, Setting{Name: a.Name.Value, Value: v.text, Inputs: v.inputs})
			s.Inputs = append(s.Inputs, v.inputs...)
		}
	}
	for _, r := range s.Redirects {
		target, known := r.Target.Literal()
		if !known || !outputDevice(target) && target != "1" && target != "2" {
			s.Output = true
		}
	}
	t.out.Steps = append(t.out.Steps, s)
	t.status = assumed
	return goesOn
}
