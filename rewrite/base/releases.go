package base

import (
	"strconv"
	"strings"
	"sync"
)

// release is a row of data/releases.yaml: one release of a system.
type release struct {
	// System is "debian", "ubuntu", "alpine", "al", "el".
	System string `yaml:"system"`
	// Version is the system's own number: 12, 24.04, 3.21.
	Version string `yaml:"version"`
	// Glibc is the version of the C library; "" for musl or unknown.
	Glibc string `yaml:"glibc"`
	// OpenSSL is the version in the file names of OpenSSL's libraries; "" where no rule asks.
	OpenSSL string `yaml:"openssl"`
	// Released and EOL are days; EOL is the end of the makers' regular support.
	Released string `yaml:"released"`
	EOL      string `yaml:"eol"`
	// Archived is true when the release's packages were moved to the makers' archive, so
	// that images of it find none.
	Archived bool `yaml:"archived"`
	// Aliases are other names of the same release.
	Aliases []string `yaml:"aliases"`
	// Note says what is not certain.
	Note string `yaml:"note"`
}

type releaseRows struct {
	Provenance `yaml:",inline"`
	Releases   map[string]release `yaml:"releases"`
	// Finals is the Debian release that the Distroless finals stand on, and the
	// Alpine release that finals are made from.
	Finals map[Target]string `yaml:"finals"`
	// Words of a tag that name a system but no release of it.
	Systems map[string]string `yaml:"systems"`
}

type releaseTable struct {
	releaseRows
	names map[string]string // alias or name -> name
}

var releases = sync.OnceValue(func() *releaseTable {
	t := &releaseTable{releaseRows: load[releaseRows]("releases.yaml"), names: map[string]string{}}
	for name, r := range t.Releases {
		t.names[name] = name
		for _, a := range r.Aliases {
			t.names[a] = name
		}
	}
	return t
})

// SameOpenSSL tells whether programs that are linked with OpenSSL on one release find its
// libraries on another.
func SameOpenSSL(a, b string) bool {
	one, _ := releases().lookup(a)
	other, _ := releases().lookup(b)
	return one.OpenSSL != "" && one.OpenSSL == other.OpenSSL
}

// lookup finds a release by its name or alias. Alpine's releases follow a
// pattern, so one that no row names is still known as Alpine.
func (t *releaseTable) lookup(suite string) (release, bool) {
	if name, ok := t.names[suite]; ok {
		return t.Releases[name], true
	}
	if v, ok := strings.CutPrefix(suite, "alpine"); ok && (v == "" || isVersion(v)) {
		return release{System: "alpine", Version: v}, true
	}
	return release{}, false
}

// system names the kind of system that a suite is a release of, "" when unknown.
func system(suite string) string {
	if suite == "" {
		return ""
	}
	r, _ := releases().lookup(suite)
	return r.System
}

// GlibcRuns tells whether what was linked on one suite runs on another as far
// as the C library goes: where the final's glibc is the builder's or newer. It
// is not known for suites without a row or without glibc.
func GlibcRuns(builtOn, final string) (ok, known bool) {
	b, okB := releases().lookup(builtOn)
	f, okF := releases().lookup(final)
	if !okB || !okF || b.Glibc == "" || f.Glibc == "" {
		return false, false
	}
	return compareVersions(b.Glibc, f.Glibc) <= 0, true
}

// finalSuite is the release that the finals of a target stand on.
func finalSuite(t Target) string { return releases().Finals[t] }

// FinalSuite is the release that the finals of a target stand on: that of the final
// which was asked for, if one was.
func (c *Catalog) FinalSuite(t Target) string {
	if c != nil && c.final != nil && c.final.Target == t {
		return c.final.Suite
	}
	return finalSuite(t)
}

// EndOfLife is the day on which a release leaves its makers' regular support; ok is
// false when no row says.
func EndOfLife(suite string) (day string, ok bool) {
	r, found := releases().lookup(suite)
	return r.EOL, found && r.EOL != ""
}

// Older tells whether a release of a system is older than another of the same.
func Older(suite, than string) bool {
	a, okA := releases().lookup(suite)
	b, okB := releases().lookup(than)
	return okA && okB && a.System == b.System && a.Version != "" && b.Version != "" && compareVersions(a.Version, b.Version) < 0
}

// Archived tells whether the package repositories that a release's images name are gone.
func Archived(suite string) bool {
	r, _ := releases().lookup(suite)
	return r.Archived
}

func isVersion(s string) bool {
	if s == "" {
		return false
	}
	for _, part := range strings.Split(s, ".") {
		if _, err := strconv.Atoi(part); err != nil {
			return false
		}
	}
	return true
}

// compareVersions orders dotted numbers; what is no number counts as zero.
func compareVersions(a, b string) int {
	x, y := strings.Split(a, "."), strings.Split(b, ".")
	for i := 0; i < len(x) || i < len(y); i++ {
		var m, n int
		if i < len(x) {
			m, _ = strconv.Atoi(x[i])
		}
		if i < len(y) {
			n, _ = strconv.Atoi(y[i])
		}
		if m != n {
			if m < n {
				return -1
			}
			return 1
		}
	}
	return 0
}
