package plan

import (
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/toolchain"
)

// What the file gave to its own user stays writable for the number that replaces it:
// COPY --from keeps the owners that the build stage gave.

// ownerIn is the owner of a directory that comes along as a whole: whom COPY, or a
// chown, or a WORKDIR below USER gave it to. Empty stands for root.
func (e *editor) ownerIn(dir string) string {
	for _, entry := range e.Image.Tree.Under(dir) {
		if entry.Path == dir && entry.Dir && owned(entry) && (entry.Whole || entry.Kind == image.Made && !rootUser(e.Image.Config.User)) {
			return entry.Owner
		}
	}
	return ""
}

// numberOwners gives the final user what single COPYs of the build stage gave to the
// old one, below directories that come along as root's.
func (f *finalStage) numberOwners(copies []toolchain.Copy) {
	e := f.e
	var late []string
	var numbered []*dockerfile.Instruction
	for _, entry := range e.Image.Tree.Under("/") {
		if !e.oldUsers(entry) || below(entry.Path, e.Runtime.Aside) || !slices.ContainsFunc(copies, func(c toolchain.Copy) bool {
			return !c.Owned && c.From == "" && image.Within(entry.Path, c.Source)
		}) {
			continue
		}
		flag, ok := entry.Instr.Flag("chown")
		switch {
		case slices.Contains(numbered, entry.Instr) || below(entry.Path, late):
		case ok && flag.Value == entry.Owner && !e.buildsAsUser():
			numbered = append(numbered, entry.Instr)
			e.replace(flag.Span, "--chown="+f.User)
			e.say(finding.UserNumbered, flag.Span, "%s becomes %s", flag.Value, f.User)
		default:
			late = append(late, entry.Path)
		}
	}
	f.giveAway(late)
}

// oldUsers tells whether a path was brought and given to the user whom a number replaces.
func (e *editor) oldUsers(entry image.Entry) bool {
	if entry.Kind != image.FromContext && entry.Kind != image.FromStage || !owned(entry) || image.Symbolic(entry.Path) || nonRootNumber(e.Image.Config.User) {
		return false
	}
	owner, _, _ := strings.Cut(entry.Owner, ":")
	return e.oldUser(owner)
}

// oldUser tells whether a name or a UID is that of the file's own user.
func (e *editor) oldUser(owner string) bool {
	user, _, _ := strings.Cut(e.Image.Config.User, ":")
	return owner == user || slices.ContainsFunc(e.Image.Users, func(u image.User) bool { return u.Name == user && u.UID == owner })
}

// closedTo tells of a directory in which the file's own user could not write either.
func (e *editor) closedTo(entry image.Entry) bool {
	user := e.Image.Config.User
	owner, _, _ := strings.Cut(entry.Owner, ":")
	return user != "" && !rootUser(user) && !e.oldUser(owner) && entry.Mode == ""
}

// buildsAsUser tells whether a USER other than root stays in the build.
func (e *editor) buildsAsUser() bool {
	for _, st := range e.r.Dockerfile.Stages {
		for _, u := range userInstructions(st) {
			if !e.removed[u] && !rootUser(u.Args.Text) {
				return true
			}
		}
	}
	return false
}

// giveAway makes directories in the build stage that belong to the final user.
func (f *finalStage) giveAway(dirs []string) {
	e := f.e
	dirs = slices.DeleteFunc(slices.Clone(dirs), f.chowned)
	if len(dirs) == 0 {
		return
	}
	c := e.Runtime.Change(e.Stage)
	if !rootUser(e.buildUser()) && !slices.Contains(c.Last, "USER root") {
		c.Last = append(c.Last, "USER root")
	}
	list, chown := strings.Join(dirs, " "), "chown "
	if slices.ContainsFunc(dirs, e.hasFiles) || len(e.Image.Tree.Opaque()) > 0 { // nobody knows what lies in them
		chown = "chown -R "
	}
	run := "RUN "
	if made := slices.DeleteFunc(slices.Clone(dirs), e.isFile); len(made) > 0 {
		run += "mkdir -p " + strings.Join(made, " ") + " && "
	}
	c.Last = append(c.Last, run+chown+f.User+" "+list)
}

// isFile tells of a path at which the old image certainly has a file: what lies inside of
// a directory that a RUN filled may not be there at all.
func (e *editor) isFile(p string) bool {
	entry, tree, presence := e.Image.Tree.Origin(p)
	if presence != image.Present || entry.Dir || entry.Whole {
		return false
	}
	return entry.Kind == image.FromContext || slices.ContainsFunc(tree.Under(entry.Path), func(made image.Entry) bool {
		return made.Path == entry.Path && !made.Dir && !made.Whole
	})
}

// chowned tells whether a chown of the file's own gave a directory to the old user. The
// command gives it to the number then.
func (f *finalStage) chowned(dir string) bool {
	e := f.e
	if e.buildsAsUser() {
		return false
	}
	for _, run := range e.Image.Runs {
		for _, c := range run.Commands {
			if c.Name() != "chown" || c.Shell == nil || run.Heredoc || e.removed[run.Instr] || !slices.ContainsFunc(c.Args, func(a string) bool { return c.Abs(a) == dir }) {
				continue
			}
			for _, w := range c.Shell.Words[1:] {
				text, ok := w.Literal()
				if !ok || strings.HasPrefix(text, "-") {
					continue
				}
				if owner, _, _ := strings.Cut(text, ":"); !e.oldUser(owner) {
					break
				}
				e.replaceOnce(run.Instr.Args.Span(w.Span.Start, w.Span.End), f.User)
				return true
			}
		}
	}
	return false
}

// buildUser is the user at the end of the build stage, without the USERs that moved.
func (e *editor) buildUser() string {
	user := e.Image.Base.User
	for _, st := range chain(e.Stage) {
		for _, i := range userInstructions(st) {
			if !e.removed[i] {
				user = i.Args.Text
			}
		}
	}
	if user == "" {
		return "root"
	}
	return user
}
