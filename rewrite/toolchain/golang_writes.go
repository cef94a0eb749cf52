package toolchain

import (
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
)

// writes makes sure that the process may write where its source says it does, as
// far as the old one might.
func (q *goQuestion) writes(workdir string) {
	for _, n := range q.uses.Names {
		if n.Computed() && (n.Use == project.UseWrite || n.Use == project.UseDatabase) {
			q.runtime.mayWriteWorkdir(q.r.Image, "the program writes files whose names are computed ("+placeOf(n)+")")
			continue
		}
		dir, ok := q.writtenDir(n, workdir)
		switch {
		case !ok || !q.mightWrite(dir) || slices.Contains(q.runtime.Writes, dir):
		case dir == "/" || baseOwns(dir):
			q.say(finding.GoUnwritable, "%s writes %s (%s), and only root may write into %s", q.artifactName(), n.Text, placeOf(n), dir)
		case q.builtHere() && !q.holdsSources(dir):
			q.runtime.Writes = append(q.runtime.Writes, dir)
		case q.given(dir) && q.r.Target == base.Alpine && q.r.Image.Base.PackageManager == "apk":
			// The lines of the final stage that gave it to the file's user stay.
		default:
			q.makeWritable(dir, n)
		}
	}
}

// writtenDir is the directory into which a name of the source writes.
func (q *goQuestion) writtenDir(n project.GoName, workdir string) (string, bool) {
	if n.Computed() || n.Use != project.UseWrite && n.Use != project.UseDatabase || n.Text == ":memory:" {
		return "", false
	}
	p, ok := project.GoPathIn(fsPath(workdir), n.Text)
	if !ok {
		return "", false
	}
	dir := path.Clean("/" + p)
	if !strings.Contains(n.Call, "Mkdir") {
		dir = path.Dir(dir)
	}
	for _, open := range []string{"/tmp", "/dev", "/proc"} {
		if image.Within(dir, open) {
			return "", false
		}
	}
	return dir, true
}

// mightWrite reports whether the old process could write to a directory: it was
// root, or the directory was given to its user.
func (q *goQuestion) mightWrite(dir string) bool {
	user, _, _ := strings.Cut(q.r.Image.Config.User, ":")
	if user == "" || user == "root" || user == "0" {
		return true
	}
	return q.given(dir)
}

// given reports whether the file gave a directory, or one around it, to another user than root.
func (q *goQuestion) given(dir string) bool {
	for ; dir != "/"; dir = path.Dir(dir) {
		if e, presence := q.r.Image.Tree.Lookup(dir); presence == image.Present && e.Owner != "" && e.Owner != "root" {
			return true
		}
	}
	return false
}

// holdsSources reports whether a directory holds what only the build reads.
func (q *goQuestion) holdsSources(dir string) bool {
	return slices.ContainsFunc(q.runtime.Sources, func(s string) bool { return image.Within(s, dir) })
}

// makeWritable copies an empty directory of the final user's to dir, before WORKDIR
// makes it root's. It is made in the stage that builds the program.
func (q *goQuestion) makeWritable(dir string, n project.GoName) {
	stage := q.artifact.Image.Stage
	from := ""
	if !q.builtHere() {
		if from = stage.Name; from == "" {
			q.say(finding.GoUnwritable, "%s writes into %s (%s), which belongs to root", q.artifactName(), dir, placeOf(n))
			return
		}
	}
	for _, c := range q.runtime.Copies {
		if c.Dest == dir {
			return
		}
	}
	made := path.Join("/writable", dir)
	change := q.runtime.Change(stage)
	change.Last = append(change.Last, "RUN mkdir -p "+made)
	q.runtime.Copies = append(q.runtime.Copies, Copy{From: from, Source: made, Dest: dir, Dir: true, Owned: true, Early: true})
	q.say(finding.WritableDir, "%s belongs to the final user, because the program writes there (%s)", dir, placeOf(n))
}
