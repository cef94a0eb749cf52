package bulk

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/dfmigrate/dfmigrate/rewrite/project"
)

// Context is an open build context. Close it when the file is done.
type Context struct {
	*project.Context
	// Dir is its folder, as it was given; "" for NoContext.
	Dir  string
	root *lazyRoot // nil for NoContext
}

// NoContext is the context of a Dockerfile that has no place, so that nothing is
// known of the files it copies.
func NoContext() *Context { return &Context{Context: project.None()} }

// Close lets go of the folder.
func (c *Context) Close() error {
	if c == nil || c.root == nil {
		return nil
	}
	return c.root.close()
}

// OpenContext opens the folder dir as the build context of a Dockerfile. Nothing
// outside of dir is ever read, also not through links. The ignore file is that of
// docker build: the one beside the Dockerfile that has its name, wherever the
// Dockerfile lies, else the .dockerignore of dir. dockerfile may be "" for one that
// has no place, such as standard input. The error says that dir is no folder or its
// ignore file malformed.
func (f *Folders) OpenContext(dir, dockerfile string) (*Context, error) {
	root := &lazyRoot{dir: dir}
	fsys, err := f.contextFS(root)
	if err != nil {
		return nil, err
	}
	c, err := newContext(fsys, dir, dockerfile)
	if err != nil {
		root.close()
		return nil, fmt.Errorf("build context %s: %w", dir, err)
	}
	return &Context{c, dir, root}, nil
}

// contextFS is what lies in the folder of root.
func (f *Folders) contextFS(root *lazyRoot) (fs.FS, error) {
	if real, err := f.realDir(root.dir); err == nil {
		if _, ok := f.listing(real); ok {
			return &listedFS{folders: f, real: real, rest: root.fs}, nil
		}
	}
	return root.fs()
}

func newContext(fsys fs.FS, dir, dockerfile string) (*project.Context, error) {
	if dockerfile == "" {
		return project.New(fsys, "")
	}
	if name, ok := within(dir, dockerfile); ok {
		return project.New(fsys, name)
	}
	own, err := os.Open(dockerfile + ".dockerignore")
	if err != nil {
		return project.New(fsys, "")
	}
	defer own.Close()
	return project.NewIgnoring(fsys, own.Name(), own)
}

// lazyRoot is an os.Root that is opened when something is asked of it: most contexts lie
// in folders that Find has listed, and hold no links. It is safe for concurrent use.
type lazyRoot struct {
	dir  string
	once sync.Once
	root *os.Root
	err  error
}

func (r *lazyRoot) fs() (fs.FS, error) {
	r.once.Do(func() { r.root, r.err = os.OpenRoot(r.dir) })
	if r.err != nil {
		return nil, r.err
	}
	return r.root.FS(), nil
}

func (r *lazyRoot) close() error {
	r.once.Do(func() { r.err = fs.ErrClosed })
	if r.root == nil {
		return nil
	}
	return r.root.Close()
}

// within returns the slash path of file relative to dir, if it lies in there.
func within(dir, file string) (string, bool) {
	relative, err := filepath.Rel(dir, file)
	if err != nil { // only one is absolute, or dir leads up from the current folder
		absolute, fileErr := filepath.Abs(file)
		base, dirErr := filepath.Abs(dir)
		if fileErr != nil || dirErr != nil {
			return "", false
		}
		relative, err = filepath.Rel(base, absolute)
	}
	if err != nil || relative == ".." || strings.HasPrefix(relative, ".."+string(filepath.Separator)) {
		return "", false
	}
	return filepath.ToSlash(relative), true
}
