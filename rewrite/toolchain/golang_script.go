package toolchain

import (
	"path"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
)

// matchGoScript takes processes that begin with a script or shell text which can't
// be taken apart, in an image that holds programs of Go. Such a process stays as it
// is, so that the programs only have to run where they lie.
func matchGoScript(img *image.Image) *Match {
	var found *goMatch
	for _, e := range img.Tree.Under("/") {
		a := e.Artifact
		if a == nil || a.Toolchain != "go" || a.Kind != "binary" || systemDirs[path.Dir(a.Path)] && a.Image == img {
			continue
		}
		m := &goMatch{File: e.Path, Artifact: a, Script: true}
		if found == nil || needsCgo(a) && !needsCgo(found.Artifact) {
			found = m
		}
	}
	if found == nil {
		return nil
	}
	return &Match{Facts: found}
}

// needsCgo reports whether an artifact is known to be built with cgo for a reason.
func needsCgo(a *image.Artifact) bool {
	b := a.Facts.(*goBuilt)
	if b.NeedsCgo != "" || b.Dir == "" {
		return b.NeedsCgo != ""
	}
	program, err := project.NewGoTree(treeFS{a.Image}).Program(fsPath(b.Dir), b.Files, b.Build)
	if err != nil {
		return false
	}
	cgo, _ := program.Cgo()
	return cgo == project.CgoNeeded
}

// keepScript carries all that a script may use, and the shell that it names.
func (q *goQuestion) keepScript() {
	if !q.match.Script {
		return
	}
	q.runtime.Closed = false
	q.runtime.Copies = nil // the program comes along with all else
	if q.r.Image.Base.Libc != base.Musl {
		q.rt(finding.ShellFormKept, q.process(), "%s stays as it is, and runs with Alpine's shell and tools now", q.r.Process.Program())
	}
	if q.builtHere() {
		q.runtime.Sources = []string{"/go/pkg", "/root/.cache", "/root/go", "/usr/local/go"}
	}
	for _, word := range q.r.Process.Argv[:min(2, len(q.r.Process.Argv))] {
		file, _, _ := q.r.Image.Find(word, q.r.Process.Dir)
		content, ok := q.r.Image.Tree.ReadFile(file)
		first, _, _ := strings.Cut(string(content), "\n")
		if path.Base(word) == "bash" || ok && strings.HasPrefix(first, "#!") && strings.Contains(first, "bash") {
			q.needPackages("bash")
		}
	}
}
