package project

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const goMultiCommand = `
-- go.mod --
module example.com/app

go 1.22
-- cmd/api/main.go --
package main

import (
	"net/http"

	"example.com/app/internal/store"
	"example.com/app/internal/gen"
	"github.com/lib/pq"
)
-- cmd/api/main_test.go --
package main

import "github.com/stretchr/testify/assert"
-- cmd/api/main_windows.go --
package main

import "golang.org/x/sys/windows"
-- cmd/worker/main.go --
package main
-- cmd/worker/gen.go --
//go:build ignore

package notmain
-- internal/store/store.go --
package store

import "os"
-- internal/store/debug.go --
//go:build debug

package store

import "github.com/pkg/profile"
-- testdata/x/main.go --
package main
-- tools/go.mod --
module example.com/app/tools
-- tools/main.go --
package main
`

func TestGoProgramReaches(t *testing.T) {
	tree := goTree(t, goMultiCommand)
	p, err := tree.Program("cmd/api", nil, GoBuild{})
	if err != nil {
		t.Fatal(err)
	}
	var files []string
	for _, pkg := range p.Packages {
		files = append(files, pkg.Files...)
	}
	if diff := cmp.Diff([]string{"cmd/api/main.go", "internal/store/store.go"}, files); diff != "" {
		t.Error("files", diff)
	}
	if diff := cmp.Diff([]string{"github.com/lib/pq"}, p.External); diff != "" {
		t.Error("external", diff)
	}
	if diff := cmp.Diff([]string{"net/http", "os"}, p.Standard); diff != "" {
		t.Error("standard", diff)
	}
	if diff := cmp.Diff([]string{"example.com/app/internal/gen"}, p.Missing); diff != "" {
		t.Error("missing", diff)
	}
}

func TestGoProgramTags(t *testing.T) {
	tree := goTree(t, goMultiCommand)
	p, err := tree.Program("cmd/api", nil, GoBuild{Tags: []string{"debug"}})
	if err != nil {
		t.Fatal(err)
	}
	if !p.Imports("github.com/pkg/profile") {
		t.Error("the file of a build tag was left out")
	}
}

func TestGoProgramOfFiles(t *testing.T) {
	tree := goTree(t, `
-- main.go --
package main

import "example.com/one"
-- other.go --
package main

import "example.com/two"
`)
	p, err := tree.Program(".", []string{"main.go"}, GoBuild{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"example.com/one"}, p.External); diff != "" {
		t.Error(diff)
	}
}

func TestGoProgramOfGopath(t *testing.T) {
	tree := goTree(t, `
-- go/src/github.com/me/app/main.go --
package main

import (
	"github.com/me/app/db"
	"github.com/lib/pq"
	"github.com/else/where"
)
-- go/src/github.com/me/app/db/db.go --
package db
-- go/src/github.com/me/app/vendor/github.com/lib/pq/pq.go --
package pq
`)
	p, err := tree.Program("go/src/github.com/me/app", nil, GoBuild{})
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Packages) != 3 || !p.Imports("github.com/lib/pq") {
		t.Errorf("%d packages in the tree, want 3 with the vendored one", len(p.Packages))
	}
	if diff := cmp.Diff([]string{"github.com/else/where"}, p.External); diff != "" {
		t.Error(diff)
	}
}

func TestGoProgramWithoutFiles(t *testing.T) {
	tree := goTree(t, "-- docs/readme.txt --\n")
	if _, err := tree.Program("docs", nil, GoBuild{}); !errors.Is(err, ErrNoGoFiles) {
		t.Errorf("got %v", err)
	}
}

func TestGoMains(t *testing.T) {
	tree := goTree(t, goMultiCommand)
	want := []string{"cmd/api", "cmd/worker"}
	if diff := cmp.Diff(want, tree.Mains(".", GoBuild{})); diff != "" {
		t.Error(diff)
	}
}

func TestGoCgo(t *testing.T) {
	const head = "-- go.mod --\nmodule example.com/app\n-- main.go --\npackage main\n\n"
	for _, c := range []struct {
		name, archive string
		want          GoCgo
		reason        string
	}{
		{"pure", head + `import "net/http"`, CgoUnused, ""},
		{"unknown modules are pure", head + `import "github.com/any/thing"`, CgoUnused, ""},
		{"own C", head + "import \"C\"\n", CgoNeeded, `main.go imports "C"`},
		{"only in tests", head + "-- main_test.go --\npackage main\n\nimport \"C\"\n", CgoUnused, ""},
		{"only elsewhere", head + "-- main_darwin.go --\npackage main\n\nimport \"C\"\n", CgoUnused, ""},
		{"known module", head + `import _ "github.com/mattn/go-sqlite3"`, CgoNeeded,
			"github.com/mattn/go-sqlite3 is SQLite's C library; without cgo it builds, and every call fails"},
		{"major version", head + `import "github.com/davidbyttow/govips/v2/vips"`, CgoNeeded,
			"github.com/davidbyttow/govips/v2/vips links libvips"},
		{"pure alternative", head + `import _ "modernc.org/sqlite"`, CgoUnused, ""},
		{"no prefix of a name", head + `import _ "github.com/mattn/go-sqlite3x"`, CgoUnused, ""},
		{"plugin", head + `import "plugin"`, CgoNeeded, "package plugin loads shared objects"},
		{"with a replacement", head + "import \"example.com/app/fast\"\n" +
			"-- fast/c.go --\npackage fast\n\nimport \"C\"\n-- fast/pure.go --\n//go:build !cgo\n\npackage fast\n",
			CgoOptional, `fast/c.go imports "C"`},
		{"indirect", "-- go.mod --\nmodule example.com/app\n\nrequire github.com/mattn/go-sqlite3 v1.14.0 // indirect\n" +
			"-- main.go --\npackage main\n\nimport \"entgo.io/ent\"\n", CgoUnknown,
			"github.com/mattn/go-sqlite3 is SQLite's C library; without cgo it builds, and every call fails, and go.mod requires it for another module"},
		{"generated code", head + `import "example.com/app/gen"`, CgoUnknown,
			"example.com/app/gen is not in the build context"},
		{"vendored", head + "import \"example.com/c\"\n-- vendor/example.com/c/c.go --\npackage c\n\nimport \"C\"\n",
			CgoNeeded, `vendor/example.com/c/c.go imports "C"`},
		{"vendored with a stub", head + "import \"github.com/mattn/go-sqlite3\"\n" +
			"-- vendor/github.com/mattn/go-sqlite3/c.go --\npackage sqlite3\n\nimport \"C\"\n" +
			"-- vendor/github.com/mattn/go-sqlite3/mock.go --\n//go:build !cgo\n\npackage sqlite3\n",
			CgoNeeded, "github.com/mattn/go-sqlite3 is SQLite's C library; without cgo it builds, and every call fails"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, err := goTree(t, c.archive).Program(".", nil, GoBuild{})
			if err != nil {
				t.Fatal(err)
			}
			got, reasons := p.Cgo()
			if got != c.want {
				t.Errorf("got %v, want %v (%v)", got, c.want, reasons)
			}
			if c.reason != "" && (len(reasons) != 1 || reasons[0].String() != c.reason) {
				t.Errorf("reasons %v, want %q", reasons, c.reason)
			}
		})
	}
}
