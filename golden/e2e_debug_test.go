package golden

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/dfmigrate/dfmigrate/rewrite"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// TestDebugStage builds both images of a file that was migrated with --debug-stage: the
// debug stage has a shell that starts, the default image has none. It needs the image
// lab's command in DFMIGRATE_LAB_COMMAND, as TestEndToEnd does.
func TestDebugStage(t *testing.T) {
	lab := os.Getenv("DFMIGRATE_LAB_COMMAND")
	if lab == "" {
		t.Skip("no image lab: set DFMIGRATE_LAB_COMMAND to build and run the debug stage")
	}
	for _, app := range []struct{ dir, dockerfile, target string }{
		{"e2e/process", "constants.Dockerfile", "distroless"},
		{"e2e/process", "tini.Dockerfile", "distroless"},
		{"e2e/go-scratch", "Dockerfile", "scratch"},
	} {
		t.Run(filepath.Base(app.dir)+"/"+app.dockerfile, func(t *testing.T) {
			after := migrated(t, app.dir, app.dockerfile, rewrite.Options{Target: app.target, DebugStage: true})
			const name = "dfmigrate-debug-stage"
			shell := []string{"--entrypoint", "/busybox/sh", "--", "-c", "echo the shell starts"}
			labJSON(t, lab, "build", app.dir, "-f", after, "--target", "debug", "-t", name)
			if out := labJSON(t, lab, append([]string{"run", name}, shell...)...); out.Stdout != "the shell starts\n" {
				t.Errorf("the debug stage has no shell that starts: %+v", out)
			}
			labJSON(t, lab, "build", app.dir, "-f", after, "-t", name)
			if out := labJSON(t, lab, append([]string{"run", name}, shell...)...); out.Started || out.Shell != nil {
				t.Errorf("the default image has a shell: %+v", out)
			}
		})
	}
}

// migrated writes the migrated Dockerfile of an app, and gives its path.
func migrated(t *testing.T, dir, name string, opts rewrite.Options) string {
	t.Helper()
	input, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	build, err := project.New(os.DirFS(dir), name)
	if err != nil {
		t.Fatal(err)
	}
	res := rewrite.Migrate(context.Background(), source.NewFile("Dockerfile", input), build, opts)
	if res.Status != rewrite.Migrated {
		t.Fatalf("%s: %s", res.Status, findings(source.NewFile("Dockerfile", res.Before), res))
	}
	after := filepath.Join(t.TempDir(), opts.Target+".Dockerfile")
	if err := os.WriteFile(after, res.After, 0o644); err != nil {
		t.Fatal(err)
	}
	return after
}

// labRun is what the image lab's build and run print.
type labRun struct {
	Built   bool    `json:"built"`
	Started bool    `json:"started"`
	Stdout  string  `json:"stdout"`
	Shell   *string `json:"shell"`
}

func labJSON(t *testing.T, lab string, args ...string) labRun {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, lab, args...)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	var got labRun
	if jsonErr := json.Unmarshal(out, &got); jsonErr != nil {
		t.Fatalf("%s %v: %v\n%s", lab, args, err, stderr.String())
	}
	if args[0] == "build" && !got.Built {
		t.Fatalf("%s %v: %s\n%s", lab, args, out, stderr.String())
	}
	return got
}
