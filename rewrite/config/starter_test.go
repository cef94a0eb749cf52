package config

import (
	"strings"
	"testing"

	"github.com/dfmigrate/dfmigrate/rewrite"
	"github.com/dfmigrate/dfmigrate/rewrite/base"
)

// TestStarter: what init writes is taken as it is, and with every key in it taken over.
func TestStarter(t *testing.T) {
	s := schema(t)
	for name, starter := range map[string]Starter{
		"nothing found": {Target: "distroless", Today: today},
		"below another": {Target: "distroless", Above: "../.dfmigrate.yaml", Today: today},
		"found": {Target: rewrite.Auto, Today: today,
			Bases:   []StarterBase{{"registry.corp/python", "python:{tag}", "2 Dockerfiles"}, {"registry.corp/x", "debian:bookworm", "1 Dockerfile"}},
			Mirrors: []base.Mirror{{From: "docker.io", To: "registry.corp/hub"}}},
	} {
		text, err := starter.Text()
		if err != nil {
			t.Fatal(err)
		}
		var all strings.Builder
		keys := 0
		for line := range strings.Lines(string(text)) {
			if key, commented := strings.CutPrefix(line, "#"); commented && !isProse(key) {
				line = key
				keys++
			}
			all.WriteString(line)
		}
		if keys < 20 {
			t.Errorf("%s: only %d lines to take over:\n%s", name, keys, text)
		}
		for _, text := range []string{string(text), all.String()} {
			if err := validate(t, s, text); err != nil {
				t.Errorf("%s: the schema refuses\n%s%v", name, text, err)
			}
			tree(t, map[string]string{Name: "target: distroless\n", "new/" + Name: text})
			c, err := (&Loader{Today: today}).Load("new/" + Name)
			if err != nil {
				t.Errorf("%s: the decoder refuses\n%s%v", name, text, err)
				continue
			}
			if got := c.Of("/somewhere/Dockerfile").Target; got != starter.Target {
				t.Errorf("%s: the target is %q", name, got)
			}
		}
	}
}

// isProse tells a sentence from the second line of a key: both have a blank in front.
func isProse(text string) bool {
	return strings.HasPrefix(text, " ") && !strings.HasPrefix(text, "  ")
}
