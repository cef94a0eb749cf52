// Package bulk does what the command does with many files: Folders.Find lists the
// Dockerfiles of folders, FindContext and ContextOf tell where they are built from,
// InOrder works on several at once and hands over what they came to in their order, and
// a Writer replaces files in place, each all at once. Owners, Surroundings and
// Uncommitted answer what a repository says of a file. All of it may be used
// concurrently unless it says otherwise.
package bulk

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/config"
)

// Stdin is the PATH that stands for standard input.
const Stdin = "-"

// ErrNoDockerfile is the Err of a folder in which no Dockerfile was found.
var ErrNoDockerfile = errors.New("no Dockerfile found (looked for Dockerfile, Dockerfile.*, *.Dockerfile and Containerfile; give the path of a file that has another name)")

// Input is one file to work on.
type Input struct {
	// Path is how the user would write it.
	Path string
	// Err is why there is nothing to read at Path: it does not exist, or it is a
	// folder without Dockerfiles or one that can't be listed.
	Err error
	// Config is the configuration of the file; nil when it has none.
	Config *config.Config
	// Real is Path as an absolute path, the links to its folder followed.
	Real string
}

// Selection says which files of a folder are taken.
type Selection struct {
	// Include are patterns of files to take beside those with a Dockerfile's name,
	// Exclude of what to leave out; nil for none.
	Include, Exclude *config.Patterns
}

// Find turns PATH arguments into files, in the order of the arguments and sorted
// within each folder, each file once. Folders are walked, links to folders are not
// followed; what isForeign names is left out, and what .gitignore, .dfmigrateignore,
// Exclude and the exclude of a configuration match. The error says what is wrong with a
// configuration.
func (f *Folders) Find(paths []string, want Selection, configs *Configs) ([]Input, error) {
	return (&finder{want: want, configs: configs, folders: f}).all(paths)
}

type finder struct {
	want    Selection
	configs *Configs
	folders *Folders
}

func (f *finder) all(paths []string) ([]Input, error) {
	var found []Input
	for _, path := range paths {
		found = append(found, f.find(path)...)
	}
	if err := f.configs.err(); err != nil {
		return nil, err
	}
	return f.distinct(found), nil
}

func (f *finder) find(path string) []Input {
	if path == Stdin {
		return []Input{{Path: Stdin, Config: f.configs.of(f.configs.here), Real: filepath.Join(f.configs.here, "Dockerfile")}}
	}
	path = filepath.Clean(path)
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return []Input{{Path: path, Err: err}}
	case info.IsDir():
		return f.walk(path)
	case f.want.Exclude.Match(path, filepath.Base(path)):
		return nil
	}
	dir := realPath(filepath.Dir(path))
	in := Input{Path: path, Config: f.configs.of(dir), Real: filepath.Join(dir, filepath.Base(path))}
	if in.Config.Excludes(in.Real) {
		return nil
	}
	return []Input{in}
}

// isForeign reports whether a folder of that name holds what others wrote, or what
// tests read.
func isForeign(name string) bool {
	return slices.Contains([]string{".git", "node_modules", "vendor", "third_party", "testdata"}, name)
}

// isFile reports whether d is a regular file or a link to one.
func isFile(path string, d fs.DirEntry) bool {
	if d.Type()&fs.ModeSymlink == 0 {
		return d.Type().IsRegular()
	}
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// isDockerfile reports whether a file of that name is taken for a Dockerfile.
func isDockerfile(name string) bool {
	stem, extension, _ := strings.Cut(name, ".")
	switch filepath.Ext(name) {
	case ".dockerignore", ".md", ".orig", ".rej", ".bak", ".swp":
		return false
	case ".Dockerfile", ".dockerfile", ".Containerfile", ".containerfile":
		return stem != "" || strings.Contains(extension, ".")
	}
	if name == "dockerfile" { // docker build looks for it too; dockerfile.go is a program
		return true
	}
	for _, prefix := range []string{"Dockerfile", "Containerfile"} {
		rest, ok := strings.CutPrefix(name, prefix)
		if ok && (rest == "" || strings.ContainsAny(rest[:1], ".-_")) {
			return true
		}
	}
	return false
}

// distinct leaves out what names a file a second time. Of a file and a link to it,
// the file stays: a patch can't be applied to a link.
func (f *finder) distinct(inputs []Input) []Input {
	type place struct {
		path   string
		linked bool
	}
	lie := make([]place, len(inputs))
	isPlain := map[string]bool{}
	for i, in := range inputs {
		if in.Path == Stdin {
			lie[i].path = in.Path
		} else { // what is not there has no links
			lie[i].path, lie[i].linked, _ = f.folders.follow(in.Path)
		}
		if !lie[i].linked {
			isPlain[lie[i].path] = true
		}
	}
	seen := map[string]bool{}
	var once []Input
	for i, in := range inputs {
		if l := lie[i]; !seen[l.path] && (!l.linked || !isPlain[l.path]) {
			seen[l.path] = true
			once = append(once, in)
		}
	}
	return once
}

// Default is the PATH when none is given: the Dockerfile of the current folder, else
// the folder.
func Default() string {
	for _, name := range []string{"Dockerfile", "Containerfile"} {
		if info, err := os.Stat(name); err == nil && info.Mode().IsRegular() {
			return name
		}
	}
	return "."
}
