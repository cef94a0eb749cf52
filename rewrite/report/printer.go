package report

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite"
)

// Printer writes the results of one run in one format.
type Printer interface {
	// Add takes the next file. What can be printed already is.
	Add(File) error
	// Close prints what is about the run as a whole. No Add follows it.
	Close() error
}

// The names of the formats.
const (
	FormatDiff     = "diff"
	FormatText     = "text"
	FormatJSON     = "json"
	FormatSARIF    = "sarif"
	FormatGitHub   = "github"
	FormatGitLab   = "gitlab"
	FormatMarkdown = "markdown"
	FormatHTML     = "html"
)

// printers makes a Printer for each format. Those that stream keep nothing of a file
// once it is printed; markdown, html and sarif have to know all files first.
var printers = []struct {
	name string
	make func(w io.Writer, about Run) Printer
}{
	{FormatDiff, func(w io.Writer, about Run) Printer { return diffPrinter{w, about.Style} }},
	{FormatText, func(w io.Writer, about Run) Printer { return textPrinter{w, about.Style} }},
	{FormatJSON, newJSONPrinter},
	{FormatSARIF, newSARIFPrinter},
	{FormatGitHub, func(w io.Writer, _ Run) Printer { return githubPrinter{w} }},
	{FormatGitLab, newGitLabPrinter},
	{FormatMarkdown, newMarkdownPrinter},
	{FormatHTML, newHTMLPrinter},
}

// Run is what a printer needs to know of the run whose files it prints.
type Run struct {
	// Target is the family of the final bases, as --to names it.
	Target string
	// Version is dfmigrate's own.
	Version string
	// Style colours formats that are for a terminal.
	Style Style
}

// Formats are the names of all formats, the default first.
func Formats() []string {
	var names []string
	for _, p := range printers {
		names = append(names, p.name)
	}
	return names
}

// NewPrinter makes the printer of a format that Formats names; another is an error.
func NewPrinter(format string, w io.Writer, about Run) (Printer, error) {
	i := slices.IndexFunc(printers, func(p struct {
		name string
		make func(io.Writer, Run) Printer
	}) bool {
		return p.name == format
	})
	if i < 0 {
		return nil, fmt.Errorf("no format %q: it is one of %s", format, strings.Join(Formats(), ", "))
	}
	return printers[i].make(w, about), nil
}

// diffPrinter prints one patch for all files.
type diffPrinter struct {
	w     io.Writer
	style Style
}

func (p diffPrinter) Add(f File) error {
	diff, err := f.diff()
	if err != nil {
		return err
	}
	_, err = p.w.Write(p.style.Diff(diff))
	return err
}

func (diffPrinter) Close() error { return nil }

// diff is the file's part of the patch; empty unless it is migrated.
func (f File) diff() ([]byte, error) {
	if f.Status != rewrite.Migrated {
		return nil, nil
	}
	var diff bytes.Buffer
	err := Unified(&diff, f.DiffPath, f.Before, f.After, Context)
	return diff.Bytes(), err
}

type textPrinter struct {
	w     io.Writer
	style Style
}

func (p textPrinter) Add(f File) error { return Text(p.w, f, p.style) }
func (textPrinter) Close() error       { return nil }
