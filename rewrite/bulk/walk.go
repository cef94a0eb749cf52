package bulk

import (
	"io/fs"
	"path/filepath"
	"strings"
)

// walk is a walk over one folder.
type walk struct {
	*finder
	real   string // the folder that is walked, without links
	ignore *ignored
	found  []Input
	// excluded is true when something was left out.
	excluded bool
}

// walk lists the Dockerfiles below root, in lexical order of their path elements.
func (f *finder) walk(root string) []Input {
	w := &walk{finder: f, real: realPath(root)}
	var below []string
	w.ignore, below = newIgnored(root, f.folders)
	w.folder(root, "", below)
	if len(w.found) == 0 && !w.excluded {
		return []Input{{Path: root, Err: ErrNoDockerfile}}
	}
	return w.found
}

// folder looks at what is in a folder: path as the user writes it, relative to the folder
// that is walked, and by its elements below the top that ignore files count from.
func (w *walk) folder(path, relative string, below []string) {
	real := filepath.Join(w.real, relative)
	entries, err := w.folders.list(path, real)
	if err != nil {
		w.found = append(w.found, Input{Path: path, Err: err})
	}
	if relative != "" { // those of the first one have been read
		defer w.ignore.leave(w.ignore.enter(path, below, entries))
	}
	c := w.configs.enter(real, entries)
	for i := range entries {
		d := &entries[i]
		in := Input{Path: filepath.Join(path, d.Name()), Real: filepath.Join(real, d.Name()), Config: c}
		w.entry(d, in, filepath.Join(relative, d.Name()), append(below, d.Name()))
	}
}

// entry looks at one thing in a folder, which is an input if it is a Dockerfile.
func (w *walk) entry(d fs.DirEntry, in Input, relative string, below []string) {
	switch {
	case d.IsDir() && (isForeign(d.Name()) || strings.HasPrefix(d.Name(), stagingBeside)):
	case w.want.Exclude.Match(in.Path, relative) || w.ignore.leavesOut(below, d.IsDir()):
		w.excluded = true
	case d.IsDir() && in.Config.ExcludesFolder(in.Real):
		w.excluded = true
	case d.IsDir():
		w.folder(in.Path, relative, below)
	case !isDockerfile(d.Name()) && !w.want.Include.Match(in.Path, relative) && !in.Config.Includes(in.Real):
	case !isFile(in.Path, d):
	case in.Config.Excludes(in.Real):
		w.excluded = true
	default:
		w.found = append(w.found, in)
	}
}
