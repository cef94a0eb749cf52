package shell

import (
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// RemoveCommands gives the edits of s.Text that take commands out, each
// together with one operator: of "a && b && c" without b stays "a && c". The
// commands in a removed command's own $(…) go with it.
//
// ok is false, and nothing is to be edited, when what stays would mean
// something else: a branch or a condition, a test that guards what follows, one
// part of a pipeline, one side of "||", a command with a here-document; or when
// nothing would stay. A compound
// goes as a whole when all of its commands are named.
func RemoveCommands(s *Script, cs []*Command) (edits []source.Edit, ok bool) {
	r := &remover{script: s, leaves: map[*syntax.Stmt]bool{}}
	for _, c := range s.Commands {
		r.leaves[c.stmt] = slices.Contains(cs, c)
	}
	for _, c := range cs {
		if !slices.Contains(s.Commands, c) {
			return nil, false
		}
	}
	if len(cs) == 0 || !r.list(s.File.Stmts, false) {
		return nil, false
	}
	if !r.verified(cs) {
		return nil, false
	}
	return r.edits, true
}

type remover struct {
	script *Script
	leaves map[*syntax.Stmt]bool // the statements of simple commands → to be removed
	edits  []source.Edit
}

// fate is what becomes of a statement.
type fate int

const (
	stays fate = iota
	goes
	mixed
)

func (r *remover) fate(st *syntax.Stmt) fate {
	going, staying := 0, 0
	syntax.Walk(st, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.CmdSubst, *syntax.ProcSubst:
			// A substitution shares the fate of the command that it is in.
			if r.anyIn(n) {
				staying++
			}
			return false
		case *syntax.Stmt:
			if remove, leaf := r.leaves[n]; leaf {
				if remove {
					going++
					return false
				}
				staying++
				if r.anyIn(n) {
					going++
				}
				return false
			}
		}
		return true
	})
	switch {
	case going == 0:
		return stays
	case staying == 0:
		return goes
	}
	return mixed
}

// anyIn reports whether a command below n is to be removed.
func (r *remover) anyIn(n syntax.Node) bool {
	found := false
	syntax.Walk(n, func(n syntax.Node) bool {
		if st, ok := n.(*syntax.Stmt); ok && r.leaves[st] {
			found = true
		}
		return !found
	})
	return found
}

// list removes statements that follow each other; needsEnd tells that the
// last one must keep its ";" (before "}").
func (r *remover) list(stmts []*syntax.Stmt, needsEnd bool) bool {
	last := -1 // the last statement that stays
	for i, st := range stmts {
		if r.fate(st) != goes {
			last = i
		}
	}
	if last < 0 {
		return false
	}
	for i, st := range stmts {
		switch r.fate(st) {
		case mixed:
			if !r.within(st) {
				return false
			}
		case goes:
			if i > last {
				continue
			}
			r.cutLine(stmts[i], stmts[i+1])
		}
	}
	if last < len(stmts)-1 {
		r.cutTail(stmts[last], stmts[last+1], stmts[len(stmts)-1], needsEnd)
	}
	return true
}

// cutLine removes st up to the statement after it, but not the comments
// between them.
func (r *remover) cutLine(st, next *syntax.Stmt) {
	cut := bodySpan(st)
	if st.Semicolon.IsValid() {
		cut.End = int(st.Semicolon.Offset()) + 1
	}
	between := r.script.Text[cut.End:next.Pos().Offset()]
	rest := strings.TrimLeft(between, " \t\r\n")
	if strings.HasPrefix(rest, "#") {
		rest = strings.TrimLeft(between, " \t")
		if r.startsLine(cut.Start) { // leave no empty line
			rest = strings.TrimPrefix(strings.TrimPrefix(rest, "\r"), "\n")
		}
	}
	cut.End += len(between) - len(rest)
	r.cut(cut)
}

func (r *remover) startsLine(offset int) bool {
	before := strings.TrimRight(r.script.Text[:offset], " \t")
	return before == "" || strings.HasSuffix(before, "\n")
}

// cutTail removes all after the last statement that stays, with the ";"
// between them.
func (r *remover) cutTail(kept, first, last *syntax.Stmt, needsEnd bool) {
	cut := source.Span{Start: bodyEnd(kept), End: bodyEnd(last)}
	if kept.Semicolon.IsValid() && (needsEnd || kept.Background || kept.Coprocess) {
		cut.Start = int(kept.Semicolon.Offset()) + 1
	}
	if last.Semicolon.IsValid() {
		cut.End = int(last.Semicolon.Offset()) + 1
	}
	start := int(first.Pos().Offset())
	if strings.Contains(r.script.Text[cut.Start:start], "#") || hasHeredoc(kept) {
		cut.Start = start // a comment on what stays, or its here-document, is between
	}
	if !kept.Semicolon.IsValid() && needsEnd && last.Semicolon.IsValid() {
		cut.End = int(last.Semicolon.Offset()) // its ";" serves the one that stays
	}
	r.cut(cut)
}

func hasHeredoc(st *syntax.Stmt) bool {
	found := false
	syntax.Walk(st, func(n syntax.Node) bool {
		if r, ok := n.(*syntax.Redirect); ok && r.Hdoc != nil {
			found = true
		}
		return !found
	})
	return found
}

// within removes a part of a statement that stays.
func (r *remover) within(st *syntax.Stmt) bool {
	switch cmd := st.Cmd.(type) {
	case *syntax.Block:
		return r.list(cmd.Stmts, true)
	case *syntax.Subshell:
		return r.list(cmd.Stmts, false)
	case *syntax.BinaryCmd:
		x, y := r.fate(cmd.X), r.fate(cmd.Y)
		if cmd.Op == syntax.AndStmt {
			switch {
			case x == goes:
				r.cut(source.Span{Start: bodySpan(cmd.X).Start, End: bodySpan(cmd.Y).Start})
				return y == stays || r.within(cmd.Y)
			case y == goes:
				r.cut(source.Span{Start: bodyEnd(cmd.X), End: bodyEnd(cmd.Y)})
				return x == stays || r.within(cmd.X)
			}
		}
		if x == goes || y == goes {
			return false
		}
		return (x == stays || r.within(cmd.X)) && (y == stays || r.within(cmd.Y))
	}
	return false
}

func (r *remover) cut(sp source.Span) {
	r.edits = append(r.edits, source.Edit{Span: sp})
}

// verified applies the edits and looks at the result as a stranger would: it
// must parse and hold the commands that stay, and no others.
func (r *remover) verified(cs []*Command) bool {
	text, err := source.Apply([]byte(r.script.Text), r.edits)
	if err != nil {
		return false
	}
	after, err := Parse(string(text))
	if err != nil {
		return false
	}
	var stay []*Command
	for _, c := range r.script.Commands {
		gone := slices.ContainsFunc(cs, func(d *Command) bool {
			own := bodySpan(d.stmt)
			return own.Start <= c.Span.Start && c.Span.End <= own.End
		})
		if !gone {
			stay = append(stay, c)
		}
	}
	return len(stay) > 0 && slices.EqualFunc(stay, after.Commands, sameCommand)
}

// sameCommand compares all but the place and the operator before it.
func sameCommand(a, b *Command) bool {
	return slices.EqualFunc(a.Words, b.Words, sameWord) &&
		slices.EqualFunc(a.Assigns, b.Assigns, func(x, y Assign) bool {
			return x.Name == y.Name && x.Append == y.Append && sameWord(x.Value, y.Value)
		}) &&
		slices.EqualFunc(a.Redirects, b.Redirects, sameRedirect) &&
		slices.EqualFunc(a.Inherited, b.Inherited, sameRedirect) &&
		a.Conditional == b.Conditional && a.Subshell == b.Subshell && a.CmdSubst == b.CmdSubst && a.Loop == b.Loop &&
		a.Background == b.Background && a.Negated == b.Negated && a.Func == b.Func
}

func sameWord(a, b Word) bool { return a.Text == b.Text }

func sameRedirect(a, b Redirect) bool {
	return a.Op == b.Op && a.FD == b.FD && a.Target.Text == b.Target.Text && a.Heredoc == b.Heredoc
}
