package toolchain

import (
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
)

// goMain is a main package that a go command builds.
type goMain struct {
	// name is that of the program, unless -o gives another.
	name string
	// dir is the package's directory in the image, import its path when it lies
	// elsewhere, files the names of its files when the command gives them.
	dir, importPath string
	files           []string
}

// with adds the package to what the command line says.
func (m goMain) with(b goBuilt) goBuilt {
	b.Dir, b.Import, b.Files = m.dir, m.importPath, m.files
	return b
}

// goMains returns the main packages that a go command builds, nil when that can't
// be told because their sources can't be seen.
func goMains(s *image.State, c *image.Command, g *goCommand) []goMain {
	view := goView{tree: project.NewGoTree(treeFS{s.Image}), dir: g.dir(c), build: factsOf(s, c, g).Build, image: s.Image}
	if g.fileArguments() {
		return view.files(g.Packages)
	}
	packages := g.Packages
	if len(packages) == 0 {
		packages = []string{"."}
	}
	var mains []goMain
	for _, p := range packages {
		found := view.named(p)
		if found == nil {
			return nil
		}
		mains = append(mains, found...)
	}
	if mains == nil {
		return []goMain{}
	}
	return mains
}

// goView looks for Go packages in an image, from a working directory.
type goView struct {
	tree  *project.GoTree
	dir   string
	build project.GoBuild
	image *image.Image
}

// files is the program made of files, named by their paths; the first one gives
// it its name.
func (v goView) files(names []string) []goMain {
	names = v.expand(names)
	first := names[0]
	m := goMain{name: strings.TrimSuffix(path.Base(first), ".go"), dir: image.Join(v.dir, path.Dir(first))}
	for _, n := range names {
		m.files = append(m.files, path.Base(n))
	}
	return []goMain{m}
}

// expand replaces shell patterns among names of files by what they match.
func (v goView) expand(names []string) []string {
	var out []string
	for _, n := range names {
		if !strings.ContainsAny(n, "*?[") {
			out = append(out, n)
			continue
		}
		entries, _ := treeFS{v.image}.ReadDir(strings.TrimPrefix(image.Join(v.dir, path.Dir(n)), "/"))
		for _, e := range entries {
			if ok, _ := path.Match(path.Base(n), e.Name()); ok && !strings.HasSuffix(e.Name(), "_test.go") {
				out = append(out, path.Join(path.Dir(n), e.Name()))
			}
		}
	}
	if len(out) == 0 {
		return names
	}
	slices.Sort(out)
	return out
}

// named are the programs of a package argument.
func (v goView) named(p string) []goMain {
	if base, ok := strings.CutSuffix(p, "..."); ok {
		return v.below(image.Join(v.dir, strings.TrimSuffix(base, "/")))
	}
	if p == "." || strings.HasPrefix(p, "./") || strings.HasPrefix(p, "../") || strings.HasPrefix(p, "/") {
		return v.at(image.Join(v.dir, p))
	}
	if p == "std" || p == "cmd" || p == "all" { // libraries, and Go's own tools
		return []goMain{}
	}
	// An import path: of the module here, or below GOPATH.
	if m, err := v.tree.Module(fsPath(v.dir)); err == nil && m != nil {
		if dir, ok := v.tree.Locate(m, p); ok {
			return []goMain{{name: project.GoBinaryName(p), dir: "/" + dir}}
		}
	}
	if dir := path.Join("/go/src", p); v.isDir(dir) {
		return []goMain{{name: path.Base(p), dir: dir}}
	}
	return []goMain{{name: project.GoBinaryName(p), importPath: p}}
}

// below are the main packages at or below a directory.
func (v goView) below(dir string) []goMain {
	var mains []goMain
	for _, at := range v.tree.Mains(fsPath(dir), v.build) {
		mains = append(mains, v.at("/"+at)...)
	}
	return mains
}

// at is the program of the package in dir. Its name comes from the module's path,
// so that without a go.mod at hand only a directory below the module's root has one.
func (v goView) at(dir string) []goMain {
	m, err := v.tree.Module(fsPath(dir))
	switch {
	case err != nil:
		return nil
	case m != nil && m.Path != "":
		return []goMain{{name: project.GoBinaryName(m.ImportPath(fsPath(dir))), dir: dir}}
	case strings.HasPrefix(dir, "/go/src/") || v.image.Context.Known() || dir != v.dir:
		return []goMain{{name: path.Base(dir), dir: dir}}
	}
	return nil
}

func (v goView) isDir(dir string) bool {
	info, err := treeFS{v.image}.Stat(fsPath(dir))
	return err == nil && info.IsDir()
}

// fsPath writes an absolute path of an image as fs.FS has it.
func fsPath(p string) string {
	p = strings.TrimPrefix(path.Clean(p), "/")
	if p == "" {
		return "."
	}
	return p
}
