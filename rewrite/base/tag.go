package base

import (
	"slices"
	"strings"
)

// tag is a tag taken apart by the grammar VERSION[-VARIANT][-SUITE], whose
// parts come in any order: 3.12-slim-bookworm, 22-bookworm-slim,
// 21-jre-alpine-3.24, 3.9-eclipse-temurin-21.
type tag struct {
	text string
	// words are the parts between dashes, without the release that the tag names;
	// the word alpine stays in its place.
	words []string
	// suite is the release that the tag names itself.
	suite string
	// head is the index in words of the first version, -1 where there is none.
	head int
	// version is the language's version, in words[at]; tool the build tool's.
	version, tool string
	at            int
	// after is the word that the version is glued to: jdk in jdk21.
	after string
}

// parseTag takes a tag apart. after is imageRow.VersionAfter.
func parseTag(text string, after []string) tag {
	t := tag{text: text, head: -1, at: -1}
	parts := strings.Split(text, "-")
	for i := 0; i < len(parts); i++ {
		p := parts[i]
		switch {
		case p == "alpine" && i+1 < len(parts) && looksAlpineRelease(parts[i+1]):
			t.suite = "alpine" + parts[i+1]
			t.words = append(t.words, p)
			i++
		case !namesRelease(p):
			t.words = append(t.words, p)
		case system(p) == "alpine":
			t.suite = p
			t.words = append(t.words, "alpine")
		default:
			t.suite = p
		}
	}
	t.head = slices.IndexFunc(t.words, startsWithDigit)
	t.joinBuild()
	t.readVersion(after)
	return t
}

// joinBuild makes one word of a Java 8 version and its build: 8u412-b08.
func (t *tag) joinBuild() {
	if h := t.head; h >= 0 && h+1 < len(t.words) && strings.HasPrefix(t.words[h], "8u") && isBuild(t.words[h+1]) {
		t.words[h] += "-" + t.words[h+1]
		t.words = slices.Delete(t.words, h+1, h+2)
	}
}

// readVersion finds the language's version: the first number, or the one that
// follows certain words where the first is a build tool's.
func (t *tag) readVersion(after []string) {
	if len(after) == 0 {
		if t.head >= 0 {
			t.version, t.at = t.words[t.head], t.head
		}
		return
	}
	for i, w := range t.words {
		for _, a := range after {
			rest, ok := strings.CutPrefix(w, a)
			switch {
			case !ok:
			case startsWithDigit(rest):
				t.version, t.at, t.after = rest, i, a
			case rest == "" && i+1 < len(t.words) && startsWithDigit(t.words[i+1]):
				t.version, t.at, t.after = t.words[i+1], i+1, ""
			}
		}
	}
	if t.head == 0 && t.at != 0 {
		t.tool = t.words[0]
	}
}

// variant is what the tag says besides versions and release, without the words
// that only stand for a version (latest, lts).
func (t tag) variant(moving map[string]string) string {
	var keep []string
	for i, w := range t.words {
		switch {
		case i == t.at && t.after != "":
			keep = append(keep, t.after)
		case i == t.at || i == t.head || w == "latest" || moving[w] != "":
		default:
			keep = append(keep, w)
		}
	}
	return strings.Join(keep, "-")
}

func (t tag) has(word string) bool {
	return slices.Contains(t.words, word) || t.after == word && word != ""
}

// plain is the tag without the release it names: the form that the tag tables list.
func (t tag) plain() string {
	words := t.words
	if len(words) > 1 {
		words = slices.DeleteFunc(slices.Clone(words), func(w string) bool { return w == "latest" })
	}
	if len(words) == 0 {
		return "latest"
	}
	return strings.Join(words, "-")
}

// with is the tag with a word added at its end, without one with a word taken away.
func (t tag) with(word string) tag {
	if !t.has(word) {
		t.words = append(slices.Clone(t.words), word)
	}
	return t
}

func (t tag) without(word string) tag {
	if n := slices.Index(t.words, word); n >= 0 {
		t.words = slices.Delete(slices.Clone(t.words), n, n+1)
		if n < t.head {
			t.head--
		}
		if n < t.at {
			t.at--
		}
	}
	return t
}

// withHead is the tag with another first version.
func (t tag) withHead(v string) tag {
	t.words = slices.Clone(t.words)
	t.words[t.head] = v
	return t
}

func looksAlpineRelease(s string) bool {
	return strings.HasPrefix(s, "3.") && isVersion(s)
}

// namesRelease tells whether a word of a tag is a release's name; the bare word
// alpine is a variant.
func namesRelease(word string) bool {
	if word == "" || startsWithDigit(word) || word == "alpine" {
		return false
	}
	_, ok := releases().lookup(word)
	return ok
}

func startsWithDigit(s string) bool { return s != "" && s[0] >= '0' && s[0] <= '9' }

func isBuild(s string) bool { return len(s) > 1 && s[0] == 'b' && startsWithDigit(s[1:]) }

// shorterVersions lists a version and its prefixes, longest first: 21.0.5_11,
// 21.0.5, 21.0, 21; 8u412-b08, 8u412, 8.
func shorterVersions(v string) []string {
	out := []string{v}
	for {
		cut := strings.LastIndexAny(v, "._+-u")
		if cut <= 0 {
			return out
		}
		v = v[:cut]
		out = append(out, v)
	}
}
