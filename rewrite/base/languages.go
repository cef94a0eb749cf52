package base

import (
	"path"
	"slices"
	"strings"
	"sync"
)

// languageRows is data/languages.yaml: the packages, repositories and downloads
// that bring a language into an image which has none of its own.
type languageRows struct {
	Provenance `yaml:",inline"`
	// Packages maps a language to package names, in which * stands for a version.
	Packages map[string]string `yaml:"packages"`
	// Programs maps a language to programs that come with it or its package managers.
	Programs map[string]string `yaml:"programs"`
	// BuildTools are packages of languages' managers that nothing but builds start.
	BuildTools string `yaml:"build_tools"`
	// Versions is the version of a package that has none in its name, by release.
	Versions map[string]map[string]string `yaml:"versions"`
	// Prefixes is where a package of the system puts a language, if not below /usr.
	Prefixes map[string]string `yaml:"prefixes"`
	// Repositories are URLs of package repositories, * standing for the version.
	Repositories map[string]string `yaml:"repositories"`
	Downloads    []downloadRow     `yaml:"downloads"`
	Managers     []managerRow      `yaml:"managers"`
	// Installers are URLs of scripts that install only what builds use.
	Installers string `yaml:"installers"`
	// Names are the languages' names, as people write them.
	Names map[string]string `yaml:"names"`
	// Official maps a language to its image and its program below that image's prefix.
	Official map[string]string `yaml:"official"`
}

// downloadRow is how the URL of an archive begins, * standing for the version.
type downloadRow struct {
	Language string `yaml:"language"`
	URL      string `yaml:"url"`
	// Dir is the directory in the archive, {version} standing for the version; "" where
	// it has a name that the version does not tell.
	Dir string `yaml:"dir"`
	// SourceCode is true when the archive has to be compiled.
	SourceCode bool `yaml:"source_code"`
	// Libc is that of the programs in it, glibc when empty.
	Libc Libc `yaml:"libc"`
}

// managerRow is a version manager's command that installs a version.
type managerRow struct {
	Language string `yaml:"language"`
	Command  string `yaml:"command"`
	Verb     string `yaml:"verb"`
	// Before stands before the version: node@ for volta.
	Before string `yaml:"before"`
	// Home is the variable that names its directory, and the directory otherwise, below HOME
	// where it is relative.
	Home string `yaml:"home"`
}

var languages = sync.OnceValue(func() languageRows { return load[languageRows]("languages.yaml") })

// Brought is a language that a package, a repository or a download brings.
type Brought struct {
	Language string
	// Version is as exact as the name or the row; "" where neither tells.
	Version string
	// Prefix is where a package puts it.
	Prefix string
	// Dir is the directory that a download unpacks to, "" where it is not known.
	Dir string
	// SourceCode is true when it has to be compiled first.
	SourceCode bool
	// Libc is that of a download's programs.
	Libc Libc
}

// ProgramLanguage is the language that a program comes with, by its name; "" where it is
// no language's.
func ProgramLanguage(name string) string {
	for language, programs := range languages().Programs {
		if slices.Contains(strings.Fields(programs), name) {
			return language
		}
	}
	return ""
}

// BuildTool reports whether a package of a language's own manager only serves builds.
func BuildTool(name string) bool {
	return slices.Contains(strings.Fields(languages().BuildTools), name)
}

// PackagedLanguage tells which language a system's package brings on a release.
func PackagedLanguage(name, suite string) (Brought, bool) {
	rows := languages()
	for language, patterns := range rows.Packages {
		for pattern := range strings.FieldsSeq(patterns) {
			version, ok := matchVersion(pattern, name)
			if !ok {
				continue
			}
			if language == "python2" {
				return Brought{Language: "python", Version: "2.7", Prefix: "/usr"}, true
			}
			b := Brought{Language: language, Version: majorJava(language, packageVersion(pattern, version)), Prefix: rows.Prefixes[language]}
			if b.Prefix == "" {
				b.Prefix = "/usr"
			}
			if b.Version == "" {
				b.Version = rows.Versions[canonical(suite)][language]
			}
			return b, true
		}
	}
	return Brought{}, false
}

// packageVersion is the version that a package's name tells: python3.11 has 3.11,
// because the pattern is python3.*.
func packageVersion(pattern, version string) string {
	if version != "" && strings.HasPrefix(pattern, "python3.*") {
		return "3." + version
	}
	return version
}

// majorJava writes 1.8.0 as 8.
func majorJava(language, version string) string {
	if language != "java" {
		return version
	}
	return leadingDigits(modernJava(version))
}

// canonical is the name of the row of a release: el9 for ubi9.
func canonical(suite string) string {
	if name, ok := releases().names[suite]; ok {
		return name
	}
	return suite
}

// RepositoryLanguage tells which language's own repository a URL in a command is,
// and of which version.
func RepositoryLanguage(text string) (Brought, bool) {
	for language, patterns := range languages().Repositories {
		for pattern := range strings.FieldsSeq(patterns) {
			if version, ok := findVersion(pattern, text); ok {
				return Brought{Language: language, Version: version, Prefix: "/usr"}, true
			}
		}
	}
	return Brought{}, false
}

// DownloadedLanguage tells which language lies in the archive behind a URL.
func DownloadedLanguage(url string) (Brought, bool) {
	for _, d := range languages().Downloads {
		version, ok := findVersion(d.URL, url)
		if !ok {
			continue
		}
		b := Brought{Language: d.Language, Version: majorJava(d.Language, version), SourceCode: d.SourceCode, Libc: d.Libc}
		b.Dir = strings.ReplaceAll(d.Dir, "{version}", version)
		if b.Libc == UnknownLibc {
			b.Libc = Glibc
		}
		return b, true
	}
	return Brought{}, false
}

// ManagedLanguage tells which language a version manager's command line installs.
// Prefix is the manager's directory, by the environment that getenv tells.
func ManagedLanguage(args []string, getenv func(string) (string, bool)) (Brought, bool) {
	for _, m := range languages().Managers {
		if len(args) < 2 || path.Base(args[0]) != m.Command {
			continue
		}
		rest := strings.Join(args[1:], " ")
		if m.Verb != "" {
			_, after, ok := strings.Cut(" "+rest+" ", " "+m.Verb+" ")
			if !ok {
				continue
			}
			rest = after
		}
		_, rest, ok := strings.Cut(" "+rest, " "+m.Before)
		if !ok {
			continue
		}
		b := Brought{Language: m.Language, Libc: Glibc, Prefix: m.home(getenv)}
		for word := range strings.FieldsSeq(rest) {
			if v := leadingVersion(strings.TrimPrefix(word, "v")); v != "" {
				b.Version = majorJava(m.Language, v)
				break
			}
		}
		return b, true
	}
	return Brought{}, false
}

func (m managerRow) home(getenv func(string) (string, bool)) string {
	name, dir, _ := strings.Cut(m.Home, " ")
	if v, ok := getenv(name); ok && v != "" {
		return v
	}
	if path.IsAbs(dir) {
		return dir
	}
	home, _ := getenv("HOME")
	return path.Join(home, dir)
}

// Installer tells whether the script behind a URL installs only what builds use.
func Installer(url string) bool {
	for i := range strings.FieldsSeq(languages().Installers) {
		if strings.Contains(url, i) {
			return true
		}
	}
	return false
}

// leadingVersion is the dotted number that a word begins with: 17.0.9 of 17.0.9-tem.
func leadingVersion(word string) string {
	v := word[:len(word)-len(strings.TrimLeft(word, "0123456789."))]
	return strings.TrimRight(v, ".")
}

// Official is the official image that holds a version of a language, in the
// precision of version; false where none was published.
func (c *Catalog) Official(language, version string) (Image, bool) {
	name, _, ok := strings.Cut(languages().Official[language], " ")
	if !ok || version == "" {
		return Image{}, false
	}
	img, ok := c.ResolveText(c.Mirrored(name + ":" + version))
	return img, ok && Published(img)
}

// Program is where an official image of a language has its interpreter or compiler.
func Program(img Image) string {
	_, program, ok := strings.Cut(languages().Official[img.Language], " ")
	if !ok || img.Prefix == "" {
		return ""
	}
	return path.Join(img.Prefix, program)
}

// matchVersion matches all of name with a pattern in which * is a version, or nothing.
func matchVersion(pattern, name string) (version string, ok bool) {
	before, after, star := strings.Cut(pattern, "*")
	if !star {
		return "", name == pattern
	}
	rest, ok := strings.CutPrefix(name, before)
	if !ok {
		return "", false
	}
	version, ok = strings.CutSuffix(rest, after)
	return version, ok && version != "" && strings.Trim(version, "0123456789.") == ""
}

// findVersion finds a pattern in which * is a version, or a word such as lts,
// somewhere in a text; what follows the pattern does not matter.
func findVersion(pattern, text string) (version string, ok bool) {
	before, after, _ := strings.Cut(pattern, "*")
	_, rest, ok := strings.Cut(text, before)
	if !ok {
		return "", false
	}
	version, _, ok = strings.Cut(rest, after)
	if !ok || strings.ContainsAny(version, "/ ") {
		return "", false
	}
	if strings.Trim(version, "0123456789.") != "" {
		return "", true // a name for a version, or a variable that only a build fills
	}
	return version, true
}
