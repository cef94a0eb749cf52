package project

import (
	"io/fs"
	"path"
	"strings"
)

// PHPCall is a call in a source file.
type PHPCall struct {
	// File is its path in the context.
	File string
	Line int
	// Name is the function, or "backticks".
	Name string
}

// phpShellFunctions go through /bin/sh whatever their arguments are.
var phpShellFunctions = map[string]bool{"exec": true, "shell_exec": true, "system": true, "passthru": true, "popen": true}

// PHPShellCalls finds what the application's own sources run through a shell, at or
// below a path of the context; tests and what Composer installed are left out.
func PHPShellCalls(c *Context, p string) []PHPCall {
	p = path.Clean(p)
	if !c.IsDir(p) {
		return phpShellCalls(c, p)
	}
	var out []PHPCall
	_ = c.Walk(p, func(file string, d fs.DirEntry) error {
		switch {
		case d.IsDir() && phpAside(d.Name()):
			return fs.SkipDir
		case !d.IsDir():
			out = append(out, phpShellCalls(c, file)...)
		}
		return nil
	})
	return out
}

// phpAside tells of directories whose sources no request reaches.
func phpAside(name string) bool {
	switch name {
	case "vendor", "node_modules", "tests", "test", "Tests", "spec", ".git":
		return true
	}
	return false
}

func phpShellCalls(c *Context, file string) []PHPCall {
	if !strings.HasSuffix(file, ".php") {
		return nil
	}
	text, err := c.ReadFile(file)
	if err != nil {
		return nil
	}
	var out []PHPCall
	tokens := phpTokens(string(text))
	for i, t := range tokens {
		name := strings.ToLower(strings.TrimPrefix(t.text, `\`))
		switch {
		case t.text == "`":
			out = append(out, PHPCall{File: file, Line: t.line, Name: "backticks"})
		case name == "proc_open" && i+2 < len(tokens) && tokens[i+1].text == "(" && tokens[i+2].text != "[" && (i == 0 || !phpNotCalled(tokens[i-1].text)):
			out = append(out, PHPCall{File: file, Line: t.line, Name: name})
		case name == "fromshellcommandline":
			out = append(out, PHPCall{File: file, Line: t.line, Name: "Process::" + t.text})
		case !phpShellFunctions[name] || i+1 >= len(tokens) || tokens[i+1].text != "(":
		case i > 0 && phpNotCalled(tokens[i-1].text):
		default:
			out = append(out, PHPCall{File: file, Line: t.line, Name: name})
		}
	}
	return out
}

// phpNotCalled tells by the token before a name that it is a method, a declaration
// or a class's.
func phpNotCalled(before string) bool {
	switch before {
	case "->", "?->", "::", "function", "new", "fn", "use":
		return true
	}
	return false
}
