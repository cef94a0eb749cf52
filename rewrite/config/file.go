// Package config reads .dfmigrate.yaml: what a repository, or a folder of it, wants of
// its Dockerfiles. A mistake in one is an error with its line.
package config

import (
	"github.com/goccy/go-yaml/ast"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
)

// Name is what a configuration file is called.
const Name = ".dfmigrate.yaml"

// file is a configuration file as it is written. docs/configuration.md tells what each
// key means, docs/schema/config.schema.json has its form.
type file struct {
	Extends string  `yaml:"extends"`
	Choices choices `yaml:",inline"`

	Include []string `yaml:"include"`
	Exclude []string `yaml:"exclude"`

	Bases   []base.Own    `yaml:"bases"`
	Mirrors []base.Mirror `yaml:"mirrors"`

	Overrides []override   `yaml:"overrides"`
	Accept    []acceptance `yaml:"accept"`
}

// choices are the keys that may also stand in an override; a nil or empty one is not
// given.
type choices struct {
	Target    string          `yaml:"target"`
	Base      string          `yaml:"base"`
	Stage     string          `yaml:"stage"`
	Debug     *bool           `yaml:"debug-stage"`
	User      string          `yaml:"user"`
	BuildArgs map[string]word `yaml:"build-args"`
	Context   string          `yaml:"context"`
	Templates string          `yaml:"templates"`
	Strict    *bool           `yaml:"strict"`
}

// word is a value as it is written: the version 1.20 is not the number 1.2.
type word string

// UnmarshalYAML takes the text of a value.
func (w *word) UnmarshalYAML(node ast.Node) error {
	*w = word(node.GetToken().Value)
	return nil
}

type override struct {
	Paths   []string `yaml:"paths"`
	Choices choices  `yaml:",inline"`
}

type acceptance struct {
	ID      string   `yaml:"id"`
	Paths   []string `yaml:"paths"`
	Reason  string   `yaml:"reason"`
	Expires string   `yaml:"expires"`
}

// never is the expires of what is accepted for good.
const never = "never"

// Choices are what a configuration says of one Dockerfile. What it does not say is
// empty or nil.
type Choices struct {
	Target, Base, Stage, User string
	// BuildArgs must not be changed.
	BuildArgs map[string]string
	// Context and Templates are folders.
	Context, Templates string
	Strict, DebugStage *bool
	Accept             []*finding.Acceptance
	// Catalog knows images of the user's own and mirrors; nil without any.
	Catalog *base.Catalog
}
