package report

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"slices"

	"github.com/dfmigrate/dfmigrate/rewrite"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

//go:embed page.html
var pageText string

var page = template.Must(template.New("page").Parse(pageText))

// htmlPrinter prints one page that needs neither a network nor other files.
type htmlPrinter struct {
	w     io.Writer
	about Run
	files []File // without their bytes
	shown []htmlFile
}

func newHTMLPrinter(w io.Writer, about Run) Printer { return &htmlPrinter{w: w, about: about} }

// htmlPage is what page.html sees.
type htmlPage struct {
	Target, Version string
	Total           Summary
	// Owners and Toolchains count files by their owners and languages; Owners is empty
	// when no file has any.
	Owners, Toolchains []Tally
	Causes             []htmlCause
	Files              []htmlFile
}

type htmlCause struct {
	Cause
	Paths []string
}

type htmlFile struct {
	File
	Findings []htmlFinding
	Reason   string // of an error
	Rows     []row
}

type htmlFinding struct {
	finding.Finding
	// Where is empty for a finding about the file as a whole.
	Where string
	Fix   string
}

func (p *htmlPrinter) Add(f File) error {
	shown := htmlFile{Rows: sideBySide(f)}
	src := source.NewFile(f.Path, f.Before)
	for _, found := range f.Findings {
		fix := ""
		if found.Severity == finding.Blocker {
			fix = found.Fix
		}
		shown.Findings = append(shown.Findings, htmlFinding{found, whereInPage(f, src, found), fix})
	}
	slices.SortStableFunc(shown.Findings, func(a, b htmlFinding) int { return int(b.Severity) - int(a.Severity) })
	if f.Status == rewrite.Failed {
		_, shown.Reason = failure(f.Err)
	}
	f.Before, f.After = nil, nil
	shown.File = f
	p.shown = append(p.shown, shown)
	p.files = append(p.files, f)
	return nil
}

func whereInPage(f File, src *source.File, found finding.Finding) string {
	file, at := f.where(src, found)
	switch {
	case found.File != "":
		return placeName(file, at)
	case at.Line > 0:
		return fmt.Sprintf("line %d", at.Line)
	}
	return ""
}

func (p *htmlPrinter) Close() error {
	view := htmlPage{Target: p.about.Target, Version: p.about.Version, Files: p.shown}
	paths := map[finding.ID][]string{}
	owned := false
	for _, f := range p.files {
		view.Total.Add(f)
		owned = owned || len(f.Owners) > 0
		if f.Status == rewrite.Refused {
			paths[f.cause().ID] = append(paths[f.cause().ID], f.DiffPath)
		}
	}
	for _, c := range view.Total.Causes() {
		view.Causes = append(view.Causes, htmlCause{c, paths[c.Rule.ID]})
	}
	view.Toolchains = tallies(p.files, func(f File) []string { return []string{orNone(f.Toolchain)} })
	if owned {
		view.Owners = tallies(p.files, func(f File) []string {
			if len(f.Owners) == 0 {
				return []string{orNone("")}
			}
			return f.Owners
		})
	}
	return page.Execute(p.w, view)
}

func orNone(name string) string {
	if name == "" {
		return "none"
	}
	return name
}

// TallyOf is the input of the template "tally".
func (htmlPage) TallyOf(what string, rows []Tally) any {
	return struct {
		What string
		Rows []Tally
	}{what, rows}
}
