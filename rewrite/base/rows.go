package base

import (
	"bytes"
	"embed"
	"fmt"
	"path"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"
)

// data holds the rows. images/ mirrors image names, so that asking for one
// image reads one small file; tags/ holds, for official images, which release
// each tag stands on.
//
//go:embed data
var data embed.FS

// Provenance stands in every file of rows: where they were read, and the day on
// which they were checked (2026-08-22).
type Provenance struct {
	Source  string `yaml:"source"`
	Checked string `yaml:"checked"`
}

// decode reads one file of rows; unknown keys are errors.
func decode(name string, into any) error {
	b, err := data.ReadFile(path.Join("data", name))
	if err != nil {
		return err
	}
	if err := yaml.NewDecoder(bytes.NewReader(b), yaml.Strict()).Decode(into); err != nil {
		return fmt.Errorf("rows %s: %w", name, err)
	}
	return nil
}

// load is decode for rows that a test has proved well-formed: a failure is a
// broken build of this package, not a condition to handle.
func load[T any](name string) T {
	var rows T
	if err := decode(name, &rows); err != nil {
		panic(err)
	}
	return rows
}

// imageRow is one file of data/images: an image and what its tags change.
type imageRow struct {
	Provenance `yaml:",inline"`
	// Name is the image's familiar name; a Prefix row stands for all images below it.
	Name   string `yaml:"name"`
	Prefix bool   `yaml:"prefix"`
	// LanguageByName maps the last path component to a language, for prefix rows;
	// the image is an sdk unless KindByName says otherwise.
	LanguageByName map[string]string `yaml:"language_by_name"`
	KindByName     map[string]string `yaml:"kind_by_name"`

	Config `yaml:",inline"`

	// VersionAfter names tag words that the language's version follows, glued
	// (jdk21) or as the next word (eclipse-temurin-21). Without it the first
	// number of the tag is the version.
	VersionAfter []string `yaml:"version_after"`
	// NameVersion are what stands before the language's version in the image's name, where
	// the tag's is the image's own: nodejs- in ubi9/nodejs-22:1-88.
	NameVersion []string `yaml:"name_version"`
	// Moving maps tag words that name no version, or only a part of one, to the one
	// that they stood for on the day of the row; "latest" also answers for tags
	// without any such word. "" is for words whose version is not known.
	Moving map[string]string `yaml:"moving"`
	// Suites maps a version, or "" for all, to the release that tags without one stand
	// on, where there is no tag table.
	Suites map[string]string `yaml:"suites"`
	// TagOrder is "suite-variant" where tags read 22-bookworm-slim, else they
	// read 3.12-slim-bookworm.
	TagOrder string `yaml:"tag_order"`
	// AlpineTags says how an Alpine release is written: "" is alpine3.24,
	// "dash" is alpine-3.24, "plain" is never named.
	AlpineTags string `yaml:"alpine_tags"`
	// Pin limits which tags can be written with a release: "versioned" only those
	// that name a version of the language, "never" none.
	Pin string `yaml:"pin"`
	// SuiteFromVersion is set where the version is the system's own, before which
	// this stands: alpine for alpine:3.18.
	SuiteFromVersion string `yaml:"suite_from_version"`
	// Slim is set where -slim is the Debian variant nearest to Alpine's.
	Slim bool `yaml:"slim"`
	// TagsOf names the image whose tags this one has too, each behind words that end
	// in TagAfter, and whose content it adds to.
	TagsOf   string `yaml:"tags_of"`
	TagAfter string `yaml:"tag_after"`
	// When holds what the row's tags change, applied in order.
	When []overlay `yaml:"when"`
	// AllVariants is "after" where every version has the tags VERSION and VERSION-alpine,
	// "before" for alpine-VERSION; "" where a tag table tells.
	AllVariants string `yaml:"all_variants"`
	// DebianVariants are what such tags end in where they are Debian's, the first that
	// holds; none where Debian's is the tag that names no variant.
	DebianVariants []debianVariant `yaml:"debian_variants"`
	// SameTags names the image whose tag table holds for this one.
	SameTags string `yaml:"same_tags"`
	// Final describes the image as a final base on Alpine.
	Final *finalRow `yaml:"final"`
}

// Config is the part of an image row that an overlay may change.
type Config struct {
	Family         string      `yaml:"family"`
	Language       string      `yaml:"language"`
	Kind           string      `yaml:"kind"`
	Libc           Libc        `yaml:"libc"`
	User           string      `yaml:"user"`
	Home           string      `yaml:"home"`
	Workdir        string      `yaml:"workdir"`
	Entrypoint     []string    `yaml:"entrypoint"`
	Cmd            []string    `yaml:"cmd"`
	Env            []EnvVar    `yaml:"env"`
	Path           []string    `yaml:"path"`
	NoShell        bool        `yaml:"no_shell"`
	PackageManager string      `yaml:"package_manager"`
	RuntimePrefix  string      `yaml:"runtime_prefix"`
	Packages       []string    `yaml:"packages"`
	Users          []User      `yaml:"users"`
	Retired        *Retirement `yaml:"retired"`
	// Instructions are others that the image's own configuration has, as a Dockerfile
	// writes them: STOPSIGNAL SIGQUIT, EXPOSE 9000.
	Instructions []string `yaml:"instructions"`
}

// debianVariant is the ending of a tag that stands on Debian: bookworm-slim.
type debianVariant struct {
	Ending string `yaml:"ending"`
	// ToolBelow and VersionBelow limit it to tags that name an earlier version of the
	// build tool, or of the language.
	ToolBelow    string `yaml:"tool_below"`
	VersionBelow string `yaml:"version_below"`
}

// overlay changes a row for the tags that it matches; all conditions given must hold.
type overlay struct {
	// Systems are kinds of release: "alpine", "debian", "ubuntu", "al", "el".
	Systems []string `yaml:"systems"`
	// Has and Lacks are words of the tag.
	Has   string `yaml:"has"`
	Lacks string `yaml:"lacks"`
	// Below and From compare the version: From <= version < Below.
	From  string `yaml:"from"`
	Below string `yaml:"below"`
	// Suites are releases by name.
	Suites []string `yaml:"suites"`
	// Names are the last path components that a prefix row's overlay is for.
	Names []string `yaml:"names"`
	// NoPackages empties what comes implicitly.
	NoPackages bool `yaml:"no_packages"`
	// NoEnv removes variables by name.
	NoEnv  []string `yaml:"no_env"`
	Config `yaml:",inline"`
}

var (
	imageRows sync.Map // file name -> *imageRow
	tagTables sync.Map // image name -> *tagTable
)

// imageRowFor finds the row of a familiar name, or of a prefix of it.
func imageRowFor(name string) (*imageRow, bool) {
	for n, exact := name, true; ; exact = false {
		if row, ok := imageRowFile(n); ok && (exact || row.Prefix) {
			return row, true
		}
		cut := strings.LastIndexByte(n, '/')
		if cut < 0 {
			return nil, false
		}
		n = n[:cut]
	}
}

func imageRowFile(name string) (*imageRow, bool) {
	if row, ok := imageRows.Load(name); ok {
		return row.(*imageRow), true
	}
	file := path.Join("images", name+".yaml")
	if !exists(file) {
		return nil, false
	}
	loaded := load[imageRow](file)
	row := &loaded
	imageRows.Store(name, row)
	return row, true
}

// exists tells whether there is a file of rows.
func exists(name string) bool {
	f, err := data.Open(path.Join("data", name))
	if err != nil {
		return false
	}
	f.Close()
	return true
}
