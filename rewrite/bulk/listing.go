package bulk

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// entry is one thing in a folder, as a fs.DirEntry that takes little room: a tree has
// many, and they stay.
type entry struct {
	name   string
	folder *string // the path of its folder
	mode   fs.FileMode
}

func (e *entry) Name() string               { return e.name }
func (e *entry) IsDir() bool                { return e.mode.IsDir() }
func (e *entry) Type() fs.FileMode          { return e.mode }
func (e *entry) Info() (fs.FileInfo, error) { return os.Lstat(filepath.Join(*e.folder, e.name)) }

// newEntries keeps what a folder was read to.
func newEntries(folder string, read []fs.DirEntry) []entry {
	size := 0
	for _, d := range read {
		size += len(d.Name())
	}
	var names strings.Builder // one piece of memory for all
	names.Grow(size)
	entries := make([]entry, len(read))
	for i, d := range read {
		start := names.Len()
		names.WriteString(d.Name())
		entries[i] = entry{names.String()[start:], &folder, d.Type()}
	}
	return entries
}

// find finds an entry by its name.
func find(entries []entry, name string) (int, bool) {
	return slices.BinarySearchFunc(entries, name, func(e entry, name string) int {
		return strings.Compare(e.name, name)
	})
}

func contains(entries []entry, name string) bool {
	_, ok := find(entries, name)
	return ok
}

// listedFS is a folder as an fs.FS that takes from Folders what these know.
type listedFS struct {
	folders *Folders
	// real is the folder's absolute path without links.
	real string
	// rest answers for what was not listed, and follows links.
	rest func() (fs.FS, error)
}

// dirFS is os.DirFS of a folder without links.
func (f *Folders) dirFS(real string) fs.FS {
	return &listedFS{folders: f, real: real, rest: func() (fs.FS, error) { return os.DirFS(real), nil }}
}

func (l *listedFS) Open(name string) (fs.File, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	// No link leads to a folder that was listed, and none to this file.
	if mode, ok := l.folders.listed(l.at(path.Dir(name)), path.Base(name)); ok && mode.IsRegular() {
		f, err := os.Open(l.at(name))
		return f, named(err, name)
	}
	rest, err := l.rest()
	if err != nil {
		return nil, err
	}
	return rest.Open(name)
}

func (l *listedFS) ReadDir(name string) ([]fs.DirEntry, error) {
	if entries, ok := l.folders.listing(l.at(name)); ok && fs.ValidPath(name) {
		found := make([]fs.DirEntry, len(entries))
		for i := range entries {
			found[i] = &entries[i]
		}
		return found, nil
	}
	rest, err := l.rest()
	if err != nil {
		return nil, err
	}
	return fs.ReadDir(rest, name)
}

// Stat follows links.
func (l *listedFS) Stat(name string) (fs.FileInfo, error) {
	rest, err := l.rest()
	if err != nil {
		return nil, err
	}
	return fs.Stat(rest, name)
}

func (l *listedFS) at(name string) string {
	return filepath.Join(l.real, filepath.FromSlash(name))
}

// named puts the path that was asked for into an error.
func named(err error, name string) error {
	var at *fs.PathError
	if errors.As(err, &at) {
		return &fs.PathError{Op: at.Op, Path: name, Err: at.Err}
	}
	return err
}
