package shell

import (
	"mvdan.cc/sh/v3/syntax"

	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// Trace follows the script. args are its arguments, "$1" and so on.
func (s *Script) Trace(w World, args []string) *Trace {
	t := &tracer{script: s, world: w, dir: w.Dir, args: args, argInputs: []Input{{Name: "@", Fixed: true}}, vars: map[string]*variable{}, funcs: map[string]*syntax.Stmt{}}
	if t.stmts(s.File.Stmts, true) != ended {
		end := source.Span{End: len(s.Text)}
		t.stop(end, "ends without a program")
	}
	t.out.Dir = t.dir
	if t.out.Stop != nil {
		t.out.Program = nil
	}
	return &t.out
}

// flow tells how the script goes on after a statement.
type flow int

const (
	goesOn flow = iota
	// returned: a function's body is left.
	returned
	// ended: the program was found, or the trace stopped.
	ended
)

// status is what a command answers.
type status int

const (
	success status = iota
	failure
	// unknown: only the container can tell.
	unknown
	// assumed: a command that is taken to go well.
	assumed
)

type variable struct {
	text      string
	known     bool
	exported  bool
	isDefault bool
	inputs    []Input
	span      source.Span
}

type tracer struct {
	script *Script
	world  World
	dir    string
	// args are the positional parameters, argInputs what they depend on.
	args      []string
	argInputs []Input
	vars      map[string]*variable
	order     []string
	funcs     map[string]*syntax.Stmt
	allExport bool
	status    status
	// asked are the inputs of the last condition, unset one of them that nothing gives a value.
	asked []Input
	unset string
	// emptiness: the last condition asks no more than whether unset is empty, and holds
	// when it is (whenEmpty) or when it isn't.
	emptiness, whenEmpty bool
	depth                int
	out                  Trace
}

func (t *tracer) stop(span source.Span, why string) flow {
	if t.out.Stop == nil {
		t.out.Stop = &Stop{Span: span, Why: why}
	}
	return ended
}

// stmts follows statements that come after each other; tail is true when nothing
// runs after the last of them.
func (t *tracer) stmts(list []*syntax.Stmt, tail bool) flow {
	for i, st := range list {
		last := tail && t.onlyExits(list[i+1:])
		if f := t.stmt(st, last); f != goesOn {
			return f
		}
	}
	return goesOn
}

// onlyExits tells whether what follows does no more than to end the script.
func (t *tracer) onlyExits(rest []*syntax.Stmt) bool {
	for _, st := range rest {
		call, ok := st.Cmd.(*syntax.CallExpr)
		if !ok || len(call.Args) == 0 || call.Args[0].Lit() != "exit" || st.Background {
			return false
		}
	}
	return true
}

func (t *tracer) stmt(st *syntax.Stmt, tail bool) flow {
	t.depth++
	defer func() { t.depth-- }()
	whole := bodySpan(st)
	switch {
	case t.depth > 60:
		return t.stop(whole, "calls itself too often to be followed")
	case st.Background || st.Coprocess:
		return t.stop(whole, "runs in the background")
	}
	if st.Negated {
		f := t.command(st, whole, false)
		switch t.status {
		case success:
			t.status = failure
		case failure:
			t.status = success
		case assumed:
			t.status = unknown
		}
		t.whenEmpty = !t.whenEmpty
		return f
	}
	return t.command(st, whole, tail)
}

func (t *tracer) command(st *syntax.Stmt, whole source.Span, tail bool) flow {
	switch cmd := st.Cmd.(type) {
	case nil:
		if len(st.Redirs) > 0 {
			return t.stop(whole, "opens a file")
		}
		return goesOn
	case *syntax.CallExpr:
		return t.call(st, cmd, tail)
	case *syntax.DeclClause:
		return t.declare(cmd, whole)
	case *syntax.TestClause:
		t.forget()
		t.status = t.testClause(cmd.X)
		return goesOn
	case *syntax.ArithmCmd, *syntax.LetClause:
		t.forget()
		t.status = unknown
		return goesOn
	case *syntax.FuncDecl:
		if cmd.Name == nil {
			return t.stop(whole, "is shell logic")
		}
		t.funcs[cmd.Name.Value] = cmd.Body
		t.status = success
		return goesOn
	case *syntax.BinaryCmd:
		return t.binary(cmd, whole, tail)
	case *syntax.IfClause:
		return t.ifClause(cmd, whole, tail)
	case *syntax.CaseClause:
		return t.caseClause(cmd, whole, tail)
	case *syntax.ForClause:
		return t.forClause(cmd, whole)
	case *syntax.Block:
		if len(st.Redirs) > 0 {
			return t.stop(whole, "redirects a group of commands")
		}
		return t.stmts(cmd.Stmts, tail)
	case *syntax.Subshell:
		return t.stop(whole, "runs in a subshell")
	case *syntax.WhileClause:
		return t.while(cmd, whole)
	case *syntax.TimeClause:
		if cmd.Stmt != nil {
			return t.stmt(cmd.Stmt, tail)
		}
		return goesOn
	}
	return t.stop(whole, "is shell logic")
}

// while follows a loop whose condition is known to fail at once.
func (t *tracer) while(cmd *syntax.WhileClause, whole source.Span) flow {
	if len(cmd.Cond) == 1 && !cmd.Until {
		before := t.out
		if f := t.condition(cmd.Cond); f == goesOn && t.status == failure {
			t.branch(whole)
			t.status = success
			return goesOn
		}
		t.out = before
	}
	return t.stop(whole, "runs in a loop")
}

func (t *tracer) binary(b *syntax.BinaryCmd, whole source.Span, tail bool) flow {
	switch b.Op {
	case syntax.AndStmt, syntax.OrStmt:
	default:
		return t.stop(whole, "is part of a pipe")
	}
	isAnd := b.Op == syntax.AndStmt
	if isAnd && !question(b.X) {
		if f := t.stmt(b.X, false); f != goesOn {
			return f
		}
		switch t.status {
		case failure:
			return goesOn
		case unknown:
			return t.stop(whole, "goes on only if a command goes well")
		}
		return t.stmt(b.Y, tail)
	}
	if tail && !isAnd && !question(b.X) {
		if !t.onlyExits([]*syntax.Stmt{b.Y}) {
			return t.stop(whole, "runs when another command fails")
		}
		return t.stmt(b.X, true)
	}
	if f := t.condition([]*syntax.Stmt{b.X}); f != goesOn {
		return f
	}
	then, other := []*syntax.Stmt{b.Y}, []*syntax.Stmt(nil)
	switch {
	case t.status == unknown && question(b.Y) && !tail:
		t.forget() // two questions that are asked as one
		return goesOn
	case t.status == unknown:
		if !isAnd {
			then, other = other, then
		}
		return t.undecided(then, other, whole)
	case t.status == assumed && !isAnd:
		return goesOn // "x || y": x is taken to go well
	}
	t.branch(whole)
	if (t.status == success || t.status == assumed) == isAnd {
		return t.stmt(b.Y, tail)
	}
	return goesOn
}

// question tells of a command that is only there for its answer.
func question(st *syntax.Stmt) bool { return endsInTest(st) || st.Negated }

// condition runs the statements of a condition for their answer.
func (t *tracer) condition(list []*syntax.Stmt) flow {
	t.forget()
	for _, st := range list {
		if f := t.stmt(st, false); f != goesOn {
			return f
		}
	}
	return goesOn
}

func (t *tracer) forget() {
	t.asked, t.unset, t.emptiness, t.whenEmpty = nil, "", false, false
}

// branch notes that the way taken depends on inputs.
func (t *tracer) branch(span source.Span) {
	for _, in := range t.asked {
		t.out.Branches = append(t.out.Branches, Branch{Input: in, Span: span})
	}
}

func (t *tracer) text(n syntax.Node) string { return t.script.slice(span(n)) }
