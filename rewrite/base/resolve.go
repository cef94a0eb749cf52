package base

import (
	"path"
	"strings"
	"sync"
	"time"

	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
)

// resolve tells what the rows say of an image whose public name is known.
func resolve(ref dockerfile.ImageRef, name string) (Image, bool) {
	row, ok := imageRowFor(name)
	if !ok {
		return Image{}, false
	}
	img := Image{Ref: ref, Name: name, official: row, Source: row.Source, Checked: row.Checked}
	text := ref.Tag
	if text == "" && ref.Digest == "" {
		text = "latest"
	}
	if row.TagsOf != "" {
		img.tagsOf = row.TagsOf
		img.tagPrefix, text = row.splitTag(text)
		name = row.TagsOf
		row, _ = imageRowFor(name)
		img.official = row
	}
	img.tag = parseTag(text, row.VersionAfter)
	if row.Family == "distroless" {
		img.Family = row.Family
		img.resolveDistroless(name)
		return img, true
	}
	img.readTag(name)
	img.configure(name)
	return img, true
}

// splitTag parts a tag into the other image's and what stands before it:
// latest-rust-1.85-slim. One that names none of the other image's has its latest.
func (r *imageRow) splitTag(text string) (prefix, rest string) {
	if i := strings.LastIndex(text, r.TagAfter); i >= 0 {
		at := i + len(r.TagAfter)
		return text[:at], text[at:]
	}
	return text + "-" + r.TagAfter, "latest"
}

// mirrors hold Docker's official images, and Docker Hub's others, under the
// prefixes of registries that copy them.
type mirrors struct {
	Provenance `yaml:",inline"`
	Prefixes   []string `yaml:"prefixes"`
	// Aliases maps how other names of images begin to how their own does.
	Aliases map[string]string `yaml:"aliases"`
}

var mirrorRows = sync.OnceValue(func() mirrors { return load[mirrors]("mirrors.yaml") })

// officialName takes away a mirror's prefix: public.ecr.aws/docker/library/python
// is python. Other names of an image lead to its own.
func officialName(name string) string {
	if !strings.Contains(name, "/") {
		return name
	}
	for _, p := range mirrorRows().Prefixes {
		if rest, ok := strings.CutPrefix(name, p); ok {
			return strings.TrimPrefix(rest, "library/")
		}
	}
	for alias, own := range mirrorRows().Aliases {
		if rest, ok := strings.CutPrefix(name, alias); ok {
			return own + rest
		}
	}
	return name
}

// readTag fills in what the tag says: version, variant, suite.
func (i *Image) readTag(name string) {
	row, t := i.official, i.tag
	i.Version, i.Tool, i.Variant = t.version, t.tool, t.variant(row.Moving)
	if v, ok := row.movingVersion(t); ok {
		i.Version, i.Moving = v, true
		if i.stoodStill() {
			i.Version = ""
		}
	}
	if v := row.versionInName(name); v != "" {
		i.Version, i.Moving = v, false
	}
	i.Suite = t.suite
	if i.Suite == "" {
		i.Suite = row.suiteOf(name, t, i.Version)
	}
	if i.Suite == "" && t.has("alpine") {
		i.Suite = "alpine"
	}
}

// versionInName is the language's version that the image's name tells: 22 of
// ubi9/nodejs-22, 3.12 of ubi9/python-312.
func (r *imageRow) versionInName(name string) string {
	for _, before := range r.NameVersion {
		rest, ok := strings.CutPrefix(path.Base(name), before)
		v := leadingVersion(rest)
		if !ok || v == "" {
			continue
		}
		if before == "python-" && len(v) > 1 && !strings.Contains(v, ".") {
			v = v[:1] + "." + v[1:]
		}
		return v
	}
	return ""
}

// movingVersion finds the version behind a tag that names none, or only a part
// (3, lts).
func (r *imageRow) movingVersion(t tag) (string, bool) {
	if t.text == "" || t.version != "" && (t.at != 0 || t.after != "") {
		return "", false
	}
	words := t.without("alpine").words
	if len(words) == 0 {
		words = []string{"latest"}
	}
	v, ok := r.Moving[strings.Join(words, "-")]
	if !ok {
		v, ok = r.Moving[words[0]]
	}
	if !ok && t.head < 0 {
		v = r.Moving["latest"]
	}
	return v, v != ""
}

// stoodStill tells of a tag without a version on a release for which images of its kind are
// no longer built: it is the last that was, and not what the word stands for today. Tags
// of a release go some time after its end.
func (i *Image) stoodStill() bool {
	known, ok := releases().lookup(i.tag.suite)
	plain := i.tag.plain()
	if !ok || known.EOL == "" || !i.tags().live[plain] || i.tags().suites[plain] == i.tag.suite {
		return false // a word that moves no more, such as a retired series' name
	}
	end, err := time.Parse(time.DateOnly, known.EOL)
	day, dayErr := time.Parse(time.DateOnly, i.official.Checked)
	return err == nil && dayErr == nil && end.AddDate(1, 0, 0).Before(day)
}

// suiteOf finds the release below a tag that names none.
func (r *imageRow) suiteOf(name string, t tag, version string) string {
	if s := tagTableFor(name).suite(t); s != "" {
		return s
	}
	if r.SuiteFromVersion != "" {
		return r.SuiteFromVersion + majorMinor(version)
	}
	if t.has("alpine") {
		return ""
	}
	last := path.Base(name)
	for _, v := range append(shorterVersions(version), "") {
		for _, key := range []string{last + " " + v, v} {
			if s, ok := r.Suites[key]; ok {
				return s
			}
		}
	}
	return ""
}
