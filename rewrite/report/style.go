package report

import (
	"bytes"

	"github.com/fatih/color"

	"github.com/dfmigrate/dfmigrate/rewrite"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
)

// Style is how output is coloured; the zero Style leaves it plain.
type Style struct{ colored bool }

// Colored is the style for terminals.
func Colored() Style { return Style{colored: true} }

func (s Style) paint(text string, attributes ...color.Attribute) string {
	if !s.colored || text == "" {
		return text
	}
	c := color.New(attributes...)
	c.EnableColor() // the package's own guess looks at standard output alone
	return c.Sprint(text)
}

func (s Style) bold(text string) string { return s.paint(text, color.Bold) }
func (s Style) dim(text string) string  { return s.paint(text, color.Faint) }

func (s Style) severity(v finding.Severity) string {
	switch v {
	case finding.Blocker:
		return s.paint(v.String(), color.FgRed, color.Bold)
	case finding.Review:
		return s.paint(v.String(), color.FgYellow, color.Bold)
	default:
		return s.paint(v.String(), color.FgCyan)
	}
}

func (s Style) status(v rewrite.Status) string {
	switch v {
	case rewrite.Migrated:
		return s.paint(string(v), color.FgGreen, color.Bold)
	case rewrite.Compliant:
		return s.paint(string(v), color.FgGreen)
	case rewrite.Skipped:
		return s.paint(string(v), color.FgCyan)
	default:
		return s.paint(string(v), color.FgRed, color.Bold)
	}
}

// Diff colours a unified diff the way git does.
func (s Style) Diff(diff []byte) []byte {
	if !s.colored {
		return diff
	}
	var out bytes.Buffer
	inHunk := false
	for line := range bytes.Lines(diff) {
		text := string(bytes.TrimRight(line, "\r\n"))
		end := line[len(text):]
		switch {
		case line[0] == '@':
			inHunk = true
			text = s.paint(text, color.FgCyan)
		case !inHunk: // "---" and "+++" are headers only before the first hunk
			text = s.bold(text)
		case line[0] == '-':
			text = s.paint(text, color.FgRed)
		case line[0] == '+':
			text = s.paint(text, color.FgGreen)
		}
		out.WriteString(text)
		out.Write(end)
	}
	return out.Bytes()
}
