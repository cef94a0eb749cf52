package base

import (
	"slices"
	"strings"
)

// AlpineTag names the Alpine variant of the same image and version, with the
// release that the version was last built on: golang:1.26 → golang:1.26-alpine3.24,
// python:3.12.3-slim-bookworm → python:3.12.3-alpine3.20. For a version that
// is newer than the rows, of a series they know as live, it names no release:
// golang:1.26-alpine. False where none was published, or where it was for another
// version of the language. A mirror's prefix stays.
func AlpineTag(img Image) (string, bool) {
	switch {
	case !img.movable() || img.Retired != nil:
		return "", false
	case img.Libc == Musl && img.tag.suite != "":
		return img.emit(img.tag.text), true
	case img.Family == "dotnet":
		return dotnetTag(img, Musl)
	}
	if all := img.official.AllVariants; all != "" {
		return img.emit(variantTag(img.tag, all == "before")), true
	}
	t := img.tag
	if !t.has("alpine") {
		t = t.without("slim").without("debian").with("alpine")
	}
	t.suite = ""
	table := img.tags()
	suite, ok := table.suites[t.plain()]
	if !ok {
		_, ok = table.follows(t, img.official.Moving)
		return img.emitIf(t.plain(), ok)
	}
	return img.emitIf(table.alpineForm(img.official, t, suite), img.certain(t))
}

// variantTag is the Alpine variant of a tag of which every version has one.
func variantTag(t tag, before bool) string {
	plain := t.without("slim").without("debian").without("distroless").plain()
	switch {
	case plain == "latest":
		return "alpine"
	case before:
		return "alpine-" + plain
	}
	return plain + "-alpine"
}

// debianVariantTag is the Debian variant of such a tag.
func debianVariantTag(row *imageRow, t tag) string {
	t = t.without("alpine")
	for _, v := range row.DebianVariants {
		switch {
		case v.ToolBelow != "" && (t.tool == "" || compareVersions(t.tool, v.ToolBelow) >= 0):
		case v.VersionBelow != "" && (t.version == "" || compareVersions(t.version, v.VersionBelow) >= 0):
		case t.plain() == "latest":
			return v.Ending
		default:
			return t.plain() + "-" + v.Ending
		}
	}
	return t.plain()
}

// DebianTag names the variant of the same image and version that has glibc and apt,
// with its release in the tag, never one newer than the Distroless finals:
// golang:1.26-alpine → golang:1.26-trixie, node:20-alpine → node:20-bookworm-slim.
// Where the image has a -slim variant that is chosen: like Alpine's it has no
// compilers, no git, no curl, so that what the file adds is what it needs.
func DebianTag(img Image) (string, bool) {
	switch {
	case !img.movable():
		return "", false
	case img.Family == "dotnet":
		return dotnetTag(img, Glibc)
	case img.Libc != Musl:
		return img.pin(img.tag, hasApt)
	}
	if img.official.AllVariants != "" {
		return img.emit(debianVariantTag(img.official, img.tag)), true
	}
	t := img.tag.without("alpine")
	if !img.official.Slim {
		t = t.without("slim") // such as nginx's alpine-slim
	}
	t.suite = ""
	if img.official.Slim {
		if s, ok := img.installs(t.with("slim")); ok {
			return s, true
		}
	}
	return img.installs(t)
}

// installs writes t with a release that has apt, and packages to install with it:
// the newest that t was published for, where its own has none any more.
func (i Image) installs(t tag) (string, bool) {
	if later := i.tags().later[t.plain()]; later != "" {
		return i.emit(pinForm(i.official, t, later)), true
	}
	return i.pin(t, hasApt)
}

// PinnedTag names the same image with its release in the tag: python:3.12-slim →
// python:3.12-slim-trixie. It is a release whose glibc is the finals' or older: where
// the plain tag stands on a newer one, an earlier one that it was also published
// for (eclipse-temurin:21-jdk → eclipse-temurin:21-jdk-noble). False where there
// is none.
func PinnedTag(img Image) (string, bool) {
	if !img.movable() || img.Libc == Musl {
		return "", false
	}
	return img.pin(img.tag, func(string) bool { return true })
}

// EarlierRelease names, for a system's own image whose glibc is newer than the finals',
// the newest release that fits and that its makers keep up: ubuntu:latest →
// ubuntu:24.04. Other versions of all packages come with it.
func EarlierRelease(i Image) (string, bool) {
	own := system(i.Suite)
	if !i.movable() || i.Language != "" || i.official.TagOrder != "suite-only" || own == "" || own != i.Family {
		return "", false
	}
	if runs, known := GlibcRuns(i.Suite, i.catalog.FinalSuite(Distroless)); runs || !known {
		return "", false
	}
	best := ""
	for suite, r := range releases().Releases {
		runs, known := GlibcRuns(suite, i.catalog.FinalSuite(Distroless))
		if r.System == own && runs && known && r.EOL > releases().Checked && (best == "" || newerGlibc(suite, best)) {
			best = suite
		}
	}
	if best == "" {
		return "", false
	}
	if strings.Contains(systems().Images[own], "{version}") {
		r, _ := releases().lookup(best)
		return i.emit(r.Version), true
	}
	return i.emit(pinForm(i.official, i.tag, best)), true
}

// Published tells whether the rows list the image's own tag, with or without its
// release in it: what Resolve says of any other tag is only what its name says.
func Published(img Image) bool {
	if !img.movable() {
		return false
	}
	t := img.tag
	t.suite = ""
	_, ok := img.tags().suites[t.plain()]
	return ok
}

// movable tells whether there is a tag from which another can be made.
func (i Image) movable() bool { return i.official != nil && i.tag.text != "" && i.Family != "windows" }

func (i Image) tags() *tagTable {
	if i.tagsOf != "" {
		return tagTableFor(i.tagsOf)
	}
	return tagTableFor(i.Name)
}

// certain tells whether the tag t is for the version that the image has. A tag
// that names its version is, and the image's own; one that names none (latest, alpine) only while it and t are
// both kept up.
func (i Image) certain(t tag) bool {
	if i.Version != "" && !i.Moving || t.plain() == i.tag.plain() {
		return true
	}
	live := i.tags().live
	return live[i.tag.plain()] && live[t.plain()]
}

// pin writes t with a release that runs on the finals and that suits.
func (i Image) pin(t tag, suits func(suite string) bool) (string, bool) {
	fits := func(suite string) bool {
		ok, known := GlibcRuns(suite, i.catalog.FinalSuite(Distroless))
		return ok && known && suits(suite)
	}
	row := i.official
	switch {
	case row.Pin == "never" || row.Pin == "versioned" && i.Version == "" || row.Pin == "versioned" && i.Moving:
		return "", false
	case t.suite != "":
		return i.emitIf(t.text, fits(t.suite))
	case row.TagOrder == "suite-only" && t.head >= 0:
		return i.emitIf(t.text, fits(i.Suite))
	}
	table, plain := i.tags(), t.plain()
	now, ok := table.suites[plain]
	if !ok {
		if now, ok = table.follows(t, row.Moving); !ok {
			return "", false
		}
	}
	if !i.certain(t) {
		return "", false
	}
	if fits(now) && table.bare[plain] {
		// A tag that is built no more stays on its release by itself.
		return i.emitIf(plain, !table.live[plain])
	}
	if fits(now) {
		return i.emit(pinForm(row, t, now)), true
	}
	best := newestFor(table.earlier, plain, fits)
	return i.emitIf(pinForm(row, t, best), best != "")
}

// newestFor is the newest other release that a tag was published for and that fits, ""
// for none.
func newestFor(others map[string]map[string]bool, tag string, fits func(suite string) bool) string {
	best := ""
	for suite, tags := range others {
		if tags[tag] && fits(suite) && (best == "" || newerGlibc(suite, best)) {
			best = suite
		}
	}
	return best
}

func hasApt(suite string) bool { return systems().packageManager(system(suite), suite) == "apt" }

func newerGlibc(a, b string) bool {
	x, _ := releases().lookup(a)
	y, _ := releases().lookup(b)
	return compareVersions(x.Glibc, y.Glibc) > 0
}

// pinForm writes a tag with its release, in the image's own manner.
func pinForm(row *imageRow, t tag, suite string) string {
	words := slices.DeleteFunc(slices.Clone(t.words), func(w string) bool {
		return w == "latest" || row.TagOrder == "suite-only" && releases().Systems[w] != ""
	})
	at := len(words)
	switch {
	case row.TagOrder == "suite-only":
		at = 0
	case row.TagOrder == "suite-variant" && len(words) > 0 && (t.head == 0 || row.Moving[words[0]] != ""):
		at = 1
	case row.TagOrder == "suite-variant":
		at = 0
	}
	return strings.Join(slices.Insert(words, at, suite), "-")
}

// alpineForm writes an Alpine tag with its release, in the image's own manner.
func (tt *tagTable) alpineForm(row *imageRow, t tag, suite string) string {
	plain := t.plain()
	switch {
	case row.AlpineTags == "dash":
		return tt.newestDashed(plain)
	case row.AlpineTags == "plain" || suite == "alpine":
		return plain
	}
	return strings.Replace(plain, "alpine", suite, 1)
}

// newestDashed finds the newest release for PLAIN-3.NN among the tags.
func (tt *tagTable) newestDashed(plain string) string {
	best := ""
	for tag := range tt.suites {
		r, ok := strings.CutPrefix(tag, plain+"-")
		if ok && looksAlpineRelease(r) && (best == "" || compareVersions(r, best) > 0) {
			best = r
		}
	}
	if best == "" {
		return plain
	}
	return plain + "-" + best
}

// emit writes a tag behind the image's own name, with its registry or a mirror of it.
func (i Image) emit(tag string) string {
	return i.catalog.Mirrored(i.Ref.Name + ":" + i.tagPrefix + tag)
}

func (i Image) emitIf(tag string, ok bool) (string, bool) {
	if !ok {
		return "", false
	}
	return i.emit(tag), true
}
