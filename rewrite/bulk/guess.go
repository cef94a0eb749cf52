package bulk

import (
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
)

// FindContext guesses the build context of the Dockerfile d at path, and opens it. A
// Dockerfile does not say what its context is; most lie in it, but many are built from a
// folder further up ("docker build -f docker/api.Dockerfile ."). What it copies tells
// them apart: the guess is its own folder, unless more of the sources of its COPY and ADD
// instructions exist, and most of them, in a folder above, up to the one that holds
// .git. Of several the nearest wins. The error is that of OpenContext.
func (f *Folders) FindContext(d *dockerfile.Dockerfile, path string) (*Context, error) {
	own := filepath.Dir(path)
	wanted := copySources(d)
	most := 0
	best, err := f.OpenContext(own, path)
	if err == nil {
		most = countIn(best, wanted, true)
	}
	if most == len(wanted) {
		return best, err
	}
	for _, parent := range f.parentsInRepository(own) {
		c, parentErr := f.OpenContext(parent, path)
		if parentErr != nil {
			continue
		}
		if n := countIn(c, wanted, false); n > most && 2*n > len(wanted) {
			best, most, c, err = c, n, best, nil
		}
		c.Close()
		if most == len(wanted) {
			break
		}
	}
	return best, err
}

// copySources lists what COPY and ADD take from the context, "." for all of it. What
// depends on a build argument tells nothing and is left out.
func copySources(d *dockerfile.Dockerfile) []string {
	var sources []string
	for _, in := range d.Instructions() {
		if in.Keyword != "COPY" && in.Keyword != "ADD" {
			continue
		}
		if _, ok := in.Flag("from"); ok {
			continue
		}
		for _, word := range sourceWords(in) {
			source, unresolved, err := dockerfile.ExpandWord(word, d.Escape, d.GlobalArg)
			if err != nil || len(unresolved) > 0 || !isLocal(source) {
				continue
			}
			sources = append(sources, strings.TrimPrefix(path.Join("/", source), "/"))
		}
	}
	slices.Sort(sources)
	return slices.Compact(sources)
}

// sourceWords are the arguments but the last, which is the destination.
func sourceWords(in *dockerfile.Instruction) []string {
	words := in.JSONArgs()
	if !in.JSON {
		for _, w := range in.Words {
			words = append(words, w.Text)
		}
	}
	return words[:max(0, len(words)-1)]
}

// isLocal reports whether a source is a path, neither a heredoc nor an address.
func isLocal(source string) bool {
	return !strings.HasPrefix(source, "<<") && !strings.HasPrefix(source, "git@") && !strings.Contains(source, "://")
}

// parentsInRepository lists the folders above dir, the nearest first, up to the one
// that holds .git; none when there is no such folder.
func (f *Folders) parentsInRepository(dir string) []string {
	var parents []string
	for {
		if real, err := f.realDir(dir); err == nil && f.has(real, ".git") {
			return parents
		}
		parent := above(dir)
		if absolute, err := filepath.Abs(dir); err != nil || absolute == filepath.Dir(absolute) {
			return nil
		}
		dir = parent
		parents = append(parents, dir)
	}
}

// above returns the folder above dir, relative if dir is.
func above(dir string) string {
	if dir == "." || filepath.Base(dir) == ".." {
		return filepath.Join(dir, "..")
	}
	return filepath.Dir(dir)
}

// countIn counts the sources that exist when c is the context.
func countIn(c *Context, sources []string, own bool) int {
	n := 0
	for _, source := range sources {
		if source == "" || source == "*" {
			if own && !holdsOnlyDocker(c) || !own && holdsManifest(c) {
				n++
			}
		} else if len(c.Glob(source)) > 0 {
			n++
		}
	}
	return n
}

// holdsOnlyDocker reports whether a folder was made for the Dockerfile alone, or for it and
// the manifests of deployments: with "COPY . ." such a folder is hardly the context.
func holdsOnlyDocker(c *Context) bool {
	only := true
	_ = c.Walk(".", func(p string, d fs.DirEntry) error {
		if isDockerfile(p) || strings.HasSuffix(p, "ignore") || slices.Contains([]string{".yml", ".yaml", ".md"}, path.Ext(p)) {
			return nil
		}
		only = false
		return fs.SkipAll
	})
	return only
}

// manifests are the files at the root of a project, by toolchain.
var manifests = []string{
	"go.mod", "go.work",
	"package.json",
	"pyproject.toml", "requirements.txt", "setup.py", "Pipfile",
	"pom.xml", "build.gradle", "build.gradle.kts",
	"Cargo.toml", "Gemfile", "composer.json", "mix.exs", "CMakeLists.txt", "*.sln", "*.csproj",
}

// holdsManifest reports whether dir is the root of a project.
func holdsManifest(c *Context) bool {
	return slices.ContainsFunc(manifests, func(name string) bool { return len(c.Glob(name)) > 0 })
}
