package report

import (
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/dfmigrate/dfmigrate/rewrite"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// level says how loud a remark is, in the words of SARIF.
type level string

const (
	levelError   level = "error"
	levelWarning level = "warning"
	levelNote    level = "note"
)

// The remarks about a file as a whole have IDs beside those of the findings.
const (
	ruleMigratable = "not-migrated"
	ruleUnreadable = "unreadable"
)

// remark is one thing to show at one place in a code review. Notes are no remarks:
// they tell of decisions that ask nothing of a reviewer.
type remark struct {
	rule    string
	level   level
	file    string
	place   Place
	message string
	// fix is what the reader can do about a blocker.
	fix string
	// accepted says who takes it as it is; nil for nobody.
	accepted *finding.Acceptance
}

// remarks are what code review formats show of a file: that it could be migrated,
// that it can't be read, its blockers, and its review findings, accepted ones included.
func (f File) remarks() []remark {
	src := source.NewFile(f.Path, f.Before)
	var out []remark
	switch f.Status {
	case rewrite.Failed:
		line, reason := failure(f.Err)
		out = append(out, remark{rule: ruleUnreadable, level: levelError, file: f.DiffPath, place: Place{Line: line, EndLine: line}, message: reason})
	case rewrite.Migrated:
		out = append(out, remark{rule: ruleMigratable, level: levelNote, file: f.DiffPath, place: placeOf(src, f.StageSpan), message: f.offer()})
	}
	for _, found := range f.Findings {
		r := remark{rule: string(found.ID), level: levelWarning, message: found.Message, accepted: found.Accepted}
		r.file, r.place = f.where(src, found)
		switch found.Severity {
		case finding.Note:
			continue
		case finding.Blocker:
			r.level = levelError
			r.fix = found.Fix
		}
		out = append(out, r)
	}
	return out
}

// text is the whole message.
func (r remark) text() string {
	if r.fix == "" {
		return r.message
	}
	return r.message + ". " + r.fix
}

// openRemarks are those that nobody has accepted.
func (f File) openRemarks() []remark {
	return slices.DeleteFunc(f.remarks(), func(r remark) bool { return r.accepted != nil })
}

// offer says what migrating the file would come to.
func (f File) offer() string {
	if f.BaseAfter == "" || f.BaseAfter == f.BaseBefore {
		return fmt.Sprintf("dfmigrate can migrate this file; it stays on %s", f.BaseBefore)
	}
	return fmt.Sprintf("dfmigrate can migrate this file from %s to %s", f.BaseBefore, f.BaseAfter)
}

// inCharacters turns the columns of a place from bytes into characters, as people and
// code review tools count them.
func (p Place) inCharacters(src *source.File) Place {
	p.Column = characterColumn(src, p.Line, p.Column)
	p.EndColumn = characterColumn(src, p.EndLine, p.EndColumn)
	return p
}

func characterColumn(src *source.File, line, column int) int {
	if line == 0 || column == 0 {
		return column
	}
	text := src.Text(src.LineSpan(line))
	return utf8.RuneCountInString(text[:min(column-1, len(text))]) + 1
}
