package project

import (
	"cmp"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// listing is what reading one folder came to.
type listing struct {
	// entries are sorted by name. A link that leads nowhere or out of the context is
	// left out.
	entries []fs.DirEntry
	err     error
}

// mode tells what p is, links followed; ok is false when it does not exist. The folder
// it lies in is listed, so that asking for many files of one folder reads it once.
func (c *Context) mode(p string) (mode fs.FileMode, ok bool) {
	if p == "." {
		return fs.ModeDir, true
	}
	dir := path.Dir(p)
	if parent, ok := c.mode(dir); !ok || !parent.IsDir() {
		return 0, false
	}
	l := c.list(dir)
	i, found := slices.BinarySearchFunc(l.entries, path.Base(p), func(d fs.DirEntry, name string) int {
		return cmp.Compare(d.Name(), name)
	})
	switch {
	case l.err != nil: // a folder may be entered by who may not list it
	case !found:
		return 0, false
	case l.entries[i].Type()&fs.ModeSymlink == 0:
		return l.entries[i].Type(), true
	}
	info, err := fs.Stat(c.fsys, p)
	if err != nil {
		return 0, false
	}
	return info.Mode().Type(), true
}

// readDir returns the entries of dir, or none if it can't be read.
func (c *Context) readDir(dir string) []fs.DirEntry { return c.list(dir).entries }

func (c *Context) list(dir string) listing {
	c.mu.Lock()
	defer c.mu.Unlock()
	l, ok := c.listings[dir]
	if !ok {
		l.entries, l.err = fs.ReadDir(c.fsys, dir)
		l.entries = slices.DeleteFunc(l.entries, func(d fs.DirEntry) bool {
			if d.Type()&fs.ModeSymlink == 0 {
				return false
			}
			_, err := fs.Stat(c.fsys, path.Join(dir, d.Name()))
			return err != nil
		})
		c.listings[dir] = l
	}
	return l
}

// clean turns a path as a Dockerfile writes it into one of fs.FS.
func clean(p string) string {
	p = strings.TrimPrefix(path.Join("/", p), "/")
	if p == "" {
		return "."
	}
	return p
}
