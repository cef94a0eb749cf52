package bulk

import (
	"bufio"
	"os"
	"path/filepath"
	"strings"

	"github.com/go-git/go-git/v5/plumbing/format/gitignore"
)

// ignoreFiles are read in every folder of a walk, in the language of .gitignore; what
// the later ones say wins.
var ignoreFiles = []string{".gitignore", ".dfmigrateignore"}

// ignored knows what the ignore files of a walk leave out. It follows the walk: enter
// each folder before asking for what is in it.
type ignored struct {
	// top is the folder that paths are matched relative to: that of the repository, or
	// the one that is walked.
	top string
	// folders are the ignore files from top down to where the walk is.
	folders []ignoredFolder
}

type ignoredFolder struct {
	path     []string // relative to top
	patterns []gitignore.Pattern
}

// newIgnored reads the ignore files above root, up to the top of its repository.
func newIgnored(root string) *ignored {
	absolute, err := filepath.Abs(root)
	if err != nil {
		absolute = root
	}
	if real, err := filepath.EvalSymlinks(absolute); err == nil {
		absolute = real
	}
	ig := &ignored{top: repositoryOf(root)}
	if ig.top == "" {
		ig.top = absolute
	}
	relative, _ := filepath.Rel(ig.top, absolute)
	at := ig.top
	ig.read(at, nil)
	var above []string
	for _, element := range elements(relative) {
		at = filepath.Join(at, element)
		above = append(above, element)
		ig.read(at, above)
	}
	return ig
}

func elements(relative string) []string {
	if relative == "." || relative == "" {
		return nil
	}
	return strings.Split(filepath.ToSlash(relative), "/")
}

func (ig *ignored) read(dir string, path []string) {
	folder := ignoredFolder{path: append([]string(nil), path...)}
	for _, name := range ignoreFiles {
		f, err := os.Open(filepath.Join(dir, name))
		if err != nil {
			continue
		}
		for lines := bufio.NewScanner(f); lines.Scan(); {
			if line := lines.Text(); strings.TrimSpace(line) != "" && !strings.HasPrefix(line, "#") {
				folder.patterns = append(folder.patterns, gitignore.ParsePattern(line, folder.path))
			}
		}
		f.Close()
	}
	if folder.patterns != nil {
		ig.folders = append(ig.folders, folder)
	}
}

// leavesOut tells whether path, absolute and below top, is ignored.
func (ig *ignored) leavesOut(path string, dir bool) bool {
	relative, err := filepath.Rel(ig.top, path)
	if err != nil {
		return false
	}
	parts := elements(relative)
	for len(ig.folders) > 0 && !isBelow(parts, ig.folders[len(ig.folders)-1].path) {
		ig.folders = ig.folders[:len(ig.folders)-1] // the walk has left it
	}
	for i := len(ig.folders) - 1; i >= 0; i-- {
		patterns := ig.folders[i].patterns
		for j := len(patterns) - 1; j >= 0; j-- {
			if match := patterns[j].Match(parts, dir); match != gitignore.NoMatch {
				return match == gitignore.Exclude
			}
		}
	}
	return false
}

// enter reads the ignore files of a folder of the walk.
func (ig *ignored) enter(path string) {
	if relative, err := filepath.Rel(ig.top, path); err == nil {
		ig.read(path, elements(relative))
	}
}

func isBelow(path, folder []string) bool {
	if len(path) <= len(folder) {
		return false
	}
	for i, element := range folder {
		if path[i] != element {
			return false
		}
	}
	return true
}
