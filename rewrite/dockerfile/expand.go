package dockerfile

import (
	"errors"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/moby/buildkit/frontend/dockerfile/shell"
)

// Lookup gives the value of a variable; not ok when it is unset.
type Lookup func(name string) (value string, ok bool)

// ExpandWord expands the variables in word and removes quotes and escapes, with
// buildkit's own lexer. unresolved names the unset variables that leave a hole in
// value; ${NAME:-default} and ${NAME:+word} leave none. With an error, unresolved
// still names the unset variables that were met.
func ExpandWord(word string, escape byte, env Lookup) (value string, unresolved []string, err error) {
	return expand(word, escape, env, func(string) bool { return false })
}

// expand is ExpandWord for a case with variables of which only the build knows
// the value, which undetermined reports: whatever depends on one is unresolved,
// a default included.
func expand(word string, escape byte, env Lookup, undetermined func(string) bool) (string, []string, error) {
	if !utf8.ValidString(word) || strings.ContainsRune(word, 0) {
		return "", nil, errors.New("not UTF-8 text")
	}
	if !strings.ContainsAny(word, "$'\"") && strings.IndexByte(word, escape) < 0 {
		return word, nil, nil // the lexer, which takes 2 KiB, would say the same
	}
	lex := shell.NewLex(rune(escape))
	result, err := lex.ProcessWordWithMatches(word, getter(env))
	unset := make([]string, 0, len(result.Unmatched))
	for name := range result.Unmatched {
		unset = append(unset, name)
	}
	slices.Sort(unset)
	if err != nil {
		return "", unset, err
	}

	var unresolved []string
	bare := bareVariables(word, escape)
	for _, name := range unset {
		if (bare[name] || undetermined(name)) && matters(lex, word, name, env, result.Result) {
			unresolved = append(unresolved, name)
		}
	}
	return result.Result, unresolved, nil
}

// matters reports whether a value for the unset variable name would change the
// expansion: it would not inside a default that is not taken.
func matters(lex *shell.Lex, word, name string, env Lookup, unset string) bool {
	const probe = "\uf8ff"
	result, err := lex.ProcessWordWithMatches(word, getter(func(n string) (string, bool) {
		if n == name {
			return probe, true
		}
		return env(n)
	}))
	return err != nil || result.Result != unset
}

// bareVariables finds the variables that word uses without saying what an unset
// one stands for: $NAME, ${NAME}, ${NAME#x}, but not ${NAME:-x}, ${NAME-x},
// ${NAME:+x}, ${NAME+x}. buildkit's lexer doesn't tell them apart. The word is one
// that the lexer has accepted.
func bareVariables(word string, escape byte) map[string]bool {
	bare := map[string]bool{}
	double := false
	for i := 0; i < len(word); i++ {
		switch c := word[i]; {
		case c == escape:
			i++
		case c == '"':
			double = !double
		case c == '\'' && !double:
			if end := strings.IndexByte(word[i+1:], '\''); end >= 0 {
				i += end + 1
			}
		case c == '$':
			rest := strings.TrimPrefix(word[i+1:], "{")
			name := variableName(rest)
			operator := strings.TrimPrefix(rest[len(name):], ":")
			braced := len(rest) < len(word)-i-1
			if !braced || operator == "" || (operator[0] != '-' && operator[0] != '+') {
				bare[name] = true
			}
			i = len(word) - len(rest) + len(name) - 1
		}
	}
	return bare
}

// variableName is the name at the start of s; a digit or one of the shell's
// special parameters makes a name of its own.
func variableName(s string) string {
	if s != "" && strings.IndexByte("@*#?-$!", s[0]) >= 0 {
		return s[:1]
	}
	if rest := strings.TrimLeftFunc(s, unicode.IsDigit); len(rest) < len(s) {
		return s[:len(s)-len(rest)]
	}
	for i, r := range s {
		if r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return s[:i]
		}
	}
	return s
}

// getter makes a Lookup what buildkit's lexer asks.
type getter Lookup

func (g getter) Get(name string) (string, bool) { return g(name) }
func (getter) Keys() []string                   { return nil }
