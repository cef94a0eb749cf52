package project

import (
	"bytes"
	_ "embed"
	"slices"
	"sync"

	"github.com/goccy/go-yaml"
)

//go:embed data/perl_commands.yaml
var perlCommandData []byte

// PerlCommand is an executable that a distribution brings.
type PerlCommand struct {
	Command      string `yaml:"command"`
	Distribution string `yaml:"distribution"`
	Source       string `yaml:"source"`
}

type perlCommandRows struct {
	Checked  string        `yaml:"checked"`
	Commands []PerlCommand `yaml:"commands"`
}

// A test proves the rows well-formed, so a failure here is a broken build.
var perlCommands = sync.OnceValue(func() []PerlCommand {
	var rows perlCommandRows
	if err := yaml.NewDecoder(bytes.NewReader(perlCommandData), yaml.Strict()).Decode(&rows); err != nil {
		panic(err)
	}
	return rows.Commands
})

// PerlCommandNamed tells whether an executable is known to be one of Perl's.
func PerlCommandNamed(name string) bool {
	return slices.ContainsFunc(perlCommands(), func(c PerlCommand) bool { return c.Command == name })
}
