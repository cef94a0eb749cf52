package bulk

import (
	"bufio"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/go-git/go-git/v5/plumbing/format/gitignore"
)

// ignoreFiles are read in every folder of a walk, in the language of .gitignore; what
// the later ones say wins.
var ignoreFiles = []string{".gitignore", ".dfmigrateignore"}

// ignored knows what the ignore files of a walk leave out: those of the folders from the
// top, that of the repository or the one that is walked, down to where the walk is.
type ignored struct {
	patterns []gitignore.Pattern
}

// newIgnored reads the ignore files of root and above it, up to the top of its
// repository. below are root's elements below that top.
func newIgnored(root string, folders *Folders) (ig *ignored, below []string) {
	absolute, err := folders.realPath(root)
	if err != nil {
		absolute = root
	}
	at := folders.repository(absolute)
	if at == "" {
		at = absolute
	}
	relative, _ := filepath.Rel(at, absolute)
	ig = &ignored{}
	ig.read(at, nil)
	for _, element := range elements(relative) {
		at = filepath.Join(at, element)
		below = append(below, element)
		ig.read(at, below)
	}
	return ig, below
}

func elements(relative string) []string {
	if relative == "." || relative == "" {
		return nil
	}
	return strings.Split(filepath.ToSlash(relative), "/")
}

// read adds the ignore files of a folder, which lies below the top by its elements.
func (ig *ignored) read(dir string, below []string) {
	for _, name := range ignoreFiles {
		ig.readFile(filepath.Join(dir, name), below)
	}
}

func (ig *ignored) readFile(name string, below []string) {
	f, err := os.Open(name)
	if err != nil {
		return
	}
	defer f.Close()
	below = slices.Clone(below) // patterns keep it
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if line := lines.Text(); strings.TrimSpace(line) != "" && !strings.HasPrefix(line, "#") {
			ig.patterns = append(ig.patterns, gitignore.ParsePattern(line, below))
		}
	}
}

// enter is read for a folder of which the entries are known. What it returns is for
// leave.
func (ig *ignored) enter(dir string, below []string, entries []entry) (before int) {
	before = len(ig.patterns)
	for _, name := range ignoreFiles {
		if contains(entries, name) {
			ig.readFile(filepath.Join(dir, name), below)
		}
	}
	return before
}

// leave forgets what enter has read.
func (ig *ignored) leave(before int) { ig.patterns = ig.patterns[:before] }

// leavesOut tells whether what lies below the top by its elements is ignored.
func (ig *ignored) leavesOut(below []string, dir bool) bool {
	for _, pattern := range slices.Backward(ig.patterns) {
		if match := pattern.Match(below, dir); match != gitignore.NoMatch {
			return match == gitignore.Exclude
		}
	}
	return false
}
