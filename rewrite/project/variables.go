package project

import (
	"bytes"
	"embed"
	"slices"
	"sync"

	"github.com/goccy/go-yaml"
)

//go:embed data/variables.yaml
var variableData embed.FS

// Variable is an environment variable that a program reads in place of an option.
type Variable struct {
	Program  string `yaml:"program"`
	Variable string `yaml:"variable"`
	// Options are the option's names; none when the variable stands for any arguments.
	Options []string `yaml:"options"`
	// Forms are what may stand before the variable in the option's value.
	Forms  []string `yaml:"forms"`
	Source string   `yaml:"source"`
}

type variableRows struct {
	Checked   string     `yaml:"checked"`
	Variables []Variable `yaml:"variables"`
}

var readVariables = sync.OnceValue(func() variableRows {
	b, err := variableData.ReadFile("data/variables.yaml")
	if err != nil {
		panic(err)
	}
	var rows variableRows
	if err := yaml.NewDecoder(bytes.NewReader(b), yaml.Strict()).Decode(&rows); err != nil {
		panic("project: data/variables.yaml: " + err.Error())
	}
	return rows
})

// LookupVariable returns the row of a program and one of its variables.
func LookupVariable(program, name string) (Variable, bool) {
	rows := readVariables().Variables
	i := slices.IndexFunc(rows, func(v Variable) bool { return v.Program == program && v.Variable == name })
	if i < 0 {
		return Variable{}, false
	}
	return rows[i], true
}
