package project

import "strings"

// pyKind is what a token of Python source is.
type pyKind int

const (
	pyName pyKind = iota
	pyString
	pyNumber
	pyOp
	pyNewline // the end of a logical line
)

// pyToken is one token. Text is the name or operator; for a string it is the
// value, of which Literal says whether it is exactly known (no replacement field
// of an f-string, no bytes).
type pyToken struct {
	Kind    pyKind
	Text    string
	Literal bool
	Line    int
	// Column is the number of blanks before the first token of a logical line, a tab
	// as eight; -1 for all others.
	Column int
}

// lexPython splits Python source into tokens. Comments and blank lines vanish. It
// never fails: what no rule of the language covers becomes an operator of one byte.
func lexPython(src []byte) []pyToken {
	l := &pyLexer{src: string(src), line: 1, fresh: true}
	l.src = strings.TrimPrefix(l.src, "\ufeff")
	for l.pos < len(l.src) {
		l.next()
	}
	l.newline()
	return l.tokens
}

type pyLexer struct {
	src    string
	pos    int
	line   int
	depth  int  // of brackets: a newline inside ends nothing
	fresh  bool // nothing but blanks since the logical line began
	column int
	tokens []pyToken
}

func (l *pyLexer) next() {
	switch c := l.src[l.pos]; {
	case c == '\n':
		l.pos++
		if l.depth == 0 {
			l.newline()
		}
		l.line++
		l.column = 0
	case c == ' ' || c == '\f':
		l.pos++
		l.column++
	case c == '\t':
		l.pos++
		l.column += 8
	case c == '\r':
		l.pos++
	case c == '#':
		end := strings.IndexByte(l.src[l.pos:], '\n')
		if end < 0 {
			end = len(l.src) - l.pos
		}
		l.pos += end
	case c == '\\' && l.pos+1 < len(l.src) && (l.src[l.pos+1] == '\n' || l.src[l.pos+1] == '\r'):
		end := strings.IndexByte(l.src[l.pos:], '\n')
		if end < 0 {
			end = len(l.src) - l.pos - 1
		}
		l.pos += end + 1
		l.line++
	case isPyNameStart(c):
		start := l.pos
		for l.pos < len(l.src) && (isPyNameStart(l.src[l.pos]) || isDigit(l.src[l.pos])) {
			l.pos++
		}
		word := l.src[start:l.pos]
		if l.pos < len(l.src) && (l.src[l.pos] == '"' || l.src[l.pos] == '\'') && isStringPrefix(word) {
			l.str(strings.ToLower(word))
			return
		}
		l.emit(pyToken{Kind: pyName, Text: word})
	case isDigit(c):
		start := l.pos
		for l.pos < len(l.src) && (isPyNameStart(l.src[l.pos]) || isDigit(l.src[l.pos]) || l.src[l.pos] == '.') {
			l.pos++
		}
		l.emit(pyToken{Kind: pyNumber, Text: l.src[start:l.pos]})
	case c == '"' || c == '\'':
		l.str("")
	default:
		switch c {
		case '(', '[', '{':
			l.depth++
		case ')', ']', '}':
			l.depth = max(0, l.depth-1)
		}
		l.pos++
		l.emit(pyToken{Kind: pyOp, Text: string(c)})
	}
}

// str reads a string literal whose prefix was just read.
func (l *pyLexer) str(prefix string) {
	line := l.line
	quote := l.src[l.pos : l.pos+1]
	if strings.HasPrefix(l.src[l.pos:], strings.Repeat(quote, 3)) {
		quote = strings.Repeat(quote, 3)
	}
	l.pos += len(quote)
	raw := strings.Contains(prefix, "r")
	literal := !strings.ContainsAny(prefix, "bf") && !strings.Contains(prefix, "t")
	var value strings.Builder
	for l.pos < len(l.src) {
		if strings.HasPrefix(l.src[l.pos:], quote) {
			l.pos += len(quote)
			break
		}
		c := l.src[l.pos]
		if c == '\n' {
			l.line++
			if len(quote) == 1 {
				break // unterminated
			}
		}
		if c == '\\' && l.pos+1 < len(l.src) {
			if l.src[l.pos+1] == '\n' {
				l.line++
			}
			if raw {
				value.WriteString(l.src[l.pos : l.pos+2])
			} else {
				value.WriteString(pyEscape(l.src[l.pos+1]))
			}
			l.pos += 2
			continue
		}
		value.WriteByte(c)
		l.pos++
	}
	if strings.Contains(prefix, "f") && !strings.ContainsAny(value.String(), "{}") {
		literal = true
	}
	// adjacent literals are one string
	if n := len(l.tokens); n > 0 && l.tokens[n-1].Kind == pyString && !l.fresh {
		l.tokens[n-1].Text += value.String()
		l.tokens[n-1].Literal = l.tokens[n-1].Literal && literal
		return
	}
	l.emitAt(pyToken{Kind: pyString, Text: value.String(), Literal: literal}, line)
}

func (l *pyLexer) emit(t pyToken) { l.emitAt(t, l.line) }

func (l *pyLexer) emitAt(t pyToken, line int) {
	t.Line, t.Column = line, -1
	if l.fresh {
		t.Column = l.column
	}
	l.fresh = false
	l.tokens = append(l.tokens, t)
}

func (l *pyLexer) newline() {
	if !l.fresh {
		l.tokens = append(l.tokens, pyToken{Kind: pyNewline, Line: l.line, Column: -1})
	}
	l.fresh = true
	l.depth = 0
}

func isPyNameStart(c byte) bool {
	return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isStringPrefix(word string) bool {
	switch strings.ToLower(word) {
	case "r", "u", "b", "f", "t", "br", "rb", "fr", "rf", "tr", "rt":
		return true
	}
	return false
}

// pyEscape gives the value of a one-character escape; longer ones stay as written,
// since no name or path that matters here has them.
func pyEscape(c byte) string {
	switch c {
	case '\n':
		return ""
	case 'n':
		return "\n"
	case 't':
		return "\t"
	case '\\', '\'', '"':
		return string(c)
	}
	return `\` + string(c)
}
