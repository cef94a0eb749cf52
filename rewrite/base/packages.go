package base

import (
	"maps"
	"slices"
	"strings"
	"sync"
)

// packageRows is data/packages.yaml. A row is one line, "DEBIAN: APK", each
// side one or more names, "-" for none.
type packageRows struct {
	Provenance `yaml:",inline"`
	// Groups hold the names across systems, by how sure they are.
	Groups []packageGroup `yaml:"groups"`
	// Runtime maps a suite to lines "DEV: LIBRARIES".
	Runtime map[string]string `yaml:"runtime"`
	// Roles maps a role to the Debian or apk names that have it.
	Roles map[string]string `yaml:"roles"`
	// Prefixes and Suffixes give a role to names of a pattern.
	Suffixes map[string]string `yaml:"suffixes"`
	Prefixes map[string]string `yaml:"prefixes"`
	// Programs are lines "PACKAGE: COMMANDS".
	Programs string `yaml:"programs"`
	// Foreign are lines "REPOSITORY: PACKAGES" of what neither Debian nor Ubuntu has under
	// the name; * ends a name that goes on.
	Foreign string `yaml:"foreign"`
	// Renamed maps a Debian release to lines "OLD: NEW", for names that are in no row of Runtime.
	Renamed map[string]string `yaml:"renamed"`
	// Gone maps a Debian release to what earlier ones, Ubuntu or its other sections have and its
	// main section has not; * ends a name that goes on.
	Gone map[string]string `yaml:"gone"`
	// ShellPrograms are packages whose programs are shell scripts; * ends a name that goes on.
	ShellPrograms string `yaml:"shell_programs"`
	// BuildStarts are packages whose programs languages' own tools start while they build.
	BuildStarts string `yaml:"build_starts"`
	// Preferred names the Debian packages for an apk name that several map to or
	// that no row has; "-" where Debian needs none.
	Preferred map[string]string `yaml:"preferred"`
	// RPM are lines "RPM: DEBIAN" of Red Hat's, Fedora's and Amazon's names.
	RPM string `yaml:"rpm"`
}

type packageGroup struct {
	Provenance `yaml:",inline"`
	Rows       string `yaml:"rows"`
}

type packageTable struct {
	apk      map[string][]string // Debian name -> apk names
	deb      map[string][]string // apk name -> Debian names
	roles    map[string]string
	runtime  map[string]map[string][]string // dev name -> suite -> names
	programs map[string][]string
	rpm      map[string][]string // rpm name -> Debian names
	renamed  map[nameOn][]string // see DebOn
	gone     map[string][]string // suite -> patterns of names
	foreign  []line
	rows     packageRows
}

var packages = sync.OnceValue(func() *packageTable {
	rows := load[packageRows]("packages.yaml")
	t := &packageTable{
		apk: map[string][]string{}, deb: map[string][]string{}, roles: map[string]string{},
		runtime: map[string]map[string][]string{}, programs: map[string][]string{}, rpm: map[string][]string{}, gone: map[string][]string{}, rows: rows,
	}
	for _, g := range rows.Groups {
		for _, l := range readLines(g.Rows) {
			t.apk[l.name] = l.values
		}
	}
	t.invert()
	for suite, text := range rows.Runtime {
		for _, l := range readLines(text) {
			if t.runtime[l.name] == nil {
				t.runtime[l.name] = map[string][]string{}
			}
			t.runtime[l.name][suite] = l.values
		}
	}
	t.rename()
	for suite, names := range rows.Gone {
		t.gone[suite] = strings.Fields(names)
	}
	t.foreign = readLines(rows.Foreign)
	for role, names := range rows.Roles {
		for _, n := range strings.Fields(names) {
			t.roles[n] = role
		}
	}
	for _, l := range readLines(rows.RPM) {
		t.rpm[l.name] = l.values
	}
	for _, l := range readLines(rows.Programs) {
		t.programs[l.name] = l.values
	}
	return t
})

type line struct {
	name   string
	values []string
}

// readLines reads "NAME: VALUE…" lines; the value - is none.
func readLines(text string) []line {
	var out []line
	for l := range strings.Lines(text) {
		name, rest, ok := strings.Cut(l, ":")
		if !ok {
			continue
		}
		v := strings.Fields(rest)
		if len(v) == 1 && v[0] == "-" {
			v = nil
		}
		out = append(out, line{strings.TrimSpace(name), v})
	}
	return out
}

// invert makes apk names lead back to Debian's: by the preferred row, else by
// the same name, else where only one Debian name leads there alone. A -dev
// package only ever leads to a -dev package, and a library to a library.
func (t *packageTable) invert() {
	candidates := map[string][]string{}
	for deb, apks := range t.apk {
		if len(apks) == 1 {
			candidates[apks[0]] = append(candidates[apks[0]], deb)
		}
	}
	for apk, debs := range candidates {
		debs = slices.DeleteFunc(debs, func(d string) bool { return isDev(d) != isDev(apk) })
		slices.Sort(debs)
		switch {
		case slices.Contains(debs, apk):
			t.deb[apk] = []string{apk}
		case len(debs) == 1:
			t.deb[apk] = debs
		}
	}
	for apk, debs := range t.rows.Preferred {
		t.deb[apk] = slices.DeleteFunc(strings.Fields(debs), func(d string) bool { return d == "-" })
	}
}

func isDev(name string) bool {
	return strings.HasSuffix(name, "-dev") || strings.HasSuffix(name, "-dev-compat") || strings.HasPrefix(name, "linux-headers")
}

// Apk gives the Alpine packages for a Debian package. ok is false where no row
// knows the name, or where Alpine has nothing of the kind; names is empty with ok true
// where Alpine needs no package for it.
func Apk(deb string) (names []string, ok bool) {
	names, ok = packages().apk[deb]
	return slices.Clone(names), ok
}

// Deb gives the Debian packages for an Alpine package; ok is false where none or
// more than one could be meant, names is empty with ok true where Debian needs none.
func Deb(apk string) (names []string, ok bool) {
	names, ok = packages().deb[apk]
	return slices.Clone(names), ok
}

// FromRPM gives the Debian packages for one of Red Hat's systems; names is empty with ok
// true where Debian needs none.
func FromRPM(name string) (names []string, ok bool) {
	names, ok = packages().rpm[name]
	return slices.Clone(names), ok
}

// LookupPackage says what a package is for, by its Debian or Alpine name.
func LookupPackage(name string) (Package, bool) {
	t := packages()
	role, ok := t.role(name)
	if !ok {
		return Package{}, false
	}
	p := Package{Name: name, Role: role, Programs: slices.Clone(t.programs[name])}
	p.BuildStarts = slices.Contains(strings.Fields(t.rows.BuildStarts), name)
	if r := t.runtime[name]; len(r) > 0 {
		p.Runtime = r
	}
	return p, true
}

// role finds what a package is for: its own row, else the pattern of its name.
func (t *packageTable) role(name string) (string, bool) {
	if r, ok := t.roles[name]; ok {
		return r, true
	}
	for suffix, r := range t.rows.Suffixes {
		if strings.HasSuffix(name, suffix) {
			return r, true
		}
	}
	for prefix, r := range t.rows.Prefixes {
		if strings.HasPrefix(name, prefix) {
			return r, true
		}
	}
	return "", false
}

// Foreign names the repository that a package comes from, where it is not the system's own.
func Foreign(name string) (repository string, ok bool) {
	for _, l := range packages().foreign {
		if slices.ContainsFunc(l.values, matches(name)) {
			return l.name, true
		}
	}
	return "", false
}

// StartsShell reports whether the programs of a Debian package are shell scripts, or start some.
func StartsShell(name string) bool {
	return slices.ContainsFunc(strings.Fields(packages().rows.ShellPrograms), matches(name))
}

// Gone reports whether a Debian release is known not to have a package of that name.
func Gone(name, suite string) bool {
	return slices.ContainsFunc(packages().gone[suite], matches(name))
}

// matches compares a package's name with a pattern, which a * may end.
func matches(name string) func(string) bool {
	return func(pattern string) bool {
		prefix, open := strings.CutSuffix(pattern, "*")
		return name == pattern || open && strings.HasPrefix(name, prefix)
	}
}

// DebOn are the names that a package has on a Debian release, where they are others than
// on the release that the name is from. A library is the same there, or its successor:
// libssl3 is libssl3t64 on trixie.
func DebOn(name, suite string) []string {
	if others, ok := packages().renamed[nameOn{name, suite}]; ok {
		return others
	}
	return []string{name}
}

// nameOn is a package's name, asked for on a release.
type nameOn struct{ name, suite string }

// rename fills renamed. Where libraries differ, the first by name counts.
func (t *packageTable) rename() {
	t.renamed = map[nameOn][]string{}
	for suite, text := range t.rows.Renamed {
		for _, l := range readLines(text) {
			t.renamed[nameOn{l.name, suite}] = l.values
		}
	}
	for _, dev := range slices.Sorted(maps.Keys(t.runtime)) {
		bySuite := t.runtime[dev]
		for _, from := range slices.Sorted(maps.Keys(bySuite)) {
			for suite, there := range bySuite {
				here := bySuite[from]
				if from == suite || from == string(Alpine) || len(here) != len(there) {
					continue
				}
				for at, name := range here {
					if _, known := t.renamed[nameOn{name, suite}]; !known && !slices.Contains(there, name) {
						t.renamed[nameOn{name, suite}] = []string{there[at]}
					}
				}
			}
		}
	}
}
