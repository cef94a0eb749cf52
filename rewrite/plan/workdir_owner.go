package plan

import (
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
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
	case e.Runtime.OwnsWorkdir != "":
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

// madeWorkdir tells whether the working directory was made as the file's own user's: by a
// WORKDIR below its USER, or as its home.
func (e *editor) madeWorkdir() bool {
	dir, user := e.Image.Config.Workdir, e.Image.Config.User
	if user == "" || rootUser(user) || image.Symbolic(dir) || slices.Contains(systemDirs, dir) {
		return false
	}
	for _, u := range e.Image.Users {
		if u.Command != nil && u.Home == dir && e.oldUser(u.Name) {
			return true
		}
	}
	first, made := e.workdirInstruction(), false
	for _, entry := range e.Image.Tree.Entries() {
		switch {
		case entry.Path != dir || entry.Instr == nil:
		case entry.Instr.Keyword == "VOLUME":
			return false // which comes along as the user's own
		case entry.Instr == first:
			made = entry.Owner != "" && !rootUser(entry.Owner)
		}
	}
	return made
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

// workdirFirst is the instruction before which USER has to stand so that WORKDIR makes the
// directory as the user's own, and the lines of WORKDIR when that has to come along: a COPY
// in front of it would make the directory as root's. Nil when there is no such place.
func (e *editor) workdirFirst() (*dockerfile.Instruction, []string) {
	w := e.workdirInstruction()
	if w == nil {
		return nil, nil
	}
	var first *dockerfile.Instruction
	for _, i := range e.body() {
		switch {
		case i == w && first == nil:
			return w, nil
		case i == w && !strings.HasPrefix(w.Args.Text, "/"):
			return nil, nil
		case i == w:
			return first, e.moved(w)
		case first == nil && e.bringsInto(i, e.Image.Config.Workdir):
			first = i
		}
		if first != nil && (i.Keyword == "WORKDIR" || relativeDestination(i)) {
			return nil, nil // it would land elsewhere
		}
	}
	return nil, nil
}

// bringsInto tells whether an instruction put something at or below a directory.
func (e *editor) bringsInto(i *dockerfile.Instruction, dir string) bool {
	return slices.ContainsFunc(e.Image.Tree.Under(dir), func(entry image.Entry) bool { return entry.Instr == i && entry.Kind != image.Made })
}

// relativeDestination tells of a COPY to a place below the working directory.
func relativeDestination(i *dockerfile.Instruction) bool {
	n := len(i.Words)
	return (i.Keyword == "COPY" || i.Keyword == "ADD") && (i.JSON || n == 0 || !strings.HasPrefix(i.Words[n-1].Text, "/"))
}

// ownWorkdir puts USER where WORKDIR makes the directory as the user's own; it reports
// whether there is such a place.
func (e *editor) ownWorkdir(comment ...string) bool {
	at, lines := e.workdirFirst()
	switch {
	case at == nil:
		return false
	case lines != nil:
		e.remove(e.workdirInstruction())
		lines = slices.DeleteFunc(lines, func(l string) bool { return l == "" }) // it stands right below USER
	}
	e.insertLines(e.attached(at).Start, append(append(comment, "USER "+e.user()), lines...)...)
	return true
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
	var comment []string
	if text := strings.TrimRight(strings.ReplaceAll(e.file.Text(e.attached(last)), "\r\n", "\n"), "\n"); text != "" {
		comment = append(comment, text)
	}
	if !e.ownWorkdir(comment...) {
		return false
	}
	e.remove(last)
	return true
}

// tellWorkdir says what became of a working directory that the process may write to.
func (e *editor) tellWorkdir(owned bool) {
	switch why := e.Runtime.OwnsWorkdir; {
	case why == "":
	case owned:
		e.say(finding.WritableDir, e.Stage.From.Span, "%s belongs to the final user, because %s", e.Image.Config.Workdir, why)
		if brought := e.unseenFolder(); brought != nil {
			e.say(finding.WritesUnseen, brought.Span, "folders that this brings into %s stay root's, and %s", e.Image.Config.Workdir, why)
		}
	default:
		e.say(finding.WritesUnseen, e.Stage.From.Span, "%s belongs to root, and %s", e.Image.Config.Workdir, why)
	}
}

// tellStartDirectory says that the directory into which the start command changed is made
// anew, and belonged to the user before. copies are those of the final stage.
func (e *editor) tellStartDirectory(copies []toolchain.Copy) {
	if e.Process.Dir == "" || e.ownProcess(e.r) || slices.ContainsFunc(copies, func(c toolchain.Copy) bool { return c.Owned && c.Dir && c.Dest == e.Process.Dir }) {
		return
	}
	for _, entry := range e.Image.Tree.Under(e.Process.Dir) {
		if entry.Path == e.Process.Dir && owned(entry) {
			e.say(finding.WritesUnseen, e.Process.Instr.Span, "%s, where the process starts, belonged to its user, and is root's now", e.Process.Dir)
			return
		}
	}
}

// opensWorkdir tells of a chmod that only lets others write to the working directory,
// which becomes the user's own.
func (e *editor) opensWorkdir(c *image.Command) bool {
	dirs := toolchain.HandsOver(c)
	return len(dirs) > 0 && e.handedWorkdir() && !slices.ContainsFunc(dirs, func(p string) bool { return c.Abs(p) != e.Image.Config.Workdir })
}

// unseenFolder is a COPY that brings a directory with others that nobody has seen, such as an
// unpacked archive, into the working directory; nil when there is none.
func (e *editor) unseenFolder() *dockerfile.Instruction {
	for _, entry := range e.Image.Tree.Under(e.Image.Config.Workdir) {
		if entry.Kind != image.FromStage && entry.Kind != image.FromImage || !entry.Whole || owned(entry) {
			continue
		}
		origin, _, presence := e.Image.Tree.Origin(entry.Path)
		if presence != image.Absent && origin.Kind != image.FromContext && origin.Artifact == nil && origin.Dir {
			return entry.Instr
		}
	}
	return nil
}
