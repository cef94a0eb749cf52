package base

import (
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
)

// Ending is the catalogue of a migration that ends in one image, and in no other. The
// image is a public one that the rows know, or one of the user's own.
func (c *Catalog) Ending(image string) (*Catalog, error) {
	ref, err := dockerfile.ParseImageRef(image)
	if err != nil {
		return nil, fmt.Errorf("base %w", err)
	}
	img, ok := c.Resolve(ref)
	switch {
	case !ok:
		return nil, fmt.Errorf("nothing is known of the base %s: describe it below bases in the configuration", image)
	case img.Family == "windows":
		return nil, fmt.Errorf("the base %s is a Windows image", image)
	case img.Retired != nil && img.Retired.Replacement != "":
		return nil, fmt.Errorf("the base %s is published no more (%s): %s takes its place", image, img.Retired.Reason, img.Retired.Replacement)
	case img.Retired != nil:
		return nil, fmt.Errorf("the base %s is published no more: %s", image, img.Retired.Reason)
	}
	out := &Catalog{}
	if c != nil {
		*out = *c
	}
	final := img.final()
	out.final = &final
	return out, nil
}

// Final is the final that was asked for, nil where the choice is free.
func (c *Catalog) Final() *Final {
	if c == nil {
		return nil
	}
	return c.final
}

// final is an image as a final base.
func (i Image) final() Final {
	name, _, _ := strings.Cut(path.Base(i.Name), "-debian")
	f := Final{
		Image: i.Ref.String(), Name: name, Target: Distroless, Suite: i.Suite, Libc: i.Libc,
		Entrypoint: slices.Clone(i.Entrypoint), Cmd: slices.Clone(i.Cmd), Env: slices.Clone(i.Env), Path: slices.Clone(i.Path),
		Workdir: i.Workdir, Shell: i.Shell, Packages: slices.Clone(i.Packages), Users: slices.Clone(i.Users), User: i.userNumbers(),
		Records: i.records,
	}
	switch {
	case i.Family == "scratch":
		f.Target = Scratch
	case i.Libc == Musl && i.PackageManager == "apk":
		f.Target = Alpine
		f.Packages = append(f.Packages, alpine().Packages...)
	case i.Libc == Musl:
		f.Libc = NoLibc // nothing that is linked for musl comes from the target without a shell
	}
	if i.Name == "" && i.Family == "alpine" {
		f.Name = "alpine"
	}
	if i.Interpreter != "" {
		f.Language, f.Version, f.Interpreter, f.Prefix, f.SitePackages = i.Language, i.Version, i.Interpreter, i.Prefix, i.SitePackages
	}
	return f
}

// userNumbers is the USER of an image as UID:GID, or UID; "" for root, and for a name that
// nothing is known of.
func (i Image) userNumbers() string {
	user, group, both := strings.Cut(i.User, ":")
	for _, u := range i.Users {
		if u.Name == user || strconv.Itoa(u.UID) == user {
			user = strconv.Itoa(u.UID)
			if !both {
				group = strconv.Itoa(u.GID)
			}
		}
	}
	switch {
	case !isVersion(user) || strings.Trim(user, "0") == "" || group != "" && !isVersion(group):
		return ""
	case group == "":
		return user
	}
	return user + ":" + group
}

// Lacks tells what a final has not that another one has: why a process for which the
// other was chosen does not fit; "" when it fits. starts says that the process is behind
// the image's own ENTRYPOINT, looks what the program looks for (nil for all).
func (f Final) Lacks(chosen Final, starts bool, looks func(Support) bool) string {
	switch {
	case chosen.Shell && !f.Shell:
		return "it has no shell"
	case chosen.Libc == NoLibc:
	case f.Libc != chosen.Libc:
		return "it has no " + string(chosen.Libc)
	case f.Libc == Glibc && !glibcKnown(f.Suite):
		return "nothing tells its release, and so its glibc"
	}
	if reason := f.lacksRuntime(chosen); reason != "" {
		return reason
	}
	if starts && !slices.Equal(f.Entrypoint, chosen.Entrypoint) {
		return fmt.Sprintf("it starts processes with %s, and %s", words(f.Entrypoint), words(chosen.Entrypoint)+" is needed")
	}
	if chosen.Target == Alpine {
		return ""
	}
	if missing := f.missing(chosen.Packages, looks); len(missing) > 0 {
		return "it has no " + strings.Join(missing, ", ")
	}
	return ""
}

func (f Final) lacksRuntime(chosen Final) string {
	switch {
	case chosen.Language == "" && (chosen.Target != Alpine || chosen.Name == "alpine" || chosen.Name == f.Name):
		return ""
	case chosen.Language == "":
		return "it is no image of " + chosen.Name
	case f.Language != chosen.Language:
		return "it has no " + languageName(chosen.Language) + " " + chosen.Version
	case series(f.Language, f.Version) != series(chosen.Language, chosen.Version):
		return fmt.Sprintf("it has %s %s, and %s is needed", languageName(f.Language), f.Version, chosen.Version)
	case f.Interpreter != chosen.Interpreter:
		return fmt.Sprintf("it has %s in %s, and not in %s", languageName(f.Language), f.Interpreter, chosen.Interpreter)
	case f.Language == "dotnet" && f.Name != chosen.Name:
		return "it is not .NET's image " + chosen.Name
	}
	return ""
}

// missing are those of a Distroless image's packages that programs link or read.
func (f Final) missing(packages []string, looks func(Support) bool) []string {
	plain := func(name string) string { return strings.TrimSuffix(name, "t64") }
	var out []string
	for _, p := range packages {
		known, _ := LookupPackage(p)
		read := known.Role == "library" && p != "libc6"
		switch p {
		case "ca-certificates":
			read = looks == nil || looks(Certificates)
		case "tzdata":
			read = looks == nil || looks(Zones)
		}
		if read && !slices.ContainsFunc(f.Packages, func(have string) bool { return plain(have) == plain(p) }) {
			out = append(out, p)
		}
	}
	return out
}

func glibcKnown(suite string) bool {
	r, ok := releases().lookup(suite)
	return ok && r.Glibc != ""
}

func words(argv []string) string {
	if len(argv) == 0 {
		return "nothing before them"
	}
	return strconv.Quote(strings.Join(argv, " "))
}

// SameVersion tells whether one of two versions of a language is the other, or a more
// exact one of it.
func SameVersion(a, b string) bool { return coversVersion(a, b) || coversVersion(b, a) }

// startsLike tells whether a process of a language can be written for the image's own
// ENTRYPOINT, as for Distroless' image of that language.
func (f Final) startsLike(language string) bool {
	return language != "java" || len(f.Entrypoint) == 0 || slices.Equal(f.Entrypoint, []string{f.Interpreter, "-jar"})
}

// series is the part of a version within which programs run unchanged: 3.12 of Python
// 3.12.4, 22 of Node 22.11.0.
func series(language, version string) string {
	if language == "node" || language == "java" {
		return leadingDigits(modernJava(version))
	}
	return majorMinor(comparable(version))
}

func languageName(language string) string {
	if name, ok := languages().Names[language]; ok {
		return name
	}
	return language
}
