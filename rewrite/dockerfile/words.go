package dockerfile

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// The splitting rules of buildkit's parser (splitCommand, extractBuilderFlags,
// parseWords), once more with offsets, which it does not keep. Parse compares the
// outcome with the parser's own and refuses the file when they differ.

func isSpace(r rune) bool { return unicode.IsSpace(r) }

// isBlank is the white space that separates the words of most instructions.
func isBlank(c byte) bool {
	return c == ' ' || c == '\t' || c == '\v' || c == '\f' || c == '\r'
}

// splitLine finds the flags and the arguments of a logical line.
func splitLine(line Joined, escape byte) (flags []Flag, args Joined) {
	text := line.Text
	end := len(strings.TrimRightFunc(text, isSpace))
	start := len(text) - len(strings.TrimLeftFunc(text, isSpace))
	at := min(start, end)
	for at < end && !isBlank(text[at]) { // the keyword
		at++
	}
	for at < end && isBlank(text[at]) {
		at++
	}
	for {
		for at < end && unicode.IsSpace(rune(text[at])) {
			at++
		}
		if !strings.HasPrefix(text[at:end], "--") {
			break
		}
		value, stop := flagToken(text[:end], at, escape)
		token := line.Span(at, stop)
		at = stop
		if value == "--" {
			break
		}
		name, value, _ := strings.Cut(strings.TrimPrefix(value, "--"), "=")
		flags = append(flags, Flag{Name: name, Value: value, Span: token})
	}
	at = end - len(strings.TrimLeftFunc(text[at:end], isSpace))
	return flags, line.Sub(at, end)
}

// flagToken reads the flag that starts at text[at], and gives it without quotes
// and escapes, and its end.
func flagToken(text string, at int, escape byte) (value string, end int) {
	var word strings.Builder
	quote := byte(0)
	for ; at < len(text); at++ {
		c := text[at]
		switch {
		case quote == 0 && unicode.IsSpace(rune(c)):
			return word.String(), at
		case quote == 0 && (c == '\'' || c == '"'):
			quote = c
			continue
		case quote != 0 && c == quote:
			quote = 0
			continue
		case c == escape:
			if at+1 == len(text) {
				continue
			}
			at++
			c = text[at]
		}
		word.WriteRune(rune(c)) // byte by byte, as the parser does it
	}
	return word.String(), at
}

// splitWords gives the tokens of args between blanks.
func splitWords(args Joined) []Word {
	var words []Word
	for at := 0; at < len(args.Text); {
		start := at
		for at < len(args.Text) && !isBlank(args.Text[at]) {
			at++
		}
		if at > start {
			words = append(words, wordAt(args, start, at))
		}
		for at < len(args.Text) && isBlank(args.Text[at]) {
			at++
		}
	}
	return words
}

// splitPairs gives the tokens of ENV, LABEL and ARG, where quotes hold together.
// oldForm allows "name value", which takes the rest of the line as the value.
func splitPairs(args Joined, escape byte, oldForm bool) []Word {
	var words []Word
	text := args.Text
	for at := 0; at < len(text); {
		r, size := utf8.DecodeRuneInString(text[at:])
		if unicode.IsSpace(r) {
			at += size
			continue
		}
		if text[at:] == string(escape) { // escapes nothing: the parser drops it
			break
		}
		end := pairEnd(text, at, escape)
		words = append(words, wordAt(args, at, end))
		at = end
	}
	if oldForm && len(words) > 0 && !strings.Contains(words[0].Text, "=") {
		return splitNameAndRest(args)
	}
	return words
}

// pairEnd finds the end of the token that starts at text[at].
func pairEnd(text string, at int, escape byte) int {
	quote := byte(0)
	for at < len(text) {
		r, size := utf8.DecodeRuneInString(text[at:])
		switch c := text[at]; {
		case quote == 0 && unicode.IsSpace(r):
			return at
		case quote == 0 && (c == '\'' || c == '"'):
			quote = c
		case quote != 0 && c == quote:
			quote = 0
		case c == escape && quote != '\'' && at+1 < len(text):
			at += size
			_, size = utf8.DecodeRuneInString(text[at:])
		}
		at += size
	}
	return at
}

func splitNameAndRest(args Joined) []Word {
	text := args.Text
	name := 0
	for name < len(text) && !isBlank(text[name]) {
		name++
	}
	rest := name
	for rest < len(text) && isBlank(text[rest]) {
		rest++
	}
	return []Word{wordAt(args, 0, name), wordAt(args, rest, len(text))}
}

func wordAt(args Joined, start, end int) Word {
	return Word{Text: args.Text[start:end], Span: args.Span(start, end)}
}
