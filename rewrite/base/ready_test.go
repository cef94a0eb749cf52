package base

import (
	"slices"
	"strings"
	"testing"

	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
)

func TestReadyRows(t *testing.T) {
	var seen []string
	for _, kind := range ready().Kinds {
		if kind.Is == "" || len(kind.Images) == 0 {
			t.Errorf("a kind without a name or an image: %+v", kind)
		}
		for _, name := range kind.Images {
			if slices.Contains(seen, name) {
				t.Errorf("%s stands twice", name)
			}
			seen = append(seen, name)
			if plain := strings.TrimSuffix(name, "/"); plain != dockerfile.FamiliarName(plain) && strings.Contains(plain, "/") {
				t.Errorf("%s is not the name that people use", name)
			}
		}
	}
}

func TestReady(t *testing.T) {
	var c *Catalog
	for name, want := range map[string]bool{
		"jenkins/jenkins": true, "gitpod/workspace-full": true, "kong": true, "nvidia/cuda": true,
		"kongregate": false, "jenkins": false, "registry.corp/jenkins/jenkins": false, "rancher": false,
	} {
		if _, _, ok := c.Ready(name); ok != want {
			t.Errorf("Ready(%q) = %v, want %v", name, ok, want)
		}
	}
}
