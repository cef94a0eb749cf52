package toolchain

import (
	"bytes"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
)

// treeFS is what is known of an image's files as an fs.FS: those of the build
// context and of heredocs, at the paths where COPY put them.
type treeFS struct{ img *image.Image }

// Open implements fs.FS.
func (f treeFS) Open(name string) (fs.File, error) {
	info, err := f.Stat(name)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		entries, err := f.ReadDir(name)
		return &treeDir{info, entries}, err
	}
	b, err := f.ReadFile(name)
	return &treeFile{info.(treeInfo), bytes.NewReader(b)}, err
}

// ReadFile implements fs.ReadFileFS.
func (f treeFS) ReadFile(name string) ([]byte, error) {
	b, ok := f.img.Tree.ReadFile("/" + name)
	if !ok {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return b, nil
}

// Remember implements project.Remembering.
func (f treeFS) Remember(key any, read func() any) any { return f.img.Context.Remember(key, read) }

// Stat implements fs.StatFS.
func (f treeFS) Stat(name string) (fs.FileInfo, error) {
	if name == "." {
		return treeInfo{name: ".", dir: true}, nil
	}
	e, presence := f.img.Tree.Lookup("/" + name)
	if presence != image.Present {
		return nil, &fs.PathError{Op: "stat", Path: name, Err: fs.ErrNotExist}
	}
	return treeInfo{name: path.Base(name), dir: e.Dir}, nil
}

// ReadDir implements fs.ReadDirFS.
func (f treeFS) ReadDir(name string) ([]fs.DirEntry, error) {
	dir := path.Join("/", name)
	names := map[string]bool{}
	for _, e := range f.img.Tree.Entries() {
		for _, child := range f.children(e, dir) {
			names[child] = true
		}
	}
	var found []fs.DirEntry
	for child := range names {
		if info, err := f.Stat(path.Join(name, child)); err == nil {
			found = append(found, fs.FileInfoToDirEntry(info))
		}
	}
	slices.SortFunc(found, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return found, nil
}

// children are the names in dir that an entry brings, or covers.
func (f treeFS) children(e image.Entry, dir string) []string {
	if e.Kind == image.Removed {
		return nil
	}
	if rest, ok := strings.CutPrefix(e.Path, strings.TrimSuffix(dir, "/")+"/"); ok && rest != "" {
		first, _, _ := strings.Cut(rest, "/")
		return []string{first}
	}
	if !e.Whole || !image.Within(dir, e.Path) {
		return nil
	}
	source := path.Join(e.Source, strings.TrimPrefix(dir, e.Path))
	switch {
	case e.Kind == image.FromContext:
		return contextChildren(f.img.Context, source)
	case e.Kind == image.FromStage && e.From != nil:
		entries, _ := treeFS{e.From}.ReadDir(strings.TrimPrefix(path.Join("/", source), "/"))
		var names []string
		for _, d := range entries {
			names = append(names, d.Name())
		}
		return names
	}
	return nil
}

func contextChildren(c *project.Context, dir string) []string {
	var names []string
	_ = c.Walk(dir, func(p string, d fs.DirEntry) error {
		names = append(names, d.Name())
		if d.IsDir() {
			return fs.SkipDir
		}
		return nil
	})
	return names
}

type treeInfo struct {
	name string
	dir  bool
}

func (i treeInfo) Name() string       { return i.name }
func (i treeInfo) Size() int64        { return 0 }
func (i treeInfo) ModTime() time.Time { return time.Time{} }
func (i treeInfo) IsDir() bool        { return i.dir }
func (i treeInfo) Sys() any           { return nil }

func (i treeInfo) Mode() fs.FileMode {
	if i.dir {
		return fs.ModeDir | 0o755
	}
	return 0o644
}

type treeFile struct {
	treeInfo
	io.Reader
}

func (f *treeFile) Stat() (fs.FileInfo, error) { return f.treeInfo, nil }
func (f *treeFile) Close() error               { return nil }

type treeDir struct {
	fs.FileInfo
	entries []fs.DirEntry
}

func (d *treeDir) Stat() (fs.FileInfo, error) { return d.FileInfo, nil }
func (d *treeDir) Close() error               { return nil }
func (d *treeDir) Read([]byte) (int, error) {
	return 0, &fs.PathError{Op: "read", Path: d.Name(), Err: fs.ErrInvalid}
}

// ReadDir implements fs.ReadDirFile.
func (d *treeDir) ReadDir(n int) ([]fs.DirEntry, error) {
	if n <= 0 || n > len(d.entries) {
		n = len(d.entries)
	}
	found := d.entries[:n]
	d.entries = d.entries[n:]
	return found, nil
}
