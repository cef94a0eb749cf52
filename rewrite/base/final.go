package base

import (
	"slices"
	"strings"
	"sync"

	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
)

// finalRow describes an official image as a final base on Alpine.
type finalRow struct {
	// Tag is the tag for a version, before Alpine's release: "{version}-alpine".
	Tag         string   `yaml:"tag"`
	Interpreter string   `yaml:"interpreter"`
	Packages    []string `yaml:"packages"`
	// SitePackages is python's, with {minor}.
	SitePackages string `yaml:"site_packages"`
}

// distrolessRows is data/distroless.yaml.
type distrolessRows struct {
	Provenance `yaml:",inline"`
	Registry   string `yaml:"registry"`
	// Tag is the tag that finals carry.
	Tag string `yaml:"tag"`
	// User and Workdir are what that tag sets.
	User    string `yaml:"user"`
	Workdir string `yaml:"workdir"`
	// DebugPath is where the debug tags keep their shell.
	DebugPath string `yaml:"debug_path"`
	// DebugTag is the debug tag that sets the same user as Tag.
	DebugTag string                   `yaml:"debug_tag"`
	Env      []EnvVar                 `yaml:"env"`
	Path     []string                 `yaml:"path"`
	Users    []User                   `yaml:"users"`
	Images   map[string]distrolessRow `yaml:"images"`
	Retired  []retiredRow             `yaml:"retired"`
}

// distrolessRow is one image below the registry, without its suite.
type distrolessRow struct {
	// Inherits names the image whose packages it holds too.
	Inherits     string   `yaml:"inherits"`
	Packages     []string `yaml:"packages"`
	Libc         Libc     `yaml:"libc"`
	Language     string   `yaml:"language"`
	Version      string   `yaml:"version"`
	Patch        string   `yaml:"patch"`
	Entrypoint   []string `yaml:"entrypoint"`
	Interpreter  string   `yaml:"interpreter"`
	Env          []EnvVar `yaml:"env"`
	SitePackages string   `yaml:"site_packages"`
	Prefix       string   `yaml:"prefix"`
	// Source is the row's own, where it is not the file's.
	Source string `yaml:"source"`
}

// retiredRow matches image names, suite included, that are built no more.
type retiredRow struct {
	Names      []string `yaml:"names"`
	Retirement `yaml:",inline"`
	// Libc, Language, Versions (by suite, "" for all), Entrypoint and Prefix say
	// what it held, where that is not what an image of the name holds today.
	Libc       Libc              `yaml:"libc"`
	Language   string            `yaml:"language"`
	Versions   map[string]string `yaml:"versions"`
	Entrypoint []string          `yaml:"entrypoint"`
	Prefix     string            `yaml:"prefix"`
}

var distroless = sync.OnceValue(func() distrolessRows { return load[distrolessRows]("distroless.yaml") })

// Plain names the final without a language runtime: "static", "base-nossl",
// "base", "cc" and "java-base" on Distroless, "alpine" on Alpine.
func (c *Catalog) Plain(t Target, name string) (Final, bool) {
	if t == Alpine {
		return c.plainAlpine(name)
	}
	row, ok := distroless().Images[name]
	if !ok || row.Language != "" || t != Distroless {
		return Final{}, false
	}
	final := c.offer(distroless().final(name))
	if exact := c.Final(); exact != nil && exact.Target == t && exact.Lacks(final, true, nil) == "" {
		return *exact, true
	}
	return final, true
}

// Runtime names the ready-made final that holds exactly this version of a
// language: by major version for node and java on Distroless, by major.minor for
// python; on Alpine the official image's tag in the precision asked for, on the
// release it was last built on. False where there is none, and for version "".
func (c *Catalog) Runtime(t Target, language, version string) (Final, bool) {
	if version == "" {
		return Final{}, false
	}
	if language == "java" {
		version = modernJava(version)
	}
	if f := c.Final(); f != nil && t == Distroless {
		// Another runtime comes along.
		return *f, f.Target == t && f.Language == language && series(language, f.Version) == series(language, version) && f.startsLike(language)
	}
	switch t {
	case Distroless:
		for name, row := range distroless().Images {
			if row.Language == language && coversVersion(row.Version, version) {
				return c.offer(distroless().final(name)), true
			}
		}
	case Alpine:
		return c.alpineRuntime(language, version)
	}
	return Final{}, false
}

// modernJava writes a version of Java 8 and older as tags do: 1.8 is 8.
func modernJava(version string) string {
	rest, ok := strings.CutPrefix(version, "1.")
	if !ok {
		return version
	}
	return leadingDigits(rest)
}

// coversVersion tells whether version is have or a more exact one of it.
func coversVersion(have, version string) bool {
	return slices.Contains(shorterVersions(version), have)
}

// final makes the row of a Distroless image a Final.
func (d distrolessRows) final(name string) Final {
	row := d.Images[name]
	f := Final{
		Image:  d.Registry + "/" + name + "-debian" + releases().Releases[finalSuite(Distroless)].Version + ":" + d.Tag,
		Name:   name,
		Target: Distroless,
		Suite:  finalSuite(Distroless), Libc: row.Libc,
		Language: row.Language, Version: row.Version, Patch: row.Patch,
		Entrypoint: slices.Clone(row.Entrypoint), Interpreter: row.Interpreter,
		Path: slices.Clone(d.Path), Workdir: d.Workdir,
		Users: slices.Clone(d.Users), SitePackages: row.SitePackages, Prefix: row.Prefix, Records: true,
	}
	f.Packages, f.Env = d.packagesAndEnv(name)
	return f
}

// alpineRows is data/alpine.yaml: the plain Alpine final, and which official
// image holds a language's runtime.
type alpineRows struct {
	Provenance `yaml:",inline"`
	Image      string   `yaml:"image"`
	Cmd        []string `yaml:"cmd"`
	Packages   []string `yaml:"packages"`
	// Runtimes maps a language to the official image.
	Runtimes map[string]string `yaml:"runtimes"`
	// Applets are programs of BusyBox that Debian has in a package of their name.
	Applets []string `yaml:"applets"`
}

var alpine = sync.OnceValue(func() alpineRows { return load[alpineRows]("alpine.yaml") })

// Applet tells whether Alpine's BusyBox has a program for which Debian has a package
// of the same name.
func Applet(name string) bool { return slices.Contains(alpine().Applets, name) }

func (c *Catalog) plainAlpine(name string) (Final, bool) {
	if name != "alpine" {
		return Final{}, false
	}
	suite := finalSuite(Alpine)
	return c.offer(Final{
		Image:  alpine().Image + ":" + strings.TrimPrefix(suite, "alpine"),
		Name:   name,
		Target: Alpine, Suite: suite, Libc: Musl,
		Cmd: slices.Clone(alpine().Cmd), Path: slices.Clone(systems().Path), Shell: true,
		Packages: slices.Clone(alpine().Packages), Users: slices.Clone(systems().Users["alpine"]),
	}), true
}

func (c *Catalog) alpineRuntime(language, version string) (Final, bool) {
	name, ok := alpine().Runtimes[language]
	if !ok {
		return Final{}, false
	}
	row, _ := imageRowFor(name)
	table := tagTableFor(name)
	text, suite, ok := table.alpineTagOf(row, version)
	if !ok {
		return Final{}, false
	}
	img := Image{official: row, tag: parseTag(text, row.VersionAfter)}
	img.Ref.Name, img.Ref.Tag = name, text
	img.readTag(name)
	img.Suite = suite
	img.configure(name)
	return c.offer(Final{
		Image: name + ":" + text, Name: name, Target: Alpine,
		Language: language, Version: version, Suite: suite, Libc: Musl,
		Entrypoint: img.Entrypoint, Cmd: img.Cmd, Interpreter: img.fill(row.Final.Interpreter),
		Env: img.Env, Path: img.Path, Workdir: img.Workdir, Shell: true,
		Packages: append(slices.Clone(alpine().Packages), row.Final.Packages...),
		Users:    img.Users, SitePackages: img.fill(row.Final.SitePackages), Prefix: img.Prefix,
	}), true
}

// OnAlpine is the final, the plain one of Alpine, on another release (3.20).
func (f Final) OnAlpine(release string) Final {
	ref, err := dockerfile.ParseImageRef(f.Image)
	if err == nil {
		ref.Tag = release
		f.Image, f.Suite = ref.String(), "alpine"+release
	}
	return f
}

// alpineTagOf finds the published tag of a version, and the Alpine release in
// it. A Java version without its build (21.0.5, 8u412) finds the tag that has
// one (21.0.5_11, 8u412-b08).
func (tt *tagTable) alpineTagOf(row *imageRow, version string) (text, suite string, ok bool) {
	plain := strings.ReplaceAll(row.Final.Tag, "{version}", version)
	suite, ok = tt.suites[plain]
	if !ok {
		before, after, _ := strings.Cut(row.Final.Tag, "{version}")
		for tag, s := range tt.suites {
			v, found := strings.CutSuffix(strings.TrimPrefix(tag, before), after)
			if found && (strings.HasPrefix(v, version+"_") || strings.HasPrefix(v, version+"-b")) && (!ok || tag > plain) {
				plain, suite, ok = tag, s, true
			}
		}
	}
	t := parseTag(plain, row.VersionAfter)
	if !ok {
		suite, ok = tt.follows(t, row.Moving)
		return plain, suite, ok
	}
	text = tt.alpineForm(row, t, suite)
	if t := parseTag(text, row.VersionAfter); t.suite != "" {
		suite = t.suite
	}
	return text, suite, true
}
