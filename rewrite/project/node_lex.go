package project

import (
	"strings"
	"unicode/utf8"
)

// jsKind is the kind of a jsToken.
type jsKind byte

const (
	jsName     jsKind = iota // an identifier or keyword
	jsPunct                  // one punctuation character, or "..." or "=>"
	jsString                 // a string, or a template without substitutions
	jsTemplate               // a part of a template with substitutions
	jsNumber
	jsRegexp
)

// jsToken is one token of JavaScript or TypeScript. The substitutions of a
// template follow its token as tokens of their own.
type jsToken struct {
	kind jsKind
	// text is the name, the character, or a string's value.
	text string
	// line is 1-based.
	line int
}

func (t jsToken) is(text string) bool {
	return (t.kind == jsPunct || t.kind == jsName) && t.text == text
}

// lexJS splits source into tokens, without comments. It knows enough of the
// language to tell strings, comments, templates and regular expressions apart,
// and never fails: what is no JavaScript gives tokens that match nothing. Text in
// JSX is taken for code, which only matters where it holds quotes; a string ends
// with its line.
func lexJS(source string) []jsToken {
	l := &jsLexer{src: source, line: 1}
	l.run()
	return l.tokens
}

type jsLexer struct {
	src    string
	pos    int
	line   int
	tokens []jsToken
	// braces holds, for each open "{", whether it opened a template's substitution.
	braces []bool
}

func (l *jsLexer) run() {
	if strings.HasPrefix(l.src, "#!") {
		l.pos = l.lineEnd()
	}
	for l.pos < len(l.src) {
		c := l.src[l.pos]
		switch {
		case c == '\n':
			l.line++
			l.pos++
		case c <= ' ':
			l.pos++
		case strings.HasPrefix(l.src[l.pos:], "//"):
			l.pos = l.lineEnd()
		case strings.HasPrefix(l.src[l.pos:], "/*"):
			l.skipComment()
		case c == '"' || c == '\'':
			l.quoted(c)
		case c == '`':
			l.pos++
			l.template(jsString)
		case c >= '0' && c <= '9':
			l.number()
		case nameByte(c) || c == '#' || c == '@':
			l.name()
		case c == '/' && l.regexpMayStart():
			l.regexp()
		default:
			l.punct(c)
		}
	}
}

func (l *jsLexer) add(kind jsKind, text string) {
	l.tokens = append(l.tokens, jsToken{kind: kind, text: text, line: l.line})
}

func (l *jsLexer) lineEnd() int {
	if i := strings.IndexByte(l.src[l.pos:], '\n'); i >= 0 {
		return l.pos + i
	}
	return len(l.src)
}

func (l *jsLexer) skipComment() {
	end := strings.Index(l.src[l.pos+2:], "*/")
	stop := len(l.src)
	if end >= 0 {
		stop = l.pos + 2 + end + 2
	}
	l.line += strings.Count(l.src[l.pos:stop], "\n")
	l.pos = stop
}

func nameByte(c byte) bool {
	return c == '_' || c == '$' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= utf8.RuneSelf
}

func (l *jsLexer) name() {
	start := l.pos
	l.pos++
	for l.pos < len(l.src) && (nameByte(l.src[l.pos]) || l.src[l.pos] >= '0' && l.src[l.pos] <= '9') {
		l.pos++
	}
	l.add(jsName, l.src[start:l.pos])
}

func (l *jsLexer) number() {
	start := l.pos
	for l.pos < len(l.src) && (nameByte(l.src[l.pos]) || l.src[l.pos] >= '0' && l.src[l.pos] <= '9' || l.src[l.pos] == '.') {
		l.pos++
	}
	l.add(jsNumber, l.src[start:l.pos])
}

func (l *jsLexer) quoted(quote byte) {
	var b strings.Builder
	line := l.line
	for l.pos++; l.pos < len(l.src); l.pos++ {
		c := l.src[l.pos]
		if c == '\\' {
			l.escape(&b)
			continue
		}
		if c == quote {
			l.pos++
			break
		}
		if c == '\n' {
			break // no string goes over a line's end
		}
		b.WriteByte(c)
	}
	l.tokens = append(l.tokens, jsToken{kind: jsString, text: b.String(), line: line})
}

// escape reads what follows a backslash at pos, and stays on its last byte. Only
// the escapes that occur in paths and names are decoded.
func (l *jsLexer) escape(b *strings.Builder) {
	l.pos++
	if l.pos >= len(l.src) {
		return
	}
	switch c := l.src[l.pos]; c {
	case '\n':
		l.line++
	case 'n':
		b.WriteByte('\n')
	case 't':
		b.WriteByte('\t')
	case 'r':
		b.WriteByte('\r')
	default:
		b.WriteByte(c)
	}
}

// template reads from behind a "`" or the "}" of a substitution to the next
// substitution or the closing "`", where it adds a token of kind whole.
func (l *jsLexer) template(whole jsKind) {
	var b strings.Builder
	line := l.line
	for ; l.pos < len(l.src); l.pos++ {
		c := l.src[l.pos]
		switch {
		case c == '\\':
			l.escape(&b)
			continue
		case c == '`':
			l.pos++
			l.tokens = append(l.tokens, jsToken{kind: whole, text: b.String(), line: line})
			return
		case c == '$' && strings.HasPrefix(l.src[l.pos:], "${"):
			l.pos += 2
			l.braces = append(l.braces, true)
			l.tokens = append(l.tokens, jsToken{kind: jsTemplate, text: b.String(), line: line})
			return
		case c == '\n':
			l.line++
		}
		b.WriteByte(c)
	}
}

// regexpMayStart: a "/" divides after a value and starts a regular expression
// elsewhere.
func (l *jsLexer) regexpMayStart() bool {
	if len(l.tokens) == 0 {
		return true
	}
	last := l.tokens[len(l.tokens)-1]
	switch last.kind {
	case jsPunct:
		// "<" before "/" is a closing tag of JSX.
		return !strings.Contains(")]}<", last.text)
	case jsName:
		switch last.text {
		case "return", "typeof", "case", "in", "of", "do", "else", "void", "delete", "throw", "new", "await", "yield":
			return true
		}
	}
	return false
}

func (l *jsLexer) regexp() {
	start, class := l.pos, false
	for i := l.pos + 1; i < len(l.src); i++ {
		switch c := l.src[i]; {
		case c == '\\':
			i++
		case c == '\n':
			l.punct('/') // it was none
			return
		case c == '[':
			class = true
		case c == ']':
			class = false
		case c == '/' && !class:
			for i++; i < len(l.src) && nameByte(l.src[i]); i++ {
			}
			l.pos = i
			l.add(jsRegexp, l.src[start:i])
			return
		}
	}
	l.punct('/')
}

func (l *jsLexer) punct(c byte) {
	for _, long := range []string{"...", "=>", "?."} {
		if strings.HasPrefix(l.src[l.pos:], long) {
			l.pos += len(long)
			if long == "?." {
				long = "." // for us a member is a member
			}
			l.add(jsPunct, long)
			return
		}
	}
	l.pos++
	switch c {
	case '{':
		l.braces = append(l.braces, false)
	case '}':
		if n := len(l.braces); n > 0 {
			inTemplate := l.braces[n-1]
			l.braces = l.braces[:n-1]
			if inTemplate {
				l.template(jsTemplate)
				return
			}
		}
	}
	l.add(jsPunct, string(rune(c)))
}
