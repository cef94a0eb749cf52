package project

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// tree makes a file system of empty files, except those written "name=content".
func tree(files ...string) fstest.MapFS {
	m := fstest.MapFS{}
	for _, f := range files {
		name, content, _ := strings.Cut(f, "=")
		m[name] = &fstest.MapFile{Data: []byte(content), Mode: 0o644}
	}
	return m
}

func mustNew(t *testing.T, fsys fs.FS, dockerfile string) *Context {
	t.Helper()
	c, err := New(fsys, dockerfile)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// walked lists everything below dir, directories with a slash.
func walked(t *testing.T, c *Context, dir string) []string {
	t.Helper()
	var got []string
	err := c.Walk(dir, func(p string, d fs.DirEntry) error {
		if d.IsDir() {
			p += "/"
		}
		got = append(got, p)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestIgnore(t *testing.T) {
	files := []string{"Dockerfile", "a.log", "src/a.go", "src/b.log", "src/deep/c.go", "node_modules/x/index.js"}
	tests := map[string]struct {
		ignore string
		want   []string
	}{
		"nothing": {"", []string{"Dockerfile", "a.log", "node_modules/", "node_modules/x/",
			"node_modules/x/index.js", "src/", "src/a.go", "src/b.log", "src/deep/", "src/deep/c.go"}},
		"directory, comment and leading slash": {"# deps\n/node_modules\n", []string{"Dockerfile", "a.log", "src/", "src/a.go", "src/b.log", "src/deep/", "src/deep/c.go"}},
		"one level only":                       {"*.log\nnode_modules/\n", []string{"Dockerfile", "src/", "src/a.go", "src/b.log", "src/deep/", "src/deep/c.go"}},
		"every level":                          {"**/*.log\nnode_modules", []string{"Dockerfile", "src/", "src/a.go", "src/deep/", "src/deep/c.go"}},
		"all but":                              {"*\n!src/deep\n", []string{"src/", "src/deep/", "src/deep/c.go"}},
		"all but by pattern":                   {"**\n!**/*.go\n", []string{"src/", "src/a.go", "src/deep/", "src/deep/c.go"}},
		"last one wins":                        {"*\n!src\nsrc/deep\n!src/deep/c.go\nsrc/deep\n", []string{"src/", "src/a.go", "src/b.log"}},
		"the dot is no pattern":                {".\nnode_modules\nsrc\n", []string{"Dockerfile", "a.log"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			fsys := tree(files...)
			c, err := NewIgnoring(fsys, ".dockerignore", strings.NewReader(test.ignore))
			if err != nil {
				t.Fatal(err)
			}
			got := walked(t, c, ".")
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("walk (-want +got):\n%s", diff)
			}
			// Exists must agree with Walk on every path there is.
			in := map[string]bool{}
			for _, p := range got {
				in[strings.TrimSuffix(p, "/")] = true
			}
			for _, f := range files {
				for p := f; p != "."; p = filepath.Dir(p) {
					if c.Exists(p) != in[p] {
						t.Errorf("Exists(%q) = %v, walk says %v", p, c.Exists(p), in[p])
					}
				}
			}
		})
	}
}

func TestWhichIgnoreFile(t *testing.T) {
	tests := map[string]struct {
		files      []string
		dockerfile string
		visible    string
		hidden     string
	}{
		"of the root":                        {[]string{".dockerignore=a"}, "Dockerfile", "b", "a"},
		"of the Dockerfile alone":            {[]string{".dockerignore=a", "Dockerfile.dockerignore=b"}, "Dockerfile", "a", "b"},
		"of the root for a Dockerfile below": {[]string{".dockerignore=a"}, "docker/api.Dockerfile", "b", "a"},
		"of a Dockerfile below":              {[]string{".dockerignore=a", "docker/api.Dockerfile.dockerignore=b"}, "docker/api.Dockerfile", "a", "b"},
		"of another Dockerfile":              {[]string{"Dockerfile.dockerignore=a"}, "web.Dockerfile", "a", "absent"},
		"of the root for one elsewhere":      {[]string{".dockerignore=a"}, "", "b", "a"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c := mustNew(t, tree(append(test.files, "a", "b")...), test.dockerfile)
			if !c.Exists(test.visible) || c.Exists(test.hidden) {
				t.Errorf("Exists(%s) = %v, want true; Exists(%s) = %v, want false",
					test.visible, c.Exists(test.visible), test.hidden, c.Exists(test.hidden))
			}
		})
	}
}

func TestMalformedIgnoreFileNamesItself(t *testing.T) {
	_, err := New(tree("Dockerfile.dockerignore=[a"), "Dockerfile")
	if err == nil || !strings.HasPrefix(err.Error(), "Dockerfile.dockerignore: ") {
		t.Errorf("error = %v, want one that begins with the file's name", err)
	}
}

// countingFS tells which directories were listed.
type countingFS struct {
	fstest.MapFS
	listed map[string]bool
}

func (c countingFS) ReadDir(name string) ([]fs.DirEntry, error) {
	c.listed[name] = true
	return c.MapFS.ReadDir(name)
}

func TestWalkPrunesIgnoredDirectories(t *testing.T) {
	fsys := countingFS{tree(".dockerignore=node_modules\nvendor\n!vendor/ours", "node_modules/a/b.js", "vendor/theirs/x.go", "vendor/ours/y.go"), map[string]bool{}}
	walked(t, mustNew(t, fsys, "Dockerfile"), ".")
	want := map[string]bool{".": true, "vendor": true, "vendor/ours": true}
	if diff := cmp.Diff(want, fsys.listed); diff != "" {
		t.Errorf("directories listed (-want +got):\n%s", diff)
	}
}

func TestGlob(t *testing.T) {
	c := mustNew(t, tree(".dockerignore=*.md", "README.md", "package.json", "package-lock.json", ".env", "a[1].txt",
		"src/main.go", "src/sub/main.go", "lib/x.go"), "")
	tests := map[string][]string{
		"package*.json":        {"package-lock.json", "package.json"},
		"./package?json":       {"package.json"},
		"/src":                 {"src"},
		"../package.json":      {"package.json"}, // docker never leaves the context
		".":                    {"."},
		"*":                    {".dockerignore", ".env", "a[1].txt", "lib", "package-lock.json", "package.json", "src"},
		"*/*.go":               {"lib/x.go", "src/main.go"},
		"s*/sub/main.go":       {"src/sub/main.go"},
		"*.md":                 nil,
		"README.md":            nil,
		"[ps]*":                {"package-lock.json", "package.json", "src"},
		`a\[1].txt`:            {"a[1].txt"},
		"[":                    nil,
		"package.json/nothing": nil,
	}
	for pattern, want := range tests {
		if diff := cmp.Diff(want, c.Glob(pattern), cmp.Transformer("empty", func(s []string) []string { return append([]string{}, s...) })); diff != "" {
			t.Errorf("Glob(%q) (-want +got):\n%s", pattern, diff)
		}
	}
}

func TestReadFile(t *testing.T) {
	fsys := tree(".dockerignore=secret", "secret=x", "package.json={}")
	fsys["big"] = &fstest.MapFile{Data: make([]byte, MaxFileSize+1)}
	fsys["full"] = &fstest.MapFile{Data: make([]byte, MaxFileSize)}
	c := mustNew(t, fsys, "")
	if b, err := c.ReadFile("/package.json"); err != nil || string(b) != "{}" {
		t.Errorf("ReadFile(/package.json) = %q, %v", b, err)
	}
	if b, err := c.ReadFile("full"); err != nil || len(b) != MaxFileSize {
		t.Errorf("ReadFile(full) = %d bytes, %v", len(b), err)
	}
	for name, want := range map[string]error{"secret": fs.ErrNotExist, "absent": fs.ErrNotExist, "big": ErrTooLarge} {
		if _, err := c.ReadFile(name); !errors.Is(err, want) {
			t.Errorf("ReadFile(%s) error = %v, want %v", name, err, want)
		}
	}
	if _, err := c.ReadFile("."); err == nil {
		t.Error("ReadFile of a directory succeeded")
	}
}

func TestWalkSkips(t *testing.T) {
	c := mustNew(t, tree("a/1", "a/2", "b/1", "c"), "")
	var got []string
	err := c.Walk("", func(p string, d fs.DirEntry) error {
		got = append(got, p)
		switch p {
		case "a/1", "b":
			return fs.SkipDir
		}
		return nil
	})
	if diff := cmp.Diff([]string{"a", "a/1", "b", "c"}, got); diff != "" || err != nil {
		t.Errorf("error %v, visited (-want +got):\n%s", err, diff)
	}
	stop := errors.New("stop")
	if err := c.Walk(".", func(string, fs.DirEntry) error { return stop }); err != stop {
		t.Errorf("error = %v, want the callback's", err)
	}
	if err := c.Walk("absent", func(string, fs.DirEntry) error { return stop }); err != nil {
		t.Errorf("error = %v for an absent directory", err)
	}
}

func TestLinksThatLeaveTheContextAreAbsent(t *testing.T) {
	outside := t.TempDir()
	dir := t.TempDir()
	for _, f := range []string{filepath.Join(outside, "secret"), filepath.Join(dir, "real")} {
		if err := os.WriteFile(f, []byte("x"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for name, target := range map[string]string{"in": "real", "out": filepath.Join(outside, "secret"), "dir": outside, "nowhere": "gone"} {
		if err := os.Symlink(target, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	c := mustNew(t, root.FS(), "")
	if diff := cmp.Diff([]string{"in", "real"}, walked(t, c, ".")); diff != "" {
		t.Errorf("walk (-want +got):\n%s", diff)
	}
	for _, p := range []string{"out", "dir", "dir/secret", "nowhere"} {
		if c.Exists(p) || c.IsDir(p) {
			t.Errorf("%s exists", p)
		}
		if _, err := c.ReadFile(p); err == nil {
			t.Errorf("%s was read", p)
		}
	}
}

func TestNone(t *testing.T) {
	for name, c := range map[string]*Context{"None": None(), "nil": mustNew(t, nil, "Dockerfile")} {
		if c.Known() || c.Exists(".") || c.IsDir(".") || c.Glob("*") != nil || walked(t, c, ".") != nil {
			t.Errorf("%s: something is known of an unknown context", name)
		}
		if _, err := c.ReadFile("go.mod"); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: ReadFile error = %v", name, err)
		}
	}
}
