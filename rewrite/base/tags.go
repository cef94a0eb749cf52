package base

import (
	"path"
	"strings"
)

// tagRows is a file of data/tags: the plain tags of an official image (those
// without a release in their name), under the release that they stand on.
type tagRows struct {
	Provenance `yaml:",inline"`
	// Suites holds the tags that the library listed on the day, Gone those that
	// it listed before: registries keep them as they were last built.
	Suites map[string]string `yaml:"suites"`
	Gone   map[string]string `yaml:"gone"`
	// Earlier holds, under another release that a tag was published for, tags whose
	// own is newer than what the finals take.
	Earlier map[string]string `yaml:"earlier"`
	// Later holds, under a newer release that a tag was published for as well, tags
	// whose own release has no package archive at its usual place any more.
	Later []laterRows `yaml:"later"`
	// Bare are tags that were never published with their release in the name.
	Bare string `yaml:"bare"`
}

// laterRows are the tags of one newer release.
type laterRows struct {
	Provenance `yaml:",inline"`
	Suite      string `yaml:"suite"`
	Tags       string `yaml:"tags"`
}

type tagTable struct {
	suites  map[string]string // tag -> release
	live    map[string]bool
	bare    map[string]bool
	earlier map[string]map[string]bool // release -> tags
	later   map[string]string          // tag -> newer release
}

// tagTableFor reads the table of an official image; empty where there is none.
func tagTableFor(image string) *tagTable {
	if t, ok := tagTables.Load(image); ok {
		return t.(*tagTable)
	}
	if row, ok := imageRowFor(image); ok && row.SameTags != "" {
		return tagTableFor(row.SameTags)
	}
	t := &tagTable{suites: map[string]string{}, live: map[string]bool{}, bare: map[string]bool{}, earlier: map[string]map[string]bool{}, later: map[string]string{}}
	if file := path.Join("tags", image+".yaml"); exists(file) {
		t.fill(load[tagRows](file))
	}
	tagTables.Store(image, t)
	return t
}

func (tt *tagTable) fill(rows tagRows) {
	for suite, list := range rows.Gone {
		for _, tag := range strings.Fields(list) {
			tt.suites[tag] = suite
		}
	}
	for suite, list := range rows.Suites {
		for _, tag := range strings.Fields(list) {
			tt.suites[tag], tt.live[tag] = suite, true
		}
	}
	for _, tag := range strings.Fields(rows.Bare) {
		tt.bare[tag] = true
	}
	for suite, list := range rows.Earlier {
		tt.earlier[suite] = map[string]bool{}
		for _, tag := range strings.Fields(list) {
			tt.earlier[suite][tag] = true
		}
	}
	for _, rows := range rows.Later {
		for _, tag := range strings.Fields(rows.Tags) {
			tt.later[tag] = rows.Suite
		}
	}
}

// suite finds the release below a tag that names none: by the exact tag, else by
// the longest prefix of its version with the same variant.
func (tt *tagTable) suite(t tag) string {
	if s, ok := tt.suites[t.plain()]; ok {
		return s
	}
	if t.head < 0 {
		return ""
	}
	for _, v := range shorterVersions(t.words[t.head])[1:] {
		if s, ok := tt.suites[t.withHead(v).plain()]; ok {
			return s
		}
	}
	return ""
}

// follows tells the release of a version that is newer than the rows: it
// belongs to a series that was live on their day (1.27 for 1.27.3) and is newer than
// all they know of it. moving are words, such as 1, that span several series.
func (tt *tagTable) follows(t tag, moving map[string]string) (suite string, ok bool) {
	if t.head < 0 || !isVersion(t.words[t.head]) {
		return "", false
	}
	version := t.words[t.head]
	for _, series := range shorterVersions(version)[1:] {
		plain := t.withHead(series).plain()
		if !tt.live[plain] || moving[series] != "" {
			continue
		}
		for known := range tt.suites {
			v, _, _ := strings.Cut(known, "-")
			if strings.HasPrefix(v, series+".") && isVersion(v) && compareVersions(v, version) >= 0 {
				return "", false
			}
		}
		return tt.suites[plain], true
	}
	return "", false
}
