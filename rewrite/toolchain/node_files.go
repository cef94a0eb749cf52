package toolchain

import (
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
)

// imageFiles is an image seen as project.Files: the files whose content is known
// without building, at the paths that they have in the image. Paths have no
// leading slash.
type imageFiles struct {
	tree    *image.Tree
	context *project.Context
	// list is every file, sorted; made on first use.
	list []string
}

func newImageFiles(img *image.Image) *imageFiles {
	return &imageFiles{tree: img.Tree, context: img.Context}
}

func (f *imageFiles) ReadFile(p string) ([]byte, error) {
	content, ok := f.tree.ReadFile("/" + p)
	if !ok {
		return nil, &fs.PathError{Op: "open", Path: "/" + p, Err: fs.ErrNotExist}
	}
	return content, nil
}

func (f *imageFiles) Exists(p string) bool {
	e, _, presence := f.tree.Origin("/" + p)
	if presence == image.Present && e.Kind == image.FromContext {
		return e.Dir || f.context.Exists(e.Source)
	}
	return presence == image.Present
}

// Name is the path of a file in the context, or in the image when it isn't from there.
func (f *imageFiles) Name(p string) string {
	if e, _, presence := f.tree.Origin("/" + p); presence == image.Present && e.Kind == image.FromContext {
		return e.Source
	}
	return "/" + p
}

func (f *imageFiles) IsDir(p string) bool {
	e, presence := f.tree.Lookup("/" + p)
	return presence == image.Present && e.Dir
}

// Walk visits what came from the context or a heredoc; what RUN makes is unknown.
func (f *imageFiles) Walk(dir string, fn func(p string, d fs.DirEntry) error) error {
	dir = strings.Trim(path.Clean(dir), "/")
	prefix := dir + "/"
	if dir == "." || dir == "" {
		prefix = ""
	}
	var skipped string
	seen := map[string]bool{}
	for _, file := range f.files() {
		rest, ok := strings.CutPrefix(file, prefix)
		if !ok || skipped != "" && strings.HasPrefix(file, skipped) {
			continue
		}
		skip, err := f.parents(prefix, rest, seen, fn)
		if err != nil {
			return err
		}
		if skip != "" {
			skipped = skip
			continue
		}
		switch err := fn(file, fileEntry{path.Base(file), false}); err {
		case nil, fs.SkipDir:
		case fs.SkipAll:
			return nil
		default:
			return err
		}
	}
	return nil
}

// parents reports the directories between prefix and a file that are new, and
// which of them fn wants to skip.
func (f *imageFiles) parents(prefix, rest string, seen map[string]bool, fn func(string, fs.DirEntry) error) (skip string, err error) {
	for i, c := range rest {
		if c != '/' {
			continue
		}
		dir := prefix + rest[:i]
		if seen[dir] {
			continue
		}
		seen[dir] = true
		switch err := fn(dir, fileEntry{path.Base(dir), true}); err {
		case nil:
		case fs.SkipDir:
			return dir + "/", nil
		default:
			return "", err
		}
	}
	return "", nil
}

// files lists the image's files of known content, sorted.
func (f *imageFiles) files() []string {
	if f.list == nil {
		found := map[string]bool{}
		f.collect(f.tree, "/", "/", found, 0)
		f.list = make([]string, 0, len(found))
		for p := range found {
			f.list = append(f.list, p)
		}
		slices.Sort(f.list)
	}
	return f.list
}

// collect finds the files at or below from in a tree, which lie at to in the image.
func (f *imageFiles) collect(tree *image.Tree, from, to string, found map[string]bool, depth int) {
	if depth > 20 {
		return
	}
	for _, e := range tree.Entries() {
		inside := image.Within(e.Path, from)
		if !inside && !(e.Whole && image.Within(from, e.Path)) {
			continue
		}
		at, source := path.Join(to, strings.TrimPrefix(e.Path, from)), e.Source
		if !inside {
			at, source = to, path.Join(e.Source, strings.TrimPrefix(from, e.Path))
		}
		switch {
		case e.Kind == image.FromHeredoc:
			f.add(found, at)
		case e.Kind == image.FromContext && !f.context.IsDir(source):
			f.add(found, at)
		case e.Kind == image.FromContext:
			f.context.Walk(source, func(p string, d fs.DirEntry) error {
				if d.IsDir() && (d.Name() == "node_modules" || d.Name() == ".git") {
					return fs.SkipDir
				}
				if !d.IsDir() {
					f.add(found, path.Join(at, strings.TrimPrefix(p, strings.TrimPrefix(source, "."))))
				}
				return nil
			})
		case e.Kind == image.FromStage && e.From != nil:
			f.collect(e.From.Tree, path.Clean("/"+source), at, found, depth+1)
		}
	}
}

// add takes a file up when it is still there and its content known.
func (f *imageFiles) add(found map[string]bool, at string) {
	if e, _, presence := f.tree.Origin(at); presence == image.Present && (e.Kind == image.FromContext || e.Kind == image.FromHeredoc) {
		found[strings.TrimPrefix(at, "/")] = true
	}
}

// fileEntry is a directory entry of a walk.
type fileEntry struct {
	name string
	dir  bool
}

func (e fileEntry) Name() string               { return e.name }
func (e fileEntry) IsDir() bool                { return e.dir }
func (e fileEntry) Info() (fs.FileInfo, error) { return fileInfo{e}, nil }
func (e fileEntry) Type() fs.FileMode {
	if e.dir {
		return fs.ModeDir
	}
	return 0
}

// fileInfo is all that is known of a file that has not been built.
type fileInfo struct{ fileEntry }

func (i fileInfo) Size() int64        { return 0 }
func (i fileInfo) Mode() fs.FileMode  { return i.Type() }
func (i fileInfo) ModTime() time.Time { return time.Time{} }
func (i fileInfo) Sys() any           { return nil }
