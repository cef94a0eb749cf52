package dockerfile

import (
	"bytes"
	"unicode"

	"github.com/moby/buildkit/frontend/dockerfile/parser"

	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// byteOrderMark is dropped by buildkit's parser, on the first line only.
var byteOrderMark = []byte("\xef\xbb\xbf")

// lineReader walks over the lines of a file as buildkit's parser does.
type lineReader struct {
	file   *source.File
	escape byte
	next   int // number of the next line, from 1
}

// logicalLine joins the lines of the instruction that starts at the next line.
func (r *lineReader) logicalLine() Joined {
	var line joiner
	text, at := r.line()
	trimmed := bytes.TrimLeftFunc(text, unicode.IsSpace)
	at += len(text) - len(trimmed)
	for first := true; ; first = false {
		skip := !first && (len(bytes.TrimLeftFunc(trimmed, unicode.IsSpace)) == 0 || isComment(trimmed))
		if !skip {
			content, continued := trimContinuation(trimmed, r.escape)
			line.add(content, at)
			if !continued {
				return line.joined()
			}
		}
		if r.next > r.file.Lines() {
			return line.joined()
		}
		trimmed, at = r.line()
	}
}

// skipInstruction goes past the next line, and past those that go on with it.
func (r *lineReader) skipInstruction() {
	text, _ := r.line()
	if isComment(text) {
		return
	}
	for {
		if _, continued := trimContinuation(text, r.escape); !continued {
			return
		}
		for skip := true; skip; skip = len(bytes.TrimLeftFunc(text, unicode.IsSpace)) == 0 || isComment(text) {
			if r.next > r.file.Lines() {
				return
			}
			text, _ = r.line()
		}
	}
}

// line gives the next line without byte order mark and line break, and its offset.
func (r *lineReader) line() (text []byte, at int) {
	span := r.file.LineSpan(r.next)
	r.next++
	text, at = r.file.Bytes[span.Start:span.End], span.Start
	if at == 0 && r.file.HasBOM() {
		text, at = text[len(byteOrderMark):], len(byteOrderMark)
	}
	return bytes.TrimRight(text, "\r\n"), at
}

// heredoc finds the body of doc, which starts at the next line, and goes past
// its terminator. It is not ok when the bytes are not the parser's.
func (r *lineReader) heredoc(doc parser.Heredoc) (Heredoc, bool) {
	start := r.file.LineSpan(r.next).Start
	span := source.Span{Start: start, End: start + len(doc.Content)}
	if r.file.Text(span) != doc.Content {
		return Heredoc{}, false
	}
	r.next += bytes.Count([]byte(doc.Content), []byte("\n"))
	if r.file.LineSpan(r.next).Start != span.End || r.next > r.file.Lines() {
		return Heredoc{}, false
	}
	r.next++ // the terminator
	return Heredoc{Name: doc.Name, Content: doc.Content, Span: span, Expand: doc.Expand, Chomp: doc.Chomp}, true
}

func isComment(line []byte) bool {
	line = bytes.TrimLeftFunc(line, unicode.IsSpace)
	return len(line) > 0 && line[0] == '#'
}

// trimContinuation cuts the escape character at the end of a line, which blanks
// may follow; a doubled one continues nothing.
func trimContinuation(line []byte, escape byte) (content []byte, continued bool) {
	trimmed := bytes.TrimRight(line, " \t")
	n := len(trimmed)
	if n == 0 || trimmed[n-1] != escape || (n > 1 && trimmed[n-2] == escape) {
		return line, false
	}
	return trimmed[:n-1], true
}
