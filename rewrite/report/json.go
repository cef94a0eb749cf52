package report

import (
	"fmt"
	"io"

	"github.com/dfmigrate/dfmigrate/rewrite"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

type jsonFile struct {
	Path      string         `json:"path"`
	Owners    []string       `json:"owners,omitempty"`
	Status    rewrite.Status `json:"status"`
	Toolchain string         `json:"toolchain"`
	Stage     string         `json:"stage"`
	Bases     jsonBases      `json:"bases"`
	Findings  []jsonFinding  `json:"findings"`
	Error     *jsonError     `json:"error,omitempty"`
	Diff      string         `json:"diff"`
}

type jsonBases struct {
	Before string `json:"before"`
	After  string `json:"after"`
}

// jsonFinding has no place when it is about the file as a whole, and a File when it is
// about another one.
type jsonFinding struct {
	ID        string `json:"id"`
	Severity  string `json:"severity"`
	File      string `json:"file,omitempty"`
	Line      int    `json:"line,omitempty"`
	Column    int    `json:"column,omitempty"`
	EndLine   int    `json:"endLine,omitempty"`
	EndColumn int    `json:"endColumn,omitempty"`
	Message   string `json:"message"`
	Why       string `json:"why"`
	Fix       string `json:"fix,omitempty"`
	// Accepted is there when nobody is asked to look at a review finding any more.
	Accepted *jsonAccepted `json:"accepted,omitempty"`
}

type jsonAccepted struct {
	Reason  string `json:"reason"`
	Expires string `json:"expires,omitempty"`
	File    string `json:"file"`
	Line    int    `json:"line"`
}

type jsonError struct {
	Line    int    `json:"line,omitempty"`
	Message string `json:"message"`
}

// jsonPrinter writes one object about all files, for programs. Places are those of
// Place; diff is what Unified prints, empty unless the file is migrated. Its form is
// published as docs/schema/report.schema.json.
type jsonPrinter struct {
	w       io.Writer
	files   *jsonArray
	summary Summary
	begun   bool
}

func newJSONPrinter(w io.Writer, _ Run) Printer {
	return &jsonPrinter{w: w, files: newJSONArray(w, "  ")}
}

func (p *jsonPrinter) Add(f File) error {
	if err := p.begin(); err != nil {
		return err
	}
	p.summary.Add(f)
	entry, err := jsonOf(f)
	if err != nil {
		return err
	}
	return p.files.add(entry)
}

func (p *jsonPrinter) begin() error {
	if p.begun {
		return nil
	}
	p.begun = true
	_, err := io.WriteString(p.w, "{\n  \"files\": ")
	return err
}

func (p *jsonPrinter) Close() error {
	if err := p.begin(); err != nil {
		return err
	}
	if err := p.files.close(); err != nil {
		return err
	}
	summary, err := marshal(p.summary, "  ")
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(p.w, ",\n  \"summary\": %s\n}\n", summary)
	return err
}

func jsonOf(f File) (jsonFile, error) {
	entry := jsonFile{
		Path:      f.Path,
		Owners:    f.Owners,
		Status:    f.Status,
		Toolchain: f.Toolchain,
		Stage:     f.Stage,
		Bases:     jsonBases{f.BaseBefore, f.BaseAfter},
		Findings:  []jsonFinding{},
	}
	src := source.NewFile(f.Path, f.Before)
	for _, found := range f.Findings {
		file, place := f.where(src, found)
		if found.File == "" {
			file = ""
		}
		entry.Findings = append(entry.Findings, jsonFinding{
			ID:        string(found.ID),
			Severity:  found.Severity.String(),
			File:      file,
			Line:      place.Line,
			Column:    place.Column,
			EndLine:   place.EndLine,
			EndColumn: place.EndColumn,
			Message:   found.Message,
			Why:       found.Why,
			Fix:       found.Fix,
			Accepted:  jsonAcceptedOf(found.Accepted),
		})
	}
	if f.Status == rewrite.Failed {
		line, message := failure(f.Err)
		entry.Error = &jsonError{line, message}
	}
	diff, err := f.diff()
	entry.Diff = string(diff)
	return entry, err
}

func jsonAcceptedOf(a *finding.Acceptance) *jsonAccepted {
	if a == nil {
		return nil
	}
	return &jsonAccepted{a.Reason, a.Expires, a.File, a.Line}
}
