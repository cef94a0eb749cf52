package report

import (
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite"
)

// row is one line of a side-by-side diff. A number of 0 stands for no line.
type row struct {
	// Gap marks the place of unchanged lines that are left out; the rest is empty then.
	Gap            bool
	OldNo, NewNo   int
	Old, New       string
	OldGone, Added bool
}

// sideBySide shows a migrated file's change with context around it; nothing for others.
func sideBySide(f File) []row {
	if f.Status != rewrite.Migrated {
		return nil
	}
	a, b := splitLines(f.Before), splitLines(f.After)
	changes := compare(a, b)
	if !reproduces(a, b, changes) {
		changes = []change{{0, len(a), 0, len(b)}}
	}
	var rows []row
	for _, group := range groups(changes, Context) {
		first, last := group[0], group[len(group)-1]
		at := max(0, first.A0-Context)
		if at > 0 {
			rows = append(rows, row{Gap: true})
		}
		shift := first.B0 - first.A0
		for _, c := range group {
			rows = append(rows, unchanged(a, at, c.A0, shift)...)
			rows = append(rows, changed(a, b, c)...)
			at, shift = c.A1, c.B1-c.A1
		}
		rows = append(rows, unchanged(a, at, min(len(a), last.A1+Context), shift)...)
	}
	return rows
}

func unchanged(a []string, from, to, shift int) []row {
	var rows []row
	for i := from; i < to; i++ {
		text := lineText(a[i])
		rows = append(rows, row{OldNo: i + 1, NewNo: i + 1 + shift, Old: text, New: text})
	}
	return rows
}

func changed(a, b []string, c change) []row {
	var rows []row
	for i := range max(c.A1-c.A0, c.B1-c.B0) {
		var r row
		if at := c.A0 + i; at < c.A1 {
			r.OldNo, r.Old, r.OldGone = at+1, lineText(a[at]), true
		}
		if at := c.B0 + i; at < c.B1 {
			r.NewNo, r.New, r.Added = at+1, lineText(b[at]), true
		}
		rows = append(rows, r)
	}
	return rows
}

func lineText(line string) string { return printable(strings.TrimRight(line, "\r\n")) }
