package source

import (
	"bytes"
	"sort"
)

const byteOrderMark = "\xef\xbb\xbf"

// Position is a place as people count it: both numbers start at 1, the column
// counts bytes. A byte order mark takes no column.
type Position struct{ Line, Column int }

// File is one input file. It is made by NewFile and never changes.
type File struct {
	// Name is what messages call the file.
	Name string
	// Bytes is the whole content, byte order mark included.
	Bytes []byte

	starts []int // offset of the first byte of every line
}

// NewFile takes the bytes b as the content of a file called name. The caller
// must not change b afterwards.
func NewFile(name string, b []byte) *File {
	f := &File{Name: name, Bytes: b}
	for start := 0; start < len(b); {
		f.starts = append(f.starts, start)
		length := bytes.IndexByte(b[start:], '\n')
		if length < 0 {
			break
		}
		start += length + 1
	}
	return f
}

// Text is the content of the span. A part of it that lies outside the file is
// left out.
func (f *File) Text(s Span) string {
	start, end := max(s.Start, 0), min(s.End, len(f.Bytes))
	if start >= end {
		return ""
	}
	return string(f.Bytes[start:end])
}

// Position finds the line and column of the byte at off. The end of a file that
// ends in a line break is the first column of the line after.
func (f *File) Position(off int) Position {
	off = min(max(off, 0), len(f.Bytes))
	line := sort.SearchInts(f.starts, off+1)
	if line == 0 {
		return Position{1, 1}
	}
	if off == len(f.Bytes) && f.Bytes[off-1] == '\n' {
		return Position{line + 1, 1}
	}
	start := f.starts[line-1]
	if line == 1 && f.HasBOM() {
		start = min(len(byteOrderMark), off)
	}
	return Position{line, max(off-start, 0) + 1}
}

// Lines is the number of lines; a last line without a line break counts, the
// nothing after a final line break does not.
func (f *File) Lines() int { return len(f.starts) }

// LineSpan is the line with the given number (the first is 1), its line break
// included. A number outside the file gives the empty span at the nearer end.
func (f *File) LineSpan(line int) Span {
	switch {
	case line < 1:
		return Span{}
	case line > len(f.starts):
		return Span{len(f.Bytes), len(f.Bytes)}
	case line == len(f.starts):
		return Span{f.starts[line-1], len(f.Bytes)}
	}
	return Span{f.starts[line-1], f.starts[line]}
}

// Newline is the line break that most lines of the file end in: "\r\n", or "\n"
// also when the file has none.
func (f *File) Newline() string {
	all := bytes.Count(f.Bytes, []byte("\n"))
	if windows := bytes.Count(f.Bytes, []byte("\r\n")); windows > all-windows {
		return "\r\n"
	}
	return "\n"
}

// HasBOM reports whether the file starts with the UTF-8 byte order mark.
func (f *File) HasBOM() bool { return bytes.HasPrefix(f.Bytes, []byte(byteOrderMark)) }
