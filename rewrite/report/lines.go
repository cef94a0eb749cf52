package report

import (
	"bytes"
	"strings"
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
	lines := make([]string, 0, bytes.Count(file, []byte("\n"))+1)
	for line := range strings.Lines(string(file)) {
		lines = append(lines, line)
	}
	return lines
}

// compare returns the fewest line changes that make b of a, in order.
func compare(a, b []string) []change {
	// What both begin and end with is in no shortest list of changes.
	begin, end := 0, 0
	for begin < min(len(a), len(b)) && a[begin] == b[begin] {
		begin++
	}
	for end < min(len(a), len(b))-begin && a[len(a)-1-end] == b[len(b)-1-end] {
		end++
	}
	var changes []change
	for _, c := range editScript(a[begin:len(a)-end], b[begin:len(b)-end]) {
		if c.A0 != c.A1 || c.B0 != c.B1 {
			changes = append(changes, change{c.A0 + begin, c.A1 + begin, c.B0 + begin, c.B1 + begin})
		}
	}
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
