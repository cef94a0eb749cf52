package report

import (
	"fmt"
	"strings"
)

// header returns prefix and path as git writes them behind "---" and "+++". A path
// with control characters, quotes, backslashes or bytes beyond ASCII is quoted as in
// C; one with a space is followed by a tab, where patch stops to read the name.
func header(prefix, path string) string {
	name := prefix + strings.TrimPrefix(path, "/")
	end := ""
	if strings.Contains(path, " ") {
		end = "\t"
	}
	if !needsQuotes(name) {
		return name + end
	}
	var b strings.Builder
	b.WriteByte('"')
	for i := range len(name) {
		b.WriteString(quoteByte(name[i]))
	}
	b.WriteByte('"')
	return b.String() + end
}

func needsQuotes(name string) bool {
	for i := range len(name) {
		if quoteByte(name[i]) != name[i:i+1] {
			return true
		}
	}
	return false
}

// escapes are the bytes that have a letter of their own in C.
const (
	escaped = "\a\b\t\n\v\f\r\"\\"
	letters = `abtnvfr"\`
)

func quoteByte(c byte) string {
	if i := strings.IndexByte(escaped, c); i >= 0 {
		return `\` + letters[i:i+1]
	}
	if c < ' ' || c >= 0x7f {
		return fmt.Sprintf(`\%03o`, c)
	}
	return string(rune(c))
}
