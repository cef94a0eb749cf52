package project

import "strings"

// phpWriting maps functions that write their first argument to whether that is a directory.
var phpWriting = map[string]bool{"file_put_contents": false, "touch": false, "mkdir": true}

// PHPWriteCalls finds what the application's own sources write, at or below a path of
// the context.
func PHPWriteCalls(c *Context, p string) []WriteCall {
	return sourcesBelow(c, p, phpWrites, ".php")
}

func phpWrites(file, text string) []WriteCall {
	var out []WriteCall
	l := &phpLexer{text: text, line: 1, literals: true}
	for l.open() {
		for l.next() {
		}
	}
	at := func(i int) phpToken {
		if i >= 0 && i < len(l.tokens) {
			return l.tokens[i]
		}
		return phpToken{}
	}
	for i, t := range l.tokens {
		if t.literal || at(i+1).text != "(" || at(i+1).literal {
			continue
		}
		argument, beside := i+2, at(i+2).text == "__DIR__" && at(i+3).text == "."
		if beside {
			argument += 2
		}
		w := WriteCall{File: file, Line: t.line, Path: at(argument).text, Beside: beside}
		if !at(argument).literal || w.Path == "" || strings.ContainsAny(w.Path, "$:") && !strings.HasPrefix(w.Path, "sqlite:") {
			continue
		}
		dir, known := phpWriting[strings.TrimPrefix(t.text, `\`)]
		switch name := strings.TrimPrefix(t.text, `\`); {
		case at(argument+1).text == "." && !at(argument+1).literal:
			continue // the path goes on
		case phpNotCalled(at(i-1).text) && at(i-1).text != "new":
			continue
		case known:
			w.Dir = dir
		case name == "fopen" && at(argument+2).literal && strings.ContainsAny(at(argument+2).text, "waxc+"):
		case name == "PDO" && strings.HasPrefix(w.Path, "sqlite:/"), name == "SQLite3" && w.Path != ":memory:":
			w.Path = strings.TrimPrefix(w.Path, "sqlite:")
		default:
			continue
		}
		if beside {
			w.Path = strings.TrimPrefix(w.Path, "/")
		}
		out = append(out, w)
	}
	return out
}
