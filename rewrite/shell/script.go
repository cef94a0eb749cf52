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
// It is asked for IFS and HOME too, and for positional and special parameters
// as "1", "#", "?"…, but not for "@" and "*", which are lists: see ExpandArgs.
type Lookup func(name string) (value string, ok bool)

// ParseError says where a text stops being shell.
type ParseError struct {
	// Offset is the byte of the text where the parser gave up.
	Offset int
	// Msg is the parser's reason.
	Msg string

	// internal: the parser failed, not the text; no other dialect is tried.
	internal bool
}

func (e *ParseError) Error() string {
	return fmt.Sprintf("shell syntax at byte %d: %s", e.Offset, e.Msg)
}

// Parse reads text as bash and, when that fails, as POSIX shell. The error is
// a *ParseError, that of the bash attempt.
func Parse(text string) (*Script, error) {
	s, err := parseAs(text, syntax.LangBash)
	if err == nil {
		return s, nil
	}
	if !err.internal {
		if s, again := parseAs(text, syntax.LangPOSIX); again == nil {
			s.POSIX = true
			return s, nil
		}
	}
	return nil, err
}

// parseAs never panics: a text that upsets the parser is a text we can't read.
func parseAs(text string, lang syntax.LangVariant) (s *Script, err *ParseError) {
	defer func() {
		if r := recover(); r != nil {
			s, err = nil, &ParseError{Msg: fmt.Sprintf("the parser failed: %v", r), internal: true}
		}
	}()
	file, parseErr := syntax.NewParser(syntax.Variant(lang)).Parse(strings.NewReader(text), "")
	if parseErr != nil {
		return nil, parseError(parseErr)
	}
	if err := checkPositions(file, text); err != nil {
		return nil, err
	}
	s = &Script{Text: text, File: file}
	f := &flattener{script: s}
	f.list(file.Stmts, context{op: First, tail: true})
	return s, nil
}

func parseError(err error) *ParseError {
	var syntaxErr syntax.ParseError
	var langErr syntax.LangError
	switch {
	case errors.As(err, &syntaxErr):
		return &ParseError{Offset: int(syntaxErr.Pos.Offset()), Msg: syntaxErr.Text}
	case errors.As(err, &langErr):
		return &ParseError{Offset: int(langErr.Pos.Offset()), Msg: langErr.Error()}
	}
	return &ParseError{Msg: err.Error()}
}

// checkPositions holds the parser to its positions, for edits rely on them:
// of "coproc 0 A=" the assignment ends before it starts.
func checkPositions(file *syntax.File, text string) (err *ParseError) {
	syntax.Walk(file, func(n syntax.Node) bool {
		switch n.(type) {
		case *syntax.Stmt, syntax.Command, *syntax.Word, syntax.WordPart, *syntax.Assign, *syntax.Redirect:
			if sp := span(n); sp.End < sp.Start || sp.End > len(text) {
				msg := fmt.Sprintf("the parser's positions of a %T don't add up", n)
				err = &ParseError{Offset: min(sp.Start, len(text)), Msg: msg, internal: true}
			}
		}
		return err == nil
	})
	return err
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
