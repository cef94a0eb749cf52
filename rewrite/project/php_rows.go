package project

import (
	"bytes"
	_ "embed"
	"sync"

	"github.com/goccy/go-yaml"
)

//go:embed data/php.yaml
var phpData []byte

// PHPExtension is what an extension needs beyond PHP itself.
type PHPExtension struct {
	Name string `yaml:"name"`
	// Alpine are the apk packages of its headers beside PHP's own build packages, Run
	// those that it needs at run time.
	Alpine []string `yaml:"alpine"`
	Run    []string `yaml:"run"`
	// Opens are libraries that it opens without linking them, Files what it reads
	// beside them; both on Debian.
	Opens  []string `yaml:"opens"`
	Files  []string `yaml:"files"`
	Source string   `yaml:"source"`
}

// PHPCommand is a command of a framework that can't do without a shell.
type PHPCommand struct {
	// Script is the console, such as artisan, Command its argument.
	Script  string `yaml:"script"`
	Command string `yaml:"command"`
	// Why says what it does with a shell.
	Why    string `yaml:"why"`
	Source string `yaml:"source"`
}

// PHPFramework is where a framework writes, below the application.
type PHPFramework struct {
	Package string   `yaml:"package"`
	Writes  []string `yaml:"writes"`
	Source  string   `yaml:"source"`
}

type phpRowSet struct {
	Checked    string         `yaml:"checked"`
	Extensions []PHPExtension `yaml:"extensions"`
	Commands   []PHPCommand   `yaml:"commands"`
	Frameworks []PHPFramework `yaml:"frameworks"`
}

// A test proves the rows well-formed, so a failure here is a broken build.
var phpRows = sync.OnceValue(func() phpRowSet {
	var rows phpRowSet
	if err := yaml.NewDecoder(bytes.NewReader(phpData), yaml.Strict()).Decode(&rows); err != nil {
		panic(err)
	}
	return rows
})

// PHPExtensionNamed returns what an extension needs.
func PHPExtensionNamed(name string) (PHPExtension, bool) {
	for _, e := range phpRows().Extensions {
		if e.Name == name {
			return e, true
		}
	}
	return PHPExtension{}, false
}

// PHPCommandNamed returns what is known of a console's command, by the console's
// file name.
func PHPCommandNamed(script, command string) (PHPCommand, bool) {
	for _, c := range phpRows().Commands {
		if c.Script == script && c.Command == command {
			return c, true
		}
	}
	return PHPCommand{}, false
}

// PHPWrites are the directories below the application that its frameworks write to.
func PHPWrites(p PHP) []string {
	var out []string
	for _, f := range phpRows().Frameworks {
		if p.Has(f.Package) {
			out = append(out, f.Writes...)
		}
	}
	return out
}
