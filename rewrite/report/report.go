// Package report prints what became of Dockerfiles: as a unified diff, as text for
// people, as JSON for programs. Each form has a file of its own.
package report

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite"
	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// File is a result together with what only the command knows of it.
type File struct {
	rewrite.Result
	// DiffPath is the slash path that the headers of a diff name.
	DiffPath string
}

// Place is where a finding points to. Lines and columns count from 1, columns in
// bytes; the end is the position right behind the last byte. The zero Place stands
// for the file as a whole.
type Place struct {
	Line, Column       int
	EndLine, EndColumn int
}

func placeOf(f *source.File, span source.Span) Place {
	if span == (source.Span{}) {
		return Place{}
	}
	start, end := f.Position(span.Start), f.Position(span.End)
	return Place{start.Line, start.Column, end.Line, end.Column}
}

// failure returns the line (0 if none is to blame) and the reason of a file that
// could not be read or parsed, without its path, which the caller prints.
func failure(err error) (line int, reason string) {
	var parse *dockerfile.Error
	var path *fs.PathError
	switch {
	case err == nil:
		return 0, "failed for no known reason"
	case errors.As(err, &parse):
		return parse.Line, parse.Msg
	case errors.As(err, &path):
		return 0, path.Err.Error()
	default:
		return 0, err.Error()
	}
}

// remedy is what the reader can do about a finding, or "".
func remedy(f finding.Finding) string {
	rule, _ := finding.Lookup(f.ID)
	return rule.Fix
}

// Summary counts files by what became of them.
type Summary struct {
	Migrated  int `json:"migrated"`
	Compliant int `json:"compliant"`
	Refused   int `json:"refused"`
	Error     int `json:"error"`
}

// Add counts one file.
func (s *Summary) Add(status rewrite.Status) {
	switch status {
	case rewrite.Migrated:
		s.Migrated++
	case rewrite.Compliant:
		s.Compliant++
	case rewrite.Refused:
		s.Refused++
	default:
		s.Error++
	}
}

// Files is how many were counted.
func (s Summary) Files() int { return s.Migrated + s.Compliant + s.Refused + s.Error }

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
	count(s.Refused, rewrite.Refused)
	count(s.Error, rewrite.Failed)
	files := "files"
	if s.Files() == 1 {
		files = "file"
	}
	if len(parts) == 0 {
		return "0 files"
	}
	return fmt.Sprintf("%d %s: %s", s.Files(), files, strings.Join(parts, ", "))
}
