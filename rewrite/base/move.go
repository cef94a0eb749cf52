package base

import "strings"

// AlpineTag names the Alpine variant of the same image and version, with the
// release that the version was last built on: golang:1.24 → golang:1.24-alpine3.23,
// python:3.12.3-slim-bookworm → python:3.12.3-alpine3.20. False where none
// was published. The registry's prefix stays.
func AlpineTag(img Image) (string, bool) {
	if img.official == nil || img.tag.text == "" || img.Libc == Musl && img.tag.suite != "" {
		return img.same(img.Libc == Musl)
	}
	table := tagTableFor(officialName(img.Ref.Name))
	if table == nil {
		return "", false
	}
	t := img.tag.without("slim")
	t.alpine, t.suite = true, ""
	suite, ok := table.now[t.plain()]
	if !ok {
		return "", false
	}
	return img.emit(table.alpineForm(img.official, t, suite)), true
}

// alpineForm writes an Alpine tag with its release, in the image's own manner.
func (tt *tagTable) alpineForm(row *imageRow, t tag, suite string) string {
	plain := t.plain()
	switch row.AlpineTags {
	case "plain":
		return plain
	case "dash":
		return tt.newestDashed(plain)
	}
	if suite == "alpine" {
		return plain
	}
	return strings.Replace(plain, "alpine", suite, 1)
}

// newestDashed finds the newest release for PLAIN-3.NN among the tags.
func (tt *tagTable) newestDashed(plain string) string {
	best := ""
	for tag := range tt.now {
		if r, ok := strings.CutPrefix(tag, plain+"-"); ok && looksAlpineRelease(r) && (best == "" || compareVersions(r, best) > 0) {
			best = r
		}
	}
	if best == "" {
		return plain
	}
	return plain + "-" + best
}

// DebianTag names the variant of the same image and version that has glibc and apt,
// with its release in the tag, never one newer than the Distroless finals:
// golang:1.24-alpine → golang:1.24-trixie, node:20-alpine → node:20-bookworm-slim.
// Where the image has a -slim variant that is chosen: like Alpine's it has no
// compilers, no git, no curl, so that what the file adds is what it needs.
func DebianTag(img Image) (string, bool) {
	if img.official == nil || img.tag.text == "" {
		return "", false
	}
	if img.Libc != Musl {
		return PinnedTag(img)
	}
	t := img.tag
	t.alpine, t.suite = false, ""
	if img.official.Slim {
		if s, ok := img.pin(t.withWord("slim")); ok {
			return s, true
		}
	}
	return img.pin(t)
}

// PinnedTag names the same image with its Debian or Ubuntu release in the tag:
// python:3.12-slim → python:3.12-slim-trixie. It is a release whose glibc is the
// finals' or older: where the plain tag stands on a newer one, an earlier one that it
// was also published for. False where there is none.
func PinnedTag(img Image) (string, bool) {
	if img.official == nil || img.tag.text == "" || img.Libc == Musl {
		return "", false
	}
	if img.tag.suite != "" {
		ok, known := GlibcRuns(img.tag.suite, FinalSuite(Distroless))
		return img.same(ok && known)
	}
	return img.pin(img.tag)
}

// pin writes t with a release that runs on the finals.
func (i Image) pin(t tag) (string, bool) {
	table := tagTableFor(officialName(i.Ref.Name))
	if table == nil {
		return "", false
	}
	plain := t.plain()
	now, ok := table.now[plain]
	if !ok {
		return "", false
	}
	if fitsFinals(now) {
		return i.emit(pinForm(i.official, t, now)), true
	}
	best := ""
	for suite, tags := range table.earlier {
		if tags[plain] && fitsFinals(suite) && (best == "" || newerGlibc(suite, best)) {
			best = suite
		}
	}
	if best == "" {
		return "", false
	}
	return i.emit(pinForm(i.official, t, best)), true
}

// fitsFinals tells whether a release has apt and a glibc that the finals take.
func fitsFinals(suite string) bool {
	ok, known := GlibcRuns(suite, FinalSuite(Distroless))
	return ok && known && systems().packageManager(system(suite), suite) == "apt"
}

func newerGlibc(a, b string) bool {
	x, _ := releases().lookup(a)
	y, _ := releases().lookup(b)
	return compareVersions(x.Glibc, y.Glibc) > 0
}

// pinForm writes a tag with its release, in the image's own manner.
func pinForm(row *imageRow, t tag, suite string) string {
	words := t.words
	if len(words) > 0 && words[0] == "latest" {
		words = words[1:]
	}
	if row.TagOrder == "suite-only" {
		words = withoutWords(words, t, row)
	}
	if row.TagOrder != "suite-variant" && row.TagOrder != "suite-only" {
		return strings.Join(append(append([]string{}, words...), suite), "-")
	}
	at := 0
	if t.head == 0 && row.TagOrder == "suite-variant" || len(words) > 0 && row.Moving[words[0]] != "" {
		at = 1
	}
	out := append(append([]string{}, words[:at]...), suite)
	return strings.Join(append(out, words[at:]...), "-")
}

// withoutWords drops what the suite stands for: debian:12-slim is bookworm-slim.
func withoutWords(words []string, t tag, row *imageRow) []string {
	var out []string
	for i, w := range words {
		if i == t.head || row.Moving[w] != "" || releases().Systems[w] != "" {
			continue
		}
		out = append(out, w)
	}
	return out
}

// emit writes a tag behind the image's own name, registry included.
func (i Image) emit(tag string) string { return i.Ref.Name + ":" + tag }

// same is the image's own tag, where it fits already.
func (i Image) same(fits bool) (string, bool) {
	if !fits || i.Ref.Tag == "" {
		return "", false
	}
	return i.emit(i.Ref.Tag), true
}

func (t tag) without(word string) tag {
	words := make([]string, 0, len(t.words))
	for n, w := range t.words {
		if w == word {
			continue
		}
		if n == t.head {
			t.head = len(words)
		}
		words = append(words, w)
	}
	t.words = words
	return t
}

func (t tag) withWord(word string) tag {
	if t.has(word) {
		return t
	}
	t.words = append(append([]string{}, t.words...), word)
	return t
}
