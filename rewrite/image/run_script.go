package image

import (
	"path"
	"slices"
	"strconv"
	"strings"
)

// maxScripts is how deep scripts that call scripts are followed.
const maxScripts = 4

// script follows a command that runs a shell script whose text is at hand, such as one
// that COPY brought, as if its commands stood in the RUN itself. It reports whether it did.
func (in *Interpreter) script(s *State, r *Run, c *Command) bool {
	if r.depth >= maxScripts {
		return false
	}
	if text, args, ok := shellText(c); ok {
		return in.follow(s, r, c, text, &Run{Interpreter: c.Name()}, args)
	}
	file, args, ok := scriptOf(c)
	if !ok {
		return false
	}
	named := "" // the shell that was told to run it
	if c.Args[0] != file {
		named = c.Name()
	}
	text, interpreter, ok := s.Image.Tree.scriptText(c.Abs(file), named)
	return ok && in.follow(s, r, c, text, &Run{File: c.Abs(file), Interpreter: interpreter}, append([]string{file}, args...))
}

// follow runs the commands of a text that command c gives to a shell, with args for its
// $0, $1 and so on.
func (in *Interpreter) follow(s *State, r *Run, c *Command, text string, run *Run, args []string) bool {
	parsed, err := in.Scripts.Parse(text)
	if err != nil {
		return false
	}
	// Heredoc keeps edits away: these commands do not stand in the Dockerfile.
	run.Instr, run.Shell, run.Script, run.Heredoc, run.depth = r.Instr, r.Shell, parsed, true, r.depth+1
	inner := &walker{in: in, s: s, r: run, dir: c.Dir, env: map[string]string{}}
	for name, value := range c.Env {
		inner.env[name] = value
	}
	for i, a := range args {
		inner.env[strconv.Itoa(i)] = a
	}
	for _, sc := range parsed.Commands {
		inner.command(sc)
	}
	r.Scripts = append(r.Scripts, run)
	c.Ran = run
	return true
}

// shellText is the text that a shell gets as an argument, as in sh -c "TEXT" NAME ARG.
func shellText(c *Command) (text string, args []string, ok bool) {
	if !isShell(c.Name()) || slices.Contains(c.Known, false) {
		return "", nil, false
	}
	command := false
	for words := c.Args[1:]; len(words) > 0; words = words[1:] {
		flag := words[0]
		switch {
		case !strings.HasPrefix(flag, "-") || len(flag) < 2:
			return flag, words[1:], command
		case strings.HasPrefix(flag, "--"):
		case strings.HasSuffix(flag, "o"): // its value follows, as in -o pipefail
			command = command || strings.Contains(flag, "c")
			words = words[1:]
			if len(words) == 0 {
				return "", nil, false
			}
		default:
			command = command || strings.Contains(flag, "c")
		}
	}
	return "", nil, false
}

func isShell(name string) bool { return slices.Contains([]string{"sh", "bash", "dash", "ash"}, name) }

// scriptOf is the script that a command runs, by its path or as the argument of a shell,
// and the script's own arguments.
func scriptOf(c *Command) (file string, args []string, ok bool) {
	for i := range c.Args {
		if !c.Known[i] {
			return "", nil, false
		}
	}
	words := c.Args
	if isShell(c.Name()) {
		words = words[1:]
		for len(words) > 0 && strings.HasPrefix(words[0], "-") {
			if !strings.HasPrefix(words[0], "--") && strings.ContainsAny(words[0], "co") {
				return "", nil, false
			}
			words = words[1:]
		}
		if len(words) == 0 {
			return "", nil, false
		}
		return words[0], words[1:], true
	}
	return words[0], words[1:], strings.Contains(words[0], "/")
}

// scriptText is the text of a shell script of the image, and the shell that runs it: the
// one that was told to, else the one that its first line names.
func (t *Tree) scriptText(p, named string) (text, interpreter string, ok bool) {
	if e, _, presence := t.Origin(p); presence != Present || e.Dir || e.Edited {
		return "", "", false
	}
	b, ok := t.ReadFile(p)
	if !ok {
		return "", "", false
	}
	if named != "" {
		return string(b), named, true
	}
	first, _, _ := strings.Cut(string(b), "\n")
	line, bang := strings.CutPrefix(strings.TrimSpace(first), "#!")
	if !bang {
		return "", "", false
	}
	for _, word := range strings.Fields(line) {
		switch name := path.Base(word); name {
		case "sh", "bash", "dash", "ash":
			return string(b), name, true
		}
	}
	return "", "", false
}
