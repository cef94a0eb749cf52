// Package bulk does what the command does with many files: it finds Dockerfiles and
// their build contexts, works on several at once, and writes results in place.
package bulk

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
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
}

// Selection says which files of a folder are taken.
type Selection struct {
	// Include are patterns of files to take beside those with a Dockerfile's name,
	// Exclude of what to leave out, both in the language of .dockerignore; a pattern
	// without a slash is matched in every folder.
	Include, Exclude []string
}

// Find turns PATH arguments into files, in the order of the arguments and sorted
// within each folder, each file once. Folders are walked, links to folders are not
// followed; what isForeign names is left out, and what .gitignore, .dfmigrateignore
// and Exclude match. The error says that a pattern is malformed.
func Find(paths []string, want Selection) ([]Input, error) {
	skip, err := newMatcher(want.Exclude)
	if err != nil {
		return nil, fmt.Errorf("--exclude: %w", err)
	}
	take, err := newMatcher(want.Include)
	if err != nil {
		return nil, fmt.Errorf("--include: %w", err)
	}
	f := &finder{skip: skip, take: take}
	var found []Input
	for _, path := range paths {
		found = append(found, f.find(path)...)
	}
	return f.distinct(found), nil
}

type finder struct {
	skip, take *matcher
	folders    folders
}

func (f *finder) find(path string) []Input {
	if path == Stdin {
		return []Input{{Path: Stdin}}
	}
	path = filepath.Clean(path)
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return []Input{{path, err}}
	case info.IsDir():
		return f.walk(path)
	case f.skip.matches(path, filepath.Base(path)):
		return nil
	default:
		return []Input{{Path: path}}
	}
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
