package base

import (
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var day = regexp.MustCompile(`^20\d\d-[01]\d-[0-3]\d$`)

// files lists the files of rows below a folder of data.
func files(t *testing.T, below string) []string {
	t.Helper()
	var out []string
	err := fs.WalkDir(data, path.Join("data", below), func(p string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			out = append(out, strings.TrimPrefix(p, "data/"))
		}
		return err
	})
	if err != nil || len(out) == 0 {
		t.Fatalf("no rows below %s: %v", below, err)
	}
	return out
}

// mustDecode decodes a file strictly, as the program does.
func mustDecode[T any](t *testing.T, file string) T {
	t.Helper()
	var rows T
	if err := decode(file, &rows); err != nil {
		t.Fatal(err)
	}
	return rows
}

func checkProvenance(t *testing.T, p Provenance) {
	t.Helper()
	if strings.TrimSpace(p.Source) == "" {
		t.Error("no source")
	}
	if !day.MatchString(p.Checked) {
		t.Errorf("checked %q is no day", p.Checked)
	}
}

func TestEveryFileHasASourceAndADay(t *testing.T) {
	for _, f := range files(t, ".") {
		t.Run(f, func(t *testing.T) {
			switch {
			case strings.HasPrefix(f, "images/"):
				checkProvenance(t, mustDecode[imageRow](t, f).Provenance)
			case strings.HasPrefix(f, "tags/"):
				checkProvenance(t, mustDecode[tagRows](t, f).Provenance)
			case f == "releases.yaml":
				checkProvenance(t, mustDecode[releaseRows](t, f).Provenance)
			case f == "languages.yaml":
				checkProvenance(t, mustDecode[languageRows](t, f).Provenance)
			case f == "systems.yaml":
				checkProvenance(t, mustDecode[systemRows](t, f).Provenance)
			case f == "distroless.yaml":
				checkProvenance(t, mustDecode[distrolessRows](t, f).Provenance)
			case f == "alpine.yaml":
				checkProvenance(t, mustDecode[alpineRows](t, f).Provenance)
			case f == "dotnet.yaml":
				checkProvenance(t, mustDecode[dotnetRows](t, f).Provenance)
			case f == "scratch.yaml":
				rows := mustDecode[scratchRows](t, f)
				checkProvenance(t, rows.Provenance)
				for _, s := range rows.Support {
					if s.Name == "" || !strings.HasPrefix(s.Path, "/") {
						t.Errorf("support %+v has no name or no absolute path", s)
					}
				}
			case f == "ready.yaml":
				checkProvenance(t, mustDecode[readyRows](t, f).Provenance)
			case f == "servers.yaml":
				checkProvenance(t, mustDecode[serverRows](t, f).Provenance)
			case f == "mirrors.yaml":
				checkProvenance(t, mustDecode[mirrors](t, f).Provenance)
			case f == "packages.yaml":
				rows := mustDecode[packageRows](t, f)
				checkProvenance(t, rows.Provenance)
				for _, g := range rows.Groups {
					checkProvenance(t, g.Provenance)
				}
			default:
				t.Error("nothing reads this file")
			}
		})
	}
}

func TestUnknownKeysAreErrors(t *testing.T) {
	var rows tagRows
	if err := decode("images/golang.yaml", &rows); err == nil {
		t.Error("an image's row was read as a tag table")
	}
}

func TestImageRows(t *testing.T) {
	kinds := []string{"", "sdk", "runtime"}
	libcs := []Libc{Glibc, Musl, NoLibc, UnknownLibc}
	for _, f := range files(t, "images") {
		row := mustDecode[imageRow](t, f)
		name := strings.TrimSuffix(strings.TrimPrefix(f, "images/"), ".yaml")
		if row.Name != name {
			t.Errorf("%s: name %q is not where the file lies", f, row.Name)
		}
		if row.Family == "" {
			t.Errorf("%s: no family", f)
		}
		if row.Language != "" && row.Kind == "" {
			t.Errorf("%s: language %s without a kind", f, row.Language)
		}
		for name := range row.KindByName {
			if row.LanguageByName[name] == "" && row.Language == "" {
				t.Errorf("%s: %s has a kind and no language", f, name)
			}
		}
		configs := []Config{row.Config}
		for _, o := range row.When {
			if o.Systems == nil && o.Suites == nil && o.Has == "" && o.Lacks == "" && o.From == "" && o.Below == "" && o.Names == nil {
				t.Errorf("%s: an overlay has no condition", f)
			}
			configs = append(configs, o.Config)
		}
		for _, c := range configs {
			if !slices.Contains(kinds, c.Kind) || !slices.Contains(libcs, c.Libc) {
				t.Errorf("%s: kind %q or libc %q is unknown", f, c.Kind, c.Libc)
			}
			for _, p := range c.Packages {
				if set, ok := strings.CutPrefix(p, "@"); ok && systems().Sets[set] == nil {
					t.Errorf("%s: no set %s", f, p)
				}
			}
			if c.Retired != nil && (c.Retired.Reason == "" || c.Retired.Since == "") {
				t.Errorf("%s: retired without reason or date", f)
			}
		}
		for v, suite := range row.Suites {
			if _, ok := releases().lookup(suite); !ok {
				t.Errorf("%s: %q stands on unknown release %s", f, v, suite)
			}
		}
		if !slices.Contains([]string{"", "suite-variant", "suite-only"}, row.TagOrder) ||
			!slices.Contains([]string{"", "dash", "plain"}, row.AlpineTags) ||
			!slices.Contains([]string{"", "versioned", "never"}, row.Pin) {
			t.Errorf("%s: unknown manner of writing tags", f)
		}
	}
}

func TestTagRows(t *testing.T) {
	for _, f := range files(t, "tags") {
		rows := mustDecode[tagRows](t, f)
		image := strings.TrimSuffix(path.Base(f), ".yaml")
		if _, ok := imageRowFile(image); !ok {
			t.Errorf("%s: no row for the image", f)
		}
		seen := map[string]string{}
		for _, part := range []map[string]string{rows.Suites, rows.Gone} {
			for suite, list := range part {
				if _, ok := releases().lookup(suite); !ok {
					t.Errorf("%s: unknown release %s", f, suite)
				}
				for _, tag := range strings.Fields(list) {
					if before, ok := seen[tag]; ok {
						t.Errorf("%s: %s stands on %s and %s", f, tag, before, suite)
					}
					seen[tag] = suite
				}
			}
		}
		for suite, list := range rows.Earlier {
			for _, tag := range strings.Fields(list) {
				if ok, known := GlibcRuns(seen[tag], embedded.FinalSuite(Distroless)); ok || known && seen[tag] == suite {
					t.Errorf("%s: %s needs no earlier release", f, tag)
				}
			}
		}
		for _, later := range rows.Later {
			for _, tag := range strings.Fields(later.Tags) {
				if ok, known := GlibcRuns(later.Suite, embedded.FinalSuite(Distroless)); !ok || !known || !newerGlibc(later.Suite, seen[tag]) {
					t.Errorf("%s: %s is no later release of %s that runs on the finals", f, later.Suite, tag)
				}
			}
		}
		for _, tag := range strings.Fields(rows.Bare) {
			if seen[tag] == "" {
				t.Errorf("%s: bare tag %s has no release", f, tag)
			}
		}
	}
}

func TestReleaseRows(t *testing.T) {
	for name, r := range releases().Releases {
		if r.System == "" || r.EOL != "" && !day.MatchString(r.EOL) || r.Released != "" && !day.MatchString(r.Released) {
			t.Errorf("%s: %+v", name, r)
		}
		if r.Glibc == "" && r.System != "alpine" && r.Note == "" {
			t.Errorf("%s: no glibc and no note why", name)
		}
	}
	for target, suite := range releases().Finals {
		if _, ok := releases().Releases[suite]; !ok {
			t.Errorf("%s finals stand on unknown release %s", target, suite)
		}
		if _, ok := EndOfLife(suite); !ok {
			t.Errorf("no end of life for %s", suite)
		}
	}
}

func TestPackageRows(t *testing.T) {
	rows := mustDecode[packageRows](t, "packages.yaml")
	roles := []string{"build", "library", "program", "people", "runtime", "data", "plugins", "certificates", "timezone", "locale", "init", "shell", "fetch"}
	seen := map[string]string{}
	for role, names := range rows.Roles {
		if !slices.Contains(roles, role) {
			t.Errorf("unknown role %s", role)
		}
		for _, n := range strings.Fields(names) {
			if other, ok := seen[n]; ok {
				t.Errorf("%s is %s and %s", n, other, role)
			}
			seen[n] = role
		}
	}
	debs := map[string]bool{}
	for _, g := range rows.Groups {
		for _, l := range readLines(g.Rows) {
			if debs[l.name] {
				t.Errorf("%s stands twice", l.name)
			}
			debs[l.name] = true
			for _, n := range append([]string{l.name}, l.values...) {
				if _, ok := LookupPackage(n); !ok {
					t.Errorf("%s has no role", n)
				}
			}
		}
	}
	for _, l := range readLines(rows.RPM) {
		for _, n := range l.values {
			if _, ok := Apk(n); !ok && n != "libc6-dev" {
				t.Errorf("rpm %s leads to %s, which no row knows", l.name, n)
			}
		}
	}
	for suite, text := range rows.Runtime {
		if _, ok := releases().lookup(suite); !ok {
			t.Errorf("unknown release %s", suite)
		}
		for _, l := range readLines(text) {
			if !isDev(l.name) {
				t.Errorf("%s: %s is no -dev package", suite, l.name)
			}
		}
	}
	for apk, deb := range rows.Preferred {
		if deb == "-" {
			continue
		}
		for _, d := range strings.Fields(deb) {
			if !debs[d] {
				t.Errorf("%s leads to %s, which no row knows", apk, d)
			}
			if isDev(apk) != isDev(d) {
				t.Errorf("%s leads from or to a -dev package: %s", apk, d)
			}
		}
	}
}
