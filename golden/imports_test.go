package golden

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/dfmigrate/dfmigrate"

// floors are the packages from the roof to the ground; a package imports only
// from floors below its own. See docs/architecture.md.
var floors = [][]string{
	{""},
	{"rewrite/cli"},
	{"rewrite/bulk"},
	{"rewrite/report", "rewrite/config"},
	{"rewrite"},
	{"rewrite/plan", "rewrite/around"},
	{"rewrite/toolchain"},
	{"rewrite/image"},
	{"rewrite/base", "rewrite/project", "rewrite/shell", "rewrite/finding", "templates"},
	{"rewrite/dockerfile"},
	{"rewrite/source"},
}

// reserved names the only packages that may import a library.
var reserved = map[string]string{
	"github.com/moby/buildkit/frontend/dockerfile/parser": "rewrite/dockerfile",
	"mvdan.cc/sh/v3":                    "rewrite/shell",
	"github.com/urfave/cli/v2":          "rewrite/cli",
	"github.com/spf13/cobra":            "rewrite/cli",
	"github.com/sergi/go-diff":          "rewrite/report",
	"github.com/distribution/reference": "rewrite/dockerfile",
}

func TestImportsPointDownward(t *testing.T) {
	level := map[string]int{}
	for i, f := range floors {
		for _, p := range f {
			level[p] = i
		}
	}
	err := filepath.WalkDir("..", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel("..", p)
		rel = filepath.ToSlash(rel)
		if d.IsDir() && (strings.HasPrefix(d.Name(), ".") && rel != "." || rel == "golden") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(rel, ".go") || strings.HasSuffix(rel, "_test.go") {
			return nil
		}
		from := path.Dir(rel)
		if from == "." {
			from = ""
		}
		mine, known := level[from]
		if !known {
			t.Errorf("%s: the package has no floor in the house", rel)
		}
		f, err := parser.ParseFile(token.NewFileSet(), p, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, i := range f.Imports {
			name := strings.Trim(i.Path.Value, `"`)
			for lib, owner := range reserved {
				if (name == lib || strings.HasPrefix(name, lib+"/")) && from != owner {
					t.Errorf("%s imports %s, which only %s may", rel, name, owner)
				}
			}
			if to, ok := strings.CutPrefix(name, module); ok {
				to = strings.TrimPrefix(to, "/")
				if theirs, ok := level[to]; !ok || theirs <= mine {
					t.Errorf("%s imports %s, which is not below it", rel, to)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Contains(floors[len(floors)-1], "rewrite/source") {
		t.Error("rewrite/source is the ground")
	}
}
