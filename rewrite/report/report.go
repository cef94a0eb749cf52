// Package report prints what became of Dockerfiles: as a unified diff that git apply
// takes, as text for people, as JSON for programs, as SARIF and the other formats that
// code review shows, as Markdown and HTML pages. NewPrinter makes the printer of a format;
// each format has a file of its own.
package report

import (
	"errors"
	"io/fs"
	"path"

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
	// Owners are who looks after the file, as CODEOWNERS names them; none when
	// nothing says so.
	Owners []string
	// Root is the folder that the File of findings is relative to, written like
	// DiffPath; "" is the current folder.
	Root string
}

// where returns the file and the place that a finding is about.
func (f File) where(src *source.File, found finding.Finding) (file string, at Place) {
	if found.File != "" {
		return path.Join(f.Root, found.File), Place{Line: found.Line, EndLine: found.Line}
	}
	return f.DiffPath, placeOf(src, found.Span)
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
	last := span.End // an instruction's span takes the line's end along
	for last > span.Start && (f.Bytes[last-1] == '\n' || f.Bytes[last-1] == '\r') {
		last--
	}
	start, end := f.Position(span.Start), f.Position(last)
	return Place{start.Line, start.Column, end.Line, end.Column}
}

// failure returns the line (0 if none is to blame) and the reason of a file that
// could not be read or parsed, without its path, which the caller prints.
func failure(err error) (line int, reason string) {
	var parse *dockerfile.Error
	var failed *fs.PathError
	switch {
	case err == nil:
		return 0, "failed for no known reason"
	case errors.As(err, &parse):
		return parse.Line, parse.Msg
	case errors.As(err, &failed):
		return 0, failed.Err.Error()
	default:
		return 0, err.Error()
	}
}
