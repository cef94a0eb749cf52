package shell

import (
	"strconv"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// fill gives c the words and assignments of its node.
func (f *flattener) fill(c *Command, cmd syntax.Command) {
	switch cmd := cmd.(type) {
	case *syntax.CallExpr:
		for _, a := range cmd.Assigns {
			c.Assigns = append(c.Assigns, f.assign(a))
		}
		for _, w := range cmd.Args {
			c.Words = append(c.Words, f.word(w))
		}
		switch c.Name() {
		case "export", "readonly", "local": // plain commands to a POSIX shell
			for _, w := range cmd.Args[1:] {
				if a, ok := f.assignIn(w); ok {
					c.Assigns = append(c.Assigns, a)
				}
			}
		}
	case *syntax.DeclClause:
		c.Words = append(c.Words, f.token(span(cmd.Variant)))
		for _, a := range cmd.Args {
			c.Words = append(c.Words, f.declWord(a))
			if !a.Naked && a.Name != nil {
				c.Assigns = append(c.Assigns, f.assign(a))
			}
		}
	case *syntax.TestClause:
		c.Words = append(c.Words, f.token(at(cmd.Left, 2)))
		c.Words = append(c.Words, f.testWords(cmd.X)...)
		c.Words = append(c.Words, f.token(at(cmd.Right, 2)))
	case *syntax.ArithmCmd:
		c.Words = append(c.Words, f.token(at(cmd.Left, 2)))
		if cmd.X != nil {
			c.Words = append(c.Words, f.arithm(cmd.X))
		}
		c.Words = append(c.Words, f.token(at(cmd.Right, 2)))
	case *syntax.LetClause:
		c.Words = append(c.Words, f.token(at(cmd.Let, 3)))
		for _, x := range cmd.Exprs {
			c.Words = append(c.Words, f.arithm(x))
		}
	}
}

func (f *flattener) testWords(x syntax.TestExpr) []Word {
	switch x := x.(type) {
	case *syntax.Word:
		return []Word{f.word(x)}
	case *syntax.UnaryTest:
		return append([]Word{f.token(at(x.OpPos, len(x.Op.String())))}, f.testWords(x.X)...)
	case *syntax.BinaryTest:
		words := append(f.testWords(x.X), f.token(at(x.OpPos, len(x.Op.String()))))
		return append(words, f.testWords(x.Y)...)
	case *syntax.ParenTest:
		words := append([]Word{f.token(at(x.Lparen, 1))}, f.testWords(x.X)...)
		return append(words, f.token(at(x.Rparen, 1)))
	}
	return nil
}

func (f *flattener) redirects(redirs []*syntax.Redirect) []Redirect {
	var out []Redirect
	for _, r := range redirs {
		red := Redirect{Op: r.Op.String(), FD: descriptor(r), Target: f.word(r.Word)}
		red.Span = source.Span{Start: int(r.Pos().Offset()), End: int(r.Word.End().Offset())}
		if r.Op == syntax.Hdoc || r.Op == syntax.DashHdoc {
			for _, part := range r.Word.Parts {
				lit, ok := part.(*syntax.Lit)
				red.Literal = red.Literal || !ok || strings.Contains(lit.Value, `\`)
			}
		}
		if r.Hdoc != nil {
			red.HeredocSpan = span(r.Hdoc)
			red.HeredocSpan.End = red.HeredocSpan.Start + bodyLen(f.script.slice(red.HeredocSpan), red.Target)
			red.Heredoc = f.script.slice(red.HeredocSpan)
			if r.Op == syntax.DashHdoc {
				red.Heredoc = withoutTabs(red.Heredoc)
			}
		}
		out = append(out, red)
	}
	return out
}

func descriptor(r *syntax.Redirect) int {
	if r.N != nil {
		if n, err := strconv.Atoi(r.N.Value); err == nil {
			return n
		}
		return -1
	}
	switch r.Op {
	case syntax.RdrIn, syntax.RdrInOut, syntax.DplIn, syntax.Hdoc, syntax.DashHdoc, syntax.WordHdoc:
		return 0
	}
	return 1
}

// bodyLen is the length of a here-document without the line that ends it,
// which the parser counts in.
func bodyLen(text string, delimiter Word) int {
	body := strings.LastIndexByte(text, '\n') + 1
	if end, _ := delimiter.Literal(); strings.TrimLeft(text[body:], "\t") == end {
		return body
	}
	return len(text)
}

func withoutTabs(body string) string {
	lines := strings.SplitAfter(body, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimLeft(line, "\t")
	}
	return strings.Join(lines, "")
}

func at(pos syntax.Pos, n int) source.Span {
	return source.Span{Start: int(pos.Offset()), End: int(pos.Offset()) + n}
}
