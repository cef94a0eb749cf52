package rewrite

import (
	"bytes"
	"context"
	"testing"
	"testing/fstest"

	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// FuzzMigrate asks of any bytes what a caller relies on: one of the four
// statuses, and a migrated file that parses and that a second run leaves alone.
func FuzzMigrate(f *testing.F) {
	for _, s := range seeds(f, "*") {
		f.Add(s.dockerfile)
	}
	small := fstest.MapFS{
		"go.mod":           {Data: []byte("module example.com/app\n\ngo 1.24\n")},
		"main.go":          {Data: []byte("package main\n\nimport \"net/http\"\n\nfunc main() { http.ListenAndServe(\":8080\", nil) }\n")},
		"package.json":     {Data: []byte(`{"scripts":{"start":"node server.js"}}`)},
		"server.js":        {Data: []byte("require('http').createServer().listen(3000)\n")},
		"requirements.txt": {Data: []byte("flask==3.0.0\n")},
		"app.py":           {Data: []byte("import flask\n")},
		"pom.xml":          {Data: []byte("<project><artifactId>app</artifactId><version>1</version></project>")},
		"entrypoint.sh":    {Data: []byte("#!/bin/sh\nset -e\nexec \"$@\"\n")},
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		for _, c := range []*project.Context{project.None(), buildContext(t, small)} {
			for _, target := range []string{"distroless", "alpine"} {
				holds(t, text, c, Options{Target: target})
			}
		}
	})
}

// holds migrates text and asks what must be true of every result.
func holds(t *testing.T, text []byte, c *project.Context, opts Options) {
	t.Helper()
	res := Migrate(context.Background(), source.NewFile("Dockerfile", text), c, opts)
	switch res.Status {
	case Failed:
		if res.Err == nil {
			t.Errorf("%s: an error without a reason", opts.Target)
		}
	case Refused:
		if !hasBlocker(res.Findings) {
			t.Errorf("%s: refused without a blocker", opts.Target)
		}
	case Compliant, Skipped:
	case Migrated:
		if _, err := dockerfile.Parse(source.NewFile("Dockerfile", res.After), nil); err != nil {
			t.Fatalf("%s: the result does not parse: %v", opts.Target, err)
		}
	default:
		t.Fatalf("%s: status is %q", opts.Target, res.Status)
	}
	if res.Status != Migrated {
		if !bytes.Equal(res.After, text) {
			t.Errorf("%s: a %s file was changed", opts.Target, res.Status)
		}
		return
	}
	again := Migrate(context.Background(), source.NewFile("Dockerfile", res.After), c, opts)
	if again.Status == Migrated || again.Status == Failed {
		t.Errorf("%s: a second run ends as %s\n--- first\n%s\n--- second\n%s", opts.Target, again.Status, res.After, again.After)
	}
}

func hasBlocker(findings []finding.Finding) bool {
	for _, f := range findings {
		if f.Severity == finding.Blocker {
			return true
		}
	}
	return false
}
