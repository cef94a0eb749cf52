package rewrite

import (
	"io/fs"
	"path/filepath"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	"github.com/dfmigrate/dfmigrate/rewrite/project"
)

// seed is one case of golden/: a Dockerfile with its build context.
type seed struct {
	name       string
	dockerfile []byte
	context    fs.FS
}

// seeds returns the golden cases in a folder of golden/, "*" for all.
func seeds(t testing.TB, folder string) []seed {
	t.Helper()
	paths, err := filepath.Glob("../golden/" + folder + "/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no golden cases in %s: %v", folder, err)
	}
	var out []seed
	for _, path := range paths {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		files := fstest.MapFS{}
		for _, f := range archive.Files {
			files[f.Name] = &fstest.MapFile{Data: f.Data, Mode: 0o644}
		}
		if d := files["Dockerfile"]; d != nil {
			out = append(out, seed{path, d.Data, files})
		}
	}
	return out
}

func buildContext(t testing.TB, fsys fs.FS) *project.Context {
	t.Helper()
	c, err := project.New(fsys, "Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	return c
}
