// Package source holds the bytes of an input file and the means to change them:
// spans name places, edits replace spans, and every byte outside an edit stays
// as it was.
package source

// Span is a half-open range of bytes: Start is the first byte, End the one after
// the last. Both count from the start of the file, a byte order mark included.
type Span struct{ Start, End int }

// Len is the number of bytes in the span.
func (s Span) Len() int { return s.End - s.Start }

// Empty reports whether the span holds no byte; it still names a place.
func (s Span) Empty() bool { return s.End <= s.Start }

// Contains reports whether the byte at off lies in the span.
func (s Span) Contains(off int) bool { return s.Start <= off && off < s.End }

// Moved is the span by bytes further on.
func (s Span) Moved(by int) Span { return Span{s.Start + by, s.End + by} }
