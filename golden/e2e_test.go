package golden

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"

	"github.com/dfmigrate/dfmigrate/rewrite"
)

// endToEnd is an app's check.yaml.
type endToEnd struct {
	// HTTP is PORT/PATH to ask; empty when the standard output is compared.
	HTTP string `yaml:"http"`
	// Stdout compares what the program prints.
	Stdout bool `yaml:"stdout"`
	// Targets are those to migrate to.
	Targets []string `yaml:"targets"`
	// Smoke marks the apps that run in CI, two for each toolchain.
	Smoke bool `yaml:"smoke"`
	// Exit is the status that the program ends with; the lab takes any but 0 for a failure.
	Exit int `yaml:"exit"`
	// Args are arguments for the container.
	Args []string `yaml:"args"`
	// PrintsDirectory says that the program prints its working directory, so that the
	// output tells whether it is the same: WORKDIR may name what a cd led to.
	PrintsDirectory bool `yaml:"prints-directory"`
}

// compared is what the image lab's compare prints.
type compared struct {
	BothBuilt    bool     `json:"both_built"`
	BothRan      bool     `json:"both_ran"`
	SameStatus   bool     `json:"same_status"`
	SameOutput   bool     `json:"same_output"`
	NonrootAfter bool     `json:"nonroot_after"`
	ShellAfter   *string  `json:"shell_after"`
	ConfigLost   []string `json:"config_lost"`
	Before       ran      `json:"before"`
	After        ran      `json:"after"`
}

// ran is what became of one of the two.
type ran struct {
	ExitCode *int            `json:"exit_code"`
	Stdout   string          `json:"stdout"`
	Log      json.RawMessage `json:"log"`
}

// endsWith tells whether a program printed something and ended with a status.
func (r ran) endsWith(status int) bool {
	return r.ExitCode != nil && *r.ExitCode == status && r.Stdout != ""
}

// TestEndToEnd migrates each app below e2e/, builds and runs it before and
// after, and compares what the two answer. It needs the image lab's command in
// DFMIGRATE_LAB_COMMAND; DFMIGRATE_E2E=smoke runs the apps marked for CI only.
func TestEndToEnd(t *testing.T) {
	lab := os.Getenv("DFMIGRATE_LAB_COMMAND")
	if lab == "" {
		t.Skip("no image lab: set DFMIGRATE_LAB_COMMAND to build and run the migrated apps")
	}
	apps, err := filepath.Glob("e2e/*/check.yaml")
	if err != nil || len(apps) == 0 {
		t.Fatalf("no apps below e2e/: %v", err)
	}
	for _, file := range apps {
		dir := filepath.Dir(file)
		var check endToEnd
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := yaml.UnmarshalWithOptions(b, &check, yaml.Strict()); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		if os.Getenv("DFMIGRATE_E2E") == "smoke" && !check.Smoke {
			continue
		}
		for _, name := range dockerfiles(t, dir) {
			for _, target := range check.Targets {
				t.Run(path.Join(filepath.Base(dir), strings.TrimSuffix(strings.TrimSuffix(name, "Dockerfile"), "."), target), func(t *testing.T) {
					check.run(t, lab, dir, name, target)
				})
			}
		}
	}
}

// dockerfiles are an app's Dockerfile, or several named NAME.Dockerfile that share its context.
func dockerfiles(t *testing.T, dir string) []string {
	names, err := filepath.Glob(filepath.Join(dir, "*Dockerfile"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no Dockerfile in %s: %v", dir, err)
	}
	for i := range names {
		names[i] = filepath.Base(names[i])
	}
	return names
}

func (c endToEnd) run(t *testing.T, lab, dir, name, target string) {
	after := migrated(t, dir, name, rewrite.Options{Target: target})
	text, err := os.ReadFile(after)
	if err != nil {
		t.Fatal(err)
	}
	got := c.compare(t, lab, dir, name, after)
	if c.Exit != 0 {
		got.BothRan = got.Before.endsWith(c.Exit) && got.After.endsWith(c.Exit)
		got.SameOutput = got.Before.Stdout == got.After.Stdout
	}
	if !got.BothBuilt || !got.BothRan || !got.SameStatus || !got.SameOutput {
		t.Errorf("built %v, ran %v, same status %v, same output %v\n%s\n%s", got.BothBuilt, got.BothRan, got.SameStatus, got.SameOutput, got.After.Log, text)
	}
	if !got.NonrootAfter {
		t.Error("the migrated container runs as root")
	}
	if target == "distroless" && got.ShellAfter != nil {
		t.Errorf("the migrated image has a shell: %s", *got.ShellAfter)
	}
	lost := slices.DeleteFunc(got.ConfigLost, func(s string) bool {
		// The old base's own variables go with it; the file's are held by the self-check.
		return strings.HasPrefix(s, "ENV ") || c.PrintsDirectory && strings.HasPrefix(s, "WORKDIR ")
	})
	if len(lost) > 0 {
		t.Errorf("lost: %q", lost)
	}
}

func (c endToEnd) compare(t *testing.T, lab, dir, name, after string) compared {
	args := []string{"compare", dir, filepath.Join(dir, name), after, "--timeout", "40"}
	if c.HTTP != "" {
		args = append(args, "--http", c.HTTP)
	} else {
		args = append(args, "--stdout")
	}
	if len(c.Args) > 0 {
		args = append(append(args, "--"), c.Args...)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, lab, args...)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	var got compared
	if jsonErr := json.Unmarshal(out, &got); jsonErr != nil {
		t.Fatalf("%s %v: %v\n%s", lab, args, err, stderr.String())
	}
	return got
}
