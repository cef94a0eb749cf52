package config

import (
	"bytes"
	_ "embed"
	"strings"
	"text/template"
	"time"

	"github.com/dfmigrate/dfmigrate/rewrite"
	"github.com/dfmigrate/dfmigrate/rewrite/base"
)

// Schema is where the schema of configurations is published.
const Schema = "https://raw.githubusercontent.com/dfmigrate/dfmigrate/main/docs/schema/config.schema.json"

//go:embed starter.tmpl
var starterText string

var starter = template.Must(template.New("starter").Parse(starterText))

// Starter is the configuration that somebody begins with. In its text a # that a blank
// follows is prose, and any other one stands before a key to be taken over.
type Starter struct {
	Target string
	// Above is the slash path of the configuration that counted until now, relative to
	// the new one; "" when there is none.
	Above string
	// Bases and Mirrors are what was found of images that nothing is known of.
	Bases   []StarterBase
	Mirrors []base.Mirror
	Today   time.Time
}

// StarterBase is an image that nothing is known of.
type StarterBase struct {
	// Image is its name, Like the public image that it may be made from; "" leaves a
	// gap, which has to be filled before the key is taken.
	Image, Like string
	// Where says what builds on it.
	Where string
}

// Text is the file.
func (s Starter) Text() ([]byte, error) {
	var out bytes.Buffer
	err := starter.Execute(&out, struct {
		Starter
		Schema, Name, Targets, Expires string
	}{s, Schema, Name, strings.Join(rewrite.Targets(), ", "), s.Today.AddDate(1, 0, 0).Format(time.DateOnly)})
	return out.Bytes(), err
}
