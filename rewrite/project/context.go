// Package project reads a build context: which files it offers a COPY, what a
// .dockerignore hides of it, and what the manifests in it (go.mod, package.json,
// pyproject.toml, pom.xml and the like) say about the program.
package project

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
)

// MaxFileSize is the most bytes that ReadFile returns of one file. Manifests and
// scripts are far smaller; what is larger is data that nobody should parse.
const MaxFileSize = 4 << 20

// ErrTooLarge is why ReadFile gives up on a file of more than MaxFileSize bytes.
var ErrTooLarge = errors.New("file is larger than 4 MiB")

// Context is a build context: the files that the builder is sent, without those
// that its ignore file hides. Paths are written with slashes, relative to the
// root of the context; a leading "/" and any ".." are taken as docker build takes
// them, so that no path leaves the context. Nothing is read before it is asked
// for. A Context may be used by several goroutines.
type Context struct {
	fsys   fs.FS // nil when nothing is known of the context
	ignore *ignore

	mu       sync.Mutex
	listings map[string]listing
	files    map[string]fileRead

	made sync.Map // see Remember
}

// fileRead is what reading one file came to.
type fileRead struct {
	content []byte
	err     error
}

// None returns the Context of a Dockerfile whose build context is not at hand:
// no file exists in it, and Known is false.
func None() *Context { return &Context{} }

// New returns the context with its root at fsys. dockerfileName is the slash path
// of the Dockerfile in fsys; "" stands for one that lies elsewhere. The ignore file
// is <dockerfileName>.dockerignore when there is one, else the .dockerignore of the
// root; the one is not added to the other. A nil fsys gives None.
func New(fsys fs.FS, dockerfileName string) (*Context, error) {
	if fsys == nil {
		return None(), nil
	}
	c := newContext(fsys, &ignore{})
	names := []string{".dockerignore"}
	if dockerfileName != "" {
		names = []string{clean(dockerfileName) + ".dockerignore", ".dockerignore"}
	}
	for _, name := range names {
		if _, ok := c.mode(name); !ok {
			continue
		}
		f, err := fsys.Open(name)
		if err != nil {
			continue
		}
		defer f.Close()
		if c.ignore, err = readIgnore(name, f); err != nil {
			return nil, err
		}
		break
	}
	return c, nil
}

// NewIgnoring returns the context with its root at fsys and the ignore file r in
// place of the context's own: a Dockerfile that lies outside of its context may
// still have a <Dockerfile>.dockerignore beside it. name is for the error, which
// says that a pattern is malformed.
func NewIgnoring(fsys fs.FS, name string, r io.Reader) (*Context, error) {
	ig, err := readIgnore(name, r)
	if err != nil {
		return nil, err
	}
	return newContext(fsys, ig), nil
}

func newContext(fsys fs.FS, ig *ignore) *Context {
	return &Context{
		fsys:     fsys,
		ignore:   ig,
		listings: map[string]listing{},
		files:    map[string]fileRead{},
	}
}

// Known reports whether there is a context to look into. When it is false, the
// absence of a file says nothing.
func (c *Context) Known() bool { return c.fsys != nil }

// Exists reports whether p is a file or directory that a COPY would find. An
// ignored directory exists when something below it is not ignored.
func (c *Context) Exists(p string) bool {
	if !c.Known() {
		return false
	}
	p = clean(p)
	mode, ok := c.mode(p)
	return ok && c.visible(p, mode.IsDir())
}

// IsDir reports whether p exists and is a directory, or a link to one.
func (c *Context) IsDir(p string) bool {
	if !c.Known() {
		return false
	}
	p = clean(p)
	mode, ok := c.mode(p)
	return ok && mode.IsDir() && c.visible(p, true)
}

// ReadFile returns the content of the file p, which the caller must not change.
// The error is fs.ErrNotExist for what is absent or ignored, and ErrTooLarge for
// what has more than MaxFileSize bytes.
func (c *Context) ReadFile(p string) ([]byte, error) {
	if !c.Known() {
		return nil, &fs.PathError{Op: "open", Path: p, Err: fs.ErrNotExist}
	}
	p = clean(p)
	c.mu.Lock()
	read, ok := c.files[p]
	c.mu.Unlock()
	if !ok {
		read.content, read.err = c.readFile(p)
		c.mu.Lock()
		c.files[p] = read
		c.mu.Unlock()
	}
	return read.content, read.err
}

func (c *Context) readFile(p string) ([]byte, error) {
	if c.ignore.matches(p) {
		return nil, &fs.PathError{Op: "open", Path: p, Err: fs.ErrNotExist}
	}
	mode, ok := c.mode(p)
	if !ok {
		return nil, &fs.PathError{Op: "open", Path: p, Err: fs.ErrNotExist}
	}
	if !mode.IsRegular() { // opening a pipe would wait for its writer
		return nil, &fs.PathError{Op: "read", Path: p, Err: errors.New("not a regular file")}
	}
	f, err := c.fsys.Open(p)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	var content bytes.Buffer
	content.Grow(int(min(info.Size(), MaxFileSize)) + bytes.MinRead)
	if _, err := content.ReadFrom(io.LimitReader(f, MaxFileSize+1)); err != nil {
		return nil, err
	}
	if content.Len() > MaxFileSize {
		return nil, &fs.PathError{Op: "read", Path: p, Err: ErrTooLarge}
	}
	return content.Bytes(), nil
}

// Glob returns the paths that the source of a COPY stands for, sorted: "*", "?"
// and "[…]" match within one path element as filepath.Match has it (names that
// begin with a dot included), and a path without them stands for itself. The
// result is empty when nothing matches or the pattern is malformed.
func (c *Context) Glob(pattern string) []string {
	if !c.Known() {
		return nil
	}
	found := []string{"."}
	for _, element := range strings.Split(clean(pattern), "/") {
		if element == "." {
			continue
		}
		var next []string
		for _, dir := range found {
			next = append(next, c.matchIn(dir, element)...)
		}
		found = next
	}
	return slices.DeleteFunc(found, func(p string) bool { return !c.Exists(p) })
}

// matchIn returns the paths in dir whose name one element of a pattern matches.
func (c *Context) matchIn(dir, element string) []string {
	if !strings.ContainsAny(element, `*?[\`) {
		return []string{path.Join(dir, element)}
	}
	var found []string
	for _, d := range c.readDir(dir) {
		if ok, err := path.Match(element, d.Name()); err == nil && ok {
			found = append(found, path.Join(dir, d.Name()))
		}
	}
	return found
}

// Walk calls fn for everything below dir that is not ignored, each directory
// before its content, sorted by name. Links are reported, not followed. fn may
// return fs.SkipDir or fs.SkipAll; any other error ends the walk and is returned.
// A dir that does not exist has nothing below it.
func (c *Context) Walk(dir string, fn func(p string, d fs.DirEntry) error) error {
	if !c.IsDir(dir) {
		return nil
	}
	err := c.walk(clean(dir), fn)
	if err == fs.SkipAll || err == fs.SkipDir {
		return nil
	}
	return err
}

func (c *Context) walk(dir string, fn func(p string, d fs.DirEntry) error) error {
	for _, d := range c.readDir(dir) {
		p := path.Join(dir, d.Name())
		if !c.visible(p, d.IsDir()) {
			continue
		}
		err := fn(p, d)
		if err == nil && d.IsDir() {
			err = c.walk(p, fn)
		}
		if err == fs.SkipDir && d.IsDir() {
			continue
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// visible reports whether the ignore file leaves something of p, which exists.
func (c *Context) visible(p string, isDir bool) bool {
	if p == "." || !c.ignore.matches(p) {
		return true
	}
	if !isDir || !c.ignore.mayReinclude(p) {
		return false
	}
	return slices.ContainsFunc(c.readDir(p), func(d fs.DirEntry) bool {
		return c.visible(path.Join(p, d.Name()), d.IsDir())
	})
}
