package report

import (
	"bytes"
	"encoding/json"
	"io"

	"github.com/dfmigrate/dfmigrate/rewrite"
	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

type jsonReport struct {
	Files   []jsonFile `json:"files"`
	Summary Summary    `json:"summary"`
}

type jsonFile struct {
	Path      string         `json:"path"`
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

// jsonFinding has no place when it is about the file as a whole.
type jsonFinding struct {
	ID        string `json:"id"`
	Severity  string `json:"severity"`
	Line      int    `json:"line,omitempty"`
	Column    int    `json:"column,omitempty"`
	EndLine   int    `json:"endLine,omitempty"`
	EndColumn int    `json:"endColumn,omitempty"`
	Message   string `json:"message"`
	Why       string `json:"why"`
	Fix       string `json:"fix,omitempty"`
}

type jsonError struct {
	Line    int    `json:"line,omitempty"`
	Message string `json:"message"`
}

// JSON writes one object about all files, for programs. Places are those of Place;
// diff is what Unified prints, empty unless the file is migrated.
func JSON(w io.Writer, files []File) error {
	report := jsonReport{Files: []jsonFile{}}
	for _, f := range files {
		entry, err := jsonOf(f)
		if err != nil {
			return err
		}
		report.Files = append(report.Files, entry)
		report.Summary.Add(f.Status)
	}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(report)
}

func jsonOf(f File) (jsonFile, error) {
	entry := jsonFile{
		Path:      f.Path,
		Status:    f.Status,
		Toolchain: f.Toolchain,
		Stage:     f.Stage,
		Bases:     jsonBases{f.BaseBefore, f.BaseAfter},
		Findings:  []jsonFinding{},
	}
	src := source.NewFile(f.Path, f.Before)
	for _, found := range f.Findings {
		place := placeOf(src, found.Span)
		entry.Findings = append(entry.Findings, jsonFinding{
			ID:        string(found.ID),
			Severity:  found.Severity.String(),
			Line:      place.Line,
			Column:    place.Column,
			EndLine:   place.EndLine,
			EndColumn: place.EndColumn,
			Message:   found.Message,
			Why:       found.Why,
			Fix:       remedy(found),
		})
	}
	if f.Status == rewrite.Failed {
		line, message := failure(f.Err)
		entry.Error = &jsonError{line, message}
	}
	if f.Status != rewrite.Migrated {
		return entry, nil
	}
	var diff bytes.Buffer
	err := Unified(&diff, f.DiffPath, f.Before, f.After, Context)
	entry.Diff = diff.String()
	return entry, err
}
