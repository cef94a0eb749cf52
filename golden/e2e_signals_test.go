package golden

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dfmigrate/dfmigrate/rewrite"
)

// TestSignals asks PID 1 of each container below e2e/signals to stop, before and after
// the migration, from inside: the kernel gives PID 1 the same signals from there as from
// outside. What stopped before has to stop after, and the rest may be no better off. It
// needs the image lab's command in DFMIGRATE_LAB_COMMAND, as TestEndToEnd does.
func TestSignals(t *testing.T) {
	lab := os.Getenv("DFMIGRATE_LAB_COMMAND")
	if lab == "" {
		t.Skip("no image lab: set DFMIGRATE_LAB_COMMAND to build and run the containers that are asked to stop")
	}
	const dir = "e2e/signals"
	// Node and Python ignore SIGTERM as PID 1 unless the program handles it; Java does not.
	stops := map[string]bool{
		"dumb-init": true, "java": true, "node": false, "node-handled": true, "npm": true, "npm-handled": true,
		"python": false, "shell": false, "supervisord": true, "tini": true,
	}
	names := dockerfiles(t, dir)
	if len(names) != len(stops) {
		t.Errorf("%d Dockerfiles in %s, and %d are expected", len(names), dir, len(stops))
	}
	for _, name := range names {
		app := strings.TrimSuffix(name, ".Dockerfile")
		t.Run(app, func(t *testing.T) {
			after := migrated(t, dir, name, rewrite.Options{Target: "distroless"})
			for _, file := range []string{filepath.Join(dir, name), after} {
				const image = "dfmigrate-signals"
				labJSON(t, lab, "build", dir, "-f", file, "-t", image)
				out := labJSON(t, lab, "run", image, "--timeout", "30")
				if !strings.Contains(out.Stdout, "started\n") && app != "supervisord" {
					t.Fatalf("%s: did not start: %+v", file, out)
				}
				if stopped := !strings.Contains(out.Stdout, "still there"); stopped != stops[app] {
					t.Errorf("%s: stopped on SIGTERM: %v, want %v\n%s", file, stopped, stops[app], out.Stdout)
				}
			}
		})
	}
}
