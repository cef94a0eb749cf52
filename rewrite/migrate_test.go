package rewrite_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/dfmigrate/dfmigrate/rewrite"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

const simple = "FROM golang:1.24\nWORKDIR /src\nCOPY . .\nRUN go build -o /shop .\nEXPOSE 8080\nENV MODE=live\nCMD [\"/shop\"]\n"

func goContext(t testing.TB) *project.Context {
	c, err := project.New(fstest.MapFS{
		"go.mod":  {Data: []byte("module example.com/shop\n\ngo 1.24\n")},
		"main.go": {Data: []byte("package main\n\nfunc main() {}\n")},
	}, "Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestMigrateStops cancels a migration in the middle of a file: when it looks into the
// build context for what an instruction copies.
func TestMigrateStops(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	build, err := project.NewIgnoring(watched{fstest.MapFS{"a": {}}, cancel}, "none", strings.NewReader(""))
	if err != nil {
		t.Fatal(err)
	}
	f := source.NewFile("Dockerfile", []byte("FROM golang:1.24\nCOPY a /a\nRUN true\nCMD [\"/a\"]\n"))
	res := rewrite.Migrate(ctx, f, build, rewrite.Options{Target: "distroless"})
	if res.Status != rewrite.Failed || !errors.Is(res.Err, context.Canceled) || len(res.Findings) > 0 || !bytes.Equal(res.After, f.Bytes) {
		t.Errorf("status %s, error %v, %d findings", res.Status, res.Err, len(res.Findings))
	}
}

// watched calls opened before it opens anything.
type watched struct {
	fs.FS
	opened func()
}

func (w watched) Open(name string) (fs.File, error) {
	w.opened()
	return w.FS.Open(name)
}

// TestSabotagedTemplates proves that the check of the output is one: a template
// that loses something is refused.
func TestSabotagedTemplates(t *testing.T) {
	whole := "FROM {{.Base}}\n{{.WorkdirLine}}\n{{range .Copies}}{{.}}\n{{end}}{{range .After}}{{.}}\n{{end}}USER {{.User}}\n{{range .Process}}{{.}}\n{{end}}"
	tests := []struct{ name, drop, with, want string }{
		{"nothing", "", "", ""},
		{"the user", "USER {{.User}}", "", "USER"},
		{"root", "USER {{.User}}", "USER 0", "USER"},
		{"the configuration", "{{range .After}}{{.}}\n{{end}}", "", "EXPOSE"},
		{"the files", "{{range .Copies}}{{.}}\n{{end}}", "", "/shop"},
		{"a shell form", "{{range .Process}}{{.}}\n{{end}}", "CMD /shop\n", "shell form"},
		{"a RUN", "USER", "RUN true\nUSER", "RUN"},
		{"nonsense", "USER", "USR", "parse"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			text := whole
			if tt.drop != "" {
				text = strings.Replace(whole, tt.drop, tt.with, 1)
			}
			res := rewrite.Migrate(context.Background(), source.NewFile("Dockerfile", []byte(simple)), goContext(t), rewrite.Options{
				Target: "distroless", Templates: fstest.MapFS{"final.tmpl": {Data: []byte(text)}},
			})
			if tt.want == "" {
				if res.Status != rewrite.Migrated {
					t.Fatalf("status is %s: %+v", res.Status, res.Findings)
				}
				return
			}
			last := res.Findings[len(res.Findings)-1]
			if res.Status != rewrite.Refused || last.ID != finding.Internal || !strings.Contains(last.Message, tt.want) {
				t.Errorf("status is %s with %q, want an internal refusal about %s", res.Status, last.Message, tt.want)
			}
			if !bytes.Equal(res.After, res.Before) {
				t.Error("a refused file was changed")
			}
		})
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	res := rewrite.Migrate(ctx, source.NewFile("Dockerfile", []byte(simple)), goContext(t), rewrite.Options{Target: "distroless"})
	if res.Status != rewrite.Failed || res.Err == nil {
		t.Errorf("a cancelled run ends as %s, %v", res.Status, res.Err)
	}
}
