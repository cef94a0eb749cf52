package plan

import (
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/toolchain"
)

// handedWorkdir tells whether a RUN that goes gave the working directory to the file's
// own user, so that the process may write there. WORKDIR makes a directory as the user
// whom USER names before it.
func (e *editor) handedWorkdir() bool {
	dir, user := e.Image.Config.Workdir, e.Image.Config.User
	switch {
	case slices.Contains(systemDirs, dir) || image.Symbolic(dir):
		return false
	case e.Runtime.OwnsWorkdir:
		return true
	case e.sameSystem() || user == "" || rootUser(user):
		return false
	}
	return slices.ContainsFunc(e.Image.Runs, func(run *image.Run) bool {
		return slices.ContainsFunc(run.Commands, func(c *image.Command) bool {
			return slices.ContainsFunc(toolchain.HandsOver(c), func(p string) bool {
				at := c.Abs(p)
				return at == dir || c.Has("-R", "--recursive") && image.Within(dir, at)
			})
		})
	})
}

// workdirInstruction is the WORKDIR of the edited stages that makes the working
// directory: the first that names it, since a later one finds it there. Nil when there
// is none.
func (e *editor) workdirInstruction() *dockerfile.Instruction {
	var found *dockerfile.Instruction
	for _, i := range e.body() {
		if i.Keyword != "WORKDIR" {
			continue
		}
		if path.Clean(i.Args.Text) == e.Image.Config.Workdir {
			return i
		}
		found = i
	}
	return found
}

// userBeforeWorkdir moves the last USER before WORKDIR, where that has to make the
// directory as the user's own; it reports whether it did.
func (e *editor) userBeforeWorkdir(users []*dockerfile.Instruction) bool {
	w := e.workdirInstruction()
	if w == nil || len(users) == 0 || !e.handedWorkdir() {
		return false
	}
	last := users[len(users)-1]
	if last.Span.Start < w.Span.Start {
		return false // it stands there already
	}
	comment := strings.TrimRight(strings.ReplaceAll(e.file.Text(e.attached(last)), "\r\n", "\n"), "\n")
	e.remove(last)
	var lines []string
	if comment != "" {
		lines = append(lines, comment)
	}
	e.insertLines(e.attached(w).Start, append(lines, "USER "+e.user())...)
	return true
}

// opensWorkdir tells of a chmod that only lets others write to the working directory,
// which becomes the user's own.
func (e *editor) opensWorkdir(c *image.Command) bool {
	dirs := toolchain.HandsOver(c)
	return len(dirs) > 0 && e.handedWorkdir() && !slices.ContainsFunc(dirs, func(p string) bool { return c.Abs(p) != e.Image.Config.Workdir })
}
