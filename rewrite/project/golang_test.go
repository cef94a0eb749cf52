package project

import (
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
)

// goTree makes a tree of Go code from the text of a txtar archive.
func goTree(t *testing.T, archive string) *GoTree {
	t.Helper()
	return NewGoTree(txtarFS(archive))
}

func txtarFS(archive string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for _, f := range txtar.Parse([]byte(archive)).Files {
		fsys[f.Name] = &fstest.MapFile{Data: f.Data}
	}
	return fsys
}

func TestGoModule(t *testing.T) {
	tree := goTree(t, `
-- app/go.mod --
module example.com/app/v2

go 1.22.3

require (
	example.com/lib v1.0.0
	example.com/deep v1.1.0 // indirect
)

replace example.com/lib => ../lib
-- app/cmd/server/main.go --
package main
-- lib/go.mod --
module example.com/lib
`)
	m, err := tree.Module("app/cmd/server")
	if err != nil {
		t.Fatal(err)
	}
	if m.Dir != "app" || m.Path != "example.com/app/v2" || m.Go != "1.22.3" {
		t.Errorf("got dir %q, path %q, go %q", m.Dir, m.Path, m.Go)
	}
	want := []GoRequire{
		{Path: "example.com/lib", Version: "v1.0.0"},
		{Path: "example.com/deep", Version: "v1.1.0", Indirect: true},
	}
	if diff := cmp.Diff(want, m.Requires); diff != "" {
		t.Error(diff)
	}
	if got := m.ImportPath("app/cmd/server"); got != "example.com/app/v2/cmd/server" {
		t.Errorf("import path %q", got)
	}
	for importPath, want := range map[string]string{
		"example.com/app/v2/cmd/server": "app/cmd/server",
		"example.com/lib":               "lib",
		"example.com/library":           "",
		"example.com/app/v2/absent":     "",
	} {
		if dir, _ := tree.Locate(m, importPath); dir != want {
			t.Errorf("%s lies in %q, want %q", importPath, dir, want)
		}
	}
}

func TestGoModuleOfWorkspace(t *testing.T) {
	tree := goTree(t, `
-- go.work --
go 1.22

use (
	./app
	./lib
)
-- app/go.mod --
module example.com/app
-- lib/go.mod --
module example.com/lib
-- lib/log/log.go --
package log
-- other/go.mod --
module example.com/other
`)
	app, err := tree.Module("app")
	if err != nil {
		t.Fatal(err)
	}
	if dir, _ := tree.Locate(app, "example.com/lib/log"); dir != "lib/log" {
		t.Errorf("a workspace member was found in %q", dir)
	}
	other, err := tree.Module("other")
	if err != nil {
		t.Fatal(err)
	}
	if dir, ok := tree.Locate(other, "example.com/lib/log"); ok {
		t.Errorf("a module outside of the workspace found %q", dir)
	}
}

func TestGoModuleAbsentOrMalformed(t *testing.T) {
	tree := goTree(t, "-- bad/go.mod --\nmodule\n-- plain/main.go --\npackage main\n")
	if m, err := tree.Module("plain"); m != nil || err != nil {
		t.Errorf("no go.mod gave %v, %v", m, err)
	}
	if _, err := tree.Module("bad"); err == nil {
		t.Error("a malformed go.mod was accepted")
	}
}

// The names are those that go build gave its outputs.
func TestGoBinaryName(t *testing.T) {
	for importPath, want := range map[string]string{
		"example.com/app":            "app",
		"example.com/app/v2":         "app",
		"example.com/app/v2/cmd/api": "api",
		"example.com/app/v1":         "v1",
		"example.com/app/v02":        "v02",
		"example.com/app/v10":        "app",
		"app":                        "app",
		"v2":                         "v2",
	} {
		if got := GoBinaryName(importPath); got != want {
			t.Errorf("%s: %q, want %q", importPath, got, want)
		}
	}
}
