package project

import "strings"

// parseProperties reads a .properties file: the last value of each key, with
// continuation lines joined. Escapes other than "\\", "\:" and "\=" are kept.
// Source: https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/util/Properties.html#load(java.io.Reader)
func parseProperties(content []byte) map[string]string {
	values := map[string]string{}
	lines := strings.Split(strings.ReplaceAll(string(content), "\r\n", "\n"), "\n")
	for i := 0; i < len(lines); i++ {
		line := strings.TrimLeft(lines[i], " \t\f")
		if line == "" || line[0] == '#' || line[0] == '!' {
			continue
		}
		for oddBackslashes(line) && i+1 < len(lines) {
			i++
			line = line[:len(line)-1] + strings.TrimLeft(lines[i], " \t\f")
		}
		key, value := splitProperty(line)
		values[key] = value
	}
	return values
}

// oddBackslashes reports whether the line goes on in the next one.
func oddBackslashes(line string) bool {
	n := len(line) - len(strings.TrimRight(line, `\`))
	return n%2 == 1
}

func splitProperty(line string) (key, value string) {
	end := 0
	for end < len(line) && !strings.ContainsRune("=: \t\f", rune(line[end])) {
		if line[end] == '\\' {
			end++
		}
		end++
	}
	end = min(end, len(line))
	rest := strings.TrimLeft(line[end:], " \t\f")
	if rest != "" && (rest[0] == '=' || rest[0] == ':') {
		rest = strings.TrimLeft(rest[1:], " \t\f")
	}
	unescape := strings.NewReplacer(`\\`, `\`, `\:`, `:`, `\=`, `=`, `\ `, ` `)
	return unescape.Replace(line[:end]), unescape.Replace(rest)
}
