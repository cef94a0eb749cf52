package project

import "strings"

// rustString is a string literal of Rust source and what it is an argument of.
type rustString struct {
	Text string
	// Call is the path before the bracket that the literal follows, such as
	// "File::create", "include_str!" or ".join"; "" for none.
	Call string
	// Attribute is set inside of #[…], which only the compiler reads.
	Attribute bool
	// Later is set for arguments after the first.
	Later bool
	Line  int
}

// rustLexer reads source text as far as it takes to tell literals from comments.
type rustLexer struct {
	src   string
	at    int
	line  int
	calls []string // the paths before the brackets that are open
	path  strings.Builder
	found []rustString
	attrs []bool
	later []bool // a comma came since the bracket
}

// lexRust returns the string literals of a source file in order.
func lexRust(src string) []rustString {
	l := &rustLexer{src: src, line: 1}
	for l.at < len(l.src) {
		l.next()
	}
	return l.found
}

func (l *rustLexer) next() {
	rest := l.src[l.at:]
	c := rest[0]
	switch {
	case strings.HasPrefix(rest, "//"):
		l.skip(lineLength(rest))
	case strings.HasPrefix(rest, "/*"):
		l.skip(nestedComment(rest))
	case c == '\'':
		l.skip(charLength(rest))
		l.path.Reset()
	case rawStart(rest) > 0:
		l.raw(rest)
	case c == '"' || strings.HasPrefix(rest, `b"`) || strings.HasPrefix(rest, `c"`):
		l.quoted(rest)
	case wordByte(c):
		n := 1
		for n < len(rest) && wordByte(rest[n]) {
			n++
		}
		if p := l.path.String(); p != "" && !strings.HasSuffix(p, ":") && !strings.HasSuffix(p, ".") {
			l.path.Reset()
		}
		l.path.WriteString(rest[:n])
		l.skip(n)
	case strings.HasPrefix(rest, "::"), c == '.', c == '!':
		l.path.WriteString(rest[:1])
		if c == ':' {
			l.path.WriteByte(':')
			l.at++
		}
		l.skip(1)
	case c == '(' || c == '[' || c == '{':
		l.open(c)
	case c == ')' || c == ']' || c == '}':
		if n := len(l.calls); n > 0 {
			l.calls, l.attrs, l.later = l.calls[:n-1], l.attrs[:n-1], l.later[:n-1]
		}
		l.path.Reset()
		l.skip(1)
	case c == ' ' || c == '\n' || c == '\t' || c == '\r':
		l.skip(1)
	case c == ',':
		if n := len(l.later); n > 0 {
			l.later[n-1] = true
		}
		l.path.Reset()
		l.skip(1)
	case c == '#':
		l.path.Reset()
		l.path.WriteByte('#')
		l.skip(1)
	default:
		l.path.Reset()
		l.skip(1)
	}
}

func (l *rustLexer) open(c byte) {
	p := l.path.String()
	attr := c == '[' && (p == "#" || p == "#!") || len(l.attrs) > 0 && l.attrs[len(l.attrs)-1]
	if c == '{' {
		p = "" // a block
	}
	l.calls, l.attrs, l.later = append(l.calls, p), append(l.attrs, attr), append(l.later, false)
	l.path.Reset()
	l.skip(1)
}

// skip goes on by n bytes and counts lines.
func (l *rustLexer) skip(n int) {
	n = min(max(n, 1), len(l.src)-l.at)
	l.line += strings.Count(l.src[l.at:l.at+n], "\n")
	l.at += n
}

func (l *rustLexer) add(text string) {
	s := rustString{Text: text, Line: l.line}
	if n := len(l.calls); n > 0 {
		s.Call, s.Attribute, s.Later = l.calls[n-1], l.attrs[n-1], l.later[n-1]
	}
	l.found = append(l.found, s)
	l.path.Reset()
}

// quoted reads a literal in quotes. Of its escapes only those matter that a path can hold.
func (l *rustLexer) quoted(rest string) {
	i := strings.IndexByte(rest, '"') + 1
	var b strings.Builder
	for ; i < len(rest) && rest[i] != '"'; i++ {
		if rest[i] == '\\' && i+1 < len(rest) {
			i++
			if rest[i] != '\\' && rest[i] != '"' {
				b.WriteByte(' ')
				continue
			}
		}
		b.WriteByte(rest[i])
	}
	l.add(b.String())
	l.skip(i + 1)
}

// rawStart is the length of r#" and the like at the start of rest, 0 for none.
func rawStart(rest string) int {
	i := 0
	if rest[0] == 'b' || rest[0] == 'c' {
		i++
	}
	if i >= len(rest) || rest[i] != 'r' {
		return 0
	}
	for i++; i < len(rest) && rest[i] == '#'; i++ {
	}
	if i < len(rest) && rest[i] == '"' {
		return i + 1
	}
	return 0
}

func (l *rustLexer) raw(rest string) {
	start := rawStart(rest)
	end := `"` + strings.Repeat("#", strings.Count(rest[:start], "#"))
	n := strings.Index(rest[start:], end)
	if n < 0 {
		l.skip(len(rest))
		return
	}
	l.add(rest[start : start+n])
	l.skip(start + n + len(end))
}

func lineLength(rest string) int {
	if n := strings.IndexByte(rest, '\n'); n >= 0 {
		return n
	}
	return len(rest)
}

func nestedComment(rest string) int {
	depth := 0
	for i := 0; i+1 < len(rest); i++ {
		switch rest[i : i+2] {
		case "/*":
			depth++
			i++
		case "*/":
			depth--
			i++
			if depth == 0 {
				return i + 1
			}
		}
	}
	return len(rest)
}

// charLength is the length of a character literal, 1 for the quote of a lifetime.
func charLength(rest string) int {
	if len(rest) > 2 && rest[1] == '\\' {
		if n := strings.IndexByte(rest[2:], '\''); n >= 0 && n < 12 {
			if rest[2] == '\'' {
				return 4
			}
			return n + 3
		}
		return 1
	}
	for n := 2; n <= 5 && n < len(rest); n++ {
		if rest[n] == '\'' {
			if n > 2 && rest[1] < 0x80 {
				return 1 // 'a, 'b: two lifetimes
			}
			return n + 1
		}
	}
	return 1
}

func wordByte(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80
}
