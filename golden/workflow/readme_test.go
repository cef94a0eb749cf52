package workflow

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

// TestReadme holds the snippets for CI to what the files they name offer.
func TestReadme(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	checked := 0
	for _, block := range regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllStringSubmatch(string(text), -1) {
		switch snippet := []byte(block[1]); {
		case strings.Contains(block[1], "uses: dfmigrate/"):
			var steps []struct {
				Uses string
				With map[string]string
			}
			read(t, snippet, &steps)
			var a action
			decode(t, "action.yml", &a)
			for _, step := range steps {
				for input := range step.With {
					checked++
					if _, ok := a.Inputs[input]; !ok {
						t.Errorf("action.yml has no input %q", input)
					}
				}
			}
		case strings.Contains(block[1], "gitlab.yml"):
			var job struct {
				Include []struct {
					Remote string
					Inputs map[string]string
				}
			}
			read(t, snippet, &job)
			var template struct {
				Spec struct{ Inputs map[string]any }
			}
			decode(t, "docs/ci/gitlab.yml", &template)
			for input := range job.Include[0].Inputs {
				checked++
				if _, ok := template.Spec.Inputs[input]; !ok {
					t.Errorf("gitlab.yml has no input %q", input)
				}
			}
		case strings.Contains(block[1], "hooks:"):
			var config struct {
				Repos []struct{ Hooks []struct{ ID string } }
			}
			read(t, snippet, &config)
			offered, err := os.ReadFile(filepath.Join(root, ".pre-commit-hooks.yaml"))
			if err != nil {
				t.Fatal(err)
			}
			for _, hook := range config.Repos[0].Hooks {
				checked++
				if !strings.Contains(string(offered), "- id: "+hook.ID+"\n") {
					t.Errorf("there is no hook %q", hook.ID)
				}
			}
		}
	}
	if checked < 7 {
		t.Errorf("only %d inputs and hooks were found in the README", checked)
	}
}

func read(t *testing.T, text []byte, into any) {
	t.Helper()
	if err := yaml.Unmarshal(text, into); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
}
