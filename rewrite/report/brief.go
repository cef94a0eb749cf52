package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// Brief accompanies a diff: it writes what asks something of the reader, and what would
// unblock a file once in a run for each finding.
type Brief struct {
	w     io.Writer
	style Style
	told  map[finding.ID]bool
}

// NewBrief makes the Brief of one run.
func NewBrief(w io.Writer, style Style) *Brief {
	return &Brief{w: w, style: style, told: map[finding.ID]bool{}}
}

// Add writes one line for each blocker, for each review finding that nobody accepted, for
// a comment that does nothing, or for the error of a file. It returns how many notes it
// left out.
func (b *Brief) Add(f File) (notes int, err error) {
	var out strings.Builder
	if f.Status == rewrite.Failed {
		line, reason := failure(f.Err)
		out.WriteString(b.style.failureLine(f.Path, line, reason))
	}
	src := source.NewFile(f.Path, f.Before)
	for _, found := range f.Findings {
		switch {
		case found.Severity == finding.Note && found.ID != finding.UnusedIgnore:
			notes++
			continue
		case found.Accepted != nil:
			continue
		}
		out.WriteString(b.style.brief(src, f, found))
		if fix := found.Fix; fix != "" && found.Severity == finding.Blocker && !b.told[found.ID] {
			b.told[found.ID] = true
			out.WriteString("  " + fix + "\n")
		}
	}
	_, err = io.WriteString(b.w, out.String())
	return notes, err
}

func (s Style) brief(src *source.File, f File, found finding.Finding) string {
	file, at := f.where(src, found)
	if found.File == "" {
		file = f.Path
	}
	if at.Line > 0 {
		file = fmt.Sprintf("%s:%d", file, at.Line)
	}
	return s.sentence(file, found)
}

// Check writes the one line that says whether a file would change.
func Check(w io.Writer, f File, style Style) error {
	verdict := style.status(f.Status)
	if f.Status == rewrite.Migrated {
		verdict = "would be " + verdict
	}
	_, err := fmt.Fprintf(w, "%s: %s\n", style.bold(printable(f.Path)), verdict)
	return err
}
