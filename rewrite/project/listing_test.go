package project

import (
	"io/fs"
	"testing"
	"testing/fstest"
)

// closed is a file system of which one folder can't be listed, though files in it can be
// opened, as a folder without the right to read it.
type closed struct{ fstest.MapFS }

func (c closed) ReadDir(name string) ([]fs.DirEntry, error) {
	if name == "closed" {
		return nil, fs.ErrPermission
	}
	return c.MapFS.ReadDir(name)
}

func TestFolderThatCantBeListed(t *testing.T) {
	c, err := New(closed{fstest.MapFS{"closed/file": {Data: []byte("x")}, "open/file": {}}}, "")
	if err != nil {
		t.Fatal(err)
	}
	if !c.Exists("closed/file") || c.IsDir("closed/file") || c.Exists("closed/gone") || c.Exists("closed/file/below") {
		t.Error("what lies in a closed folder is not told apart")
	}
	if text, err := c.ReadFile("closed/file"); err != nil || string(text) != "x" {
		t.Errorf("it holds %q, %v", text, err)
	}
}

// counted counts how often folders are listed and files asked for.
type counted struct {
	fstest.MapFS
	calls map[string]int
}

func (c counted) ReadDir(name string) ([]fs.DirEntry, error) {
	c.calls["list "+name]++
	return c.MapFS.ReadDir(name)
}

func (c counted) Stat(name string) (fs.FileInfo, error) {
	c.calls["stat"]++
	return c.MapFS.Stat(name)
}

// TestFoldersAreListedOnce: a context is asked for the same folders again and again.
func TestFoldersAreListedOnce(t *testing.T) {
	fsys := counted{fstest.MapFS{"a/b/1": {}, "a/b/2": {}, ".dockerignore": {}}, map[string]int{}}
	c, err := New(fsys, "Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range []string{"a/b/1", "a/b/2", "a/b/3", "gone/1", "gone/2", "a/b/1"} {
		c.Exists(p)
		_, _ = c.ReadFile(p)
	}
	if fsys.calls["list ."] != 1 || fsys.calls["list a"] != 1 || fsys.calls["list a/b"] != 1 || len(fsys.calls) != 3 {
		t.Errorf("calls: %v", fsys.calls)
	}
}
