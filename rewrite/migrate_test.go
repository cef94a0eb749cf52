package rewrite_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/dfmigrate/dfmigrate/rewrite"
	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
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

func ExampleMigrate() {
	f := source.NewFile("Dockerfile", []byte("FROM golang:1.24 AS build\nWORKDIR /src\nCOPY . .\nRUN CGO_ENABLED=0 go build -o /shop .\n\nFROM debian:bookworm\nCOPY --from=build /shop /shop\nCMD /shop\n"))
	res := rewrite.Migrate(context.Background(), f, project.None(), rewrite.Options{Target: "distroless"})
	fmt.Println(res.Status)
	fmt.Print(string(res.After))
	// Output:
	// migrated
	// FROM golang:1.24 AS build
	// WORKDIR /src
	// COPY . .
	// RUN CGO_ENABLED=0 go build -o /shop .
	//
	// FROM gcr.io/distroless/static-debian13:nonroot
	// WORKDIR /
	// COPY --from=build /shop /shop
	// USER 65532:65532
	// CMD ["/shop"]
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

func TestConcurrentUse(t *testing.T) {
	want := rewrite.Migrate(context.Background(), source.NewFile("Dockerfile", []byte(simple)), goContext(t), rewrite.Options{Target: "distroless"})
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			got := rewrite.Migrate(context.Background(), source.NewFile("Dockerfile", []byte(simple)), goContext(t), rewrite.Options{Target: "distroless"})
			if !bytes.Equal(got.After, want.After) || len(got.Findings) != len(want.Findings) {
				t.Error("two runs at once differ")
			}
		})
	}
	wg.Wait()
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	res := rewrite.Migrate(ctx, source.NewFile("Dockerfile", []byte(simple)), goContext(t), rewrite.Options{Target: "distroless"})
	if res.Status != rewrite.Failed || res.Err == nil {
		t.Errorf("a cancelled run ends as %s, %v", res.Status, res.Err)
	}
}

// FuzzMigrate asks of every input: no panic, one of four ends, an output that
// parses, and a second run that changes nothing.
func FuzzMigrate(f *testing.F) {
	f.Add(simple, true)
	f.Add("FROM node:22\nWORKDIR /a\nCOPY . .\nRUN npm ci\nCMD npm start\n", false)
	f.Add("FROM python:3.12-slim AS b\nRUN pip install flask\nFROM b\nCMD flask run --port ${PORT:-1}\n", true)
	f.Add("FROM maven:3.9-eclipse-temurin-21\r\nCOPY . .\r\nRUN mvn package\r\nENTRYPOINT java $JAVA_OPTS -jar target/*.jar", true)
	f.Add("# escape=`\nFROM alpine:3.18 as x\nRUN apk add `\n # c\n git\nUSER nobody\nCMD [\"git\"]", false)
	cases, _ := filepath.Glob("../golden/*/*.txtar")
	for _, name := range cases {
		if b, err := os.ReadFile(name); err == nil {
			if _, rest, ok := strings.Cut(string(b), "-- Dockerfile --\n"); ok {
				text, _, _ := strings.Cut(rest, "\n-- ")
				f.Add(text+"\n", true)
			}
		}
	}
	f.Fuzz(func(t *testing.T, text string, known bool) {
		build := project.None()
		if known {
			build = goContext(t)
		}
		for _, target := range []string{"distroless", "alpine"} {
			opts := rewrite.Options{Target: target}
			res := rewrite.Migrate(context.Background(), source.NewFile("Dockerfile", []byte(text)), build, opts)
			switch res.Status {
			case rewrite.Compliant, rewrite.Refused, rewrite.Failed:
				if !bytes.Equal(res.After, res.Before) {
					t.Errorf("%s, and the file is another one", res.Status)
				}
			case rewrite.Migrated:
				after := source.NewFile("Dockerfile", res.After)
				if _, err := dockerfile.Parse(after, nil); err != nil {
					t.Errorf("the output does not parse: %v", err)
				}
				again := rewrite.Migrate(context.Background(), after, build, opts)
				if again.Status == rewrite.Migrated {
					t.Errorf("a second run changes the file:\n%s\n---\n%s", res.After, again.After)
				}
			default:
				t.Errorf("status %q", res.Status)
			}
		}
	})
}
