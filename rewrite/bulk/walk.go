package bulk

import (
	"io/fs"
	"os"
	"path/filepath"
)

// walk is a walk over one folder.
type walk struct {
	*finder
	ignore *ignored
	found  []Input
	// excluded is true when something was left out.
	excluded bool
}

// walk lists the Dockerfiles below root, in lexical order of their path elements.
func (f *finder) walk(root string) []Input {
	w := &walk{finder: f}
	var below []string
	w.ignore, below = newIgnored(root, &f.folders)
	w.folder(root, "", below)
	if len(w.found) == 0 && !w.excluded {
		return []Input{{root, ErrNoDockerfile}}
	}
	return w.found
}

// folder looks at what is in a folder: path as the user writes it, relative to the folder
// that is walked, and by its elements below the top that ignore files count from.
func (w *walk) folder(path, relative string, below []string) {
	entries, err := os.ReadDir(path)
	if err != nil {
		w.found = append(w.found, Input{path, err})
	}
	if relative != "" { // those of the first one have been read
		defer w.ignore.leave(w.ignore.enter(path, below, entries))
	}
	for _, d := range entries {
		w.entry(d, filepath.Join(path, d.Name()), filepath.Join(relative, d.Name()), append(below, d.Name()))
	}
}

func (w *walk) entry(d fs.DirEntry, path, relative string, below []string) {
	switch {
	case d.IsDir() && isForeign(d.Name()):
	case w.skip.matches(path, relative) || w.ignore.leavesOut(below, d.IsDir()):
		w.excluded = true
	case d.IsDir():
		w.folder(path, relative, below)
	case (isDockerfile(d.Name()) || w.take.matches(path, relative)) && isFile(path, d):
		w.found = append(w.found, Input{Path: path})
	}
}
