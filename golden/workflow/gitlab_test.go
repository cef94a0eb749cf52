package workflow

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

// TestGitLab runs the script of the GitLab job, but for its installation, and looks for
// what the job keeps.
func TestGitLab(t *testing.T) {
	if _, err := exec.LookPath("bash"); err != nil {
		t.Skipf("the script of the GitLab job was not run: %v", err)
	}
	text, err := os.ReadFile(filepath.Join(root, "docs/ci/gitlab.yml"))
	if err != nil {
		t.Fatal(err)
	}
	_, jobs, ok := strings.Cut(string(text), "\n---\n") // inputs stand before it
	if !ok {
		t.Fatal("gitlab.yml has no second document")
	}
	var config struct {
		Dfmigrate struct {
			Variables map[string]string
			Script    []string
			Artifacts struct {
				Paths   []string
				Reports map[string]string
			}
		}
	}
	if err := yaml.Unmarshal([]byte(jobs), &config); err != nil {
		t.Fatal(err)
	}
	job := config.Dfmigrate
	if len(job.Script) != 2 || strings.Contains(strings.Join(job.Script, ""), "$[[") {
		t.Fatalf("an installation and a script without expressions were expected, not %q", job.Script)
	}
	bin := t.TempDir()
	if out, code := run(t, root, nil, "go", "build", "-o", filepath.Join(bin, "dfmigrate"), "."); code != 0 {
		t.Fatal(out)
	}
	for _, c := range []struct {
		to, fail string
		code     int
	}{{"distroless", "true", 1}, {"distroless", "false", 0}, {"distro", "false", 2}, {`x"; touch hacked; "`, "true", 2}} {
		dir := checkout(t)
		env := []string{"PATH=" + bin + string(os.PathListSeparator) + os.Getenv("PATH"),
			"DFMIGRATE_TO=" + c.to, "DFMIGRATE_FAIL=" + c.fail, "DFMIGRATE_PATHS=web done"}
		if _, code := run(t, dir, env, "bash", "-eo", "pipefail", "-c", job.Script[1]); code != c.code {
			t.Errorf("--to %s, fail %s: exit code %d, want %d", c.to, c.fail, code, c.code)
		}
		if _, err := os.Stat(filepath.Join(dir, "hacked")); err == nil {
			t.Error("an input was run")
		}
		for _, name := range append(job.Artifacts.Paths, job.Artifacts.Reports["codequality"]) {
			if got := content(filepath.Join(dir, name)); c.to == "distroless" && !strings.Contains(got, "web/Dockerfile") {
				t.Errorf("%s does not name the file that would change", name)
			}
		}
	}
}
