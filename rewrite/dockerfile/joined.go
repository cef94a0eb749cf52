package dockerfile

import (
	"slices"
	"sort"

	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// Joined is a piece of logical text that may stand on several lines of the
// file: continuations are joined, and the comments and blank lines between them
// are gone. It knows the place in the file of each of its bytes, so what is found
// in the text can be edited in the file.
type Joined struct {
	Text string

	pieces []piece
	end    int // file offset after the last byte, or of the place when Text is empty
}

// piece is a stretch of text that is contiguous in the file.
type piece struct{ text, file int }

// Offset is the file offset of Text[i]; for i == len(Text) it is the offset
// after the last byte. An i outside the text counts as the nearer end.
func (j Joined) Offset(i int) int {
	if i >= len(j.Text) {
		return j.end
	}
	i = max(i, 0)
	n := sort.Search(len(j.pieces), func(n int) bool { return j.pieces[n].text > i }) - 1
	return j.pieces[n].file + i - j.pieces[n].text
}

// Span is the place of Text[start:end] in the file. It runs over the
// continuations inside the stretch, and over none at its ends.
func (j Joined) Span(start, end int) source.Span {
	at := j.Offset(start)
	if end <= start {
		return source.Span{Start: at, End: at}
	}
	return source.Span{Start: at, End: j.Offset(end-1) + 1}
}

// Sub is the stretch Text[start:end], which still knows its places.
func (j Joined) Sub(start, end int) Joined {
	span := j.Span(start, end)
	sub := Joined{Text: j.Text[start:end], end: span.End}
	for n, p := range j.pieces {
		stop := len(j.Text)
		if n+1 < len(j.pieces) {
			stop = j.pieces[n+1].text
		}
		from, to := max(p.text, start), min(stop, end)
		if from < to {
			sub.pieces = append(sub.pieces, piece{text: from - start, file: p.file + from - p.text})
		}
	}
	return sub
}

// moved is the text by bytes further on in the file.
func (j Joined) moved(by int) Joined {
	if by == 0 {
		return j
	}
	m := Joined{Text: j.Text, pieces: slices.Clone(j.pieces), end: j.end + by}
	for n := range m.pieces {
		m.pieces[n].file += by
	}
	return m
}

// joiner puts a Joined together, piece by piece.
type joiner struct {
	text   []byte
	pieces []piece
	end    int
}

// add appends the bytes text, which stand at the file offset file.
func (b *joiner) add(text []byte, file int) {
	if len(text) > 0 {
		b.pieces = append(b.pieces, piece{text: len(b.text), file: file})
		b.text = append(b.text, text...)
	}
	if len(text) > 0 || len(b.text) == 0 {
		b.end = file + len(text)
	}
}

func (b *joiner) joined() Joined {
	return Joined{Text: string(b.text), pieces: b.pieces, end: b.end}
}
