package project

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Python is what the manifests in one directory of the build context say about a
// Python program: what it depends on, which console scripts it defines and who
// installs it. What a manifest computes (a setup.py that reads a file, say) is
// left out, never guessed.
type Python struct {
	// Dir is the directory, relative to the root of the context.
	Dir string
	// Manifests are the files that were read, sorted.
	Manifests []string
	// Requirements are the direct dependencies of all manifests, and those that a
	// lock file resolved them to, in the order of the manifests.
	Requirements []PythonRequirement
	// Scripts maps a console script that the project itself defines to its entry
	// point, "package.module:function".
	Scripts map[string]string
	// Package is the distribution's own name, normalised; "" when no manifest has one.
	Package string
	// RequiresPython is the version specifier of the interpreter, such as ">=3.11";
	// "" when nothing says.
	RequiresPython string
	// Tools are the package managers that the manifests belong to: "poetry", "uv",
	// "pipenv", "pdm", "setuptools", "conda", sorted.
	Tools []string
}

// PythonRequirement is one dependency as a manifest or lock file names it.
type PythonRequirement struct {
	// Name is normalised as the package index does it: lower case, runs of "-",
	// "_" and "." as one "-". It is "" for a path or URL that tells no name.
	Name string
	// Extras are what stands in brackets, normalised.
	Extras []string
	// Specifier is the version part as written, such as "==3.0.1" or "^2.1".
	Specifier string
	// Marker is the environment marker after the semicolon, "" without one.
	Marker string
	// URL is the direct or version-control reference, "" for the package index.
	URL string
	// Path is a local project, relative to the root of the context; "" elsewhere.
	Path string
	// Editable is set for "-e": the files stay where they are and are imported there.
	Editable bool
	// Hashed is set when the line pins hashes.
	Hashed bool
	// Group is the dependency group or extra that it belongs to; "" for the main ones.
	Group string
	// Locked is set for what a lock file resolved, which includes the indirect ones.
	Locked bool
	// File and Line (1-based, 0 unknown) are where it stands.
	File string
	Line int
}

// PythonAt reads the Python manifests of dir. A directory without any gives a
// Python with no Manifests. The error names the file that could not be parsed.
func PythonAt(c *Context, dir string) (*Python, error) {
	p := &Python{Dir: clean(dir), Scripts: map[string]string{}}
	readers := []struct {
		name string
		read func(*Context, *Python, string) error
	}{
		{"pyproject.toml", readPyproject},
		{"setup.cfg", readSetupCfg},
		{"setup.py", readSetupPy},
		{"Pipfile", readPipfile},
		{"Pipfile.lock", readPipfileLock},
		{"poetry.lock", readTOMLLock},
		{"uv.lock", readTOMLLock},
		{"pdm.lock", readTOMLLock},
		{"environment.yml", readConda},
		{"environment.yaml", readConda},
	}
	for _, r := range readers {
		file := path.Join(p.Dir, r.name)
		if !c.Exists(file) {
			continue
		}
		if err := r.read(c, p, file); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		p.Manifests = append(p.Manifests, file)
	}
	for _, file := range requirementFiles(c, p.Dir) {
		reqs, err := ParseRequirements(c, file)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		p.Requirements = append(p.Requirements, reqs...)
		p.Manifests = append(p.Manifests, file)
	}
	slices.Sort(p.Manifests)
	slices.Sort(p.Tools)
	p.Tools = slices.Compact(p.Tools)
	return p, nil
}

// requirementFiles finds requirements*.txt in dir and *.txt in dir/requirements.
func requirementFiles(c *Context, dir string) []string {
	files := append(c.Glob(path.Join(dir, "*requirements*.txt")), c.Glob(path.Join(dir, "requirements", "*.txt"))...)
	return slices.DeleteFunc(files, c.IsDir)
}

// NormalPythonName writes a distribution's name as the package index compares it
// (PEP 503).
func NormalPythonName(name string) string {
	var b strings.Builder
	run := false
	for _, r := range strings.ToLower(strings.TrimSpace(name)) {
		if r == '-' || r == '_' || r == '.' {
			run = true
			continue
		}
		if run && b.Len() > 0 {
			b.WriteByte('-')
		}
		run = false
		b.WriteRune(r)
	}
	return b.String()
}

// sortedKeys gives a map's keys in order, so that nothing depends on chance.
func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K {
	keys := make([]K, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
