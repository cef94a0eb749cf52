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

// place copies the program to where the process finds it.
func (q *goQuestion) place() {
	file := q.match.File
	dest := file
	if !q.match.Script && !strings.Contains(q.r.Process.Program(), "/") && !onPath(q.runtime.Final, path.Dir(file)) {
		dest = path.Join("/usr/local/bin", path.Base(file))
	}
	q.runtime.Copies = append(q.runtime.Copies, Copy{Source: file, Dest: dest})
	if q.builtHere() {
		q.runtime.Sources = q.sourceDirs()
		q.placeBeside(file, dest)
	}
}

// placeBeside takes the sources' other programs along that were built into the same
// directory: the program may start them from there, and people name them in its stead.
func (q *goQuestion) placeBeside(file, dest string) {
	for img := q.r.Image; img != nil; img = img.Parent {
		for _, a := range img.Artifacts {
			built, ok := a.Facts.(*goBuilt)
			if !ok || a.Kind != "binary" || built.Import != "" || a.Path == file || path.Dir(a.Path) != path.Dir(file) {
				continue
			}
			if _, presence := q.r.Image.Tree.Lookup(a.Path); presence != image.Present {
				continue
			}
			other := Copy{Source: a.Path, Dest: path.Join(path.Dir(dest), path.Base(a.Path))}
			if !slices.Contains(q.runtime.Copies, other) {
				q.runtime.Copies = append(q.runtime.Copies, other)
				q.rt(finding.FilesCarried, a.Command.Instr.Span, "%s comes along", a.Path)
			}
		}
	}
}

func onPath(f base.Final, dir string) bool { return slices.Contains(f.Path, dir) }

// sourceDirs are the directories that only the build reads. Where the module lies
// at the root of the file system they are its parts.
func (q *goQuestion) sourceDirs() []string {
	dirs := []string{"/go", "/root/.cache", "/root/go", "/usr/local/go"}
	root := q.built.Dir
	if q.program != nil && q.program.Module != nil {
		root = path.Join("/", q.program.Module.Dir)
	}
	if dir := q.artifact.Command.Dir; root == "" || image.Within(root, dir) {
		root = dir
	}
	if root != "/" {
		return append([]string{root}, dirs...)
	}
	files := treeFS{q.artifact.Image}
	entries, _ := files.ReadDir(".")
	for _, e := range entries {
		if isGoSource(files, e.Name(), e.IsDir()) {
			dirs = append(dirs, "/"+e.Name())
		}
	}
	return dirs
}

func isGoSource(files treeFS, name string, dir bool) bool {
	if dir {
		return len(project.NewGoTree(files).Mains(name, project.GoBuild{})) > 0 || name == "vendor" || holdsGo(files, name)
	}
	return strings.HasSuffix(name, ".go") || name == "go.mod" || name == "go.sum" || name == "Makefile" || name == "Dockerfile"
}

func holdsGo(files treeFS, dir string) bool {
	entries, _ := files.ReadDir(dir)
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), ".go") || e.IsDir() && holdsGo(files, path.Join(dir, e.Name())) {
			return true
		}
	}
	return false
}
