package bulk

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/project"
)

// Context is an open build context. Close it when the file is done.
type Context struct {
	*project.Context
	// Dir is its folder, as it was given; "" for NoContext.
	Dir  string
	root *os.Root // nil for NoContext
}

// NoContext is the context of a Dockerfile that has no place, so that nothing is
// known of the files it copies.
func NoContext() *Context { return &Context{Context: project.None()} }

// Close lets go of the folder.
func (c *Context) Close() error {
	if c == nil || c.root == nil {
		return nil
	}
	return c.root.Close()
}

// OpenContext opens the folder dir as the build context of a Dockerfile. Nothing
// outside of dir is ever read, also not through links. The ignore file is that of
// docker build: the one beside the Dockerfile that has its name, wherever the
// Dockerfile lies, else the .dockerignore of dir. dockerfile may be "" for one that
// has no place, such as standard input. The error says that dir is no folder or its
// ignore file malformed.
func OpenContext(dir, dockerfile string) (*Context, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	c, err := newContext(root, dir, dockerfile)
	if err != nil {
		root.Close()
		return nil, fmt.Errorf("build context %s: %w", dir, err)
	}
	return &Context{c, dir, root}, nil
}

func newContext(root *os.Root, dir, dockerfile string) (*project.Context, error) {
	if dockerfile == "" {
		return project.New(root.FS(), "")
	}
	if name, ok := within(dir, dockerfile); ok {
		return project.New(root.FS(), name)
	}
	own, err := os.Open(dockerfile + ".dockerignore")
	if err != nil {
		return project.New(root.FS(), "")
	}
	defer own.Close()
	return project.NewIgnoring(root.FS(), own.Name(), own)
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
