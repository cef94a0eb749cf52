package project

import (
	"io/fs"
	"path"
	"slices"
	"strings"
)

// ProgramCall is a place where a source file starts another program.
type ProgramCall struct {
	// File is its path in the context.
	File string
	Line int
	// Name is the program, "" where it is put together at run time.
	Name string
	// Shell is true when the command goes through /bin/sh, or is a shell.
	Shell bool
	// Command is the command line, where a shell reads it and it is literal.
	Command string
	// Through is the function that starts it.
	Through string
}

// programCall makes a call of a program that is started by name.
func programCall(file string, line int, name, through string) ProgramCall {
	return ProgramCall{File: file, Line: line, Name: name, Shell: shells[path.Base(name)], Through: through}
}

// shellCall makes a call of a command line that a shell reads.
func shellCall(file string, line int, command, through string) ProgramCall {
	word, _, _ := strings.Cut(strings.TrimSpace(command), " ")
	return ProgramCall{File: file, Line: line, Name: word, Shell: true, Through: through}
}

// sourcesBelow reads the sources at or below a path of the context that have one of the
// endings, but for tests and what package managers installed.
func sourcesBelow[T any](c *Context, p string, read func(file, text string) []T, endings ...string) []T {
	var out []T
	one := func(file string) {
		if !slices.Contains(endings, path.Ext(file)) {
			return
		}
		if text, err := c.ReadFile(file); err == nil {
			out = append(out, read(file, string(text))...)
		}
	}
	if p = path.Clean(p); !c.IsDir(p) {
		one(p)
		return out
	}
	_ = c.Walk(p, func(file string, d fs.DirEntry) error {
		switch name := d.Name(); {
		case d.IsDir() && (strings.HasPrefix(name, ".") && name != "." || slices.Contains(asides, name)):
			return fs.SkipDir
		case !d.IsDir():
			one(file)
		}
		return nil
	})
	return out
}

// asides are folders with sources that are not the program's own.
var asides = []string{"test", "tests", "spec", "deps", "_build", "third_party", "vendor", "node_modules", "examples", "docs", "bench"}

// cEndings are those of sources in C and C++.
var cEndings = []string{".c", ".cc", ".cpp", ".cxx", ".h", ".hpp"}

// cStarts are the functions of C that start a program, with the argument that names it
// (counted from 0); those of cShells take a command line for /bin/sh.
var (
	cStarts = map[string]int{
		"execl": 0, "execlp": 0, "execle": 0, "execv": 0, "execvp": 0, "execvpe": 0, "execve": 0, "posix_spawn": 1, "posix_spawnp": 1,
	}
	cShells = []string{"system", "popen"}
)

// CProgramCalls finds what sources in C and C++ at or below a path of the context start.
func CProgramCalls(c *Context, p string) []ProgramCall {
	return sourcesBelow(c, p, cCalls, cEndings...)
}

// cTokens are the tokens of a source in C without the ends of its lines, and the one at an
// index, an empty one outside of them. C and Java write strings, names and comments alike.
func cTokens(text string) ([]jvmToken, func(int) jvmToken) {
	tokens := slices.DeleteFunc(jvmLex(text, false), func(t jvmToken) bool { return t.Kind == jvmNewline })
	return tokens, func(i int) jvmToken {
		if i >= 0 && i < len(tokens) {
			return tokens[i]
		}
		return jvmToken{}
	}
}

func cCalls(file, text string) []ProgramCall {
	var out []ProgramCall
	tokens, at := cTokens(text)
	for i, t := range tokens {
		if t.Kind != jvmIdent || !at(i+1).is("(") {
			continue
		}
		// A method, or a declaration: a type stands before the name.
		before := at(i - 1)
		if before.is(".") || before.is(">") || before.is(":") && !at(i-3).is("std") || before.Kind == jvmIdent && before.Text != "return" && before.Text != "else" {
			continue
		}
		number, starts := cStarts[t.Text]
		switch {
		case slices.Contains(cShells, t.Text) && at(i+2).Kind == jvmString:
			out = append(out, shellCall(file, t.Line, at(i+2).Text, t.Text))
		case slices.Contains(cShells, t.Text) && !at(i+2).is("NULL") && !at(i+2).is("nullptr"):
			out = append(out, shellCall(file, t.Line, "", t.Text))
		case starts:
			if name := at(i + 2 + 2*number + min(number, 1)); name.Kind == jvmString { // posix_spawn(&pid, "name"
				out = append(out, programCall(file, t.Line, name.Text, t.Text))
			}
		}
	}
	return out
}

// ElixirProgramCalls finds what sources in Elixir at or below a path of the context start.
func ElixirProgramCalls(c *Context, p string) []ProgramCall {
	return sourcesBelow(c, p, elixirCalls, ".ex")
}

// elixirCalls reads System.cmd, System.shell, :os.cmd and Port.open. Elixir shares its
// comments, names and strings with Ruby.
func elixirCalls(file, text string) []ProgramCall {
	var out []ProgramCall
	tokens := slices.DeleteFunc(rubyTokens(text), func(t rubyToken) bool { return t.text == "\n" && t.kind == 'o' })
	at := func(i int) rubyToken {
		if i >= 0 && i < len(tokens) {
			return tokens[i]
		}
		return rubyToken{}
	}
	for i, t := range tokens {
		if t.kind != 'n' || at(i-1).text != "." {
			continue
		}
		argument := at(i + 1)
		if argument.text == "(" {
			argument = at(i + 2)
		}
		name := ""
		if argument.kind == 's' && !strings.Contains(argument.text, "#{") {
			name = argument.text
		}
		switch at(i-2).text + "." + t.text {
		case "System.cmd":
			if argument.kind == 's' && name != "" {
				out = append(out, programCall(file, t.line, name, "System.cmd"))
			}
		case "System.shell":
			out = append(out, shellCall(file, t.line, name, "System.shell"))
		case "os.cmd":
			out = append(out, shellCall(file, t.line, name, ":os.cmd"))
		}
	}
	return out
}
