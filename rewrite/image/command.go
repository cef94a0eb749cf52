package image

import (
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/shell"
)

// Command is one simple command of a RUN, with its words expanded as far as they are known.
type Command struct {
	Instr *dockerfile.Instruction
	Run   *Run
	// Shell is the parsed command, nil in exec form.
	Shell *shell.Command
	// Args are the expanded words. A word that can't be known is "" and Known is false for it.
	Args  []string
	Known []bool
	// Env are the assignments before the command and the exports before it in the same RUN.
	Env map[string]string
	// Dir is the absolute working directory.
	Dir string
	// Conditional is true when it may not run.
	Conditional bool
	// Understood is true when some effect told what it leaves behind.
	Understood bool
	// Ran is the shell text that it ran, one of Run.Scripts; nil for none, or one whose
	// text is not at hand.
	Ran *Run
}

// Name is the command's program without its folder, "" when unknown.
func (c *Command) Name() string {
	if len(c.Args) == 0 {
		return ""
	}
	return c.Args[0][strings.LastIndexByte(c.Args[0], '/')+1:]
}

// Getenv is the value of a variable for this command: its own assignments, then the stage's.
func (c *Command) Getenv(s *State, name string) (string, bool) {
	if v, ok := c.Env[name]; ok {
		return v, true
	}
	return s.Getenv(name)
}

// Flag returns the value of the first of the named flags: "-o x", "-ox" only for
// single letters given as "-o", "--out=x" and "--out x".
func (c *Command) Flag(names ...string) (string, bool) {
	for i := 1; i < len(c.Args); i++ {
		for _, n := range names {
			if c.Args[i] == n && i+1 < len(c.Args) {
				return c.Args[i+1], true
			}
			if v, ok := strings.CutPrefix(c.Args[i], n+"="); ok {
				return v, true
			}
		}
	}
	return "", false
}

// Has tells whether a word stands among the arguments.
func (c *Command) Has(words ...string) bool {
	for _, a := range c.Args[min(1, len(c.Args)):] {
		for _, w := range words {
			if a == w {
				return true
			}
		}
	}
	return false
}

// unwrap takes programs away that only run their arguments.
func unwrap(c *Command) {
	for len(c.Args) > 1 {
		switch c.Name() {
		case "command":
			if c.Has("-v", "-V") {
				return // it asks where a program is
			}
			c.Args, c.Known = c.Args[1:], c.Known[1:]
		case "exec", "sudo", "time", "nice", "nohup":
			c.Args, c.Known = c.Args[1:], c.Known[1:]
		case "env":
			n := 1
			for n < len(c.Args) && strings.Contains(c.Args[n], "=") {
				name, value, _ := strings.Cut(c.Args[n], "=")
				c.Env[name] = value
				n++
			}
			if n == len(c.Args) {
				return
			}
			c.Args, c.Known = c.Args[n:], c.Known[n:]
		default:
			return
		}
	}
}

// OutputFiles are the files that the command's output goes to.
func (c *Command) OutputFiles() []shell.Redirect {
	if c.Shell == nil {
		return nil
	}
	var out []shell.Redirect
	for _, r := range c.Shell.Redirects {
		if t, ok := r.Target.Literal(); ok && (t == "/dev/null" || isFD(t)) {
			continue
		}
		out = append(out, r)
	}
	return out
}
