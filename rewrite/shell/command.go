package shell

import (
	"mvdan.cc/sh/v3/syntax"

	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// Op is how a command is joined to the command before it.
type Op int

const (
	// First starts the script, a function's body or a $(…).
	First Op = iota
	// Seq follows ";", "&", a newline, or a keyword such as "then".
	Seq
	// And follows "&&".
	And
	// Or follows "||".
	Or
	// Pipe follows "|".
	Pipe
)

// String returns the operator as it is written; "" for First.
func (o Op) String() string {
	return [...]string{First: "", Seq: ";", And: "&&", Or: "||", Pipe: "|"}[o]
}

// Command is a simple command and where it stands.
type Command struct {
	// Words are the name and arguments; empty for a bare assignment or
	// redirection. "[[ … ]]" and "(( … ))" are commands too: their brackets and
	// operators are words.
	Words []Word
	// Assigns are the assignments before the words, or those that export,
	// declare, local and readonly make (which are among Words as well).
	Assigns []Assign
	// Redirects are the command's own, in order.
	Redirects []Redirect
	// Inherited are the redirections of the compound commands around it,
	// outermost first: those of "{ a; b; } >file".
	Inherited []Redirect
	// Span is from the first word, assignment or redirection to the last,
	// without a "!" before it or the body of a here-document.
	Span source.Span
	Op   Op
	// Conditional: the command may not run though all before it went well. It
	// is in a branch, a function, a loop that may have no turn, on the right of
	// "||", or on the right of an "&&" whose failure goes unnoticed. The right of
	// a plain "&&" is not conditional: when its left fails, so does the build.
	Conditional bool
	// Subshell: in (…), a part of a pipeline, or $(…): neither its directory
	// nor its variables reach the commands after it.
	Subshell bool
	// CmdSubst: in $(…), `…` or <(…); its output is a part of another command.
	CmdSubst bool
	// Loop: in the body or the condition of a loop.
	Loop bool
	// LoopVars are the values that the variables of the for loops around it
	// take, for those with literal words. Nil when there are none.
	LoopVars map[string][]string
	// Background: followed by "&", it or what it is in.
	Background bool
	// Negated: preceded by "!", it or what it is in.
	Negated bool
	// Func is the function whose body it is in.
	Func string

	stmt *syntax.Stmt
}

// Assign is NAME=value, or NAME+=value.
type Assign struct {
	Name   string
	Value  Word // always expands to one field
	Append bool
	Span   source.Span
}

// Redirect is a redirection.
type Redirect struct {
	// Op is as written, without the descriptor: ">", ">>", "<", ">&", "&>",
	// "<<", "<<-", "<<<"….
	Op string
	// FD is the descriptor written to or read from, the operator's own when
	// none is given; -1 for {name}>.
	FD int
	// Target is the file, the descriptor, or the delimiter of a here-document.
	Target Word
	// Heredoc is the here-document's text, not expanded; of "<<-" without the
	// leading tabs. Literal tells that its delimiter is quoted, so that nothing
	// in it is expanded.
	Heredoc     string
	HeredocSpan source.Span
	Literal     bool
	Span        source.Span // without the here-document
}

// Name is the literal first word, or "".
func (c *Command) Name() string {
	if len(c.Words) == 0 {
		return ""
	}
	name, _ := c.Words[0].Literal()
	return name
}

// Literals are the words as literals, one for each of Words. A word that has
// an expansion gives the empty string, as does an empty quoted word: ask
// Word.Literal to tell them apart.
func (c *Command) Literals() []string {
	out := make([]string, len(c.Words))
	for i, w := range c.Words {
		if lit, ok := w.Literal(); ok {
			out[i] = lit
		}
	}
	return out
}

// Argv expands all words; ok is false when one of them can't be.
func (c *Command) Argv(env Lookup) (argv []string, ok bool) {
	for _, w := range c.Words {
		fields, ok := w.Expand(env)
		if !ok {
			return nil, false
		}
		argv = append(argv, fields...)
	}
	return argv, true
}
