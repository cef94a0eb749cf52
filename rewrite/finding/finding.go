// Package finding holds what dfmigrate has to say about a file: every decision,
// doubt and refusal is a Finding with a stable ID. The text of each ID (title,
// reason, remedy) stands once, in this package's catalogue; --explain and
// docs/findings.md are both made from it.
package finding

import (
	"fmt"

	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// Severity says what a finding asks of the reader.
type Severity int

const (
	// Note tells of a decision that keeps the behaviour as it was.
	Note Severity = iota
	// Review marks something that a person must look at before merging.
	Review
	// Blocker refuses the whole file.
	Blocker
)

// String gives the word that output and documentation use.
func (s Severity) String() string {
	switch s {
	case Review:
		return "review"
	case Blocker:
		return "blocker"
	default:
		return "note"
	}
}

// ID names a rule. It never changes once released.
type ID string

// Rule is the catalogue's entry for an ID.
type Rule struct {
	ID       ID
	Severity Severity
	// Title is one short line, lower case.
	Title string
	// Why explains what goes wrong without it, in a few sentences.
	Why string
	// Fix says what the reader can do about it; empty for most notes.
	Fix string
}

// Finding is one rule raised at one place.
type Finding struct {
	ID       ID
	Severity Severity
	// Span is the place in the source file; the zero Span stands for the file as a whole.
	Span source.Span
	// File is the slash path of another file that the finding is about, and Line the
	// line in it, counted from 1; "" and 0 when it is about the Dockerfile.
	File string
	Line int
	// Message is the sentence for this occurrence, with the names in question.
	Message string
	// Why is the rule's reason.
	Why string
	// Fix says what the reader can do about it: the rule's, or what New's caller knows
	// better here. Empty for most notes.
	Fix string
	// Accepted says who takes a review finding as it is, and why; nil for nobody.
	Accepted *Acceptance
}

// NeedsReview tells whether a person is still asked to look.
func (f Finding) NeedsReview() bool { return f.Severity == Review && f.Accepted == nil }

// New raises the rule id at span. An unknown id panics: it is a bug of the caller.
func New(id ID, span source.Span, format string, args ...any) Finding {
	rule, ok := Lookup(id)
	if !ok {
		panic("finding: no rule " + string(id))
	}
	return Finding{
		ID:       id,
		Severity: rule.Severity,
		Span:     span,
		Message:  fmt.Sprintf(format, args...),
		Why:      rule.Why,
		Fix:      rule.Fix,
	}
}

// WithFix replaces the rule's remedy by one that names what is to be done here.
func (f Finding) WithFix(format string, args ...any) Finding {
	f.Fix = fmt.Sprintf(format, args...)
	return f
}

// In raises the rule id at a line of another file.
func In(file string, line int, id ID, format string, args ...any) Finding {
	f := New(id, source.Span{}, format, args...)
	f.File, f.Line = file, line
	return f
}
