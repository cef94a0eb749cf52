package report

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
)

// Summary counts files by what became of them. The zero Summary is ready for use.
type Summary struct {
	Migrated  int `json:"migrated"`
	Compliant int `json:"compliant"`
	Skipped   int `json:"skipped"`
	Refused   int `json:"refused"`
	Error     int `json:"error"`
	// RefusedBy counts the refused files by the finding that refused them, the first
	// blocker of each; files refused by --strict by their first review finding.
	RefusedBy map[finding.ID]int `json:"refusedBy,omitempty"`
	// Reviews counts the findings that ask a person to look, Accepted those that
	// somebody has accepted; both without refused files, of which nothing is merged.
	Reviews  int `json:"reviews"`
	Accepted int `json:"accepted"`
}

// Add counts one file.
func (s *Summary) Add(f File) {
	s.addReviews(f)
	switch f.Status {
	case rewrite.Migrated:
		s.Migrated++
	case rewrite.Compliant:
		s.Compliant++
	case rewrite.Skipped:
		s.Skipped++
	case rewrite.Refused:
		s.Refused++
		if s.RefusedBy == nil {
			s.RefusedBy = map[finding.ID]int{}
		}
		s.RefusedBy[f.cause().ID]++
	default:
		s.Error++
	}
}

func (s *Summary) addReviews(f File) {
	if f.Status == rewrite.Refused {
		return
	}
	for _, found := range f.Findings {
		switch {
		case found.NeedsReview():
			s.Reviews++
		case found.Accepted != nil:
			s.Accepted++
		}
	}
}

// cause is the finding that refused a file.
func (f File) cause() finding.Finding {
	var cause finding.Finding
	for _, found := range f.Findings {
		if found.Severity > cause.Severity && asks(found) {
			cause = found
		}
	}
	return cause
}

// Files is how many were counted.
func (s Summary) Files() int { return s.Migrated + s.Compliant + s.Skipped + s.Refused + s.Error }

// String is a line such as "4 files: 3 migrated, 1 refused".
func (s Summary) String() string {
	var parts []string
	count := func(n int, what rewrite.Status) {
		if n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, what))
		}
	}
	count(s.Migrated, rewrite.Migrated)
	count(s.Compliant, rewrite.Compliant)
	count(s.Skipped, rewrite.Skipped)
	count(s.Refused, rewrite.Refused)
	count(s.Error, rewrite.Failed)
	if len(parts) == 0 {
		return "0 files"
	}
	return fmt.Sprintf("%s: %s", counted(s.Files(), "file"), strings.Join(parts, ", "))
}

// Cause is why a number of files was refused.
type Cause struct {
	Rule  finding.Rule
	Files int
}

// Causes are the reasons of the refused files, the most frequent first.
func (s Summary) Causes() []Cause {
	var causes []Cause
	for id, n := range s.RefusedBy {
		rule, _ := finding.Lookup(id)
		causes = append(causes, Cause{rule, n})
	}
	slices.SortFunc(causes, func(a, b Cause) int {
		return cmp.Or(cmp.Compare(b.Files, a.Files), strings.Compare(string(a.Rule.ID), string(b.Rule.ID)))
	})
	return causes
}

// Write prints the summary for a person: the counts, then why files were refused.
func (s Summary) Write(w io.Writer) error {
	var out strings.Builder
	fmt.Fprintln(&out, s)
	for i, c := range s.Causes() {
		if i == 0 {
			fmt.Fprintln(&out, "refused because:")
		}
		fmt.Fprintf(&out, "%6d  %s [%s]\n", c.Files, c.Rule.Title, c.Rule.ID)
	}
	_, err := io.WriteString(w, out.String())
	return err
}

// Tally is a Summary of the files that share something: an owner, a toolchain.
type Tally struct {
	Name string
	Summary
}

// tallies counts files by each of the names that a file has, sorted by name.
func tallies(files []File, names func(File) []string) []Tally {
	by := map[string]*Summary{}
	for _, f := range files {
		for _, name := range names(f) {
			if by[name] == nil {
				by[name] = &Summary{}
			}
			by[name].Add(f)
		}
	}
	var out []Tally
	for _, name := range slices.Sorted(maps.Keys(by)) {
		out = append(out, Tally{name, *by[name]})
	}
	return out
}

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
