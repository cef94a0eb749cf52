package project

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// RustProject is a Cargo package or workspace, as its manifests and lock file tell.
type RustProject struct {
	// Root is the directory of the workspace's manifest, Packages are its members.
	Root     string
	Packages []*RustPackage
	// Default are the packages that cargo takes when none is named in Root.
	Default []*RustPackage
	// Crates are the names of all packages of Cargo.lock; Locked is false when there
	// is none to read.
	Crates map[string]bool
	Locked bool
	// needs are the packages that each package of Cargo.lock depends on.
	needs map[string][]string
	files fs.FS
}

// RustPackage is one package of a project.
type RustPackage struct {
	Name string
	// Dir is the directory of its manifest.
	Dir string
	// Bins are its programs; DefaultRun the one that cargo run takes.
	Bins       []RustBin
	DefaultRun string
	// Features are those that it asks of its dependencies, by crate.
	Features map[string][]string
}

// RustBin is a program of a package and the file that its source starts with.
type RustBin struct{ Name, Source string }

// rustManifest is the part of a Cargo.toml that is read.
type rustManifest struct {
	Package *struct {
		Name       string `toml:"name"`
		DefaultRun string `toml:"default-run"`
		Autobins   *bool  `toml:"autobins"`
		Workspace  string `toml:"workspace"`
	} `toml:"package"`
	Bin []struct {
		Name string `toml:"name"`
		Path string `toml:"path"`
	} `toml:"bin"`
	Workspace *struct {
		Members        []string       `toml:"members"`
		DefaultMembers []string       `toml:"default-members"`
		Exclude        []string       `toml:"exclude"`
		Dependencies   map[string]any `toml:"dependencies"`
	} `toml:"workspace"`
	Dependencies      map[string]any `toml:"dependencies"`
	BuildDependencies map[string]any `toml:"build-dependencies"`
}

// ReadRust reads the project that cargo finds from dir, up to the root of files; nil
// when no manifest is there, or when the nearest one can't be read.
func ReadRust(files fs.FS, dir string) *RustProject {
	at := dir
	m, ok := readRustManifest(files, at)
	for !ok {
		if at == "." {
			return nil
		}
		at = path.Dir(at)
		m, ok = readRustManifest(files, at)
	}
	p := &RustProject{Root: at, files: files, Crates: map[string]bool{}}
	if m.Workspace == nil {
		if root := rustWorkspaceAbove(files, at); root != "" {
			p.Root = root
			m, _ = readRustManifest(files, root)
		}
	}
	p.members(m)
	p.choose(m, at)
	p.readLock()
	return p
}

func readRustManifest(files fs.FS, dir string) (*rustManifest, bool) {
	b, err := fs.ReadFile(files, path.Join(dir, "Cargo.toml"))
	if err != nil {
		return nil, false
	}
	m := &rustManifest{}
	if toml.Unmarshal(b, m) != nil {
		return nil, false
	}
	return m, true
}

// rustWorkspaceAbove finds the workspace that a package belongs to; "" for none.
func rustWorkspaceAbove(files fs.FS, dir string) string {
	for at := dir; at != "."; {
		at = path.Dir(at)
		m, ok := readRustManifest(files, at)
		if !ok || m.Workspace == nil {
			continue
		}
		rest := strings.TrimPrefix(dir, at+"/")
		if matchesRustMember(m.Workspace.Members, rest) && !matchesRustMember(m.Workspace.Exclude, rest) {
			return at
		}
	}
	return ""
}

func matchesRustMember(patterns []string, dir string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool {
		ok, _ := path.Match(path.Clean(p), dir)
		return ok
	})
}

// members reads the packages of the workspace, that of the root first.
func (p *RustProject) members(m *rustManifest) {
	p.add(m, p.Root)
	if m.Workspace == nil {
		return
	}
	for _, pattern := range m.Workspace.Members {
		for _, dir := range p.glob(pattern) {
			rest := strings.TrimPrefix(dir, p.Root+"/")
			if matchesRustMember(m.Workspace.Exclude, rest) || dir == p.Root {
				continue
			}
			if member, ok := readRustManifest(p.files, dir); ok {
				p.add(member, dir)
			}
		}
	}
	for crate, v := range m.Workspace.Dependencies {
		for _, pkg := range p.Packages {
			pkg.feature(crate, v)
		}
	}
}

// glob returns the directories of the workspace that a member pattern names.
func (p *RustProject) glob(pattern string) []string {
	dirs := []string{p.Root}
	for _, part := range strings.Split(path.Clean(pattern), "/") {
		var next []string
		for _, d := range dirs {
			if !strings.ContainsAny(part, "*?[") {
				next = append(next, path.Join(d, part))
				continue
			}
			entries, _ := fs.ReadDir(p.files, d)
			for _, e := range entries {
				if ok, _ := path.Match(part, e.Name()); ok && e.IsDir() {
					next = append(next, path.Join(d, e.Name()))
				}
			}
		}
		dirs = next
	}
	return dirs
}

func (p *RustProject) add(m *rustManifest, dir string) {
	if m.Package == nil {
		return
	}
	pkg := &RustPackage{Name: m.Package.Name, Dir: dir, DefaultRun: m.Package.DefaultRun, Features: map[string][]string{}}
	for _, b := range m.Bin {
		source := b.Path
		if source == "" {
			source = path.Join("src/bin", b.Name+".rs")
		}
		pkg.Bins = append(pkg.Bins, RustBin{b.Name, path.Join(dir, source)})
	}
	if m.Package.Autobins == nil || *m.Package.Autobins {
		pkg.automatic(p.files)
	}
	for _, table := range []map[string]any{m.Dependencies, m.BuildDependencies} {
		for crate, v := range table {
			pkg.feature(crate, v)
		}
	}
	p.Packages = append(p.Packages, pkg)
}

// automatic adds the programs that cargo finds by where their source lies.
func (p *RustPackage) automatic(files fs.FS) {
	p.auto(files, p.Name, "src/main.rs")
	entries, _ := fs.ReadDir(files, path.Join(p.Dir, "src/bin"))
	for _, e := range entries {
		if e.IsDir() {
			p.auto(files, e.Name(), path.Join("src/bin", e.Name(), "main.rs"))
		} else if name, ok := strings.CutSuffix(e.Name(), ".rs"); ok {
			p.auto(files, name, path.Join("src/bin", e.Name()))
		}
	}
}

func (p *RustPackage) auto(files fs.FS, name, source string) {
	source = path.Join(p.Dir, source)
	if _, err := fs.Stat(files, source); err != nil {
		return
	}
	if slices.ContainsFunc(p.Bins, func(b RustBin) bool { return b.Name == name || b.Source == source }) {
		return
	}
	p.Bins = append(p.Bins, RustBin{name, source})
}

func (p *RustPackage) feature(crate string, dependency any) {
	table, ok := dependency.(map[string]any)
	if !ok {
		return
	}
	if name, ok := table["package"].(string); ok {
		crate = name
	}
	list, _ := table["features"].([]any)
	for _, f := range list {
		if s, ok := f.(string); ok {
			p.Features[crate] = append(p.Features[crate], s)
		}
	}
}

// choose tells which packages cargo takes in the directory at.
func (p *RustProject) choose(m *rustManifest, at string) {
	if at != p.Root {
		p.Default = slices.DeleteFunc(slices.Clone(p.Packages), func(pkg *RustPackage) bool { return pkg.Dir != at })
		return
	}
	switch {
	case m.Workspace != nil && len(m.Workspace.DefaultMembers) > 0:
		for _, pkg := range p.Packages {
			rest := strings.TrimPrefix(pkg.Dir, p.Root+"/")
			if pkg.Dir == p.Root {
				rest = "."
			}
			if matchesRustMember(m.Workspace.DefaultMembers, rest) {
				p.Default = append(p.Default, pkg)
			}
		}
	case m.Package != nil:
		p.Default = p.Packages[:1]
	default:
		p.Default = p.Packages
	}
}

// Asks tells whether a package asks for a feature of a crate, or one that begins
// like it ("bundled" also stands for "bundled-sqlcipher").
func (p *RustProject) Asks(crate, feature string) bool {
	return slices.ContainsFunc(p.Packages, func(pkg *RustPackage) bool {
		return slices.ContainsFunc(pkg.Features[crate], func(f string) bool { return strings.HasPrefix(f, feature) })
	})
}

// readLock reads the names in Cargo.lock.
func (p *RustProject) readLock() {
	b, err := fs.ReadFile(p.files, path.Join(p.Root, "Cargo.lock"))
	if err != nil {
		return
	}
	var lock struct {
		Package []struct {
			Name         string   `toml:"name"`
			Dependencies []string `toml:"dependencies"`
		} `toml:"package"`
	}
	if toml.Unmarshal(b, &lock) != nil {
		return
	}
	p.Locked, p.needs = true, map[string][]string{}
	for _, pkg := range lock.Package {
		p.Crates[pkg.Name] = true
		for _, d := range pkg.Dependencies {
			name, _, _ := strings.Cut(d, " ") // the version follows where there are several
			p.needs[pkg.Name] = append(p.needs[pkg.Name], name)
		}
	}
}
