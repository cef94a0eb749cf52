package project

import (
	"encoding/json"
	"path"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/pelletier/go-toml/v2"
)

// readPipfile reads what pipenv is asked to install.
func readPipfile(c *Context, p *Python, file string) error {
	b, err := c.ReadFile(file)
	if err != nil {
		return err
	}
	var doc struct {
		Packages map[string]any `toml:"packages"`
		Dev      map[string]any `toml:"dev-packages"`
		Requires struct {
			Version string `toml:"python_version"`
			Full    string `toml:"python_full_version"`
		} `toml:"requires"`
	}
	if err := toml.Unmarshal(b, &doc); err != nil {
		return err
	}
	p.Tools = append(p.Tools, "pipenv")
	if v := doc.Requires.Version + doc.Requires.Full; v != "" && p.RequiresPython == "" {
		p.RequiresPython = "==" + v
	}
	p.requirePoetry(doc.Packages, "", file) // the tables have the same shape
	p.requirePoetry(doc.Dev, "dev", file)
	return nil
}

func readPipfileLock(c *Context, p *Python, file string) error {
	b, err := c.ReadFile(file)
	if err != nil {
		return err
	}
	type locked struct {
		Version string   `json:"version"`
		Extras  []string `json:"extras"`
		Markers string   `json:"markers"`
		Path    string   `json:"path"`
		Git     string   `json:"git"`
	}
	var doc struct {
		Default map[string]locked `json:"default"`
		Develop map[string]locked `json:"develop"`
	}
	if err := json.Unmarshal(b, &doc); err != nil {
		return err
	}
	for i, section := range []map[string]locked{doc.Default, doc.Develop} {
		for _, name := range sortedKeys(section) {
			l := section[name]
			p.Requirements = append(p.Requirements, PythonRequirement{
				Name: NormalPythonName(name), Specifier: l.Version, Extras: l.Extras, Marker: l.Markers,
				URL: l.Git, Group: []string{"", "dev"}[i], Locked: true, File: file,
			})
		}
	}
	return nil
}

// readTOMLLock reads poetry.lock, uv.lock and pdm.lock, which all list [[package]].
func readTOMLLock(c *Context, p *Python, file string) error {
	b, err := c.ReadFile(file)
	if err != nil {
		return err
	}
	var doc struct {
		Package []struct {
			Name     string   `toml:"name"`
			Version  string   `toml:"version"`
			Category string   `toml:"category"` // poetry before 1.5
			Groups   []string `toml:"groups"`   // poetry from 2.0, pdm
			Source   any      `toml:"source"`
		} `toml:"package"`
		RequiresPython string `toml:"requires-python"`
	}
	if err := toml.Unmarshal(b, &doc); err != nil {
		return err
	}
	p.Tools = append(p.Tools, strings.TrimSuffix(path.Base(file), ".lock"))
	if p.RequiresPython == "" {
		p.RequiresPython = doc.RequiresPython
	}
	for _, pkg := range doc.Package {
		if name := NormalPythonName(pkg.Name); name != p.Package {
			p.Requirements = append(p.Requirements, PythonRequirement{
				Name: name, Specifier: "==" + pkg.Version, Group: lockGroup(pkg.Category, pkg.Groups), Locked: true, File: file,
			})
		}
	}
	return nil
}

// lockGroup is "" for what the main dependencies need, else the group's name.
func lockGroup(category string, groups []string) string {
	if category == "main" || (category == "" && len(groups) == 0) {
		return ""
	}
	for _, g := range groups {
		if g == "main" || g == "default" {
			return ""
		}
	}
	if category != "" {
		return category
	}
	return groups[0]
}

// readConda notes that conda makes the environment and reads its pip part. Its own
// packages are no distributions of the Python package index.
func readConda(c *Context, p *Python, file string) error {
	b, err := c.ReadFile(file)
	if err != nil {
		return err
	}
	var doc struct {
		Dependencies []any `yaml:"dependencies"`
	}
	if err := yaml.Unmarshal(b, &doc); err != nil {
		return err
	}
	if len(doc.Dependencies) == 0 {
		return nil // some other environment.yml
	}
	p.Tools = append(p.Tools, "conda")
	for _, dep := range doc.Dependencies {
		m, ok := dep.(map[string]any)
		if !ok {
			continue
		}
		pip, _ := m["pip"].([]any)
		for _, text := range pip {
			if s, ok := text.(string); ok {
				p.requireAll([]string{s}, "", file)
			}
		}
	}
	return nil
}
