package image

import (
	"path"
	"strconv"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/shell"
)

// maxScripts is how deep scripts that call scripts are followed.
const maxScripts = 4

// script follows a command that runs a shell script whose text is at hand, such as one
// that COPY brought, as if its commands stood in the RUN itself. It reports whether it did.
func (in *Interpreter) script(s *State, r *Run, c *Command) bool {
	file, args, ok := scriptOf(c)
	if !ok || r.depth >= maxScripts {
		return false
	}
	named := "" // the shell that was told to run it
	if c.Args[0] != file {
		named = c.Name()
	}
	text, interpreter, ok := s.Image.Tree.scriptText(c.Abs(file), named)
	if !ok {
		return false
	}
	parsed, err := shell.Parse(text)
	if err != nil {
		return false
	}
	// Heredoc keeps edits away: these commands do not stand in the Dockerfile.
	run := &Run{Instr: r.Instr, Shell: r.Shell, Script: parsed, Heredoc: true, File: c.Abs(file), Interpreter: interpreter, depth: r.depth + 1}
	inner := &walker{in: in, s: s, r: run, dir: c.Dir, env: map[string]string{"0": file}}
	for name, value := range c.Env {
		inner.env[name] = value
	}
	for i, a := range args {
		inner.env[strconv.Itoa(i+1)] = a
	}
	for _, sc := range parsed.Commands {
		inner.command(sc)
	}
	r.Scripts = append(r.Scripts, run)
	return true
}

// scriptOf is the script that a command runs, by its path or as the argument of a shell,
// and the script's own arguments.
func scriptOf(c *Command) (file string, args []string, ok bool) {
	for i := range c.Args {
		if !c.Known[i] {
			return "", nil, false
		}
	}
	words := c.Args
	switch c.Name() {
	case "sh", "bash", "dash", "ash":
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
