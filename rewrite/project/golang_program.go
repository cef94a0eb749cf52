package project

import (
	"bytes"
	"errors"
	"fmt"
	"go/build"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// maxGoPackages bounds how many packages of a program are looked into. A vendored
// Kubernetes controller reaches about two thousand.
const maxGoPackages = 5000

// GoBuild is how a program is built, as far as it decides which files take part.
type GoBuild struct {
	// Tags are the build tags of -tags.
	Tags []string
	// Arch is GOARCH; empty stands for amd64.
	Arch string
	// Minor is the N of the Go release 1.N that builds it; 0 stands for the newest.
	Minor int
}

// GoProgram is a main package together with every package it reaches that lies in
// the tree.
type GoProgram struct {
	// Dir is the directory of the main package.
	Dir string
	// Module is nil in GOPATH mode and for files outside of any module.
	Module *GoModule
	// Packages are those in the tree, the main package first. Vendored ones are
	// marked.
	Packages []*GoPackage
	// External are import paths of packages that are not in the tree, without the
	// standard library, sorted; Standard are those of the standard library.
	External, Standard []string
	// Missing are imports of the program's own module that the tree does not have:
	// generated code, as a rule.
	Missing []string

	tree  *GoTree
	build GoBuild
}

// GoPackage is one package of a program.
type GoPackage struct {
	Dir string
	// Files take part in the build on Linux with cgo, without test files; paths
	// are those of the tree.
	Files []string
	// CgoFiles are those of them that import "C".
	CgoFiles []string
	// Embed are the patterns of its go:embed lines, relative to Dir.
	Embed []string
	// Vendored is true for the code of others.
	Vendored bool
	// Links are the system libraries that CgoFiles ask the linker for, beyond those
	// of libc ("vips", "sqlite3"), and the packages they ask pkg-config for.
	Links []string
	// Cpp is true when C++ code is compiled or linked.
	Cpp bool
	// PureAlternative is true when files that only take part without cgo stand in
	// for CgoFiles.
	PureAlternative bool

	imports []string
}

// ErrNoGoFiles says that a directory holds no Go files that take part in a build.
var ErrNoGoFiles = errors.New("no Go files for linux")

// Program returns the program whose main package is dir. files are the names of
// its files when they were given to go build one by one, else nil. The error is
// ErrNoGoFiles, or says what is malformed.
func (t *GoTree) Program(dir string, files []string, b GoBuild) (*GoProgram, error) {
	m, err := t.Module(dir)
	if err != nil {
		return nil, err
	}
	p := &GoProgram{Dir: dir, Module: m, tree: t, build: b}
	main, err := t.readPackage(dir, files, b)
	if err != nil {
		return nil, err
	}
	p.Packages = []*GoPackage{main}
	seen := map[string]bool{}
	for i := 0; i < len(p.Packages); i++ { // Packages grows meanwhile
		for _, imported := range p.Packages[i].imports {
			if seen[imported] || imported == "C" {
				continue
			}
			seen[imported] = true
			if err := p.reach(imported, p.Packages[i]); err != nil {
				return nil, err
			}
		}
		if len(p.Packages) > maxGoPackages {
			return nil, fmt.Errorf("%s: more than %d packages", dir, maxGoPackages)
		}
	}
	slices.Sort(p.External)
	slices.Sort(p.Standard)
	slices.Sort(p.Missing)
	return p, nil
}

// reach adds the package that importer imports to the program.
func (p *GoProgram) reach(imported string, importer *GoPackage) error {
	dir, ok := p.locate(imported, importer)
	switch {
	case ok:
		found, err := p.tree.readPackage(dir, nil, p.build)
		if errors.Is(err, ErrNoGoFiles) || err != nil && isVendored(dir) {
			p.Missing = append(p.Missing, imported)
			return nil
		}
		if err != nil {
			return err
		}
		found.Vendored = isVendored(dir)
		p.Packages = append(p.Packages, found)
	case p.Module != nil && p.Module.Path != "" &&
		(imported == p.Module.Path || strings.HasPrefix(imported, p.Module.Path+"/")):
		p.Missing = append(p.Missing, imported)
	case IsGoStandard(imported):
		p.Standard = append(p.Standard, imported)
	default:
		p.External = append(p.External, imported)
	}
	return nil
}

func isVendored(dir string) bool { return strings.Contains("/"+dir+"/", "/vendor/") }

// locate finds an imported package, in GOPATH mode below the src directory and in
// the vendor directories on the way there.
func (p *GoProgram) locate(imported string, importer *GoPackage) (string, bool) {
	if p.Module != nil {
		return p.tree.Locate(p.Module, imported)
	}
	if build.IsLocalImport(imported) {
		return path.Join(importer.Dir, imported), true
	}
	src, ok := gopathSrc(importer.Dir)
	if !ok {
		return "", false
	}
	for dir := importer.Dir; ; dir = path.Dir(dir) {
		if v := path.Join(dir, "vendor", imported); goIsDir(p.tree.fsys, v) {
			return v, true
		}
		if dir == src {
			break
		}
	}
	found := path.Join(src, imported)
	return found, goIsDir(p.tree.fsys, found)
}

// gopathSrc returns the src directory of a GOPATH that dir lies in.
func gopathSrc(dir string) (string, bool) {
	elements := strings.Split(dir, "/")
	i := slices.Index(elements, "src")
	if i < 0 {
		return "", false
	}
	return strings.Join(elements[:i+1], "/"), true
}

// readPackage reads the package in dir, or the given files of it.
func (t *GoTree) readPackage(dir string, files []string, b GoBuild) (*GoPackage, error) {
	with, err := t.buildContext(b, files, true).ImportDir(dir, 0)
	if err != nil && !isNoGoError(with, err) {
		return nil, fmt.Errorf("%s: %w", dir, err)
	}
	p := &GoPackage{Dir: dir, Embed: with.EmbedPatterns, imports: with.Imports}
	for _, name := range slices.Concat(with.GoFiles, with.CgoFiles) {
		p.Files = append(p.Files, path.Join(dir, name))
	}
	for _, name := range with.CgoFiles {
		p.CgoFiles = append(p.CgoFiles, path.Join(dir, name))
	}
	slices.Sort(p.Files)
	if len(p.CgoFiles) > 0 {
		p.Links, p.Cpp = goLinks(with)
		p.PureAlternative = t.hasPureAlternative(with, dir, files, b)
	}
	if len(p.Files) == 0 {
		return nil, fmt.Errorf("%s: %w", dir, ErrNoGoFiles)
	}
	return p, nil
}

// isNoGoError reports whether an error of go/build is none here: directories without
// Go files are reported by readPackage, and files of a second package are, as a
// rule, examples that nobody builds together with the first.
func isNoGoError(p *build.Package, err error) bool {
	var none *build.NoGoError
	var several *build.MultiplePackageError
	return errors.As(err, &none) || errors.As(err, &several) && len(p.GoFiles) > 0
}

// hasPureAlternative reports whether the package has files that take the place of
// those with import "C" when cgo is off.
func (t *GoTree) hasPureAlternative(with *build.Package, dir string, files []string, b GoBuild) bool {
	without, err := t.buildContext(b, files, false).ImportDir(dir, 0)
	if err != nil {
		return false
	}
	for _, name := range without.GoFiles {
		if !slices.Contains(with.GoFiles, name) {
			return true
		}
	}
	return false
}

// buildContext returns a go/build context that reads the tree only.
func (t *GoTree) buildContext(b GoBuild, files []string, cgo bool) *build.Context {
	arch, minor := b.Arch, b.Minor
	if arch == "" {
		arch = "amd64"
	}
	if minor == 0 {
		minor = newestGoMinor
	}
	c := &build.Context{
		GOOS: "linux", GOARCH: arch, Compiler: "gc", CgoEnabled: cgo, BuildTags: b.Tags,
		JoinPath:      path.Join,
		SplitPathList: func(list string) []string { return strings.Split(list, ":") },
		IsAbsPath:     path.IsAbs,
		IsDir:         func(p string) bool { return goIsDir(t.fsys, p) },
		HasSubdir:     func(string, string) (string, bool) { return "", false },
		ReadDir:       func(dir string) ([]fs.FileInfo, error) { return t.readDir(dir, files) },
		OpenFile: func(name string) (io.ReadCloser, error) {
			b, err := fs.ReadFile(t.fsys, name)
			if err != nil {
				return nil, err
			}
			return io.NopCloser(bytes.NewReader(b)), nil
		},
	}
	for i := 1; i <= minor; i++ {
		c.ReleaseTags = append(c.ReleaseTags, fmt.Sprintf("go1.%d", i))
	}
	return c
}

// newestGoMinor stands for "any release there is": build constraints ask whether a
// release is at least so new, hence a number that is too high does no harm.
const newestGoMinor = 99

// readDir lists dir without test files, or only the given files of it.
func (t *GoTree) readDir(dir string, files []string) ([]fs.FileInfo, error) {
	entries, err := fs.ReadDir(t.fsys, dir)
	if err != nil {
		return nil, err
	}
	var infos []fs.FileInfo
	for _, e := range entries {
		if files != nil && !slices.Contains(files, e.Name()) || strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		if info, err := fs.Stat(t.fsys, path.Join(dir, e.Name())); err == nil {
			infos = append(infos, info)
		}
	}
	return infos, nil
}

// Mains returns the directories of the main packages at or below dir, sorted, as
// the pattern dir/... selects them: without vendor, testdata, nested modules and
// names that begin with "." or "_".
func (t *GoTree) Mains(dir string, b GoBuild) []string {
	var found []string
	_ = fs.WalkDir(t.fsys, dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return nil
		}
		if p != dir && goSkipsDir(t.fsys, p, d.Name()) {
			return fs.SkipDir
		}
		c := t.buildContext(b, nil, true)
		if pkg, err := c.ImportDir(p, 0); err == nil && pkg.Name == "main" {
			found = append(found, p)
		}
		return nil
	})
	return found
}

func goSkipsDir(fsys fs.FS, p, name string) bool {
	if name == "vendor" || name == "testdata" || strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") {
		return true
	}
	_, err := fs.Stat(fsys, path.Join(p, "go.mod"))
	return err == nil
}

// GoRemote returns the program of a package that is not in the tree, such as one
// that go install downloads. Nothing is known of it but its import path.
func GoRemote(importPath string) *GoProgram {
	return &GoProgram{External: []string{importPath}}
}
