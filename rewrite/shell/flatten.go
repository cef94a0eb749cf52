package shell

import (
	"maps"

	"mvdan.cc/sh/v3/syntax"
)

// context is what a command inherits from the constructs around it.
type context struct {
	op          Op
	conditional bool
	subshell    bool
	cmdSubst    bool
	loop        bool
	background  bool
	negated     bool
	fn          string
	loopVars    map[string][]string
	inherited   []Redirect
	// tail: nothing follows, so its failure is that of the whole script.
	tail bool
	// tolerated: its failure is looked at, not passed on (left of "||", the
	// condition of an if).
	tolerated bool
}

// flattener turns the tree into Script.Commands.
type flattener struct{ script *Script }

// list flattens statements that follow each other; the first takes ctx.op.
func (f *flattener) list(stmts []*syntax.Stmt, ctx context) {
	for i, st := range stmts {
		c := ctx
		if i > 0 {
			c.op = Seq
		}
		c.tail = ctx.tail && i == len(stmts)-1
		f.stmt(st, c)
	}
}

func (f *flattener) stmt(st *syntax.Stmt, ctx context) {
	if st.Negated {
		ctx.negated, ctx.tolerated = true, true
	}
	if st.Background || st.Coprocess {
		ctx.background, ctx.subshell, ctx.tolerated, ctx.tail = true, true, true, false
	}
	switch cmd := st.Cmd.(type) {
	case nil, *syntax.CallExpr, *syntax.DeclClause, *syntax.TestClause, *syntax.ArithmCmd, *syntax.LetClause:
		f.simple(st, ctx)
		return
	case *syntax.BinaryCmd:
		f.binary(cmd, ctx)
		return
	default:
		for _, r := range st.Redirs {
			f.substs(r, ctx)
		}
		if len(st.Redirs) > 0 {
			own := f.redirects(st.Redirs)
			ctx.inherited = append(ctx.inherited[:len(ctx.inherited):len(ctx.inherited)], own...)
		}
		f.compound(cmd, ctx)
	}
}

func (f *flattener) binary(b *syntax.BinaryCmd, ctx context) {
	left, right := ctx, ctx
	switch b.Op {
	case syntax.AndStmt:
		right.op = And
		unnoticed := ctx.tolerated || (!ctx.tail && endsInTest(b.X))
		right.conditional = right.conditional || unnoticed
	case syntax.OrStmt:
		left.tolerated = true
		right.op, right.conditional = Or, true
	default:
		left.subshell, left.tolerated = true, true
		right.op, right.subshell = Pipe, true
	}
	f.stmt(b.X, left)
	f.stmt(b.Y, right)
}

// endsInTest reports whether what decides about the right of "&&" is a
// question rather than a step: "[ -f x ] && rm x; next" goes on either way.
func endsInTest(st *syntax.Stmt) bool {
	if st.Negated {
		return true
	}
	switch cmd := st.Cmd.(type) {
	case *syntax.TestClause, *syntax.ArithmCmd:
		return true
	case *syntax.BinaryCmd:
		return endsInTest(cmd.Y)
	case *syntax.CallExpr:
		if len(cmd.Args) > 0 {
			switch cmd.Args[0].Lit() {
			case "[", "test", "command", "type", "which":
				return true
			}
		}
	}
	return false
}

func (f *flattener) compound(cmd syntax.Command, ctx context) {
	switch cmd := cmd.(type) {
	case *syntax.Block:
		f.list(cmd.Stmts, ctx)
	case *syntax.Subshell:
		ctx.subshell = true
		f.list(cmd.Stmts, ctx)
	case *syntax.IfClause:
		f.ifClause(cmd, ctx)
	case *syntax.WhileClause:
		ctx.loop, ctx.tail = true, false
		cond, body := ctx, ctx
		cond.tolerated = true
		f.list(cmd.Cond, cond)
		body.op, body.conditional = Seq, true
		f.list(cmd.Do, body)
	case *syntax.ForClause:
		f.forClause(cmd, ctx)
	case *syntax.CaseClause:
		f.substs(cmd.Word, ctx)
		ctx.op, ctx.conditional = Seq, true
		for _, item := range cmd.Items {
			for _, p := range item.Patterns {
				f.substs(p, ctx)
			}
			f.list(item.Stmts, ctx)
		}
	case *syntax.FuncDecl:
		ctx.op, ctx.conditional, ctx.tail = First, true, false
		if cmd.Name != nil {
			ctx.fn = cmd.Name.Value
		}
		f.stmt(cmd.Body, ctx)
	case *syntax.TimeClause:
		if cmd.Stmt != nil {
			f.stmt(cmd.Stmt, ctx)
		}
	case *syntax.CoprocClause:
		ctx.background, ctx.subshell = true, true
		f.stmt(cmd.Stmt, ctx)
	}
}

func (f *flattener) ifClause(cmd *syntax.IfClause, ctx context) {
	cond := ctx
	cond.tolerated, cond.tail = true, false
	f.list(cmd.Cond, cond)
	ctx.op, ctx.conditional = Seq, true
	f.list(cmd.Then, ctx)
	if cmd.Else != nil {
		f.ifClause(cmd.Else, ctx)
	}
}

func (f *flattener) forClause(cmd *syntax.ForClause, ctx context) {
	f.substs(cmd.Loop, ctx)
	ctx.op, ctx.loop, ctx.tail = Seq, true, false
	values, ok := f.loopValues(cmd)
	if ok {
		vars := maps.Clone(ctx.loopVars)
		if vars == nil {
			vars = map[string][]string{}
		}
		vars[cmd.Loop.(*syntax.WordIter).Name.Value] = values
		ctx.loopVars = vars
	} else {
		ctx.conditional = true
	}
	f.list(cmd.Do, ctx)
}

// loopValues are the words of "for x in a b c" when all are known and at
// least one is there.
func (f *flattener) loopValues(cmd *syntax.ForClause) (values []string, ok bool) {
	iter, isWords := cmd.Loop.(*syntax.WordIter)
	if !isWords || cmd.Select || !iter.InPos.IsValid() {
		return nil, false
	}
	for _, item := range iter.Items {
		w := f.word(item)
		fields, ok := w.Expand(nil)
		if !ok || w.HasGlob() || w.hasTilde() {
			return nil, false
		}
		values = append(values, fields...)
	}
	return values, len(values) > 0
}

// substs flattens the command and process substitutions below n.
func (f *flattener) substs(n syntax.Node, ctx context) {
	ctx.op, ctx.subshell, ctx.cmdSubst, ctx.negated = First, true, true, false
	ctx.inherited, ctx.tail, ctx.tolerated = nil, false, true
	syntax.Walk(n, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.CmdSubst:
			f.list(n.Stmts, ctx)
			return false
		case *syntax.ProcSubst:
			f.list(n.Stmts, ctx)
			return false
		}
		return true
	})
}

func (f *flattener) simple(st *syntax.Stmt, ctx context) {
	c := &Command{
		Op: ctx.op, Conditional: ctx.conditional, Subshell: ctx.subshell, CmdSubst: ctx.cmdSubst,
		Loop: ctx.loop, LoopVars: ctx.loopVars, Background: ctx.background, Negated: ctx.negated,
		Func: ctx.fn, Inherited: ctx.inherited, stmt: st,
	}
	if st.Cmd != nil {
		f.substs(st.Cmd, ctx)
		f.fill(c, st.Cmd)
		c.Span = span(st.Cmd)
	}
	for _, r := range st.Redirs {
		f.substs(r, ctx)
	}
	c.Redirects = f.redirects(st.Redirs)
	for i, r := range c.Redirects {
		if st.Cmd == nil && i == 0 {
			c.Span = r.Span
		}
		c.Span.Start = min(c.Span.Start, r.Span.Start)
		c.Span.End = max(c.Span.End, r.Span.End)
	}
	f.script.Commands = append(f.script.Commands, c)
}
