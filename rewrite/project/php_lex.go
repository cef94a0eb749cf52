package project

import "strings"

// phpToken is a name, an operator, or the backtick that opens a command; comments are
// left out, and strings unless they are asked for.
type phpToken struct {
	text string
	line int
	// literal is true for a string, whose text is what stands between its quotes.
	literal bool
}

// phpTokens splits the PHP of a source file; what stands outside of <?php … ?> is none.
func phpTokens(text string) []phpToken {
	l := &phpLexer{text: text, line: 1}
	for l.open() {
		for l.next() {
		}
	}
	return l.tokens
}

type phpLexer struct {
	text   string
	at     int
	line   int
	tokens []phpToken
	// literals keeps strings.
	literals bool
}

// open goes to the code behind the next opening tag.
func (l *phpLexer) open() bool {
	i := strings.Index(l.text[l.at:], "<?")
	if i < 0 {
		return false
	}
	l.skip(i + 2)
	if strings.HasPrefix(l.rest(), "php") {
		l.skip(3)
	}
	return true
}

func (l *phpLexer) rest() string { return l.text[l.at:] }

func (l *phpLexer) skip(n int) {
	n = min(n, len(l.text)-l.at)
	l.line += strings.Count(l.text[l.at:l.at+n], "\n")
	l.at += n
}

// until skips what ends with a word, or the rest.
func (l *phpLexer) until(word string) {
	if i := strings.Index(l.rest(), word); i >= 0 {
		l.skip(i + len(word))
	} else {
		l.skip(len(l.rest()))
	}
}

// next reads one token; false at a closing tag and at the end.
func (l *phpLexer) next() bool {
	rest := l.rest()
	switch {
	case rest == "":
		return false
	case strings.HasPrefix(rest, "?>"):
		l.skip(2)
		return false
	case strings.HasPrefix(rest, "//"), rest[0] == '#' && !strings.HasPrefix(rest, "#["):
		l.lineComment()
	case strings.HasPrefix(rest, "/*"):
		l.until("*/")
	case rest[0] == '\'' || rest[0] == '"':
		l.quoted(rest[0])
	case rest[0] == '`':
		l.add("`")
		l.at--
		l.quoted('`')
	case strings.HasPrefix(rest, "<<<"):
		l.heredoc()
	case phpNameByte(rest[0]):
		n := 1
		for n < len(rest) && phpNameByte(rest[n]) {
			n++
		}
		l.add(rest[:n])
	case strings.HasPrefix(rest, "?->"):
		l.add("?->")
	case strings.HasPrefix(rest, "->"), strings.HasPrefix(rest, "::"):
		l.add(rest[:2])
	case rest[0] == ' ' || rest[0] == '\n' || rest[0] == '\t' || rest[0] == '\r':
		l.skip(1)
	default:
		l.add(rest[:1])
	}
	return true
}

func (l *phpLexer) add(text string) {
	l.tokens = append(l.tokens, phpToken{text: text, line: l.line})
	l.skip(len(text))
}

func phpNameByte(b byte) bool {
	return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b == '_' || b == '\\' || b == '$' || b >= 0x80
}

// lineComment ends before its line's end, or before a closing tag on it.
func (l *phpLexer) lineComment() {
	line, _, _ := strings.Cut(l.rest(), "\n")
	if i := strings.Index(line, "?>"); i >= 0 {
		line = line[:i]
	}
	l.skip(len(line))
}

// quoted skips a string to its closing quote.
func (l *phpLexer) quoted(quote byte) {
	n := 1
	for rest := l.rest(); n < len(rest) && rest[n] != quote; n++ {
		if rest[n] == '\\' {
			n++
		}
	}
	if rest := l.rest(); l.literals && quote != '`' && n < len(rest) {
		l.tokens = append(l.tokens, phpToken{text: rest[1:n], line: l.line, literal: true})
	}
	l.skip(n + 1)
}

// heredoc skips to the line that begins with its word.
func (l *phpLexer) heredoc() {
	first, _, _ := strings.Cut(l.rest(), "\n")
	word := strings.Trim(strings.TrimSpace(first[3:]), `'"`)
	l.skip(len(first) + 1)
	for l.rest() != "" && word != "" {
		line, _, _ := strings.Cut(l.rest(), "\n")
		body := strings.TrimLeft(line, " \t")
		if rest, ok := strings.CutPrefix(body, word); ok && (rest == "" || !phpNameByte(rest[0])) {
			l.skip(len(line) - len(rest))
			return
		}
		l.skip(len(line) + 1)
	}
}
