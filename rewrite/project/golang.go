package project

import (
	"bytes"
	"errors"
	"io/fs"
	"path"
	"strings"

	"golang.org/x/mod/modfile"
)

// GoTree reads Go source code in a file tree: a build context, or what an image
// holds. Paths are those of fs.FS: slashes, no leading one, "." for the root.
type GoTree struct {
	fsys    fs.FS
	modules map[string]*GoModule // by directory; nil for one without a go.mod
}

// NewGoTree returns a reader of the Go code in fsys.
func NewGoTree(fsys fs.FS) *GoTree {
	return &GoTree{fsys: fsys, modules: map[string]*GoModule{}}
}

// GoModule is what a go.mod says.
type GoModule struct {
	// Dir holds the go.mod.
	Dir string
	// Path is the module's path, as the module line has it.
	Path string
	// Go is the version of the go line ("1.22", "1.22.3"), empty when there is none.
	Go string
	// Requires are the modules it requires, in the order of the file.
	Requires []GoRequire
	// Vendored is true when its dependencies lie in a vendor directory.
	Vendored bool

	// local maps the path of a module that lies in the tree to its directory:
	// the module itself, local replacements and the members of a workspace.
	local map[string]string
	// vendor are the directories in which vendored packages lie.
	vendor []string
}

// GoRequire is one require line of a go.mod.
type GoRequire struct {
	Path, Version string
	// Indirect is true when no package of the module itself imports it.
	Indirect bool
}

// Module returns the module that dir belongs to: that of the nearest go.mod at or
// above it. It is nil, without an error, where there is none, as in GOPATH mode.
// The error says that the go.mod can't be read.
func (t *GoTree) Module(dir string) (*GoModule, error) {
	for {
		m, err := t.moduleAt(dir)
		if m != nil || err != nil {
			return m, err
		}
		if dir == "." {
			return nil, nil
		}
		dir = path.Dir(dir)
	}
}

func (t *GoTree) moduleAt(dir string) (*GoModule, error) {
	if m, ok := t.modules[dir]; ok {
		return m, nil
	}
	m, err := t.readModule(dir)
	if err != nil {
		return nil, err
	}
	t.modules[dir] = m
	return m, nil
}

func (t *GoTree) readModule(dir string) (*GoModule, error) {
	name := path.Join(dir, "go.mod")
	b, err := fs.ReadFile(t.fsys, name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	parsed := remember(t.fsys, "go.mod "+name, b, func() goMod { return parseGoMod(name, b) })
	if parsed.err != nil {
		return nil, parsed.err
	}
	f := parsed.lax
	m := &GoModule{Dir: dir, local: map[string]string{}}
	if f.Module != nil {
		m.Path = f.Module.Mod.Path
		m.local[m.Path] = dir
	}
	if f.Go != nil {
		m.Go = f.Go.Version
	}
	for _, r := range f.Require {
		m.Requires = append(m.Requires, GoRequire{r.Mod.Path, r.Mod.Version, r.Indirect})
	}
	t.replace(m, dir, parsed.replaces)
	if err := t.joinWorkspace(m); err != nil {
		return nil, err
	}
	m.vendor = append(m.vendor, path.Join(dir, "vendor"))
	for _, v := range m.vendor {
		if goIsDir(t.fsys, v) {
			m.Vendored = true
		}
	}
	return m, nil
}

// goMod is a parsed go.mod.
type goMod struct {
	lax      *modfile.File
	replaces []*modfile.Replace
	err      error
}

// parseGoMod reads the replace lines apart. ParseLax skips them, because only the main
// module's count; here each module may be the main one.
func parseGoMod(name string, text []byte) (m goMod) {
	if m.lax, m.err = modfile.ParseLax(name, text, nil); m.err != nil || !bytes.Contains(text, []byte("replace")) {
		return m
	}
	if f, err := modfile.Parse(name, text, nil); err == nil { // else a newer directive than this parser knows
		m.replaces = f.Replace
	}
	return m
}

// replace records the replace lines that name a directory.
func (t *GoTree) replace(m *GoModule, dir string, lines []*modfile.Replace) {
	for _, r := range lines {
		if modfile.IsDirectoryPath(r.New.Path) {
			m.local[r.Old.Path] = path.Join(dir, r.New.Path)
		}
	}
}

// joinWorkspace makes the other modules of the go.work at or above m known to it,
// when m is a member.
func (t *GoTree) joinWorkspace(m *GoModule) error {
	for dir := m.Dir; ; dir = path.Dir(dir) {
		name := path.Join(dir, "go.work")
		b, err := fs.ReadFile(t.fsys, name)
		if err == nil {
			return t.readWorkspace(m, dir, name, b)
		}
		if dir == "." {
			return nil
		}
	}
}

func (t *GoTree) readWorkspace(m *GoModule, dir, name string, b []byte) error {
	f, err := modfile.ParseWork(name, b, nil)
	if err != nil {
		return err
	}
	member := false
	local := map[string]string{}
	for _, use := range f.Use {
		at := path.Join(dir, use.Path)
		member = member || at == m.Dir
		gomod, err := fs.ReadFile(t.fsys, path.Join(at, "go.mod"))
		if err != nil {
			continue // not in the tree: the build would say so itself
		}
		local[modfile.ModulePath(gomod)] = at
	}
	if !member {
		return nil
	}
	for p, at := range local {
		m.local[p] = at
	}
	m.vendor = append(m.vendor, path.Join(dir, "vendor"))
	return nil
}

// ImportPath returns the import path of the package in dir, which lies in m.
func (m *GoModule) ImportPath(dir string) string {
	return path.Join(m.Path, goBelow(m.Dir, dir))
}

// Locate returns the directory of an imported package, when it lies in the tree
// by m's own account (the module itself, a replacement, a workspace, vendor).
func (t *GoTree) Locate(m *GoModule, importPath string) (dir string, ok bool) {
	best := ""
	for p := range m.local {
		if len(p) > len(best) && (importPath == p || strings.HasPrefix(importPath, p+"/")) {
			best = p
		}
	}
	if best != "" {
		dir = path.Join(m.local[best], strings.TrimPrefix(importPath, best))
		if goIsDir(t.fsys, dir) {
			return dir, true
		}
	}
	for _, v := range m.vendor {
		if dir = path.Join(v, importPath); goIsDir(t.fsys, dir) {
			return dir, true
		}
	}
	return "", false
}

// GoBinaryName returns the name that go build and go install give the program of
// the package importPath: its last element, or the one before a major version
// suffix (cmd/go/internal/load, DefaultExecName).
func GoBinaryName(importPath string) string {
	dir, name := path.Split(importPath)
	if isGoMajorElement(name) && dir != "" {
		return path.Base(dir)
	}
	return name
}

// isGoMajorElement reports whether s is the v2 or v10 of a module path.
func isGoMajorElement(s string) bool {
	if len(s) < 2 || s[0] != 'v' || s[1] == '0' || s == "v1" {
		return false
	}
	return strings.Trim(s[1:], "0123456789") == ""
}

// IsGoStandard reports whether an import path is one of the standard library's:
// those have no dot in their first element.
func IsGoStandard(importPath string) bool {
	first, _, _ := strings.Cut(importPath, "/")
	return !strings.Contains(first, ".")
}

func goIsDir(fsys fs.FS, p string) bool {
	info, err := fs.Stat(fsys, p)
	return err == nil && info.IsDir()
}

// goBelow returns p, which is dir or lies below it, as seen from dir.
func goBelow(dir, p string) string {
	if dir == "." {
		return p
	}
	if rest, ok := strings.CutPrefix(p, dir+"/"); ok {
		return rest
	}
	return "."
}
