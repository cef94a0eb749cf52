package report

import (
	"bytes"
	"slices"
	"unicode/utf8"

	"github.com/sergi/go-diff/diffmatchpatch"
)

// change replaces the lines [A0,A1) of the old file by the lines [B0,B1) of the new
// one. Numbers are 0-based.
type change struct {
	A0, A1 int
	B0, B1 int
}

// splitLines cuts a file into lines, each with its "\n". A "\r" belongs to its line
// like any other byte, as git and patch see it.
func splitLines(file []byte) []string {
	var lines []string
	for line := range bytes.Lines(file) {
		lines = append(lines, string(line))
	}
	return lines
}

// compare returns the fewest line changes that make b of a, in order.
func compare(a, b []string) []change {
	changes := slices.DeleteFunc(editScript(a, b), func(c change) bool { return c.A0 == c.A1 && c.B0 == c.B1 })
	return slide(a, b, changes)
}

// editScript diffs line by line: each distinct line stands for one rune.
func editScript(a, b []string) []change {
	dmp := diffmatchpatch.New()
	dmp.DiffTimeout = 0 // a deadline would make the diff depend on the machine
	runes := map[string]rune{}
	diffs := dmp.DiffMainRunes(encode(a, runes), encode(b, runes), false)

	var changes []change
	var at change // its ends are where the next difference starts
	for _, d := range diffs {
		n := utf8.RuneCountInString(d.Text)
		switch d.Type {
		case diffmatchpatch.DiffDelete:
			at.A1 += n
		case diffmatchpatch.DiffInsert:
			at.B1 += n
		case diffmatchpatch.DiffEqual:
			changes = append(changes, at)
			at = change{A0: at.A1 + n, A1: at.A1 + n, B0: at.B1 + n, B1: at.B1 + n}
		}
	}
	return append(changes, at)
}

// encode gives each distinct line a rune of its own. go-diff keeps runes in strings
// between its steps, so those that UTF-8 can't hold must be left out: surrogates,
// and U+FFFD, which stands for them. That leaves room for 1,112,062 lines; beyond,
// lines share the last rune, and the check in Unified catches the difference.
func encode(lines []string, runes map[string]rune) []rune {
	const surrogates, surrogatesEnd = 0xD800, 0xE000
	encoded := make([]rune, len(lines))
	for i, line := range lines {
		r, ok := runes[line]
		if !ok {
			r = rune(len(runes) + 1)
			if r >= surrogates {
				r += surrogatesEnd - surrogates
			}
			if r >= utf8.RuneError {
				r++
			}
			r = min(r, utf8.MaxRune)
			runes[line] = r
		}
		encoded[i] = r
	}
	return encoded
}
