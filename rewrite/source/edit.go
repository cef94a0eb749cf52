package source

import (
	"fmt"
	"slices"
)

// Edit replaces the bytes of its span by New. With an empty span it inserts.
type Edit struct {
	Span
	New string
}

// Apply makes all edits to src at once and returns the result; src stays as it
// is. Every span counts in src. The order of the edits only matters for several
// insertions at one place, which keep it; an insertion where a replaced span
// starts comes before the replacement. Edits that overlap, or that reach outside
// src, are an error, and then nothing is changed.
func Apply(src []byte, edits []Edit) ([]byte, error) {
	sorted := slices.Clone(edits)
	slices.SortStableFunc(sorted, func(a, b Edit) int {
		if a.Start != b.Start {
			return a.Start - b.Start
		}
		return a.End - b.End
	})

	size, done := len(src), 0
	for _, e := range sorted {
		if e.Start < 0 || e.End < e.Start || e.End > len(src) {
			return nil, fmt.Errorf("edit of bytes %d to %d is outside the %d bytes of the file", e.Start, e.End, len(src))
		}
		if e.Start < done {
			return nil, fmt.Errorf("edit of bytes %d to %d overlaps the edit before it, which ends at %d", e.Start, e.End, done)
		}
		done = e.End
		size += len(e.New) - e.Len()
	}

	out, done := make([]byte, 0, size), 0
	for _, e := range sorted {
		out = append(out, src[done:e.Start]...)
		out = append(out, e.New...)
		done = e.End
	}
	return append(out, src[done:]...), nil
}
