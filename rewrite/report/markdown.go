package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// markdownPrinter prints the body of a pull request: what became of which file, what
// to look at before merging, and what was refused and why. The diff itself is the
// pull request's own.
type markdownPrinter struct {
	w       io.Writer
	about   Run
	summary Summary

	table, reviews, errors strings.Builder
	// refusals are the lines of refused files, by cause.
	refusals map[finding.ID][]string
}

func newMarkdownPrinter(w io.Writer, about Run) Printer {
	return &markdownPrinter{w: w, about: about, refusals: map[finding.ID][]string{}}
}

func (p *markdownPrinter) Add(f File) error {
	p.summary.Add(f)
	fmt.Fprintf(&p.table, "| %s | %s | %s | %s |\n", cell(code(f.DiffPath)), f.Status, f.Toolchain, cell(bases(f)))
	src := source.NewFile(f.Path, f.Before)
	switch f.Status {
	case rewrite.Failed:
		line, reason := failure(f.Err)
		fmt.Fprintf(&p.errors, "- %s: %s\n", code(placeName(f.DiffPath, Place{Line: line})), escapeMarkdown(reason))
	case rewrite.Refused:
		cause := f.cause()
		p.refusals[cause.ID] = append(p.refusals[cause.ID], fmt.Sprintf("- %s: %s\n",
			code(placeName(f.where(src, cause))), escapeMarkdown(cause.Message)))
	case rewrite.Migrated:
		for _, found := range f.Findings {
			if found.NeedsReview() {
				fmt.Fprintf(&p.reviews, "- [ ] %s: %s (%s)\n",
					code(placeName(f.where(src, found))), escapeMarkdown(found.Message), code(string(found.ID)))
			}
		}
	}
	return nil
}

func bases(f File) string {
	switch {
	case f.BaseBefore == "":
		return ""
	case f.Status != rewrite.Migrated || f.BaseAfter == f.BaseBefore:
		return code(f.BaseBefore)
	}
	return code(f.BaseBefore) + " → " + code(f.BaseAfter)
}

func placeName(file string, at Place) string {
	if at.Line == 0 {
		return file
	}
	return fmt.Sprintf("%s:%d", file, at.Line)
}

func (p *markdownPrinter) Close() error {
	var out strings.Builder
	fmt.Fprintf(&out, "# Dockerfiles to %s\n\n%s\n", p.about.Target, p.summary)
	if p.table.Len() > 0 {
		out.WriteString("\n| file | status | toolchain | base image |\n| --- | --- | --- | --- |\n" + p.table.String())
	}
	if p.reviews.Len() > 0 {
		out.WriteString("\n## To look at before merging\n\n" + p.reviews.String())
	}
	if p.summary.Refused > 0 {
		out.WriteString("\n## Refused, left as they are\n")
	}
	for _, c := range p.summary.Causes() {
		fmt.Fprintf(&out, "\n### %s (%s): %s\n\n%s", escapeMarkdown(c.Rule.Title), code(string(c.Rule.ID)),
			counted(c.Files, "file"), strings.Join(p.refusals[c.Rule.ID], ""))
		if c.Rule.Fix != "" {
			out.WriteString("\n" + escapeMarkdown(c.Rule.Fix) + "\n")
		}
	}
	if p.errors.Len() > 0 {
		out.WriteString("\n## Could not be read\n\n" + p.errors.String())
	}
	_, err := io.WriteString(p.w, out.String())
	return err
}

// escapeMarkdown keeps text from being markup: what stands in a Dockerfile must not
// become a link, a mention or HTML in a pull request.
var escapeMarkdown = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", "&lt;", ">", "&gt;",
	"&", "&amp;", "#", `\#`, "|", `\|`, "~", `\~`, "@", "&#64;", "\n", " ", "\r", " ",
).Replace

// code is a code span that holds text as it is, whatever backquotes are in it.
func code(text string) string {
	text = strings.Map(func(r rune) rune {
		if r < ' ' {
			return ' '
		}
		return r
	}, text)
	longest, run := 0, 0
	for _, r := range text {
		if r != '`' {
			run = 0
			continue
		}
		run++
		longest = max(longest, run)
	}
	fence := strings.Repeat("`", longest+1)
	if longest > 0 {
		return fence + " " + text + " " + fence
	}
	return fence + text + fence
}

// cell keeps a code span from ending its table's cell.
func cell(span string) string { return strings.ReplaceAll(span, "|", `\|`) }
