package base

import (
	"slices"
	"strings"
	"sync"
)

// readyRows is data/ready.yaml.
type readyRows struct {
	Provenance `yaml:",inline"`
	// Kinds are in the order in which they are asked.
	Kinds []struct {
		// Is completes "the image is …".
		Is string `yaml:"is"`
		// Conda is true for images that keep a language in an environment of conda's.
		Conda bool `yaml:"conda"`
		// Images are familiar names, or with a slash at their end the beginnings of some.
		Images []string `yaml:"images"`
	} `yaml:"kinds"`
}

var ready = sync.OnceValue(func() readyRows { return load[readyRows]("ready.yaml") })

// Ready tells of an image that no other rows describe what it is, where it is more than a
// base: ready software, a place to develop in. name is its familiar name in a registry or a
// mirror of the Catalog. conda is true where a program of the file's own runs in conda's environment.
func (c *Catalog) Ready(name string) (is string, conda, ok bool) {
	name = officialName(c.public(name))
	for _, kind := range ready().Kinds {
		if slices.ContainsFunc(kind.Images, func(row string) bool {
			return name == row || strings.HasSuffix(row, "/") && strings.HasPrefix(name, row)
		}) {
			return kind.Is, kind.Conda, true
		}
	}
	return "", false, false
}
