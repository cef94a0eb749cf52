package project

import (
	"cmp"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// GoAsset is a file or directory of the tree that a program uses when it runs.
type GoAsset struct {
	// Path is that of the tree.
	Path string
	// Dir is true for a directory, which stands for everything below it.
	Dir bool
	// Name is where the source names it.
	Name GoName
}

// Assets returns what the program reads of the tree when it runs with the working
// directory dir, sorted by path, without what lies below another one. A directory
// that equals dir means that the program reads its working directory as a whole.
func (u *GoUses) Assets(fsys fs.FS, dir string) []GoAsset {
	var found []GoAsset
	for _, n := range u.Names {
		if n.Computed() {
			continue
		}
		switch n.Use {
		case UseRead, UseOpen, UseDatabase, UseNamed:
			for _, p := range goExisting(fsys, dir, n.Text) {
				if n.Use != UseNamed || u.worthNaming(fsys, dir, p) {
					found = append(found, GoAsset{p, goIsDir(fsys, p), n})
				}
			}
		}
	}
	return minimalGoAssets(append(found, u.configs(fsys, dir)...))
}

// goExisting returns the paths of the tree that a name stands for: itself, or for a
// pattern the directory below which it matches, or its matches where that would be
// the working directory.
func goExisting(fsys fs.FS, dir, text string) []string {
	p, ok := GoPathIn(dir, text)
	if !ok {
		return nil
	}
	if strings.ContainsAny(p, "*?[") {
		fixed := fixedPrefix(p)
		if fixed == dir || fixed == "." {
			matches, _ := fs.Glob(fsys, p)
			return matches
		}
		p = fixed
	}
	if _, err := fs.Stat(fsys, p); err != nil {
		return nil
	}
	return []string{p}
}

// GoPathIn returns the path in the tree of a file name as the source has it, seen
// from the working directory dir. SQLite and migrate names (file:a.db?mode=ro) are
// taken apart. It reports false for a name that is none.
func GoPathIn(dir, text string) (string, bool) {
	text = strings.TrimPrefix(strings.TrimPrefix(text, "file://"), "file:")
	text, _, _ = strings.Cut(text, "?")
	if text == "" || strings.Contains(text, "://") || strings.HasPrefix(text, ":") {
		return "", false
	}
	p := path.Join(dir, text)
	if path.IsAbs(text) {
		p = path.Clean(text)[1:]
	}
	if p == "" {
		p = "."
	}
	return p, fs.ValidPath(p)
}

// fixedPrefix returns the directory of a pattern up to its first wildcard.
func fixedPrefix(pattern string) string {
	elements := strings.Split(pattern, "/")
	i := slices.IndexFunc(elements, func(e string) bool { return strings.ContainsAny(e, "*?[") })
	if i <= 0 {
		return "."
	}
	return strings.Join(elements[:i], "/")
}

// worthNaming reports whether a path that the source merely names is data: not Go
// code, not embedded, and not the working directory itself.
func (u *GoUses) worthNaming(fsys fs.FS, dir, p string) bool {
	if p == dir || p == "." || strings.HasPrefix(dir, p+"/") || isGoCode(p) {
		return false
	}
	for _, e := range u.Embedded {
		if p == e || strings.HasPrefix(p, e+"/") || path.Dir(e) == p {
			return false
		}
	}
	return !goIsDir(fsys, p) || holdsGoData(fsys, p)
}

func isGoCode(p string) bool {
	switch path.Base(p) {
	case "go.mod", "go.sum", "go.work", "go.work.sum", "vendor", ".git", "Dockerfile", "Makefile":
		return true
	}
	return path.Ext(p) == ".go"
}

// holdsGoData reports whether a directory holds something else than Go code.
func holdsGoData(fsys fs.FS, dir string) bool {
	found := false
	_ = fs.WalkDir(fsys, dir, func(p string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && !isGoCode(p) {
			found = true
			return fs.SkipAll
		}
		return nil
	})
	return found
}

// configExtensions are those that viper tries (github.com/spf13/viper,
// SupportedExts).
var configExtensions = []string{
	"json", "toml", "yaml", "yml", "properties", "props", "prop", "hcl", "tfvars", "dotenv", "env", "ini",
}

// configs returns the files that a configuration library would find. A name that
// is computed may be any configuration file of its directory.
func (u *GoUses) configs(fsys fs.FS, dir string) []GoAsset {
	names := u.Of(UseConfigName)
	if len(names) == 0 {
		return nil
	}
	var found []GoAsset
	for _, in := range u.Of(UseConfigDir) {
		at, ok := GoPathIn(dir, in.Text)
		if !ok {
			continue
		}
		entries, _ := fs.ReadDir(fsys, at)
		for _, e := range entries {
			stem, ext, _ := strings.Cut(e.Name(), ".")
			matches := func(n GoName) bool { return n.Computed() || n.Text == e.Name() || n.Text == stem }
			if !e.IsDir() && slices.ContainsFunc(names, matches) &&
				(ext == "" || slices.Contains(configExtensions, ext)) {
				found = append(found, GoAsset{path.Join(at, e.Name()), false, in})
			}
		}
	}
	return found
}

// minimalGoAssets sorts assets and drops what another one covers.
func minimalGoAssets(found []GoAsset) []GoAsset {
	slices.SortStableFunc(found, func(a, b GoAsset) int { return cmp.Compare(a.Path, b.Path) })
	var kept []GoAsset
	for _, a := range found {
		covered := slices.ContainsFunc(kept, func(k GoAsset) bool {
			return k.Path == a.Path || k.Dir && (k.Path == "." || strings.HasPrefix(a.Path, k.Path+"/"))
		})
		if !covered {
			kept = append(kept, a)
		}
	}
	return kept
}
