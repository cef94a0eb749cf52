package workflow

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// action is what the tests read of action.yml.
type action struct {
	Inputs map[string]struct{ Default string }
	Runs   struct {
		Steps []struct {
			ID, Name, Run string
			Env           map[string]string
		}
	}
}

// TestActionKeepsInputsOutOfScripts looks for expressions in scripts: GitHub puts a
// value into the text of the script, where it may be more than a value.
func TestActionKeepsInputsOutOfScripts(t *testing.T) {
	var a action
	decode(t, "action.yml", &a)
	scripts := 0
	for _, step := range a.Runs.Steps {
		if step.Run == "" {
			continue
		}
		scripts++
		if strings.Contains(step.Run, "${{") {
			t.Errorf("step %q has an expression in its script", step.Name)
		}
	}
	if scripts != 2 {
		t.Errorf("%d scripts", scripts)
	}
}

// TestAction runs the action's own script as GitHub would, on two Dockerfiles of which
// one would be migrated.
func TestAction(t *testing.T) {
	if _, err := exec.LookPath("bash"); err != nil {
		t.Skipf("the script of the action was not run: %v", err)
	}
	var a action
	decode(t, "action.yml", &a)
	binary := filepath.Join(t.TempDir(), "dfmigrate")
	if out, code := run(t, root, nil, "go", "build", "-o", binary, "."); code != 0 {
		t.Fatal(out)
	}
	for _, c := range []struct {
		name   string
		inputs map[string]string
		code   int
		// stdout, output and summary are parts of what the script prints and writes.
		stdout, output, summary string
	}{
		{name: "annotations", code: 1, stdout: "::notice file=web/Dockerfile,", output: "exit-code=1\n", summary: "| `web/Dockerfile` | migrated |"},
		{name: "what is compliant", inputs: map[string]string{"paths": "done\n"}, output: "exit-code=0\n", summary: "| `done/Dockerfile` | compliant |"},
		{name: "code scanning", inputs: map[string]string{"format": "sarif"}, code: 1, output: "sarif-file="},
		{name: "only telling", inputs: map[string]string{"fail": "false"}, output: "exit-code=1\n"},
		{name: "only telling of a mistake", inputs: map[string]string{"fail": "false", "to": "distro"}, code: 2, output: "exit-code=2\n"},
		{name: "another target", inputs: map[string]string{"to": "alpine", "paths": "web\n"}, code: 1, summary: "→ `nginx:"},
		{name: "a path that is a command", inputs: map[string]string{"paths": "$(touch hacked)\n`touch hacked`\n; touch hacked"}, code: 2},
		{name: "a target that is a command", inputs: map[string]string{"to": `x"; touch hacked; "`}, code: 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir, temp := checkout(t), t.TempDir()
			output, summary := filepath.Join(temp, "output"), filepath.Join(temp, "summary")
			env := []string{"DFMIGRATE=" + binary, "SARIF=" + filepath.Join(temp, "dfmigrate.sarif"), "GITHUB_OUTPUT=" + output, "GITHUB_STEP_SUMMARY=" + summary}
			var script string
			for _, step := range a.Runs.Steps {
				if step.ID != "run" {
					continue
				}
				script = step.Run
				for name, value := range step.Env {
					if input, ok := strings.CutPrefix(value, "${{ inputs."); ok {
						input = strings.TrimSuffix(input, " }}")
						value, given := c.inputs[input]
						if !given {
							value = a.Inputs[input].Default
						}
						env = append(env, name+"="+value)
					}
				}
			}
			// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#defaultsrunshell
			stdout, code := run(t, dir, env, "bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script)
			if code != c.code {
				t.Errorf("exit code %d, want %d", code, c.code)
			}
			for _, part := range []struct{ what, got, want string }{
				{"stdout", stdout, c.stdout}, {"outputs", content(output), c.output}, {"summary", content(summary), c.summary},
			} {
				if !strings.Contains(part.got, part.want) {
					t.Errorf("%s: no %q in\n%s", part.what, part.want, part.got)
				}
			}
			if _, err := os.Stat(filepath.Join(dir, "hacked")); err == nil {
				t.Error("an input was run")
			}
		})
	}
}

// checkout makes a folder with two Dockerfiles.
func checkout(t *testing.T) string {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"web/Dockerfile": "FROM nginx:1.28\nEXPOSE 8080\n",
		"done/go.mod":    "module example.com/done\n\ngo 1.26\n",
		"done/main.go":   "package main\n\nfunc main() {}\n",
		"done/Dockerfile": `FROM golang:1.26 AS build
ENV CGO_ENABLED=0
COPY . /src
RUN go build -C /src -o /app .

FROM gcr.io/distroless/static-debian13:nonroot
COPY --from=build /app /app
WORKDIR /
USER 65532:65532
ENTRYPOINT ["/app"]
`,
	} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func content(name string) string {
	text, _ := os.ReadFile(name)
	return string(text)
}
