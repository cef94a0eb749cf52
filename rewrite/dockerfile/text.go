package dockerfile

import (
	"bufio"
	"bytes"
	"unicode"
	"unicode/utf8"

	"github.com/moby/buildkit/frontend/dockerfile/parser"

	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// maxLine is the longest line that buildkit reads, its "\n" not counted.
const maxLine = bufio.MaxScanTokenSize - 1

// checkText finds what is no Dockerfile before the parser sees it: its own
// messages for these are wrong about the line, or come after others.
func checkText(f *source.File) error {
	if len(bytes.TrimSpace(bytes.TrimPrefix(f.Bytes, byteOrderMark))) == 0 {
		return errorAt(f, 0, "the file is empty")
	}
	if bytes.HasPrefix(f.Bytes, []byte("\xff\xfe")) || bytes.HasPrefix(f.Bytes, []byte("\xfe\xff")) {
		return errorAt(f, 0, "not a Dockerfile: the text is UTF-16, and Docker reads UTF-8")
	}
	for n := 1; n <= f.Lines(); n++ {
		span := f.LineSpan(n)
		line := f.Bytes[span.Start:span.End]
		switch {
		case bytes.IndexByte(line, 0) >= 0:
			return errorAt(f, n, "not a Dockerfile: it holds NUL bytes")
		case !utf8.Valid(line) && !isComment(line): // Docker minds none in a comment
			return errorAt(f, n, "not a Dockerfile: the line is not UTF-8 text")
		case len(bytes.TrimSuffix(line, []byte("\n"))) > maxLine:
			return errorAt(f, n, "the line has %d bytes; Docker reads at most %d", len(line), maxLine)
		}
	}
	return nil
}

// readDirectives reads the parser directives, which stand above everything else.
func readDirectives(f *source.File) ([]Directive, error) {
	var (
		found []Directive
		p     parser.DirectiveParser
		lines = lineReader{file: f, next: 1}
	)
	for lines.next <= f.Lines() {
		line, at := lines.line()
		text := bytes.TrimLeftFunc(line, unicode.IsSpace)
		at += len(line) - len(text)
		directive, err := p.ParseLine(text)
		if err != nil {
			return nil, errorAt(f, lines.next-1, "%s", err)
		}
		if directive == nil {
			break
		}
		if directive.Name == "escape" && directive.Value != `\` && directive.Value != "`" {
			return nil, errorAt(f, lines.next-1, "the escape character must be \\ or `, not %q", directive.Value)
		}
		found = append(found, Directive{
			Name:  directive.Name,
			Value: directive.Value,
			Span:  source.Span{Start: at, End: at + len(text)},
		})
	}
	return found, nil
}
