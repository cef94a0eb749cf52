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

// find finds an entry by its name.
func find(entries []fs.DirEntry, name string) (int, bool) {
	return slices.BinarySearchFunc(entries, name, func(d fs.DirEntry, name string) int {
		return strings.Compare(d.Name(), name)
	})
}

func contains(entries []fs.DirEntry, name string) bool {
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
		return slices.Clone(entries), nil
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
