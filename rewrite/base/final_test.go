package base

import (
	"path"
	"slices"
	"strings"
	"testing"
)

// finals are all that can be emitted.
func finals(t *testing.T) []Final {
	t.Helper()
	var out []Final
	for name, row := range distroless().Images {
		f, ok := embedded.Plain(Distroless, name)
		if row.Language != "" {
			f, ok = embedded.Runtime(Distroless, row.Language, row.Version)
		}
		if !ok || f.Name != name {
			t.Fatalf("no final for %s: %v", name, f)
		}
		out = append(out, f)
	}
	alpinePlain, ok := embedded.Plain(Alpine, "alpine")
	if !ok {
		t.Fatal("no plain Alpine")
	}
	out = append(out, alpinePlain)
	for language, image := range alpine().Runtimes {
		for tag := range tagTableFor(image).live {
			version, _, _ := strings.Cut(tag, "-")
			if f, ok := embedded.Runtime(Alpine, language, version); ok && isVersion(version) {
				out = append(out, f)
			}
		}
	}
	return out
}

func TestFinals(t *testing.T) {
	all := finals(t)
	if len(all) < 50 {
		t.Errorf("only %d finals", len(all))
	}
	for _, f := range all {
		img, ok := resolveText(t, f.Image)
		if !ok || img.Retired != nil {
			t.Errorf("%s: known %v, retired %v", f.Image, ok, img.Retired)
			continue
		}
		if img.Libc != f.Libc || img.Suite != f.Suite || img.Language != f.Language {
			t.Errorf("%s is %s %s %s, its image %s %s %s", f.Image, f.Libc, f.Suite, f.Language, img.Libc, img.Suite, img.Language)
		}
		if !slices.Equal(img.Entrypoint, f.Entrypoint) || !slices.Equal(img.Path, f.Path) || !slices.Equal(img.Env, f.Env) {
			t.Errorf("%s: final and image differ:\n%+v\n%+v", f.Image, f, img)
		}
		if f.Shell != (f.Target == Alpine) || (f.Libc == Musl) != (f.Target == Alpine) {
			t.Errorf("%s: shell %v, libc %s", f.Image, f.Shell, f.Libc)
		}
		if f.Language != "" && (!path.IsAbs(f.Interpreter) || f.Version == "") {
			t.Errorf("%s: interpreter %q, version %q", f.Image, f.Interpreter, f.Version)
		}
		if (f.Language == "python") != (f.SitePackages != "") {
			t.Errorf("%s: modules in %q", f.Image, f.SitePackages)
		}
		if len(f.Packages) == 0 || len(f.Users) == 0 || len(f.Path) == 0 {
			t.Errorf("%s: a list is empty: %+v", f.Image, f)
		}
		if f.Target == Distroless && (!strings.HasSuffix(f.Image, ":nonroot") || f.Workdir != "/home/nonroot") {
			t.Errorf("%s is not the non-root tag", f.Image)
		}
	}
}

func TestRuntime(t *testing.T) {
	tests := []struct {
		target                  Target
		language, version, want string
	}{
		{Distroless, "node", "22.11.0", "gcr.io/distroless/nodejs22-debian13:nonroot"},
		{Distroless, "node", "22", "gcr.io/distroless/nodejs22-debian13:nonroot"},
		{Distroless, "node", "20", ""},
		{Distroless, "node", "2", ""},
		{Distroless, "node", "", ""},
		{Distroless, "java", "21.0.5_11", "gcr.io/distroless/java21-debian13:nonroot"},
		{Distroless, "java", "17", "gcr.io/distroless/java17-debian13:nonroot"},
		{Distroless, "java", "8u412-b08", ""},
		{Distroless, "java", "11", ""},
		{Distroless, "python", "3.13.1", "gcr.io/distroless/python3-debian13:nonroot"},
		{Distroless, "python", "3.12", ""},
		{Distroless, "python", "3", ""},
		{Distroless, "python", "3.1", ""},
		{Distroless, "go", "1.24", ""},
		{Alpine, "node", "22.11.0", "node:22.11.0-alpine3.20"},
		{Alpine, "node", "22", "node:22-alpine3.24"},
		{Alpine, "node", "26.99.0", "node:26.99.0-alpine"},
		{Alpine, "node", "99", ""},
		{Alpine, "python", "3.12", "python:3.12-alpine3.24"},
		{Alpine, "python", "3.12.3", "python:3.12.3-alpine3.20"},
		{Alpine, "java", "21", "eclipse-temurin:21-jre-alpine-3.24"},
		{Alpine, "java", "21.0.10", "eclipse-temurin:21.0.10_7-jre-alpine-3.23"},
		{Alpine, "java", "21.0.10_7", "eclipse-temurin:21.0.10_7-jre-alpine-3.23"},
		{Alpine, "java", "1.8", "eclipse-temurin:8-jre-alpine-3.24"},
		{Alpine, "java", "8u412", "eclipse-temurin:8u412-b08-jre-alpine"},
		{Alpine, "ruby", "3.3", "ruby:3.3-alpine3.24"},
		{Alpine, "php", "8.3", "php:8.3-cli-alpine3.24"},
		{Alpine, "go", "1.24", ""},
		{Alpine, "python", "", ""},
		{"other", "node", "22", ""},
	}
	for _, tt := range tests {
		f, ok := embedded.Runtime(tt.target, tt.language, tt.version)
		if f.Image != tt.want || ok != (tt.want != "") {
			t.Errorf("Runtime(%s, %s, %q) = %q, want %q", tt.target, tt.language, tt.version, f.Image, tt.want)
		}
	}
}

func TestPlain(t *testing.T) {
	for _, tt := range []struct {
		target     Target
		name, want string
	}{
		{Distroless, "static", "gcr.io/distroless/static-debian13:nonroot"},
		{Distroless, "cc", "gcr.io/distroless/cc-debian13:nonroot"},
		{Distroless, "java-base", "gcr.io/distroless/java-base-debian13:nonroot"},
		{Alpine, "alpine", "alpine:3.24"},
		{Distroless, "nodejs22", ""},
		{Distroless, "alpine", ""},
		{Alpine, "static", ""},
		{"other", "static", ""},
	} {
		f, ok := embedded.Plain(tt.target, tt.name)
		if f.Image != tt.want || ok != (tt.want != "") {
			t.Errorf("Plain(%s, %s) = %q, want %q", tt.target, tt.name, f.Image, tt.want)
		}
	}
	cc, _ := embedded.Plain(Distroless, "cc")
	for _, p := range []string{"libc6", "libstdc++6", "libssl3t64", "tzdata"} {
		if !slices.Contains(cc.Packages, p) {
			t.Errorf("cc lacks %s: %v", p, cc.Packages)
		}
	}
}

// TestFinalsAreCopies: a caller that changes what it got changes nothing else.
func TestFinalsAreCopies(t *testing.T) {
	a, _ := embedded.Runtime(Distroless, "node", "22")
	a.Path[0], a.Packages[0], a.Users[0].Name, a.Entrypoint[0], a.Env[0].Name = "x", "x", "x", "x", "x"
	b, _ := embedded.Runtime(Distroless, "node", "22")
	if b.Path[0] == "x" || b.Packages[0] == "x" || b.Users[0].Name == "x" || b.Entrypoint[0] == "x" || b.Env[0].Name == "x" {
		t.Errorf("changed: %+v", b)
	}
}
