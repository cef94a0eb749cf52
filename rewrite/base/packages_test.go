package base

import (
	"slices"
	"strings"
	"testing"
)

func TestApkAndDeb(t *testing.T) {
	for _, tt := range []struct{ deb, apk, back string }{
		{"curl", "curl", "curl"},
		{"libpq-dev", "libpq-dev", "libpq-dev"},
		{"libpq5", "libpq", "libpq5"},
		{"build-essential", "build-base", "build-essential"},
		{"gcc", "gcc musl-dev", "gcc"},
		{"procps", "procps-ng", "procps"},
		{"zlib1g-dev", "zlib-dev", "zlib1g-dev"},
		{"default-libmysqlclient-dev", "mariadb-connector-c-dev", "libmariadb-dev"},
		{"xz-utils", "xz", "xz-utils"},
		{"tzdata", "tzdata", "tzdata"},
		{"libssl-dev", "openssl-dev", "libssl-dev"},
		{"fonts-dejavu-core", "font-dejavu", "fonts-dejavu-core"},
		{"tini", "tini", "tini"},
		{"libffi7", "libffi", "libffi8"},
		{"libwebp6", "libwebp", "libwebp7"},
		{"libtiff5", "tiff", "libtiff6"},
		{"libasound2t64", "alsa-lib", "libasound2"},
	} {
		apk, ok := Apk(tt.deb)
		if !ok || strings.Join(apk, " ") != tt.apk {
			t.Errorf("Apk(%s) = %v, %v", tt.deb, apk, ok)
			continue
		}
		if back, ok := Deb(apk[0]); !ok || strings.Join(back, " ") != tt.back {
			t.Errorf("Deb(%s) = %v, %v", apk[0], back, ok)
		}
	}
	if names, ok := Apk("apt-transport-https"); !ok || len(names) != 0 {
		t.Errorf("apt-transport-https needs %v, %v on Alpine", names, ok)
	}
	for _, name := range []string{"libssl1.1", "wkhtmltopdf", "no-such-package"} {
		if names, ok := Apk(name); ok {
			t.Errorf("Apk(%s) = %v", name, names)
		}
	}
	if names, ok := Deb("no-such-package"); ok {
		t.Errorf("Deb(no-such-package) = %v", names)
	}
}

// TestNamesGoRoundAndRound: what an apk name leads to leads back to it, and -dev
// packages stay -dev packages.
func TestNamesGoRoundAndRound(t *testing.T) {
	n := 0
	for apk, debs := range packages().deb {
		for _, d := range debs {
			if isDev(apk) != isDev(d) {
				t.Errorf("%s → %s: one is a -dev package", apk, d)
			}
			back, ok := Apk(d)
			if !ok {
				t.Errorf("%s → %s: no way back", apk, d)
			}
			if _, preferred := packages().rows.Preferred[apk]; !preferred && !slices.Contains(back, apk) {
				t.Errorf("%s → %s → %v", apk, d, back)
			}
			n++
		}
	}
	if n < 300 {
		t.Errorf("only %d names", n)
	}
}

func TestLookupPackage(t *testing.T) {
	for name, role := range map[string]string{
		"gcc": "build", "build-essential": "build", "libpq-dev": "build", "any-thing-dev": "build", "libpq5": "library",
		"git": "program", "ffmpeg": "program", "ca-certificates": "certificates", "tzdata": "timezone", "locales": "locale",
		"tini": "init", "vim": "people", "dumb-init": "init", "bash": "shell", "curl": "fetch", "wget": "fetch", "fonts-any": "data",
		"python3-pip": "build", "nodejs": "runtime", "openjdk17-jre-headless": "runtime", "libstdc++": "library",
	} {
		if p, ok := LookupPackage(name); !ok || p.Role != role {
			t.Errorf("%s: role %q, want %q", name, p.Role, role)
		}
	}
	if p, ok := LookupPackage("no-such-package"); ok {
		t.Errorf("no-such-package is %+v", p)
	}
	p, _ := LookupPackage("libssl-dev")
	if !slices.Equal(p.Runtime["trixie"], []string{"libssl3t64"}) || !slices.Equal(p.Runtime["bookworm"], []string{"libssl3"}) {
		t.Errorf("libssl-dev stands for %v", p.Runtime)
	}
	if p, _ := LookupPackage("postgresql-client"); !slices.Contains(p.Programs, "psql") {
		t.Errorf("postgresql-client has %v", p.Programs)
	}
}

func TestForeign(t *testing.T) {
	for name, repository := range map[string]string{
		"google-chrome-stable": "dl.google.com", "msodbcsql18": "packages.microsoft.com", "docker-ce-cli": "download.docker.com",
		"postgresql-client-16": "apt.postgresql.org", "temurin-17-jdk": "packages.adoptium.net",
		"postgresql-client-17": "", "postgresql-client": "", "git": "", "docker.io": "", "nodejs": "",
	} {
		if got, ok := Foreign(name); got != repository || ok != (repository != "") {
			t.Errorf("Foreign(%s) = %q, %v", name, got, ok)
		}
	}
	for _, l := range readLines(packages().rows.Foreign) {
		if !strings.Contains(l.name, ".") || len(l.values) == 0 {
			t.Errorf("%s: %v", l.name, l.values)
		}
	}
}

func TestGone(t *testing.T) {
	for name, gone := range map[string]bool{
		"wkhtmltopdf": true, "openjdk-17-jre-headless": true, "postgresql-client-15": true, "python3.11": true, "ttf-mscorefonts-installer": true,
		"openjdk-21-jre": false, "postgresql-client-17": false, "python3": false, "python3.13": false, "php8.4-cli": false, "ffmpeg": false,
	} {
		if got := Gone(name, "trixie"); got != gone {
			t.Errorf("Gone(%s) = %v", name, got)
		}
	}
	// What a row gives for a release has to be there.
	for suite, names := range packages().rows.Gone {
		if len(strings.Fields(names)) == 0 {
			t.Errorf("%s: no names", suite)
		}
		for dev, bySuite := range packages().runtime {
			for _, n := range bySuite[suite] {
				if Gone(n, suite) {
					t.Errorf("%s stands for %s, which %s has not", dev, n, suite)
				}
			}
		}
	}
}

func TestDebOn(t *testing.T) {
	for name, want := range map[string]string{
		"libssl3": "libssl3t64", "libpq5": "libpq5", "libicu72": "libicu76", "git": "git", "libssl3t64": "libssl3t64",
		"mime-support": "media-types",
	} {
		if got := strings.Join(DebOn(name, "trixie"), " "); got != want {
			t.Errorf("DebOn(%s) = %s, want %s", name, got, want)
		}
	}
}

// TestRowsDontContradictEachOther: rows are kept in maps, so that of two answers to one
// question either could be given.
func TestRowsDontContradictEachOther(t *testing.T) {
	type question struct{ name, suite string }
	answers := map[question]string{}
	for _, bySuite := range packages().runtime {
		for from, here := range bySuite {
			for suite, there := range bySuite {
				if from == string(Alpine) || suite == string(Alpine) || from == suite || len(here) != len(there) {
					continue
				}
				for at, name := range here {
					if slices.Contains(there, name) {
						continue
					}
					q := question{name, suite}
					if known, ok := answers[q]; ok && known != there[at] {
						t.Errorf("%s is %s and %s on %s", name, known, there[at], suite)
					}
					answers[q] = there[at]
				}
			}
		}
	}
	brings := map[string]string{}
	for language, patterns := range languages().Packages {
		for pattern := range strings.FieldsSeq(patterns) {
			name := strings.ReplaceAll(pattern, "*", "8")
			if known, ok := brings[name]; ok {
				t.Errorf("%s brings %s and %s", name, known, language)
			}
			brings[name] = language
		}
	}
	for name, language := range brings {
		for other, patterns := range languages().Packages {
			for pattern := range strings.FieldsSeq(patterns) {
				if _, ok := matchVersion(pattern, name); ok && other != language {
					t.Errorf("%s brings %s and, by %s, %s", name, language, pattern, other)
				}
			}
		}
	}
}
