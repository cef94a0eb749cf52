// Package shell reads what a RUN line, a CMD string or an entrypoint script
// does, as a flat list of simple commands with byte offsets into its text.
//
// It stands on mvdan.cc/sh: nothing here looks at shell text by itself.
package shell

import (
	"errors"
	"fmt"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// Script is a parsed shell text. It is not changed after Parse.
type Script struct {
	// Text is what was parsed; every span here is in its bytes.
	Text string
	// Commands are the simple commands, flattened, in execution order. The
	// commands of a $(…) stand before the command that uses their output.
	Commands []*Command
	// File is the tree that Commands were read from.
	File *syntax.File
	// POSIX tells that the text only parsed as POSIX shell, not as bash.
	POSIX bool
}

// Lookup gives the value of a variable; ok is false when it is not known.
// Positional and special parameters are asked for as "1", "@", "#", "?"….
type Lookup func(name string) (value string, ok bool)

// ParseError says where a text stops being shell.
type ParseError struct {
	// Offset is the byte of the text where the parser gave up.
	Offset int
	// Msg is the parser's reason.
	Msg string
}

func (e *ParseError) Error() string {
	return fmt.Sprintf("shell syntax at byte %d: %s", e.Offset, e.Msg)
}

// Parse reads text as bash and, when that fails, as POSIX shell. The error is
// a *ParseError, that of the bash attempt.
func Parse(text string) (*Script, error) {
	file, err := parseAs(text, syntax.LangBash)
	posix := false
	if err != nil {
		var again error
		if file, again = parseAs(text, syntax.LangPOSIX); again != nil {
			return nil, err
		}
		posix = true
	}
	s := &Script{Text: text, File: file, POSIX: posix}
	f := &flattener{script: s}
	f.list(file.Stmts, context{op: First, tail: true})
	return s, nil
}

// parseAs never panics: a text that upsets the parser is a text we can't read.
func parseAs(text string, lang syntax.LangVariant) (file *syntax.File, err error) {
	defer func() {
		if r := recover(); r != nil {
			file, err = nil, &ParseError{Msg: fmt.Sprintf("the parser failed: %v", r)}
		}
	}()
	file, err = syntax.NewParser(syntax.Variant(lang)).Parse(strings.NewReader(text), "")
	if err == nil {
		return file, nil
	}
	var syntaxErr syntax.ParseError
	var langErr syntax.LangError
	switch {
	case errors.As(err, &syntaxErr):
		return nil, &ParseError{Offset: int(syntaxErr.Pos.Offset()), Msg: syntaxErr.Text}
	case errors.As(err, &langErr):
		return nil, &ParseError{Offset: int(langErr.Pos.Offset()), Msg: langErr.Error()}
	}
	return nil, &ParseError{Msg: err.Error()}
}

// Single returns the command when the script is exactly one simple command
// with nothing around it: no operator, negation, background or compound.
// Redirections don't count, nor do the expansions in its words: both are for
// the caller to look at.
func (s *Script) Single() (*Command, bool) {
	if len(s.File.Stmts) != 1 {
		return nil, false
	}
	only := s.File.Stmts[0]
	if only.Negated || only.Background || only.Coprocess {
		return nil, false
	}
	for _, c := range s.Commands {
		if c.stmt == only && len(c.Words) > 0 {
			return c, true
		}
	}
	return nil, false
}

// Exec reports whether the script is a single "exec X": the shell is replaced
// by X, which thus gets its signals.
func (s *Script) Exec() bool {
	c, ok := s.Single()
	return ok && c.Name() == "exec" && len(c.Words) > 1
}

// Shebang returns what follows "#!" on the first line, split at blanks;
// interpreter is "" when there is none. "/usr/bin/env" is returned as such.
func (s *Script) Shebang() (interpreter string, args []string) {
	rest, ok := strings.CutPrefix(s.Text, "#!")
	if !ok {
		return "", nil
	}
	line, _, _ := strings.Cut(rest, "\n")
	fields := strings.Fields(line)
	if len(fields) == 0 {
		return "", nil
	}
	return fields[0], fields[1:]
}

// span is the bytes of a node, without regard for here-documents.
func span(n syntax.Node) source.Span {
	return source.Span{Start: int(n.Pos().Offset()), End: int(n.End().Offset())}
}

func (s *Script) slice(sp source.Span) string { return s.Text[sp.Start:sp.End] }
