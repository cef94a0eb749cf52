package project

import (
	"encoding/json"
	"path"
	"slices"
)

// PHP is what the manifests in one directory say of a PHP project.
type PHP struct {
	// Locked is true when composer.lock was read, so that Packages is all there is.
	Locked bool
	// Packages are the names of what Composer installs for production.
	Packages []string
}

// Has tells whether a package is among those of the project.
func (p PHP) Has(name string) bool { return slices.Contains(p.Packages, name) }

// PHPAt reads composer.lock, else composer.json, in dir; false where neither can be read.
func PHPAt(c *Context, dir string) (PHP, bool) {
	var lock struct {
		Packages []struct {
			Name string `json:"name"`
		} `json:"packages"`
	}
	if b, err := c.ReadFile(path.Join(dir, "composer.lock")); err == nil && json.Unmarshal(b, &lock) == nil {
		p := PHP{Locked: true}
		for _, pkg := range lock.Packages {
			p.Packages = append(p.Packages, pkg.Name)
		}
		return p, true
	}
	var manifest struct {
		Require map[string]string `json:"require"`
	}
	if b, err := c.ReadFile(path.Join(dir, "composer.json")); err == nil && json.Unmarshal(b, &manifest) == nil {
		var p PHP
		for name := range manifest.Require {
			p.Packages = append(p.Packages, name)
		}
		slices.Sort(p.Packages)
		return p, true
	}
	return PHP{}, false
}
