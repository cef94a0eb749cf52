package project

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

// Files is where the files of a program are looked up: a Context, or an image as
// its instructions filled it. Paths are slash paths as Context takes them. Files
// that lie elsewhere than their paths say may have a method Name, which gives the
// path that a reader knows.
type Files interface {
	Exists(p string) bool
	IsDir(p string) bool
	ReadFile(p string) ([]byte, error)
	Walk(dir string, fn func(p string, d fs.DirEntry) error) error
}

// NodePackage is a package.json. Only the fields that say how a program is
// installed and started are read.
type NodePackage struct {
	// Dir is the directory of the file; "." is the root of the files.
	Dir           string
	Name, Version string
	// Main is the module that "node ." runs, "" when not given.
	Main string
	// Type is "module" or "commonjs"; "" means commonjs.
	Type string
	// Bin maps the commands that the package offers to their scripts.
	Bin map[string]string
	// Scripts are what "npm run NAME" hands to a shell.
	Scripts map[string]string
	// Engines are the version ranges that the package asks for, by program.
	Engines map[string]string
	// PackageManager is what corepack reads: "pnpm@9.1.0".
	PackageManager string
	// Workspaces are the patterns of the directories whose packages belong to
	// this one.
	Workspaces []string
	// Dependencies map names to the ranges, links or URLs that are asked for.
	Dependencies, DevDependencies, OptionalDependencies, PeerDependencies map[string]string
	// Config are the npm_package_config_* values that npm sets.
	Config map[string]string
	// Aliases are the module names that the package module-alias maps to paths.
	Aliases map[string]string
}

// ReadNodePackage reads dir/package.json. The error wraps fs.ErrNotExist when
// there is none.
func ReadNodePackage(files Files, dir string) (*NodePackage, error) {
	name := path.Join(clean(dir), "package.json")
	content, err := files.ReadFile(name)
	if err != nil {
		return nil, err
	}
	p, err := parseNodePackage(content)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	p.Dir = clean(dir)
	return p, nil
}

// packageJSON is the file; what npm itself takes in several shapes is looseStrings.
type packageJSON struct {
	Name                 looseString     `json:"name"`
	Version              looseString     `json:"version"`
	Main                 looseString     `json:"main"`
	Type                 looseString     `json:"type"`
	PackageManager       looseString     `json:"packageManager"`
	Bin                  json.RawMessage `json:"bin"`
	Workspaces           json.RawMessage `json:"workspaces"`
	Scripts              looseStrings    `json:"scripts"`
	Engines              looseStrings    `json:"engines"`
	Config               looseStrings    `json:"config"`
	ModuleAliases        looseStrings    `json:"_moduleAliases"`
	Dependencies         looseStrings    `json:"dependencies"`
	DevDependencies      looseStrings    `json:"devDependencies"`
	OptionalDependencies looseStrings    `json:"optionalDependencies"`
	PeerDependencies     looseStrings    `json:"peerDependencies"`
}

func parseNodePackage(content []byte) (*NodePackage, error) {
	var in packageJSON
	// npm strips a BOM as well.
	if err := json.Unmarshal(bytes.TrimPrefix(content, []byte("\ufeff")), &in); err != nil {
		return nil, err
	}
	p := &NodePackage{
		Name:                 string(in.Name),
		Version:              string(in.Version),
		Main:                 string(in.Main),
		Type:                 string(in.Type),
		PackageManager:       string(in.PackageManager),
		Scripts:              in.Scripts,
		Engines:              in.Engines,
		Config:               in.Config,
		Aliases:              in.ModuleAliases,
		Dependencies:         in.Dependencies,
		DevDependencies:      in.DevDependencies,
		OptionalDependencies: in.OptionalDependencies,
		PeerDependencies:     in.PeerDependencies,
	}
	p.Bin = parseNodeBin(p.Name, in.Bin)
	p.Workspaces = parseWorkspaces(in.Workspaces)
	return p, nil
}

// parseNodeBin reads "bin": one path under the package's own name, or a map.
func parseNodeBin(name string, raw json.RawMessage) map[string]string {
	var one string
	if json.Unmarshal(raw, &one) == nil && one != "" {
		return map[string]string{path.Base(name): one}
	}
	var many looseStrings
	if json.Unmarshal(raw, &many) == nil {
		return many
	}
	return nil
}

// parseWorkspaces reads npm's list, or yarn's {"packages": list}.
func parseWorkspaces(raw json.RawMessage) []string {
	var list []string
	if json.Unmarshal(raw, &list) == nil {
		return list
	}
	var object struct {
		Packages []string `json:"packages"`
	}
	if json.Unmarshal(raw, &object) == nil {
		return object.Packages
	}
	return nil
}

// Production reports whether an install without dev dependencies gives name.
func (p *NodePackage) Production(name string) bool {
	_, dep := p.Dependencies[name]
	_, opt := p.OptionalDependencies[name]
	_, peer := p.PeerDependencies[name]
	return dep || opt || peer
}

// DevOnly reports whether name is a dev dependency and nothing else.
func (p *NodePackage) DevOnly(name string) bool {
	_, dev := p.DevDependencies[name]
	return dev && !p.Production(name)
}

// Manager is the package manager that packageManager names and its version.
func (p *NodePackage) Manager() (name, version string) {
	name, version, _ = strings.Cut(p.PackageManager, "@")
	version, _, _ = strings.Cut(version, "+") // the hash that corepack checks
	return name, version
}

// NodeWorkspaces returns the packages that belong to the root package, by the
// patterns of package.json or pnpm-workspace.yaml, sorted by directory.
func NodeWorkspaces(files Files, root *NodePackage) []*NodePackage {
	patterns := root.Workspaces
	if len(patterns) == 0 {
		patterns = pnpmWorkspacePatterns(files, root.Dir)
	}
	if len(patterns) == 0 {
		return nil
	}
	var found []*NodePackage
	files.Walk(root.Dir, func(p string, d fs.DirEntry) error {
		if d.IsDir() && d.Name() == "node_modules" {
			return fs.SkipDir
		}
		dir := path.Dir(p)
		if path.Base(p) != "package.json" || dir == root.Dir {
			return nil
		}
		if member, err := ReadNodePackage(files, dir); err == nil && matchWorkspace(patterns, nodeRelative(root.Dir, dir)) {
			found = append(found, member)
		}
		return nil
	})
	return found
}

// matchWorkspace applies the patterns in order; a "!" takes out again.
func matchWorkspace(patterns []string, dir string) bool {
	matched := false
	for _, pattern := range patterns {
		pattern, not := strings.CutPrefix(pattern, "!")
		elements := strings.Split(path.Clean(strings.TrimPrefix(pattern, "./")), "/")
		if matchElements(elements, strings.Split(dir, "/")) {
			matched = !not
		}
	}
	return matched
}

func matchElements(pattern, names []string) bool {
	if len(pattern) == 0 {
		return len(names) == 0
	}
	if pattern[0] == "**" {
		for i := range len(names) + 1 {
			if matchElements(pattern[1:], names[i:]) {
				return true
			}
		}
		return false
	}
	if len(names) == 0 {
		return false
	}
	ok, err := path.Match(pattern[0], names[0])
	return err == nil && ok && matchElements(pattern[1:], names[1:])
}

// nodeRelative gives p seen from dir, which contains it.
func nodeRelative(dir, p string) string {
	if dir == "." {
		return p
	}
	if p == dir {
		return "."
	}
	return strings.TrimPrefix(p, dir+"/")
}

// looseString is a JSON string; any other value counts as absent, as it does to npm.
type looseString string

func (s *looseString) UnmarshalJSON(b []byte) error {
	var text string
	if json.Unmarshal(b, &text) == nil {
		*s = looseString(text)
	}
	return nil
}

// looseStrings is a JSON object of strings; other values in it are left out, and
// anything but an object counts as absent.
type looseStrings map[string]string

func (m *looseStrings) UnmarshalJSON(b []byte) error {
	var raw map[string]json.RawMessage
	if json.Unmarshal(b, &raw) != nil {
		return nil
	}
	*m = looseStrings{}
	for name, value := range raw {
		var text string
		if json.Unmarshal(value, &text) == nil {
			(*m)[name] = text
		}
	}
	return nil
}
