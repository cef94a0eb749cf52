package base

import (
	"slices"
	"strings"
	"sync"
)

// dotnetRows is data/dotnet.yaml: Microsoft's images as final bases.
type dotnetRows struct {
	Provenance  `yaml:",inline"`
	Registry    string `yaml:"registry"`
	Interpreter string `yaml:"interpreter"`
	// Versions are the series, the newest first.
	Versions []dotnetRow `yaml:"versions"`
	// Packages is what a variant holds: "alpine", "chiseled", "extra".
	Packages map[string][]string `yaml:"packages"`
	// Cultures and Zones are the packages of cultures and time zones on Alpine.
	Cultures []string `yaml:"cultures"`
	Zones    []string `yaml:"zones"`
}

// dotnetRow is a series of .NET.
type dotnetRow struct {
	Version string `yaml:"version"`
	// End is the day on which Microsoft's support ended or will end.
	End string `yaml:"end"`
	// Chiseled is the variant without shell and package manager, "" for none, and
	// Patches the first patch release that has a tag of its own there.
	Chiseled string `yaml:"chiseled"`
	Patches  string `yaml:"patches"`
	// Alpine tells of an -alpine variant; Glibc is the variant to build on for glibc.
	Alpine bool   `yaml:"alpine"`
	Glibc  string `yaml:"glibc"`
}

var dotnet = sync.OnceValue(func() dotnetRows { return load[dotnetRows]("dotnet.yaml") })

// DotnetSeries is the series of a version of .NET (8.0 of 8.0.11), and whether the rows
// know it.
func DotnetSeries(version string) (string, bool) {
	row, ok := dotnetSeries(version)
	return row.Version, ok
}

// DotnetEnd is the day on which the support of a series of .NET ended; "" while it lasts
// and for what the rows do not know.
func DotnetEnd(version string) string {
	row, _ := dotnetSeries(version)
	if row.End <= dotnet().Checked {
		return row.End
	}
	return ""
}

func dotnetSeries(version string) (dotnetRow, bool) {
	series := majorMinor(comparable(version))
	if !strings.Contains(series, ".") {
		series += ".0"
	}
	i := slices.IndexFunc(dotnet().Versions, func(r dotnetRow) bool { return r.Version == series })
	if i < 0 {
		return dotnetRow{}, false
	}
	return dotnet().Versions[i], true
}

// DotnetGlobalization are the packages that give an Alpine image the time zones, with
// those for cultures before them.
func DotnetGlobalization(cultures bool) []string {
	if !cultures {
		return slices.Clone(dotnet().Zones)
	}
	return slices.Concat(dotnet().Cultures, dotnet().Zones)
}

// DotnetFinal is the image of a repository (aspnet, runtime, runtime-deps) that holds a
// version of .NET: on Distroless Microsoft's chiseled image, of which extra is the
// one with cultures and time zones. False where none was published.
func (c *Catalog) DotnetFinal(t Target, repository, version string, extra bool) (Final, bool) {
	row, ok := dotnetSeries(version)
	if !ok {
		return Final{}, false
	}
	variant := row.Chiseled
	packages := slices.Clone(dotnet().Packages["chiseled"])
	if t == Alpine {
		variant, packages, extra = "alpine", slices.Clone(dotnet().Packages["alpine"]), false
	}
	if variant == "" || t == Alpine && !row.Alpine {
		return Final{}, false
	}
	if t == Distroless && (row.Patches == "" || compareVersions(version, row.Patches) < 0) || !strings.Contains(version, ".") {
		version = row.Version // the tag of the series, where the patch release has none
	}
	tag := version + "-" + variant
	if extra {
		tag += "-extra"
		packages = append(packages, dotnet().Packages["extra"]...)
	}
	img, ok := c.ResolveText(dotnet().Registry + "/" + repository + ":" + tag)
	if !ok {
		return Final{}, false
	}
	return c.offer(Final{
		Image: img.Ref.String(), Name: repository, Target: t, Language: "dotnet", Version: version,
		Suite: img.Suite, Libc: img.Libc, Interpreter: dotnet().Interpreter,
		Env: img.Env, Path: img.Path, Workdir: img.Workdir, Shell: img.Shell,
		Packages: packages, Users: img.Users, Prefix: img.Prefix,
	}), true
}

// dotnetTag is the tag of the same image and version for another C library.
func dotnetTag(img Image, libc Libc) (string, bool) {
	row, ok := dotnetSeries(img.Version)
	if !ok || img.Moving {
		return "", false
	}
	variant := row.Glibc
	if libc == Musl {
		variant = "alpine"
	}
	if variant == "" || libc == Musl && !row.Alpine {
		return "", false
	}
	return img.emit(img.Version + "-" + variant), true
}
