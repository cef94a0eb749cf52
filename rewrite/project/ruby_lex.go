package project

import "strings"

// rubyToken is a name, an operator, a line's end ("\n") or a literal of a source file.
type rubyToken struct {
	// kind is 'n' for names, 's' for strings, '`' for commands, 'o' for the rest.
	kind byte
	// text is the name or operator, or what stands between a literal's quotes.
	text string
	line int
}

// rubyTokens splits a source file roughly: comments, regular expressions and the
// bodies of heredocs are left out, strings keep their text with its interpolations.
func rubyTokens(text string) []rubyToken {
	l := &rubyLexer{text: text, line: 1}
	for l.next() {
	}
	return l.tokens
}

type rubyLexer struct {
	text   string
	at     int
	line   int
	tokens []rubyToken
	// heredocs are the words whose bodies follow the current line.
	heredocs []string
}

func (l *rubyLexer) rest() string { return l.text[l.at:] }

func (l *rubyLexer) skip(n int) {
	n = min(n, len(l.text)-l.at)
	l.line += strings.Count(l.text[l.at:l.at+n], "\n")
	l.at += n
}

func (l *rubyLexer) add(kind byte, text string, n int) {
	l.tokens = append(l.tokens, rubyToken{kind, text, l.line})
	l.skip(n)
}

func (l *rubyLexer) next() bool {
	rest := l.rest()
	switch {
	case rest == "", strings.HasPrefix(rest, "__END__\n") && l.lineStart():
		return false
	case rest[0] == '\n':
		l.add('o', "\n", 1)
		l.bodies()
	case rest[0] == ' ' || rest[0] == '\t' || rest[0] == '\r':
		l.skip(1)
	case rest[0] == '\\' && len(rest) > 1: // a line that goes on
		l.skip(2)
	case rest[0] == '#':
		line, _, _ := strings.Cut(rest, "\n")
		l.skip(len(line))
	case strings.HasPrefix(rest, "=begin") && l.lineStart():
		if i := strings.Index(rest, "\n=end"); i >= 0 {
			l.skip(i + 5)
		} else {
			l.skip(len(rest))
		}
	case rest[0] == '"' || rest[0] == '\'':
		l.literal('s', 1, rest[0])
	case rest[0] == '`' && !l.after("."):
		l.literal('`', 1, '`')
	case rest[0] == '%' && l.percent():
	case strings.HasPrefix(rest, "<<") && l.heredoc():
	case rest[0] == '/' && !l.afterValue():
		l.literal('r', 1, '/')
		l.tokens = l.tokens[:len(l.tokens)-1]
	case rubyNameByte(rest[0]):
		n := 1
		for n < len(rest) && (rubyNameByte(rest[n]) || rest[n] >= '0' && rest[n] <= '9') {
			n++
		}
		if n < len(rest) && (rest[n] == '?' || rest[n] == '!') && !strings.HasPrefix(rest[n:], "!=") {
			n++
		}
		l.add('n', rest[:n], n)
	case strings.HasPrefix(rest, "::"), strings.HasPrefix(rest, "&."), strings.HasPrefix(rest, "=>"):
		l.add('o', rest[:2], 2)
	default:
		l.add('o', rest[:1], 1)
	}
	return true
}

func (l *rubyLexer) lineStart() bool { return l.at == 0 || l.text[l.at-1] == '\n' }

func (l *rubyLexer) after(text string) bool {
	n := len(l.tokens)
	return n > 0 && l.tokens[n-1].text == text && l.tokens[n-1].kind == 'o' || n > 0 && l.tokens[n-1].text == "def"
}

// afterValue tells whether a slash divides: it follows a value without a blank
// before it and one behind it.
func (l *rubyLexer) afterValue() bool {
	n := len(l.tokens)
	if n == 0 {
		return false
	}
	switch t := l.tokens[n-1]; t.kind {
	case 's', '`':
		return true
	case 'n':
		switch t.text {
		case "if", "unless", "when", "and", "or", "not", "while", "until", "return", "then", "elsif", "in":
			return false
		}
		spaced := l.at > 0 && l.text[l.at-1] == ' ' && l.at+1 < len(l.text) && l.text[l.at+1] != ' '
		return !spaced
	default:
		return t.text == ")" || t.text == "]" || t.text == "}" || t.text >= "0" && t.text <= "9"
	}
}

func rubyNameByte(b byte) bool {
	return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b == '_' || b == '@' || b == '$' || b >= 0x80
}

// literal reads to the closing byte, over escapes and nested interpolations.
func (l *rubyLexer) literal(kind byte, open int, closing byte) {
	rest := l.rest()
	opening := rest[open-1]
	depth, n := 0, open
	for ; n < len(rest); n++ {
		switch c := rest[n]; {
		case c == '\\':
			n++
		case strings.HasPrefix(rest[n:], "#{") && closing != '\'':
			for inner := 0; n < len(rest); n++ {
				if rest[n] == '{' {
					inner++
				} else if rest[n] == '}' {
					if inner--; inner == 0 {
						break
					}
				}
			}
		case c == opening && opening != closing:
			depth++
		case c == closing && depth == 0:
			l.add(kind, rest[open:n], n+1)
			return
		case c == closing:
			depth--
		}
	}
	l.add(kind, rest[min(open, len(rest)):], len(rest))
}

// percent reads %w[…], %q(…), %x{…} and the like; false for the operator.
func (l *rubyLexer) percent() bool {
	rest := l.rest()
	if l.afterValue() || len(rest) < 3 {
		return false
	}
	at, kind := 1, byte('s')
	if strings.IndexByte("qQwWiIxrs", rest[1]) >= 0 {
		at = 2
		if rest[1] == 'x' {
			kind = '`'
		}
	}
	closing, ok := map[byte]byte{'(': ')', '[': ']', '{': '}', '<': '>', '|': '|', '!': '!', '/': '/'}[rest[at]]
	if !ok {
		return false
	}
	l.literal(kind, at+1, closing)
	return true
}

// heredoc notes <<~WORD, <<-WORD and <<WORD; false for the operator.
func (l *rubyLexer) heredoc() bool {
	rest := strings.TrimLeft(l.rest()[2:], "~-")
	skipped := len(l.rest()) - len(rest)
	quote := ""
	if rest != "" && strings.ContainsAny(rest[:1], "'\"`") {
		quote, rest = rest[:1], rest[1:]
	}
	n := 0
	for n < len(rest) && (rubyNameByte(rest[n]) || rest[n] >= '0' && rest[n] <= '9') {
		n++
	}
	if n == 0 || quote == "" && (rest[0] < 'A' || rest[0] > 'Z') {
		return false
	}
	l.heredocs = append(l.heredocs, rest[:n])
	kind := byte('s')
	if quote == "`" {
		kind = '`'
	}
	l.add(kind, "", skipped+n+2*len(quote))
	return true
}

// bodies skips the bodies of the heredocs that the line before began.
func (l *rubyLexer) bodies() {
	for _, word := range l.heredocs {
		for l.rest() != "" {
			line, _, _ := strings.Cut(l.rest(), "\n")
			l.skip(len(line) + 1)
			if strings.TrimSpace(line) == word {
				break
			}
		}
	}
	l.heredocs = nil
}
