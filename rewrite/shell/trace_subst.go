package shell

import (
	"path"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// substitute gives the output of a $(…) that is the same in every container.
func (t *tracer) substitute(c *syntax.CmdSubst) (string, bool) {
	if len(c.Stmts) != 1 || c.TempFile || c.ReplyVar {
		return "", false
	}
	return t.output(c.Stmts[0])
}

func (t *tracer) output(st *syntax.Stmt) (string, bool) {
	if st.Negated || st.Background {
		return "", false
	}
	if b, ok := st.Cmd.(*syntax.BinaryCmd); ok && b.Op == syntax.AndStmt {
		return t.outputThere(b)
	}
	call, ok := st.Cmd.(*syntax.CallExpr)
	if !ok || len(call.Assigns) > 0 {
		return "", false
	}
	var argv []string
	for _, w := range call.Args {
		word := t.word(w)
		if !word.Known {
			return "", false
		}
		t.note(word.Inputs...)
		argv = append(argv, word.Fields...)
	}
	for _, r := range (&flattener{script: t.script}).redirects(st.Redirs) {
		if target, known := r.Target.Literal(); !known || r.FD != 2 || target != "/dev/null" {
			return "", false
		}
	}
	return t.outputOf(argv)
}

// outputThere reads cd DIR && pwd.
func (t *tracer) outputThere(b *syntax.BinaryCmd) (string, bool) {
	call, ok := b.X.Cmd.(*syntax.CallExpr)
	if !ok || len(call.Args) < 2 || call.Args[0].Lit() != "cd" {
		return "", false
	}
	var words []TracedWord
	for _, w := range call.Args[1:] {
		words = append(words, t.word(w))
	}
	outer := t.dir
	defer func() { t.dir = outer }()
	args, known := fieldsOf(words)
	if len(args) > 0 && args[0] == "--" {
		args = args[1:]
	}
	if !known || len(args) != 1 {
		return "", false
	}
	t.dir = t.abs(args[0])
	return t.output(b.Y)
}

func (t *tracer) outputOf(argv []string) (string, bool) {
	if len(argv) == 0 {
		return "", false
	}
	switch last := argv[len(argv)-1]; {
	case argv[0] == "pwd":
		return t.dir, true
	case argv[0] == "id" && len(argv) == 2 && argv[1] == "-u":
		t.note(rootQuestion)
		return nonRoot, true
	case argv[0] == "dirname" && len(argv) == 2:
		return path.Dir(last), true
	case argv[0] == "basename" && len(argv) == 2:
		return path.Base(last), true
	case (argv[0] == "readlink" || argv[0] == "realpath") && len(argv) > 1:
		return t.abs(last), true
	case argv[0] == "echo" && len(argv) > 1 && !strings.HasPrefix(argv[1], "-"):
		return strings.Join(argv[1:], " "), true
	case (argv[0] == "which" || argv[0] == "command" && len(argv) == 3 && argv[1] == "-v") && len(argv) > 1 && t.world.Which != nil:
		p, known := t.world.Which(last)
		return p, known && p != ""
	case argv[0] == "ls" && len(argv) == 2 && !strings.HasPrefix(last, "-"):
		if yes, known := t.is("-f", last); known && yes {
			return last, true
		}
	case argv[0] == "cat" && len(argv) == 2 && t.world.Read != nil:
		text, ok := t.world.Read(t.abs(last))
		return strings.TrimRight(text, "\n"), ok
	}
	return "", false
}

func (t *tracer) is(op, p string) (yes, known bool) {
	if t.world.Is == nil {
		return false, false
	}
	return t.world.Is(op, t.abs(p))
}
