package base

import (
	"path"
	"strings"
)

// tagRows is a file of data/tags: for each suite the plain tags (no release in
// their name) that stand on it now or did when they were last built.
type tagRows struct {
	Provenance `yaml:",inline"`
	Suites     map[string]string `yaml:"suites"`
	// Earlier holds tags under a suite that they stood on before, kept where
	// the present one is newer than what the finals take.
	Earlier map[string]string `yaml:"earlier"`
}

type tagTable struct {
	now     map[string]string          // tag -> suite
	earlier map[string]map[string]bool // suite -> tags
}

// tagTableFor reads the table of an official image; nil where there is none.
func tagTableFor(image string) *tagTable {
	if t, ok := tagTables.Load(image); ok {
		return t.(*tagTable)
	}
	file := path.Join("tags", image+".yaml")
	if f, err := data.Open(path.Join("data", file)); err != nil {
		return nil
	} else {
		f.Close()
	}
	rows := load[tagRows](file)
	t := &tagTable{now: map[string]string{}, earlier: map[string]map[string]bool{}}
	for suite, list := range rows.Suites {
		for _, tag := range strings.Fields(list) {
			t.now[tag] = suite
		}
	}
	for suite, list := range rows.Earlier {
		t.earlier[suite] = map[string]bool{}
		for _, tag := range strings.Fields(list) {
			t.earlier[suite][tag] = true
		}
	}
	tagTables.Store(image, t)
	return t
}

// suite finds the release under a tag without one: by the exact tag, else by the
// longest version prefix with the same variant.
func (t *tagTable) suite(tg tag) (string, bool) {
	if t == nil {
		return "", false
	}
	if s, ok := t.now[tg.plain()]; ok {
		return s, true
	}
	if tg.head < 0 {
		return "", false
	}
	for _, v := range shorterVersions(tg.words[tg.head])[1:] {
		if s, ok := t.now[tg.withHead(v).plain()]; ok {
			return s, true
		}
	}
	return "", false
}

// withHead is the tag with another leading version.
func (t tag) withHead(v string) tag {
	words := append([]string{}, t.words...)
	words[t.head] = v
	t.words = words
	return t
}
