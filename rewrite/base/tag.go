package base

import (
	"strings"
)

// tag is a tag taken apart by the grammar VERSION[-VARIANT][-SUITE], whose
// parts come in any order: 3.12-slim-bookworm, 22-bookworm-slim,
// 21-jre-alpine-3.24, 3.9-eclipse-temurin-21.
type tag struct {
	text string
	// words are the parts between dashes, without those that name the system.
	words []string
	// version is the language's version, tool the build tool's.
	version, tool string
	// suite is the release that the tag names itself; alpine that it says alpine
	// with or without one.
	suite  string
	alpine bool
	// head is the index in words of the leading version or moving word; -1 none.
	head int
}

// parseTag takes a tag apart. after is imageRow.VersionAfter.
func parseTag(text string, after []string) tag {
	t := tag{text: text, head: -1}
	parts := strings.Split(text, "-")
	for i := 0; i < len(parts); i++ {
		p := parts[i]
		switch {
		case p == "alpine" && i+1 < len(parts) && looksAlpineRelease(parts[i+1]):
			t.alpine, t.suite = true, "alpine"+parts[i+1]
			i++
		case p == "alpine":
			t.alpine = true
		case namesRelease(p):
			t.suite = p
			t.alpine = t.alpine || system(p) == "alpine"
		default:
			t.words = append(t.words, p)
		}
	}
	t.readVersions(after)
	return t
}

// readVersions finds the language's version and the tool's among the words.
func (t *tag) readVersions(after []string) {
	for i, w := range t.words {
		if !startsWithDigit(w) {
			continue
		}
		// 8u412-b08 is one version in two words.
		if i+1 < len(t.words) && strings.HasPrefix(w, "8u") && isBuild(t.words[i+1]) {
			t.words[i] = w + "-" + t.words[i+1]
			t.words = append(t.words[:i+1], t.words[i+2:]...)
		}
		t.head = i
		break
	}
	if len(after) == 0 {
		if t.head >= 0 {
			t.version = t.words[t.head]
		}
		return
	}
	if t.head == 0 {
		t.tool = t.words[0]
	}
	for i, w := range t.words {
		for _, a := range after {
			rest, ok := strings.CutPrefix(w, a)
			switch {
			case !ok:
			case startsWithDigit(rest):
				t.version = rest
			case rest == "" && i+1 < len(t.words) && startsWithDigit(t.words[i+1]):
				t.version = t.words[i+1]
			}
		}
	}
	if t.version == t.tool && t.version != "" {
		t.tool = ""
	}
}

// variant is what the tag says besides version and system; Alpine is part of it.
func (t tag) variant() string {
	var keep []string
	for i, w := range t.words {
		if i != t.head && w != t.version && w != "latest" {
			keep = append(keep, w)
		}
	}
	if t.alpine {
		keep = append(keep, "alpine")
	}
	return strings.Join(keep, "-")
}

func (t tag) has(word string) bool {
	if word == "alpine" {
		return t.alpine
	}
	for _, w := range t.words {
		if w == word {
			return true
		}
	}
	return false
}

// plain is the tag without the release it names: the form that the tag tables
// list. Alpine stays, at the end.
func (t tag) plain() string {
	words := t.words
	if t.alpine {
		words = append(append([]string{}, words...), "alpine")
	}
	if len(words) == 0 {
		return "latest"
	}
	return strings.Join(words, "-")
}

func looksAlpineRelease(s string) bool {
	return strings.HasPrefix(s, "3.") && isVersion(s)
}

func namesRelease(word string) bool {
	if word == "" || startsWithDigit(word) || word == "alpine" {
		return false
	}
	_, ok := releases().lookup(word)
	return ok
}

func startsWithDigit(s string) bool { return s != "" && s[0] >= '0' && s[0] <= '9' }

func isBuild(s string) bool { return len(s) > 1 && s[0] == 'b' && startsWithDigit(s[1:]) }

// shorterVersions lists a version and its prefixes, longest first: 3.12.4,
// 3.12, 3; a build number after _ or + goes first.
func shorterVersions(v string) []string {
	out := []string{v}
	for {
		cut := strings.LastIndexAny(v, "._+-")
		if u := strings.LastIndexByte(v, 'u'); u > cut {
			cut = u
		}
		if cut <= 0 {
			return out
		}
		v = v[:cut]
		out = append(out, v)
	}
}
