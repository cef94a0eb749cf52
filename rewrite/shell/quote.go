package shell

import (
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// Quote makes s one word of a POSIX shell. What syntax.Quote has no POSIX form
// for (a control character) goes into single quotes as it is; a NUL, which no
// shell can hold, is dropped.
func Quote(s string) string {
	if q, err := syntax.Quote(s, syntax.LangPOSIX); err == nil {
		return q
	}
	s = strings.ReplaceAll(s, "\x00", "")
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
