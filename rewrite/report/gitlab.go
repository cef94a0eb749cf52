package report

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
)

// gitlabIssue is an entry of GitLab's Code Quality report (docs.gitlab.com: Code
// Quality, "Code Quality report format").
type gitlabIssue struct {
	Description string         `json:"description"`
	CheckName   string         `json:"check_name"`
	Fingerprint string         `json:"fingerprint"`
	Severity    string         `json:"severity"`
	Location    gitlabLocation `json:"location"`
}

type gitlabLocation struct {
	Path  string      `json:"path"`
	Lines gitlabLines `json:"lines"`
}

type gitlabLines struct {
	Begin int `json:"begin"`
}

// gitlabSeverities are the severities by level.
var gitlabSeverities = map[level]string{levelError: "major", levelWarning: "minor", levelNote: "info"}

// gitlabPrinter prints one JSON array.
type gitlabPrinter struct{ array *jsonArray }

func newGitLabPrinter(w io.Writer, _ Run) Printer { return gitlabPrinter{newJSONArray(w, "")} }

func (p gitlabPrinter) Add(f File) error {
	seen := map[string]int{}
	for _, r := range f.openRemarks() {
		what := r.file + "\x00" + r.rule + "\x00" + r.message
		seen[what]++
		issue := gitlabIssue{
			Description: r.text(),
			CheckName:   "dfmigrate/" + r.rule,
			Fingerprint: fingerprint(what, seen[what]),
			Severity:    gitlabSeverities[r.level],
			Location:    gitlabLocation{r.file, gitlabLines{max(1, r.place.Line)}},
		}
		if err := p.array.add(issue); err != nil {
			return err
		}
	}
	return nil
}

func (p gitlabPrinter) Close() error {
	if err := p.array.close(); err != nil {
		return err
	}
	_, err := io.WriteString(p.array.w, "\n")
	return err
}

// fingerprint tells the nth of equal remarks from all others, wherever its line moves to.
func fingerprint(what string, n int) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%d", what, n))
	return hex.EncodeToString(sum[:16])
}
