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
	f := &finder{skip, take}
	var found []Input
	for _, path := range paths {
		found = append(found, f.find(path)...)
	}
	return distinct(found), nil
}

type finder struct{ skip, take *matcher }

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

// walk lists the Dockerfiles below root, in lexical order of their path elements.
func (f *finder) walk(root string) []Input {
	var found []Input
	excluded := false
	ignore := newIgnored(root)
	above, _ := filepath.Abs(root)
	if real, err := filepath.EvalSymlinks(above); err == nil {
		above = real
	}
	// The callback hands every error on as an Input, so that WalkDir returns none.
	_ = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			found = append(found, Input{path, err})
			return nil
		}
		relative, _ := filepath.Rel(root, path)
		real := filepath.Join(above, relative)
		switch {
		case path == root:
		case d.IsDir() && isForeign(d.Name()):
			return fs.SkipDir
		case f.skip.matches(path, relative) || ignore.leavesOut(real, d.IsDir()):
			excluded = true
			if d.IsDir() {
				return fs.SkipDir
			}
		case d.IsDir():
			ignore.enter(real)
		case (isDockerfile(d.Name()) || f.take.matches(path, relative)) && isFile(path, d):
			found = append(found, Input{Path: path})
		}
		return nil
	})
	if len(found) == 0 && !excluded {
		return []Input{{root, ErrNoDockerfile}}
	}
	return found
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
func distinct(inputs []Input) []Input {
	isPlain := map[string]bool{}
	for _, in := range inputs {
		if place, linked := resolve(in.Path); !linked {
			isPlain[place] = true
		}
	}
	seen := map[string]bool{}
	return slices.DeleteFunc(inputs, func(in Input) bool {
		place, linked := resolve(in.Path)
		if seen[place] || linked && isPlain[place] {
			return true
		}
		seen[place] = true
		return false
	})
}

// resolve returns the file that path leads to, and whether its last element is a link.
func resolve(path string) (place string, linked bool) {
	if path == Stdin {
		return path, false
	}
	absolute, err := filepath.Abs(path)
	if err != nil {
		return path, false
	}
	if place, err = filepath.EvalSymlinks(absolute); err != nil {
		return absolute, false
	}
	info, err := os.Lstat(absolute)
	return place, err == nil && info.Mode()&fs.ModeSymlink != 0
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
