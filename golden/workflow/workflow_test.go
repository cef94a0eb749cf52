// Package workflow holds the files that bring dfmigrate into other people's workflows
// to what they promise: the action, the hooks, the release and the image.
package workflow

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"

	"github.com/dfmigrate/dfmigrate/rewrite/bulk"
)

const root = "../.."

// decode reads a YAML file of the repository; what it does not know is left out.
func decode(t *testing.T, name string, into any) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(text, into); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

// run runs a command in dir with env beside the environment, and returns what it
// prints and its exit code.
func run(t *testing.T, dir string, env []string, name string, args ...string) (stdout string, code int) {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), env...)
	var messages bytes.Buffer
	cmd.Stderr = &messages
	out, err := cmd.Output()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	t.Logf("%s", messages.String())
	return string(out), cmd.ProcessState.ExitCode()
}

// TestRelease builds with the flags of the release and of the image, and asks the
// binaries for their version: a wrong name in -X changes nothing, and says nothing.
func TestRelease(t *testing.T) {
	var release struct {
		Builds []struct{ Ldflags []string }
	}
	decode(t, ".goreleaser.yaml", &release)
	if len(release.Builds) != 1 {
		t.Fatalf("%d builds", len(release.Builds))
	}
	flags := strings.Join(release.Builds[0].Ldflags, " ")
	flags = strings.NewReplacer("{{ .Version }}", "1.2.3", "{{ .ShortCommit }}", "0123abc").Replace(flags)
	binary := filepath.Join(t.TempDir(), "dfmigrate")
	if out, code := run(t, root, []string{"CGO_ENABLED=0"}, "go", "build", "-trimpath", "-buildvcs=false", "-ldflags", flags, "-o", binary, "."); code != 0 {
		t.Fatal(out)
	}
	if out, _ := run(t, root, nil, binary, "--version"); out != "dfmigrate 1.2.3 (commit 0123abc)\n" {
		t.Errorf("a release says %q", out)
	}
	image, err := os.ReadFile(filepath.Join(root, "Dockerfile"))
	if err != nil {
		t.Fatal(err)
	}
	inImage := regexp.MustCompile(`(?m)^ *-ldflags "(.*)"`).FindSubmatch(image)
	if inImage == nil {
		t.Fatal("Dockerfile: no -ldflags")
	}
	if got := strings.NewReplacer("$VERSION", "1.2.3", "$COMMIT", "0123abc").Replace(string(inImage[1])); got != flags {
		t.Errorf("the image is built with %q, releases with %q", got, flags)
	}

	out, code := run(t, root, nil, binary, "--to", "distroless", "--check", "Dockerfile")
	if out != "Dockerfile: compliant\n" || code != 0 {
		t.Errorf("of its own Dockerfile it says %q, exit code %d", out, code)
	}
}

// TestHooks holds the names of files that pre-commit passes on to those that a walk
// over a folder takes.
func TestHooks(t *testing.T) {
	var hooks []struct{ ID, Entry, Files, Exclude string }
	decode(t, ".pre-commit-hooks.yaml", &hooks)
	names := []string{
		"Dockerfile", "dockerfile", "a/Dockerfile", "a/Dockerfile.dev", "a/Dockerfile-dev", "a/Dockerfile_dev", "a/web.Dockerfile",
		"a/web.dockerfile", "a/Containerfile", "a/Containerfile.dev", "a/web.Containerfile",
		"a/Dockerfile.dockerignore", "a/Dockerfile.md", "a/Dockerfile.orig", "a/dockerfile.go", "a/Dockerfiles", "a/MyDockerfile",
		"vendor/Dockerfile", "a/node_modules/b/Dockerfile", "a/testdata/Dockerfile", "third_party/Dockerfile", "b/vendored/Dockerfile",
	}
	dir := t.TempDir()
	for _, name := range names {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("FROM scratch\n"), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	configs, err := bulk.NewConfigs("", time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	inputs, err := new(bulk.Folders).Find([]string{dir}, bulk.Selection{}, configs)
	if err != nil {
		t.Fatal(err)
	}
	var walked []string
	for _, in := range inputs {
		relative, err := filepath.Rel(dir, in.Path)
		if err != nil {
			t.Fatal(err)
		}
		walked = append(walked, filepath.ToSlash(relative))
	}
	slices.Sort(walked)
	for _, hook := range hooks {
		files, exclude := regexp.MustCompile(hook.Files), regexp.MustCompile(hook.Exclude)
		var passed []string
		for _, name := range names {
			if files.MatchString(name) && !exclude.MatchString(name) {
				passed = append(passed, name)
			}
		}
		slices.Sort(passed)
		if !slices.Equal(passed, walked) {
			t.Errorf("hook %s passes\n%q, a walk takes\n%q", hook.ID, passed, walked)
		}
	}
	if len(hooks) != 2 || len(walked) < 10 {
		t.Errorf("%d hooks, %d files", len(hooks), len(walked))
	}
}
