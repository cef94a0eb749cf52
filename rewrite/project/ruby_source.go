package project

import (
	"io/fs"
	"path"
	"slices"
	"strings"
)

// RubyProgramCalls finds what the application's own sources start, at or below a path of
// the context. Tests, tasks and tools of developers are left out.
func RubyProgramCalls(c *Context, p string) []ProgramCall {
	read := func(file string) []ProgramCall {
		text, err := c.ReadFile(file)
		if err != nil {
			return nil
		}
		return rubyProgramCalls(file, string(text))
	}
	p = path.Clean(p)
	if !c.IsDir(p) {
		if !strings.HasSuffix(p, ".rb") && !strings.HasSuffix(p, ".ru") && !strings.Contains(p, "bin/") {
			return nil
		}
		return read(p)
	}
	var out []ProgramCall
	_ = c.Walk(p, func(file string, d fs.DirEntry) error {
		switch {
		case d.IsDir() && rubyAside(d.Name()):
			return fs.SkipDir
		case !d.IsDir() && strings.HasSuffix(file, ".rb"):
			out = append(out, read(file)...)
		}
		return nil
	})
	return out
}

// rubyAside tells of directories whose sources a running process does not load.
func rubyAside(name string) bool {
	return slices.Contains([]string{"vendor", "node_modules", "test", "tests", "spec", "features", "tasks", "bin", "script", "scripts", "db", ".git"}, name)
}

func rubyProgramCalls(file, text string) []ProgramCall {
	var out []ProgramCall
	add := func(line int, command, through string, shell bool) {
		if shell {
			call := shellCall(file, line, command, through)
			call.Command = strings.TrimSpace(command)
			out = append(out, call)
		} else if name, _, _ := strings.Cut(strings.TrimSpace(command), " "); name != "" {
			out = append(out, programCall(file, line, name, through))
		}
	}
	tokens := rubyTokens(text)
	for i, t := range tokens {
		switch {
		case t.kind == '`':
			add(t.line, t.text, "backticks", rubyNeedsShell(t.text))
		case t.kind == 'n' && rubyRuns(tokens, i):
			command, shell := rubyCommand(tokens[i+1:])
			add(t.line, command, t.text, shell)
		}
	}
	return out
}

// rubyRuns tells whether a name is one of Kernel's that run a command, and is called.
func rubyRuns(tokens []rubyToken, i int) bool {
	name := tokens[i].text
	receiver := ""
	if i > 0 && (tokens[i-1].text == "." || tokens[i-1].text == "&.") {
		if receiver = "?"; i > 1 {
			receiver = tokens[i-2].text
		}
	}
	switch {
	case i > 0 && tokens[i-1].text == "def", i+1 >= len(tokens):
		return false
	case name == "system" || name == "exec":
		return receiver == "" || receiver == "Kernel" || receiver == "Process"
	case name == "spawn":
		return receiver == "" || receiver == "Process" || receiver == "Kernel"
	case name == "popen":
		return receiver == "IO"
	case strings.HasPrefix(name, "capture") || strings.HasPrefix(name, "popen"):
		return receiver == "Open3"
	}
	return false
}

// rubyCommand reads the arguments of such a call: its text, or the first of several
// arguments, and whether it goes through a shell. A list of arguments never does.
func rubyCommand(args []rubyToken) (string, bool) {
	if len(args) > 0 && args[0].text == "(" && args[0].kind == 'o' {
		args = args[1:]
	}
	if len(args) == 0 || args[0].kind == 'o' {
		return "", false // no argument, a splat, an environment before the command
	}
	depth := 0
	for _, t := range args[1:] {
		if t.kind != 'o' {
			continue
		}
		switch t.text {
		case "(", "[", "{":
			depth++
		case ")", "]", "}":
			depth--
		case ",":
			if depth == 0 {
				if args[0].kind == 's' && !strings.Contains(args[0].text, "#{") {
					return args[0].text, false
				}
				return "", false
			}
		}
		if depth < 0 || depth == 0 && t.text == "\n" {
			break
		}
	}
	if args[0].kind == 's' {
		return args[0].text, rubyNeedsShell(args[0].text)
	}
	return "", args[0].kind == 'n' && args[0].text != "if" && args[0].text != "unless" && args[0].text != "and" && args[0].text != "or"
}

// rubyNeedsShell tells whether a command string has what Ruby hands to a shell.
func rubyNeedsShell(command string) bool {
	return strings.ContainsAny(command, "*?{}[]<>()~&|\\$;'\"\n#=%")
}
