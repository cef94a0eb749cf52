package project

import (
	"bytes"
	_ "embed"
	"slices"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"
)

//go:embed data/ruby_gems.yaml
var rubyGemData []byte

//go:embed data/ruby_commands.yaml
var rubyCommandData []byte

// RubyGem is what a gem needs beyond Ruby and its own files.
type RubyGem struct {
	Name string `yaml:"name"`
	// Alpine are the apk packages that compiling it on musl needs, beside build-base.
	Alpine []string `yaml:"alpine"`
	// Run are the apk packages that it needs at run time.
	Run []string `yaml:"run"`
	// Opens are names of libraries that it opens without linking them, Files are data
	// that it reads beside them; both on Debian.
	Opens []string `yaml:"opens"`
	Files []string `yaml:"files"`
	// Programs are what it starts, Shell is set where it starts them through /bin/sh.
	Programs []string `yaml:"programs"`
	Shell    bool     `yaml:"shell"`
	// Binary is set where a binary gem for Linux that names no C library is for glibc:
	// "gcompat" where it runs on musl with that package, "never" where it doesn't.
	Binary string `yaml:"binary"`
	Source string `yaml:"source"`
}

// RubyCommand is an executable that a gem brings.
type RubyCommand struct {
	Command string `yaml:"command"`
	Gem     string `yaml:"gem"`
	// Shell is why it can't do without a shell; "" where it can.
	Shell string `yaml:"shell"`
	// Runs is set where its arguments are a command that it starts without a shell.
	Runs   bool   `yaml:"runs"`
	Source string `yaml:"source"`
}

type rubyGemRows struct {
	Checked string    `yaml:"checked"`
	Gems    []RubyGem `yaml:"gems"`
}

type rubyCommandRows struct {
	Checked  string        `yaml:"checked"`
	Commands []RubyCommand `yaml:"commands"`
}

// A test proves the rows well-formed, so a failure here is a broken build.
var rubyGems = sync.OnceValue(func() map[string]RubyGem {
	var rows rubyGemRows
	if err := yaml.NewDecoder(bytes.NewReader(rubyGemData), yaml.Strict()).Decode(&rows); err != nil {
		panic(err)
	}
	out := map[string]RubyGem{}
	for _, g := range rows.Gems {
		out[g.Name] = g
	}
	return out
})

var rubyCommands = sync.OnceValue(func() map[string]RubyCommand {
	var rows rubyCommandRows
	if err := yaml.NewDecoder(bytes.NewReader(rubyCommandData), yaml.Strict()).Decode(&rows); err != nil {
		panic(err)
	}
	out := map[string]RubyCommand{}
	for _, c := range rows.Commands {
		out[c.Command] = c
	}
	return out
})

// RubyCommandNamed returns what is known of an executable.
func RubyCommandNamed(name string) (RubyCommand, bool) {
	c, ok := rubyCommands()[name]
	return c, ok
}

// RubyNeeds returns the rows of those of names that need something, sorted by name.
func RubyNeeds(names []string) []RubyGem {
	var out []RubyGem
	for _, n := range names {
		if g, ok := rubyGems()[n]; ok {
			out = append(out, g)
		}
	}
	slices.SortFunc(out, func(a, b RubyGem) int { return strings.Compare(a.Name, b.Name) })
	return slices.CompactFunc(out, func(a, b RubyGem) bool { return a.Name == b.Name })
}
