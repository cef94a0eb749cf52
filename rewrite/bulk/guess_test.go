package bulk

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

func TestFindContext(t *testing.T) {
	tests := map[string]struct {
		files  []string
		path   string
		copies string
		want   string
	}{
		"its own folder":                     {[]string{".git/x", "svc/go.mod", "go.mod"}, "svc/Dockerfile", "COPY go.mod .", "svc"},
		"one above":                          {[]string{".git/x", "src/main.go"}, "docker/Dockerfile", "COPY src /src", "."},
		"two above":                          {[]string{".git/x", "src/main.go", "deploy/x"}, "deploy/docker/Dockerfile", `COPY ["src/main.go", "/src/"]`, "."},
		"the nearest":                        {[]string{".git/x", "package.json", "web/package.json"}, "web/docker/Dockerfile", "COPY package*.json ./", "web"},
		"where most are":                     {[]string{".git/x", "a", "b", "web/a"}, "web/docker/Dockerfile", "COPY a b c ./", "."},
		"less than most":                     {[]string{".git/x", "a"}, "docker/Dockerfile", "COPY a b ./", "docker"},
		"no more than in its own":            {[]string{".git/x", "a", "docker/b"}, "docker/Dockerfile", "COPY a b ./", "docker"},
		"not beyond the repository":          {[]string{"a", "repo/.git/x", "repo/docker/x"}, "repo/docker/Dockerfile", "COPY a ./", "repo/docker"},
		"no repository":                      {[]string{"a"}, "docker/Dockerfile", "COPY a ./", "docker"},
		"a .git file, as in a worktree":      {[]string{".git=gitdir: x", "a"}, "docker/Dockerfile", "COPY a ./", "."},
		"everything of a project":            {[]string{".git/x", "go.mod"}, "docker/Dockerfile", "COPY . .", "."},
		"everything, beside a deployment":    {[]string{".git/x", "go.mod", "deploy/kubernetes.yaml", "deploy/README.md"}, "deploy/Dockerfile", "ADD . .", "."},
		"everything of its own folder":       {[]string{".git/x", "go.mod", "docker/app.sh"}, "docker/Dockerfile", "COPY . .", "docker"},
		"everything of who knows":            {[]string{".git/x", "readme"}, "docker/Dockerfile", "COPY . .", "docker"},
		"copies from stages tell nothing":    {[]string{".git/x", "a"}, "docker/Dockerfile", "COPY --from=golang a .", "docker"},
		"addresses and heredocs neither":     {[]string{".git/x", "a"}, "docker/Dockerfile", "ADD https://example.com/a .\nADD git@example.com:a.git .\nCOPY <<a /a\na", "docker"},
		"variables that are unknown neither": {[]string{".git/x", "a"}, "docker/Dockerfile", "ARG X=a\nCOPY $X .", "docker"},
		"variables that are known":           {[]string{".git/x", "a"}, "docker/Dockerfile", "COPY ${DIR} .", "."},
		"ignored files don't count":          {[]string{".git/x", "a", ".dockerignore=a"}, "docker/Dockerfile", "COPY a .", "docker"},
		"absolute sources":                   {[]string{".git/x", "a"}, "docker/Dockerfile", "COPY /a .", "."},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			inTree(t, append(test.files, test.path)...)
			text := "ARG DIR=a\nFROM golang\n" + test.copies + "\n"
			d, err := dockerfile.Parse(source.NewFile(test.path, []byte(text)), nil)
			must(t, err)
			if got := foundContext(t, d, test.path); got != test.want {
				t.Errorf("from the top: %q, want %q", got, test.want)
			}
			// The answer must not depend on the folder that one stands in, or on the
			// way in which the path is written.
			absolute, err := filepath.Abs(test.path)
			must(t, err)
			want, err := filepath.Abs(test.want)
			must(t, err)
			if got := foundContext(t, d, absolute); got != want {
				t.Errorf("by absolute path: %q, want %q", got, want)
			}
			t.Chdir(filepath.Dir(test.path))
			got, err := filepath.Abs(foundContext(t, d, filepath.Base(test.path)))
			if must(t, err); got != want {
				t.Errorf("from its folder: %q, want %q", got, want)
			}
		})
	}
}

func foundContext(t *testing.T, d *dockerfile.Dockerfile, path string) (dir string) {
	t.Helper()
	c, err := new(Folders).FindContext(d, path)
	must(t, err)
	must(t, c.Close())
	return c.Dir
}

// TestFindContextPastABrokenOne has an ignore file that docker build would refuse: where
// the context is another folder, nobody reads it.
func TestFindContextPastABrokenOne(t *testing.T) {
	inTree(t, ".git/x", "src/main.go", "docker/.dockerignore=[", "docker/Dockerfile")
	for copies, want := range map[string]string{"COPY src /src": ".", "COPY nothing /": ""} {
		d, err := dockerfile.Parse(source.NewFile("docker/Dockerfile", []byte("FROM golang\n"+copies+"\n")), nil)
		must(t, err)
		c, err := new(Folders).FindContext(d, "docker/Dockerfile")
		if want == "" {
			if err == nil || !strings.Contains(err.Error(), "build context docker") {
				t.Errorf("%s: error = %v", copies, err)
			}
			continue
		}
		must(t, err)
		must(t, c.Close())
		if c.Dir != want {
			t.Errorf("%s: context %s, want %s", copies, c.Dir, want)
		}
	}
}

func TestOpenContext(t *testing.T) {
	inTree(t, "app/a", "app/b", "app/.dockerignore=b", "app/Dockerfile", "docker/Dockerfile", "docker/Dockerfile.dockerignore=a", "file", "bad/.dockerignore=[")
	tests := map[string]struct{ dockerfile, visible, hidden string }{
		"inside":           {"app/Dockerfile", "a", "b"},
		"outside, its own": {"docker/Dockerfile", "b", "a"},
		"outside, without": {"docker/other", "a", "b"},
		"nowhere":          {"", "a", "b"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c, err := new(Folders).OpenContext("app", test.dockerfile)
			must(t, err)
			defer c.Close()
			if !c.Exists(test.visible) || c.Exists(test.hidden) {
				t.Errorf("%s exists: %v, %s exists: %v", test.visible, c.Exists(test.visible), test.hidden, c.Exists(test.hidden))
			}
		})
	}
	for dir, want := range map[string]string{"gone": "no such file", "file": "not a directory", "bad": "build context bad: .dockerignore: "} {
		if _, err := new(Folders).OpenContext(dir, ""); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("OpenContext(%s) = %v, want an error with %q", dir, err, want)
		}
	}
}
