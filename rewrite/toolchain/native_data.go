package toolchain

import (
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
)

// carryData brings the files beside the sources of a program in C along that it may
// read: those that its sources name, and of what lies in its working directory all that
// is no part of the sources, because names are put together when it runs.
func (n *native) carryData() {
	for _, name := range contextWrites(n.artifact.Image, project.CNames) {
		if slices.Contains(projectNames, name.Path) {
			continue // a word, more likely than a directory that only builds use
		}
		n.carry(name.Path, path.Base(name.File)+":"+strconv.Itoa(name.Line))
	}
	dir := n.workdir()
	if dir == "/" || !slices.ContainsFunc(n.rt.Sources, func(s string) bool { return image.Within(dir, s) }) {
		return
	}
	files := treeFS{n.Image}
	entries, err := fs.ReadDir(files, fsPath(dir))
	if err != nil {
		return
	}
	var names []string
	before := len(n.rt.Copies)
	for _, e := range entries {
		p := path.Join(dir, e.Name())
		if !mayBeData(files, fsPath(p), e.IsDir()) {
			continue
		}
		if n.carry(p, ""); len(n.rt.Copies) > before {
			names, before = append(names, e.Name()), len(n.rt.Copies)
		}
	}
	if len(names) > 0 {
		n.at(finding.AssetCarried, "%s of %s: no sources, and %s may read what lies there", strings.Join(names, ", "), dir, n.name())
	}
}

// projectNames are directories and files at the top of projects in C that only builds,
// tests and people use, without their extensions.
var projectNames = []string{
	"authors", "autogen", "bench", "benchmark", "benchmarks", "bootstrap", "build", "changelog", "changes", "cmake", "compose", "conanfile",
	"configure", "contributing", "contrib", "copying", "debian", "deps", "dist", "doc", "dockerfile", "docker-compose", "docs", "doxyfile", "example", "examples",
	"extern", "external", "fuzz", "include", "install", "lib", "libs", "licence", "license", "m4", "makefile", "man", "meson", "news", "obj",
	"packaging", "po", "readme", "script", "scripts", "security", "src", "source", "subprojects", "target", "test", "tests", "third_party", "third-party",
	"thirdparty", "todo", "tools", "vcpkg", "vendor", "version",
}

// sourceEndings are endings of files that only builds and people read.
var sourceEndings = []string{
	".a", ".ac", ".adoc", ".am", ".c", ".cc", ".cmake", ".cpp", ".cxx", ".h", ".hh", ".hpp", ".hxx", ".in", ".inl", ".ipp", ".l", ".m4", ".make", ".md",
	".mk", ".o", ".patch", ".pc", ".pro", ".rst", ".s", ".sh", ".sln", ".spec", ".tcc", ".vcxproj", ".y",
}

// mayBeData tells of a file or directory beside the sources whether a program may read it.
func mayBeData(files fs.FS, p string, isDir bool) bool {
	name := strings.ToLower(path.Base(p))
	if strings.HasPrefix(name, ".") || slices.Contains(projectNames, strings.TrimSuffix(name, path.Ext(name))) || isBuildSource(p) || name == "cmakelists.txt" {
		return false
	}
	if !isDir {
		return !slices.Contains(sourceEndings, path.Ext(name))
	}
	found := false
	_ = fs.WalkDir(files, p, func(at string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			found = mayBeData(files, at, false)
		}
		if found {
			return fs.SkipAll
		}
		return nil
	})
	return found
}
