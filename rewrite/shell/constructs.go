package shell

import (
	"fmt"
	"sort"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// Construct is one thing in a script that needs a shell.
type Construct struct {
	// Kind is one of "pipe", "and", "or", "seq", "background", "not",
	// "subshell", "group", "if", "for", "while", "case", "function", "test"
	// ([[ ]]), "arithmetic", "variable", "subst" ($(…), `…`, <(…)), "redirect",
	// "assign", "glob", "brace", "tilde", "builtin" (cd, export…), "time",
	// "coproc".
	Kind string
	// Span is where Text stands: the operator, the expansion, the redirection,
	// the builtin's name, or the keyword that opens a compound.
	Span source.Span
	Text string
	// In is the command or chain of commands that Text is a part of.
	In string
}

// String quotes the construct and what it is in, for a message that goes on
// with "needs a shell". What is long is cut.
func (c Construct) String() string {
	if c.In == c.Text {
		return fmt.Sprintf("%q", shorten(c.Text))
	}
	return fmt.Sprintf("%q in %q", shorten(c.Text), shorten(c.In))
}

func shorten(s string) string {
	const most = 72
	if words := strings.Fields(s); len(words) > 0 { // a newline is a construct too
		s = strings.Join(words, " ")
	}
	if len(s) <= most {
		return s
	}
	cut := most
	for cut > 0 && s[cut]&0xC0 == 0x80 { // not inside a UTF-8 sequence
		cut--
	}
	return s[:cut] + "…"
}

// builtins only make sense inside of a shell. echo, test, printf, kill, true,
// false and pwd are programs as well; exec is a shell that goes away.
var builtins = map[string]bool{
	".": true, ":": true, "alias": true, "bg": true, "break": true, "builtin": true, "cd": true,
	"command": true, "continue": true, "declare": true, "eval": true, "exit": true, "export": true,
	"fg": true, "getopts": true, "hash": true, "jobs": true, "let": true, "local": true,
	"mapfile": true, "popd": true, "pushd": true, "read": true, "readarray": true,
	"readonly": true, "return": true, "set": true, "shift": true, "shopt": true, "source": true,
	"times": true, "trap": true, "type": true, "typeset": true, "ulimit": true, "umask": true,
	"unalias": true, "unset": true, "wait": true,
}

// Constructs names everything in the script that a plain exec of its words
// could not do, in source order.
func Constructs(s *Script) []Construct {
	c := &collector{script: s}
	c.stmts(s.File.Stmts, source.Span{End: len(s.Text)})
	for _, cmd := range s.Commands {
		c.command(cmd)
	}
	sort.SliceStable(c.found, func(i, j int) bool { return c.found[i].Span.Start < c.found[j].Span.Start })
	return c.found
}

type collector struct {
	script *Script
	found  []Construct
}

func (c *collector) add(kind string, at, in source.Span) {
	c.found = append(c.found, Construct{Kind: kind, Span: at, Text: c.script.slice(at), In: strings.TrimSpace(c.script.slice(in))})
}

// stmts finds the operators and keywords; in is the text around the list.
func (c *collector) stmts(list []*syntax.Stmt, in source.Span) {
	for i, st := range list {
		if st.Background || st.Coprocess {
			c.add("background", at(st.Semicolon, 1), bodySpan(st))
		}
		if i > 0 && !list[i-1].Background && !list[i-1].Coprocess {
			c.add("seq", c.separator(list[i-1], st), in)
		}
		c.stmt(st)
	}
}

// separator is the ";" between two statements, or their newline.
func (c *collector) separator(before, after *syntax.Stmt) source.Span {
	if before.Semicolon.IsValid() {
		return at(before.Semicolon, 1)
	}
	end := int(before.End().Offset())
	if n := strings.IndexByte(c.script.Text[end:after.Pos().Offset()], '\n'); n >= 0 {
		return source.Span{Start: end + n, End: end + n + 1}
	}
	// The newline went with a here-document.
	return source.Span{Start: int(after.Pos().Offset()), End: int(after.Pos().Offset())}
}

func (c *collector) stmt(st *syntax.Stmt) {
	whole := bodySpan(st)
	if st.Negated {
		c.add("not", at(st.Position, 1), whole)
	}
	for _, r := range st.Redirs {
		sp := source.Span{Start: int(r.Pos().Offset()), End: int(r.Word.End().Offset())}
		c.add("redirect", sp, whole)
		c.nested(r)
	}
	switch cmd := st.Cmd.(type) {
	case nil:
	case *syntax.BinaryCmd:
		kind := map[syntax.BinCmdOperator]string{syntax.AndStmt: "and", syntax.OrStmt: "or"}[cmd.Op]
		if kind == "" {
			kind = "pipe"
		}
		c.add(kind, at(cmd.OpPos, len(cmd.Op.String())), whole)
		c.stmt(cmd.X)
		c.stmt(cmd.Y)
	case *syntax.Block:
		c.add("group", at(cmd.Lbrace, 1), whole)
		c.stmts(cmd.Stmts, whole)
	case *syntax.Subshell:
		c.add("subshell", at(cmd.Lparen, 1), whole)
		c.stmts(cmd.Stmts, whole)
	case *syntax.IfClause:
		c.add("if", at(cmd.Position, len("if")), whole)
		for clause := cmd; clause != nil; clause = clause.Else {
			c.stmts(clause.Cond, whole)
			c.stmts(clause.Then, whole)
		}
	case *syntax.WhileClause:
		c.add("while", at(cmd.WhilePos, len("while")), whole) // "until" is as long
		c.stmts(cmd.Cond, whole)
		c.stmts(cmd.Do, whole)
	case *syntax.ForClause:
		keyword := "for"
		if cmd.Select {
			keyword = "select"
		}
		c.add("for", at(cmd.ForPos, len(keyword)), whole)
		c.nested(cmd.Loop)
		c.stmts(cmd.Do, whole)
	case *syntax.CaseClause:
		c.add("case", at(cmd.Case, len("case")), whole)
		c.nested(cmd.Word)
		for _, item := range cmd.Items {
			c.stmts(item.Stmts, whole)
		}
	case *syntax.FuncDecl:
		c.add("function", source.Span{Start: whole.Start, End: max(whole.Start, int(cmd.Body.Pos().Offset()))}, whole)
		c.stmt(cmd.Body)
	case *syntax.TimeClause:
		c.add("time", at(cmd.Time, len("time")), whole)
		if cmd.Stmt != nil {
			c.stmt(cmd.Stmt)
		}
	case *syntax.CoprocClause:
		c.add("coproc", at(cmd.Coproc, len("coproc")), whole)
		c.stmt(cmd.Stmt)
	default:
		c.nested(cmd)
	}
}

// nested finds the substitutions in the words of a command, and what is in them.
func (c *collector) nested(n syntax.Node) {
	whole := span(n)
	syntax.Walk(n, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.CmdSubst:
			c.add("subst", span(n), whole)
			c.stmts(n.Stmts, span(n))
			return false
		case *syntax.ProcSubst:
			c.add("subst", span(n), whole)
			c.stmts(n.Stmts, span(n))
			return false
		case *syntax.ParamExp:
			if n.Dollar.IsValid() {
				c.add("variable", span(n), whole)
			}
		case *syntax.ArithmExp:
			c.add("arithmetic", span(n), whole)
		}
		return true
	})
}

// command finds what is in the words of a simple command beside expansions.
func (c *collector) command(cmd *Command) {
	in := cmd.Span
	if len(cmd.Words) == 0 {
		for _, a := range cmd.Assigns {
			c.add("assign", a.Span, in)
		}
		return
	}
	switch name := cmd.Name(); {
	case name == "[[":
		c.add("test", cmd.Words[0].Span, in)
		return // its words are neither split nor globbed
	case name == "((":
		c.add("arithmetic", cmd.Words[0].Span, in)
		return
	case builtins[name]:
		c.add("builtin", cmd.Words[0].Span, in)
	}
	if first := cmd.Words[0].Span.Start; len(cmd.Assigns) > 0 && cmd.Assigns[0].Span.Start < first {
		for _, a := range cmd.Assigns {
			c.add("assign", a.Span, in)
		}
	}
	for _, w := range cmd.Words {
		switch {
		case w.HasGlob():
			c.add("glob", w.Span, in)
		case w.HasBrace():
			c.add("brace", w.Span, in)
		}
		if w.hasTilde() {
			c.add("tilde", w.Span, in)
		}
	}
}

// bodySpan is a statement without its ";" or "&" and here-documents.
func bodySpan(st *syntax.Stmt) source.Span {
	return source.Span{Start: int(st.Position.Offset()), End: bodyEnd(st)}
}

func bodyEnd(st *syntax.Stmt) int {
	end := int(st.Position.Offset())
	switch cmd := st.Cmd.(type) {
	case nil:
	case *syntax.BinaryCmd:
		end = bodyEnd(cmd.Y)
	case *syntax.FuncDecl:
		end = bodyEnd(cmd.Body)
	case *syntax.TimeClause:
		end = int(cmd.Time.Offset()) + len("time")
		if cmd.Stmt != nil {
			end = bodyEnd(cmd.Stmt)
		}
	case *syntax.CoprocClause:
		end = bodyEnd(cmd.Stmt)
	default:
		end = int(cmd.End().Offset())
	}
	for _, r := range st.Redirs {
		end = max(end, int(r.Word.End().Offset()))
	}
	return end
}
