package shell

import (
	"regexp"

	"mvdan.cc/sh/v3/pattern"
	"mvdan.cc/sh/v3/syntax"

	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// ifClause takes the branch that every container takes.
func (t *tracer) ifClause(cmd *syntax.IfClause, whole source.Span, tail bool) flow {
	for clause := cmd; clause != nil; clause = clause.Else {
		if len(clause.Cond) == 0 { // else
			return t.stmts(clause.Then, tail)
		}
		if f := t.condition(clause.Cond); f != goesOn {
			return f
		}
		head := source.Span{Start: whole.Start, End: bodyEnd(clause.Cond[len(clause.Cond)-1])}
		switch t.status {
		case success:
			t.branch(head)
			return t.stmts(clause.Then, tail)
		case failure:
			t.branch(head)
		case assumed:
			return t.stop(whole, "branches on how a command ends")
		default:
			var other []*syntax.Stmt
			if clause.Else != nil {
				if len(clause.Else.Cond) > 0 {
					return t.stop(whole, t.branchesOn())
				}
				other = clause.Else.Then
			}
			return t.undecided(clause.Then, other, whole)
		}
	}
	t.status = success
	return goesOn
}

// branchesOn says on what a branch depends that only the container knows.
func (t *tracer) branchesOn() string {
	if t.unset != "" {
		return "branches on " + t.unset + ", which only the environment gives"
	}
	return "branches on what only the container can tell"
}

// undecided deals with a condition on a variable that nothing gives a value: one
// that sets a default, or one that asks whether the variable is there.
func (t *tracer) undecided(then, other []*syntax.Stmt, whole source.Span) flow {
	if onlyTells(then) && onlyTells(other) {
		t.status = success // whichever way it goes
		return goesOn
	}
	name := t.unset
	if !t.emptiness || name == "" {
		return t.stop(whole, t.branchesOn())
	}
	set, unset := then, other // [ -n "$X" ]
	if t.whenEmpty {
		set, unset = other, then
	}
	switch {
	case onlyTells(set) && givesUp(unset):
		t.out.Checks = append(t.out.Checks, Branch{Input: Input{Name: name}, Span: whole})
	case onlyTells(set) && onlySets(unset, name):
		if f := t.stmts(unset, false); f != goesOn {
			return f
		}
		if v := t.vars[name]; v != nil && v.known {
			v.isDefault = true
			v.inputs = append(v.inputs, Input{Name: name})
		}
	default:
		return t.stop(whole, t.branchesOn())
	}
	t.status = success
	return goesOn
}

// onlyTells: the statements print something, let the shell print what it does, or there
// are none.
func onlyTells(list []*syntax.Stmt) bool { return every(list, tells) }

func tells(st *syntax.Stmt) bool {
	call, ok := st.Cmd.(*syntax.CallExpr)
	if !ok || st.Background || len(call.Args) == 0 || !quiet(st.Redirs) {
		return false
	}
	switch call.Args[0].Lit() {
	case "echo", "printf", ":", "true":
		return true
	case "set":
		option := call.Args[len(call.Args)-1].Lit()
		return len(call.Args) == 2 && (option == "-x" || option == "-v" || option == "+x" || option == "+v" || option == "-vx" || option == "-xv") ||
			len(call.Args) == 3 && (option == "xtrace" || option == "verbose")
	}
	return false
}

// quiet: no redirection leads into a file.
func quiet(redirs []*syntax.Redirect) bool {
	for _, r := range redirs {
		target := r.Word.Lit()
		if target != "1" && target != "2" && !outputDevice(target) || r.Hdoc != nil {
			return false
		}
	}
	return true
}

// givesUp: the statements end the script, after a message perhaps.
func givesUp(list []*syntax.Stmt) bool {
	if len(list) == 1 {
		switch block := list[0].Cmd.(type) {
		case *syntax.Block:
			return givesUp(block.Stmts)
		case *syntax.BinaryCmd:
			return block.Op == syntax.AndStmt && tells(block.X) && givesUp([]*syntax.Stmt{block.Y})
		}
	}
	if len(list) == 0 {
		return false
	}
	call, ok := list[len(list)-1].Cmd.(*syntax.CallExpr)
	return ok && len(call.Args) > 0 && call.Args[0].Lit() == "exit" && onlyTells(list[:len(list)-1])
}

// onlySets: the statements give one variable a value and do nothing else.
func onlySets(list []*syntax.Stmt, name string) bool {
	return len(list) > 0 && every(list, func(st *syntax.Stmt) bool {
		switch cmd := st.Cmd.(type) {
		case *syntax.CallExpr:
			return tells(st) || len(cmd.Args) == 0 && len(cmd.Assigns) == 1 && cmd.Assigns[0].Name.Value == name
		case *syntax.DeclClause:
			return len(cmd.Args) == 1 && cmd.Args[0].Name != nil && cmd.Args[0].Name.Value == name
		case *syntax.Block:
			return onlySets(cmd.Stmts, name)
		}
		return false
	})
}

func every(list []*syntax.Stmt, holds func(*syntax.Stmt) bool) bool {
	for _, st := range list {
		if !holds(st) {
			return false
		}
	}
	return true
}

// caseClause takes the first item that matches.
func (t *tracer) caseClause(cmd *syntax.CaseClause, whole source.Span, tail bool) flow {
	t.forget()
	head := source.Span{Start: whole.Start, End: max(whole.Start, int(cmd.In.Offset()))}
	subject := t.value(cmd.Word)
	if !subject.known {
		return t.stop(head, "branches on "+t.text(cmd.Word)+", which only the environment gives")
	}
	t.asked = subject.inputs
	t.branch(head)
	for _, item := range cmd.Items {
		for _, p := range item.Patterns {
			matches, ok := t.matches(subject.text, p)
			if !ok {
				return t.stop(head, "compares with a pattern only known at run time")
			}
			if !matches {
				continue
			}
			if item.Op != syntax.Break {
				return t.stop(head, "falls through from case to case")
			}
			return t.stmts(item.Stmts, tail)
		}
	}
	t.status = success
	return goesOn
}

// matches compares a text with a shell pattern.
func (t *tracer) matches(text string, p *syntax.Word) (matches, ok bool) {
	r := &resolver{env: t.environ()}
	pat, err := r.pattern(p)
	if err != nil {
		return false, false
	}
	quoted, isText := pat.Parts[0].(*syntax.SglQuoted)
	if !isText {
		return false, false
	}
	expr, err := pattern.Regexp(quoted.Value, pattern.EntireString)
	if err != nil {
		return false, false
	}
	re, err := regexp.Compile(expr)
	if err != nil {
		return false, false
	}
	return re.MatchString(text), true
}

// forClause runs a loop over words that are known.
func (t *tracer) forClause(cmd *syntax.ForClause, whole source.Span) flow {
	iter, isWords := cmd.Loop.(*syntax.WordIter)
	if !isWords || cmd.Select || !iter.InPos.IsValid() {
		return t.stop(whole, "runs in a loop")
	}
	var fields []string
	var inputs []Input
	for _, item := range iter.Items {
		w := t.word(item)
		if !w.Known {
			return t.stop(whole, "runs in a loop")
		}
		fields, inputs = append(fields, w.Fields...), append(inputs, w.Inputs...)
	}
	for _, f := range fields {
		t.set(iter.Name.Value, &variable{text: f, known: true, inputs: inputs, span: whole})
		if got := t.stmts(cmd.Do, false); got != goesOn {
			return got
		}
	}
	t.status = success
	return goesOn
}
