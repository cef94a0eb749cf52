package project

import "strings"

// jvmKind is the kind of a jvmToken.
type jvmKind int

const (
	jvmIdent jvmKind = iota
	jvmString
	jvmNumber
	jvmPunct
	jvmNewline
)

// jvmToken is one token of Java, Kotlin or Groovy source. The three share their
// comments, names and strings closely enough for facts that are written literally.
type jvmToken struct {
	Kind jvmKind
	// Text is the name, number or punctuation mark; of a string its content, with
	// escapes resolved where they are the usual ones.
	Text string
	// Computed says that a string has an expression in it ("${x}"), so that Text
	// is no literal.
	Computed bool
	Line     int
}

// is reports whether t is the punctuation mark or name s.
func (t jvmToken) is(s string) bool { return t.Text == s && (t.Kind == jvmPunct || t.Kind == jvmIdent) }

// jvmLex splits source into tokens. Comments are dropped; line ends are kept, since
// they end statements in Groovy and Kotlin. interpolate says that strings may hold
// expressions, as in Kotlin everywhere and in Groovy between double quotes; Java has
// none. Broken source gives the tokens up to where it breaks: these are facts about
// a program that somebody else compiles.
func jvmLex(src string, interpolate bool) []jvmToken {
	l := jvmLexer{src: src, line: 1, interpolate: interpolate}
	for l.pos < len(l.src) {
		l.next()
	}
	return l.tokens
}

type jvmLexer struct {
	src         string
	pos, line   int
	interpolate bool
	tokens      []jvmToken
}

func (l *jvmLexer) next() {
	rest := l.src[l.pos:]
	c := rest[0]
	switch {
	case c == '\n':
		l.add(jvmNewline, "\n")
		l.line++
		l.pos++
	case c == ' ' || c == '\t' || c == '\r' || c == '\f':
		l.pos++
	case strings.HasPrefix(rest, "//"):
		l.pos += indexOrEnd(rest, "\n")
	case strings.HasPrefix(rest, "/*"):
		end := len(rest)
		if i := strings.Index(rest[2:], "*/"); i >= 0 {
			end = i + 4
		}
		l.line += strings.Count(rest[:end], "\n")
		l.pos += end
	case c == '"' || c == '\'':
		l.quoted(c)
	case isNameByte(c) && (c < '0' || c > '9'):
		l.run(jvmIdent)
	case c >= '0' && c <= '9':
		l.run(jvmNumber)
	default:
		l.add(jvmPunct, rest[:1])
		l.pos++
	}
}

func (l *jvmLexer) add(kind jvmKind, text string) {
	l.tokens = append(l.tokens, jvmToken{Kind: kind, Text: text, Line: l.line})
}

// run takes a name or a number; a number keeps its points ("1.8", "21L").
func (l *jvmLexer) run(kind jvmKind) {
	end := l.pos
	for end < len(l.src) && (isNameByte(l.src[end]) || kind == jvmNumber && l.src[end] == '.') {
		end++
	}
	l.add(kind, l.src[l.pos:end])
	l.pos = end
}

// quoted takes a string between single, double or triple quotes.
func (l *jvmLexer) quoted(quote byte) {
	rest := l.src[l.pos:]
	delimiter := string(quote)
	if triple := strings.Repeat(delimiter, 3); strings.HasPrefix(rest, triple) {
		delimiter = triple
	}
	token := jvmToken{Kind: jvmString, Line: l.line}
	var text strings.Builder
	i := len(delimiter)
	for i < len(rest) && !strings.HasPrefix(rest[i:], delimiter) {
		switch c := rest[i]; {
		case c == '\\' && i+1 < len(rest):
			i++
			text.WriteString(unescapeJVM(rest[i]))
		case c == '\n' && len(delimiter) == 1: // an unterminated string ends with its line
			l.finish(token, text.String(), i)
			return
		default:
			if c == '$' && l.interpolate && quote == '"' && i+1 < len(rest) && (rest[i+1] == '{' || isNameByte(rest[i+1])) {
				token.Computed = true
			}
			if c == '\n' {
				l.line++
			}
			text.WriteByte(c)
		}
		i++
	}
	l.finish(token, text.String(), min(i+len(delimiter), len(rest)))
}

func (l *jvmLexer) finish(token jvmToken, text string, length int) {
	token.Text = text
	l.tokens = append(l.tokens, token)
	l.pos += length
}

func unescapeJVM(c byte) string {
	switch c {
	case 'n':
		return "\n"
	case 't':
		return "\t"
	case '\n':
		return ""
	default:
		return string(c)
	}
}

// isNameByte reports whether c may stand in a name; bytes of other scripts may.
func isNameByte(c byte) bool {
	return c == '_' || c >= 0x80 || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

func indexOrEnd(s, sep string) int {
	if i := strings.Index(s, sep); i >= 0 {
		return i
	}
	return len(s)
}
