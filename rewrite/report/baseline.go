package report

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/dfmigrate/dfmigrate/rewrite"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
)

// Baseline is what an earlier run reported, so that a later one can tell what is new.
type Baseline struct {
	files map[string]baselineFile
}

type baselineFile struct {
	status rewrite.Status
	// findings counts the review findings and blockers by what they say. Lines are left
	// out, as they move.
	findings map[baselineFinding]int
}

type baselineFinding struct{ id, message string }

// ReadBaseline reads what --format json printed. The error says what r is instead.
func ReadBaseline(r io.Reader) (*Baseline, error) {
	var old struct {
		Files   []jsonFile `json:"files"`
		Summary *Summary   `json:"summary"`
	}
	if err := json.NewDecoder(r).Decode(&old); err != nil {
		return nil, fmt.Errorf("not a report of --format json: %w", err)
	}
	if old.Summary == nil {
		return nil, errors.New("not a report of --format json: it has no summary")
	}
	b := &Baseline{files: map[string]baselineFile{}}
	for _, f := range old.Files {
		known := baselineFile{status: f.Status, findings: map[baselineFinding]int{}}
		for _, found := range f.Findings {
			if found.Severity != finding.Note.String() && found.Accepted == nil {
				known.findings[baselineFinding{found.ID, found.Message}]++
			}
		}
		b.files[f.Path] = known
	}
	return b, nil
}

// ranks orders what became of files, the best first.
var ranks = map[rewrite.Status]int{rewrite.Compliant: 0, rewrite.Skipped: 0, rewrite.Migrated: 1, rewrite.Refused: 2, rewrite.Failed: 3}

// asks tells whether a finding asks something of a person.
func asks(f finding.Finding) bool { return f.Severity == finding.Blocker || f.NeedsReview() }

// New returns what is new of a file: the file with its new findings alone, and whether
// there is anything new at all. A file is new that the baseline does not have, that
// fares worse than it did, or that has a review finding or a blocker more.
func (b *Baseline) New(f File) (File, bool) {
	known, ok := b.files[f.Path]
	if !ok {
		return f, true
	}
	left := map[baselineFinding]int{}
	for what, n := range known.findings {
		left[what] = n
	}
	worse := ranks[f.Status] > ranks[known.status]
	var findings []finding.Finding
	for _, found := range f.Findings {
		what := baselineFinding{string(found.ID), found.Message}
		if asks(found) && left[what] > 0 {
			left[what]--
			continue
		}
		findings = append(findings, found)
	}
	all := f.Findings
	f.Findings = findings
	for _, found := range findings {
		if asks(found) {
			return f, true
		}
	}
	if worse && f.Status == rewrite.Refused { // --strict by findings that are known
		f.Findings = all
	}
	return f, worse
}
