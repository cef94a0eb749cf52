package report

import (
	"bytes"
	"fmt"
	"io"
	"strings"
)

// Context is the usual number of unchanged lines around a change.
const Context = 3

// Unified writes the unified diff that makes after of before, with context lines
// around each change; nothing when they are equal. git apply and patch -p1 take it.
// path is the file's slash path relative to the directory in which they are run: the
// headers leave out git's "diff --git" line, so that git apply takes them relative
// to the current directory and not to the top of the work tree.
func Unified(w io.Writer, path string, before, after []byte, context int) error {
	if bytes.Equal(before, after) {
		return nil
	}
	a, b := splitLines(before), splitLines(after)
	changes := compare(a, b)
	if !reproduces(a, b, changes) { // only a file of a million lines gets here
		changes = []change{{0, len(a), 0, len(b)}}
	}
	p := &hunkPrinter{a: a, b: b, context: context}
	p.out.Grow(len(before) + len(after))
	fmt.Fprintf(&p.out, "--- %s\n+++ %s\n", header("a/", path), header("b/", path))
	for _, group := range groups(changes, context) {
		p.hunk(group)
	}
	_, err := w.Write(p.out.Bytes())
	return err
}

// reproduces reports whether changes lead from a to b.
func reproduces(a, b []string, changes []change) bool {
	endA, endB := 0, 0
	same := func(toA, toB int) bool {
		if toA < endA || toB < endB || toA-endA != toB-endB {
			return false
		}
		for i := endA; i < toA; i++ {
			if a[i] != b[endB+i-endA] {
				return false
			}
		}
		return true
	}
	for _, c := range changes {
		if !same(c.A0, c.B0) {
			return false
		}
		endA, endB = c.A1, c.B1
	}
	return same(len(a), len(b))
}

// groups gathers the changes that share a hunk: those whose context would touch.
func groups(changes []change, context int) [][]change {
	var out [][]change
	for i, c := range changes {
		if i > 0 && c.A0-changes[i-1].A1 <= 2*context {
			out[len(out)-1] = append(out[len(out)-1], c)
			continue
		}
		out = append(out, []change{c})
	}
	return out
}

type hunkPrinter struct {
	out     bytes.Buffer
	a, b    []string
	context int
}

func (p *hunkPrinter) hunk(changes []change) {
	first, last := changes[0], changes[len(changes)-1]
	lead := min(p.context, first.A0)
	trail := min(p.context, len(p.a)-last.A1)
	fmt.Fprintf(&p.out, "@@ -%s +%s @@\n",
		lineRange(first.A0-lead, last.A1+trail), lineRange(first.B0-lead, last.B1+trail))

	at := first.A0 - lead
	for _, c := range changes {
		p.lines(' ', p.a[at:c.A0])
		p.lines('-', p.a[c.A0:c.A1])
		p.lines('+', p.b[c.B0:c.B1])
		at = c.A1
	}
	p.lines(' ', p.a[at:at+trail])
}

func (p *hunkPrinter) lines(mark byte, lines []string) {
	for _, line := range lines {
		p.out.WriteByte(mark)
		p.out.WriteString(line)
		if !strings.HasSuffix(line, "\n") {
			p.out.WriteString("\n\\ No newline at end of file\n")
		}
	}
}

// lineRange writes the 0-based half-open range as a hunk header does: an empty range
// is named by the line before it, and a length of one goes without saying.
func lineRange(start, end int) string {
	switch end - start {
	case 0:
		return fmt.Sprintf("%d,0", start)
	case 1:
		return fmt.Sprint(start + 1)
	default:
		return fmt.Sprintf("%d,%d", start+1, end-start)
	}
}
