// Package image interprets a Dockerfile abstractly: what the image of each stage
// holds after its last instruction, where each file came from, and what its
// container runs. Nothing is executed and nothing is fetched.
package image

import (
	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
	"slices"
)

// Image is what a stage's image holds after its last instruction.
type Image struct {
	// Stage is the stage that builds the image.
	Stage *dockerfile.Stage
	// Parent is the image of the stage that FROM names, nil when FROM names an image of a registry.
	Parent *Image
	// Base is what is known of the registry image at the root of the chain.
	Base base.Image
	// BaseKnown is false when no row tells anything of that image.
	BaseKnown bool
	// Context is the build context, which may be unknown.
	Context *project.Context
	// Catalog knows base images; nil knows the embedded rows alone.
	Catalog *base.Catalog
	// Config is the image configuration that the instructions leave behind.
	Config Config
	// Tree tells where each path came from.
	Tree *Tree
	// Packages are the system packages that RUN installed and did not remove, in order.
	Packages []Package
	// Installed are those that RUN removed again, too.
	Installed []Package
	// Users are those that RUN created, and those of the base.
	Users []User
	// Runs are the RUN instructions of the chain, parents first.
	Runs []*Run
	// Copies are the COPY and ADD instructions of the chain, parents first.
	Copies []*Copy
	// Artifacts are what toolchain commands produced, in order, parents first.
	Artifacts []*Artifact

	// brought are the languages that neither the base nor a package brings, and
	// repositories those whose packages come from their makers.
	brought      []Language
	repositories []base.Brought
	// foreign is the host of the last repository that the file added beyond the system's own.
	foreign string
	// archives are the files that languages were unpacked from.
	archives []string
}

// Config is the part of an image's configuration that a process can notice.
type Config struct {
	// Env holds the base's variables and those of ENV, in order of first appearance.
	Env []EnvVar
	// Workdir is absolute.
	Workdir string
	// User is as written; empty means root.
	User string
	// UserFrom is the instruction that set User, nil when the base did.
	UserFrom *dockerfile.Instruction
	// Entrypoint and Cmd are the instructions in force, nil when the base's own are.
	Entrypoint, Cmd *dockerfile.Instruction
	// Shell is the argv before a shell-form command.
	Shell []string
	// Instructions in force, each possibly several.
	Expose, Labels, Volumes, Onbuild []*dockerfile.Instruction
	// Healthcheck and Stopsignal are the last of their kind, nil when there is none.
	Healthcheck, Stopsignal *dockerfile.Instruction

	// named is where variables stand in Env, when there are many.
	named map[string]int
}

// EnvVar is one environment variable of an image.
type EnvVar struct {
	Name, Value string
	// Symbolic is true when Value holds a ${NAME} whose value is only known when someone builds.
	Symbolic bool
	// From is the ENV instruction, nil for a variable of the base.
	From *dockerfile.Instruction
}

// Getenv returns the value of a variable in the image.
func (c *Config) Getenv(name string) (EnvVar, bool) {
	if i := c.find(name); i >= 0 {
		return c.Env[i], true
	}
	return EnvVar{}, false
}

func (c *Config) setenv(v EnvVar) {
	if i := c.find(v.Name); i >= 0 {
		c.Env[i] = v
		return
	}
	if c.named != nil {
		c.named[v.Name] = len(c.Env)
	}
	c.Env = append(c.Env, v)
}

// find is where a variable stands in Env, -1 for none.
func (c *Config) find(name string) int {
	if len(c.Env) < indexed {
		return slices.IndexFunc(c.Env, func(v EnvVar) bool { return v.Name == name })
	}
	if c.named == nil {
		c.named = make(map[string]int, len(c.Env))
		for i, v := range c.Env {
			c.named[v.Name] = i
		}
	}
	if i, ok := c.named[name]; ok {
		return i
	}
	return -1
}

// inherited is the configuration that a stage on this one begins with.
func (c *Config) inherited() Config {
	child := *c
	child.Env, child.named = slices.Clone(c.Env), nil
	return child
}

// Package is a system package that a RUN installed.
type Package struct {
	// Manager is "apt", "apk", "dnf", ….
	Manager string
	// Name is without version, architecture or repository; Text is as written.
	Name, Text string
	// Virtual is the name of the apk virtual package it belongs to.
	Virtual string
	// Recommends is true when apt-get also installed what the package recommends.
	Recommends bool
	// Repository is the host of a repository beyond the system's own that the file
	// added before it, "" for none.
	Repository string
	// Local is true for a package file, whose name stands before the version in its name.
	Local bool
	// Command is the command that installed it.
	Command *Command
}

// User is an account of the image.
type User struct {
	Name string
	// UID and GID are decimal, or empty when the system chose them.
	UID, GID string
	Home     string
	// Command created it, nil for an account of the base.
	Command *Command
}

// Artifact is something that a toolchain command produced.
type Artifact struct {
	// Toolchain is the name of the toolchain, such as "go".
	Toolchain string
	// Kind is the toolchain's own word: "binary", "dependencies", "jar".
	Kind string
	// Path is absolute; a directory stands for everything below it.
	Path string
	// Command produced it.
	Command *Command
	// Image is the image of the stage in which it was produced.
	Image *Image
	// Facts belong to the toolchain.
	Facts any
}

// Expand replaces the variables of a Dockerfile word by their values in the
// image, leaving ${NAME} for what is only known when someone builds.
func (s *State) Expand(word string) string {
	value, _, err := dockerfile.ExpandWord(word, s.escape, s.symbolic)
	if err != nil {
		return word
	}
	return value
}
