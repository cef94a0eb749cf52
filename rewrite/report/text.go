package report

import (
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/dfmigrate/dfmigrate/rewrite"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// Text writes everything there is to say about a file for a person to read: what
// became of it, and each finding with the line that it is about.
func Text(w io.Writer, f File, style Style) error {
	var out strings.Builder
	fmt.Fprintf(&out, "%s: %s\n", style.bold(printable(f.Path)), style.status(f.Status))
	fact := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&out, "  %-10s %s\n", name, value)
		}
	}
	fact("toolchain", f.Toolchain)
	fact("stage", f.Stage)
	fact("base", baseChange(f.Result))
	if f.Status == rewrite.Failed {
		line, reason := failure(f.Err)
		out.WriteString("\n" + style.failureLine(f.Path, line, reason))
	}
	src := source.NewFile(f.Path, f.Before)
	for _, found := range f.Findings {
		out.WriteString("\n" + style.finding(src, f, found))
	}
	out.WriteString("\n")
	_, err := io.WriteString(w, out.String())
	return err
}

func baseChange(r rewrite.Result) string {
	if r.BaseAfter == "" || r.BaseAfter == r.BaseBefore {
		return r.BaseBefore
	}
	return r.BaseBefore + " → " + r.BaseAfter
}

func (s Style) failureLine(path string, line int, reason string) string {
	if line > 0 {
		path = fmt.Sprintf("%s:%d", path, line)
	}
	return fmt.Sprintf("%s: %s: %s\n", s.bold(printable(path)), s.status(rewrite.Failed), printable(reason))
}

// finding writes the sentence, the source line and a mark below the place in it.
func (s Style) finding(src *source.File, f File, found finding.Finding) string {
	if found.File != "" {
		return s.brief(src, f, found) + acceptedBy(found)
	}
	place, file := placeOf(src, found.Span), f.Path
	if place.Line > 0 {
		file = fmt.Sprintf("%s:%d:%d", file, place.Line, place.Column)
	}
	text := s.sentence(file, found)
	if place.Line > 0 {
		text += s.snippet(src, place.Line, found.Span)
	}
	text += acceptedBy(found)
	if fix := found.Fix; fix != "" && found.Severity == finding.Blocker {
		text += "  " + fix + "\n"
	}
	return text
}

// acceptedBy is the line that says why nobody is asked to look, or "".
func acceptedBy(f finding.Finding) string {
	if f.Accepted == nil {
		return ""
	}
	until := ""
	if f.Accepted.Expires != "" {
		until = " until " + f.Accepted.Expires
	}
	return printable(fmt.Sprintf("  accepted%s by %s:%d: %s", until, f.Accepted.File, f.Accepted.Line, f.Accepted.Reason)) + "\n"
}

func (s Style) sentence(where string, f finding.Finding) string {
	severity := s.severity(f.Severity)
	if f.Accepted != nil {
		severity = s.dim(f.Severity.String() + ", accepted")
	}
	return fmt.Sprintf("%s: %s: %s %s\n",
		s.bold(printable(where)), severity, printable(f.Message), s.dim("["+string(f.ID)+"]"))
}

// snippet shows a line with the part of it underlined that span covers.
func (s Style) snippet(src *source.File, line int, span source.Span) string {
	whole := src.LineSpan(line)
	text := strings.TrimRight(src.Text(whole), "\r\n")
	start := min(span.Start-whole.Start, len(text))
	end := max(start, min(span.End-whole.Start, len(text)))
	before, marked := strings.TrimPrefix(text[:start], "\ufeff"), text[start:end]

	number := fmt.Sprint(line)
	margin := strings.Repeat(" ", len(number))
	mark := "^" + strings.Repeat("~", max(0, utf8.RuneCountInString(marked)-1))
	return fmt.Sprintf("%s\n%s%s\n%s%s%s\n",
		s.dim(margin+" |"),
		s.dim(number+" | "), printable(before+text[start:]),
		s.dim(margin+" | "), blank(before), s.bold(mark))
}

// blank returns spaces as wide as text, with its tabs, so that a mark below lines up.
func blank(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t':
			return '\t'
		case unicode.Is(unicode.Mn, r):
			return -1
		default:
			return ' '
		}
	}, text)
}

// printable takes the sting out of text from a file: an escape sequence in it must
// not reach the terminal.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if r != '\t' && unicode.IsControl(r) {
			return unicode.ReplacementChar
		}
		return r
	}, text)
}
