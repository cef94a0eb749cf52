package bulk

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dfmigrate/dfmigrate/rewrite/config"
)

// inTree makes files, each holding its name or what follows "=", and enters their
// folder. A name that ends in a slash is an empty folder; "a -> b" is a link.
func inTree(t *testing.T, files ...string) {
	t.Helper()
	t.Chdir(t.TempDir())
	for _, f := range files {
		if name, target, ok := cut(f, " -> "); ok {
			must(t, os.MkdirAll(filepath.Dir(name), 0o755))
			must(t, os.Symlink(target, name))
			continue
		}
		name, content, ok := cut(f, "=")
		if !ok {
			content = name
		}
		must(t, os.MkdirAll(filepath.Dir(name), 0o755))
		if name[len(name)-1] == '/' {
			must(t, os.MkdirAll(name, 0o755))
			continue
		}
		must(t, os.WriteFile(name, []byte(content), 0o644))
	}
}

func cut(s, sep string) (before, after string, ok bool) {
	for i := range len(s) - len(sep) + 1 {
		if s[i:i+len(sep)] == sep {
			return s[:i], s[i+len(sep):], true
		}
	}
	return s, "", false
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func found(t *testing.T, paths, exclude []string) []string {
	t.Helper()
	inputs, err := new(Folders).Find(paths, Selection{Exclude: patterns(t, exclude...)}, configs(t))
	must(t, err)
	var got []string
	for _, in := range inputs {
		switch {
		case errors.Is(in.Err, fs.ErrNotExist):
			in.Path += " absent"
		case in.Err == ErrNoDockerfile:
			in.Path += " has none"
		case in.Err != nil:
			in.Path += " " + in.Err.Error()
		}
		got = append(got, in.Path)
	}
	return got
}

func TestFind(t *testing.T) {
	inTree(t,
		"Dockerfile", "Dockerfile.dockerignore", "Dockerfile.md", "Dockerfile.prod.orig", "MyDockerfile", "README.md",
		"a/Dockerfile.dev", "a/web.Dockerfile", "a/api.dockerfile", "a/Dockerfile-alpine", "a/Containerfile.x", "a/.Dockerfile",
		"a/Dockerfiles/readme", "a/Dockerfile.dir/x", "a/Dockerfilex",
		"b/.git/Dockerfile", "b/node_modules/x/Dockerfile", "b/vendor/Dockerfile", "b/.devcontainer/Dockerfile", "b/dockerfile", "b/dockerfile.go",
		"empty/",
		"links/Dockerfile -> ../a/web.Dockerfile", "links/Dockerfile.lost -> nowhere", "links/Dockerfile.txt -> ../MyDockerfile",
	)
	walked := []string{"Dockerfile",
		"a/Containerfile.x", "a/Dockerfile-alpine", "a/Dockerfile.dev", "a/api.dockerfile", "a/web.Dockerfile",
		"b/.devcontainer/Dockerfile", "b/dockerfile", "links/Dockerfile.txt"}
	tests := map[string]struct {
		paths, exclude, want []string
	}{
		"walk":                            {[]string{"."}, nil, walked},
		"walk by another name":            {[]string{"a/../"}, nil, walked},
		"a file of any name":              {[]string{"MyDockerfile"}, nil, []string{"MyDockerfile"}},
		"order of the arguments":          {[]string{"b", "Dockerfile"}, nil, []string{"b/.devcontainer/Dockerfile", "b/dockerfile", "Dockerfile"}},
		"each once":                       {[]string{"b/dockerfile", "./b/dockerfile", "b", "-", "-"}, nil, []string{"b/dockerfile", "b/.devcontainer/Dockerfile", "-"}},
		"a vendored folder that is named": {[]string{"b/vendor"}, nil, []string{"b/vendor/Dockerfile"}},
		"a link that is named":            {[]string{"links/Dockerfile"}, nil, []string{"links/Dockerfile"}},
		"nothing there":                   {[]string{"gone", "empty", "Dockerfile"}, nil, []string{"gone absent", "empty has none", "Dockerfile"}},
		"exclude a name":                  {[]string{"."}, []string{"Dockerfile*", "links"}, []string{"a/Containerfile.x", "a/api.dockerfile", "a/web.Dockerfile", "b/dockerfile"}},
		"exclude a folder":                {[]string{"."}, []string{"a/", "./links", "b/.devcontainer/**"}, []string{"Dockerfile", "b/dockerfile"}},
		"exclude relative to the walk":    {[]string{"a"}, []string{"a/Dockerfile.dev", "web.*"}, []string{"a/Containerfile.x", "a/Dockerfile-alpine", "a/api.dockerfile"}},
		"exclude, but":                    {[]string{"a"}, []string{"*", "!web.Dockerfile"}, []string{"a/web.Dockerfile"}},
		"exclude what is named":           {[]string{"Dockerfile", "b/dockerfile"}, []string{"b"}, []string{"Dockerfile"}},
		"exclude everything":              {[]string{"a"}, []string{"*"}, nil},
		"exclude every folder":            {[]string{"b"}, []string{"b/.devcontainer", "b/dockerfile"}, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, found(t, test.paths, test.exclude)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func patterns(t *testing.T, all ...string) *config.Patterns {
	t.Helper()
	p, err := config.NewPatterns(all)
	must(t, err)
	return p
}

func configs(t *testing.T) *Configs {
	t.Helper()
	c, err := NewConfigs("", time.Now())
	must(t, err)
	return c
}
func TestFindReportsWhatItCannotList(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may list every folder")
	}
	inTree(t, "a/Dockerfile", "b/Dockerfile")
	must(t, os.Chmod("a", 0))
	defer os.Chmod("a", 0o755)
	inputs, err := new(Folders).Find([]string{"."}, Selection{}, configs(t))
	must(t, err)
	if len(inputs) != 2 || !errors.Is(inputs[0].Err, fs.ErrPermission) || inputs[1].Path != "b/Dockerfile" {
		t.Errorf("found %v", inputs)
	}
}

func TestDefault(t *testing.T) {
	for want, files := range map[string][]string{
		"Dockerfile":    {"Dockerfile", "Containerfile"},
		"Containerfile": {"Containerfile", "a/Dockerfile"},
		".":             {"a/Dockerfile", "Dockerfile/"},
	} {
		inTree(t, files...)
		if got := Default(); got != want {
			t.Errorf("Default() with %v = %q, want %q", files, got, want)
		}
	}
}
