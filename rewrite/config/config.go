package config

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
)

// Config is what one configuration file says, with what it extends. It is not safe for
// concurrent use. A nil Config neither includes nor excludes.
type Config struct {
	// File is its path, as messages name it.
	File string
	// Dir is the folder of the files that it is for, as an absolute path.
	Dir string

	// layers are choices in order: of what a later one says, an earlier one's counts
	// no more. accepted, include and exclude are those of all files.
	layers           []*layer
	accepted         []*accepted
	include, exclude []*patterns
	own              []base.Own
	mirrors          []base.Mirror
	catalog          *base.Catalog // of own and mirrors; nil without any
}

// layer are the keys of a file, or one of its overrides.
type layer struct {
	choices
	paths *patterns // nil is every file
	file  string
	line  int
	met   bool // by some file
}

type accepted struct {
	finding.Acceptance
	paths   *patterns // nil is every file
	expired bool
	met     bool // by some file
}

// patterns are relative to a folder.
type patterns struct {
	*Patterns
	dir     string
	negated bool // some pattern takes back what others match
}

// match tells whether the patterns, if any, name a file by its absolute path.
func (p *patterns) match(path string) bool {
	if p == nil {
		return true
	}
	relative, err := filepath.Rel(p.dir, path)
	return err == nil && p.Match(relative)
}

// Includes tells whether a file is taken that has another name than a Dockerfile's, by
// its absolute path.
func (c *Config) Includes(path string) bool {
	return c != nil && slices.ContainsFunc(c.include, func(p *patterns) bool { return p.match(path) })
}

// Excludes tells whether a file is left out, by its absolute path.
func (c *Config) Excludes(path string) bool {
	return c != nil && slices.ContainsFunc(c.exclude, func(p *patterns) bool { return p.match(path) })
}

// ExcludesFolder tells whether everything in a folder is left out, so that what lies in
// it need not be looked at.
func (c *Config) ExcludesFolder(path string) bool {
	return c != nil && slices.ContainsFunc(c.exclude, func(p *patterns) bool { return !p.negated && p.match(path) })
}

// Of is what holds for a Dockerfile, by its absolute path.
func (c *Config) Of(path string) Choices {
	out := Choices{Catalog: c.catalog}
	for _, l := range c.layers {
		if l.paths.match(path) {
			l.met = true
			out.lay(l.choices)
		}
	}
	for _, a := range c.accepted {
		if a.paths.match(path) {
			a.met = true
			if !a.expired {
				out.Accept = append(out.Accept, &a.Acceptance)
			}
		}
	}
	return out
}

// lay lays choices over those that are there. An exact base and a family stand for each
// other: who says one alone means no longer what was said of the other.
func (out *Choices) lay(over choices) {
	if over.Target != "" || over.Base != "" {
		out.Target, out.Base = over.Target, over.Base
	}
	for _, text := range []struct {
		to   *string
		from string
	}{
		{&out.Stage, over.Stage}, {&out.User, over.User},
		{&out.Context, over.Context}, {&out.Templates, over.Templates},
	} {
		if text.from != "" {
			*text.to = text.from
		}
	}
	if over.Strict != nil {
		out.Strict = over.Strict
	}
	if over.Debug != nil {
		out.DebugStage = over.Debug
	}
	if len(over.BuildArgs) > 0 {
		args := maps.Clone(out.BuildArgs)
		if args == nil {
			args = map[string]string{}
		}
		for name, value := range over.BuildArgs {
			args[name] = string(value)
		}
		out.BuildArgs = args
	}
}

// Expired says of each acceptance of the file itself that counts no more that it doesn't,
// where some file that Of was asked about would need it.
func (c *Config) Expired() []string {
	var told []string
	for _, a := range c.accepted {
		if a.expired && a.met && a.File == c.File {
			told = append(told, fmt.Sprintf("%s:%d: the acceptance of %s expired on %s, so that its findings count again", a.File, a.Line, a.ID, a.Expires))
		}
	}
	return told
}

// Unused tells what the file itself says in vain, once Of was asked about all files that
// it is for: paths that no file has, and acceptances of which isUnused tells that they
// were of no use to the files that have them.
func (c *Config) Unused(isUnused func(*finding.Acceptance) bool) []string {
	var told []string
	for _, l := range c.layers {
		if !l.met && l.file == c.File {
			told = append(told, fmt.Sprintf("%s:%d: overrides: no Dockerfile has these paths", l.file, l.line))
		}
	}
	for _, a := range c.accepted {
		switch {
		case a.File != c.File || a.expired && a.met:
		case !a.met:
			told = append(told, fmt.Sprintf("%s:%d: the acceptance of %s is for nothing: no Dockerfile has its paths", a.File, a.Line, a.ID))
		case isUnused(&a.Acceptance):
			told = append(told, fmt.Sprintf("%s:%d: the acceptance of %s is for nothing: it is not raised where it is accepted", a.File, a.Line, a.ID))
		}
	}
	slices.SortFunc(told, strings.Compare)
	return told
}
