// Package config reads .dfmigrate.yaml: what a repository, or a folder of it, wants of
// its Dockerfiles. A mistake in one is an error with its line.
package config

import "github.com/dfmigrate/dfmigrate/rewrite/finding"

// Name is what a configuration file is called.
const Name = ".dfmigrate.yaml"

// file is a configuration file as it is written. docs/configuration.md tells what each
// key means, docs/schema/config.schema.json has its form.
type file struct {
	Extends string  `yaml:"extends"`
	Choices choices `yaml:",inline"`

	Include []string `yaml:"include"`
	Exclude []string `yaml:"exclude"`

	Overrides []override   `yaml:"overrides"`
	Accept    []acceptance `yaml:"accept"`
}

// choices are the keys that may also stand in an override; a nil or empty one is not
// given.
type choices struct {
	Target    string            `yaml:"target"`
	Stage     string            `yaml:"stage"`
	User      string            `yaml:"user"`
	BuildArgs map[string]string `yaml:"build-args"`
	Context   string            `yaml:"context"`
	Templates string            `yaml:"templates"`
	Strict    *bool             `yaml:"strict"`
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
	Target, Stage, User string
	// BuildArgs must not be changed.
	BuildArgs map[string]string
	// Context and Templates are folders.
	Context, Templates string
	Strict             *bool
	Accept             []*finding.Acceptance
}
