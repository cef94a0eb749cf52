package project

import (
	"path"

	"github.com/pelletier/go-toml/v2"
)

// pyproject is the part of pyproject.toml that is read: the project table (PEP
// 621), dependency groups (PEP 735) and the tables of poetry and uv.
type pyproject struct {
	BuildSystem struct {
		Backend string `toml:"build-backend"`
	} `toml:"build-system"`
	Project struct {
		Name           string              `toml:"name"`
		RequiresPython string              `toml:"requires-python"`
		Dependencies   []string            `toml:"dependencies"`
		Optional       map[string][]string `toml:"optional-dependencies"`
		Scripts        map[string]string   `toml:"scripts"`
	} `toml:"project"`
	Groups map[string][]any `toml:"dependency-groups"`
	Tool   struct {
		Poetry *poetryTable   `toml:"poetry"`
		UV     map[string]any `toml:"uv"`
		PDM    map[string]any `toml:"pdm"`
	} `toml:"tool"`
}

type poetryTable struct {
	Name         string         `toml:"name"`
	Dependencies map[string]any `toml:"dependencies"`
	DevOld       map[string]any `toml:"dev-dependencies"`
	Groups       map[string]struct {
		Dependencies map[string]any `toml:"dependencies"`
	} `toml:"group"`
	Scripts map[string]any `toml:"scripts"`
}

func readPyproject(c *Context, p *Python, file string) error {
	b, err := c.ReadFile(file)
	if err != nil {
		return err
	}
	var doc pyproject
	if err := toml.Unmarshal(b, &doc); err != nil {
		return err
	}
	p.Package = NormalPythonName(doc.Project.Name)
	p.RequiresPython = doc.Project.RequiresPython
	for name, entry := range doc.Project.Scripts {
		p.Scripts[name] = entry
	}
	p.requireAll(doc.Project.Dependencies, "", file)
	for _, extra := range sortedKeys(doc.Project.Optional) {
		p.requireAll(doc.Project.Optional[extra], extra, file)
	}
	for _, group := range sortedKeys(doc.Groups) {
		for _, item := range doc.Groups[group] {
			if text, ok := item.(string); ok { // else {include-group = …}
				p.requireAll([]string{text}, group, file)
			}
		}
	}
	if doc.Tool.UV != nil {
		p.Tools = append(p.Tools, "uv")
	}
	if doc.Tool.PDM != nil {
		p.Tools = append(p.Tools, "pdm")
	}
	if doc.Tool.Poetry != nil {
		p.readPoetry(doc.Tool.Poetry, file)
	}
	return nil
}

// readPoetry takes poetry's own tables, which older projects have in the place of
// the project table.
func (p *Python) readPoetry(t *poetryTable, file string) {
	p.Tools = append(p.Tools, "poetry")
	if p.Package == "" {
		p.Package = NormalPythonName(t.Name)
	}
	if v, ok := t.Dependencies["python"].(string); ok && p.RequiresPython == "" {
		p.RequiresPython = v
	}
	p.requirePoetry(t.Dependencies, "", file)
	p.requirePoetry(t.DevOld, "dev", file)
	for _, group := range sortedKeys(t.Groups) {
		p.requirePoetry(t.Groups[group].Dependencies, group, file)
	}
	for name, entry := range t.Scripts {
		switch entry := entry.(type) {
		case string:
			p.Scripts[name] = entry
		case map[string]any: // {reference = "mod:func", type = "console"}
			if ref, ok := entry["reference"].(string); ok {
				p.Scripts[name] = ref
			}
		}
	}
}

func (p *Python) requirePoetry(deps map[string]any, group, file string) {
	for _, name := range sortedKeys(deps) {
		if name == "python" {
			continue
		}
		req := PythonRequirement{Name: NormalPythonName(name), Group: group, File: file}
		switch v := deps[name].(type) {
		case string:
			req.Specifier = v
		case map[string]any:
			req.Specifier, _ = v["version"].(string)
			req.URL, _ = v["git"].(string)
			if url, ok := v["url"].(string); ok {
				req.URL = url
			}
			if local, ok := v["path"].(string); ok {
				req.Path = clean(path.Join(path.Dir(file), local))
			}
			req.Editable, _ = v["develop"].(bool)
			extras, _ := v["extras"].([]any)
			for _, extra := range extras {
				if s, ok := extra.(string); ok {
					req.Extras = append(req.Extras, NormalPythonName(s))
				}
			}
		}
		p.Requirements = append(p.Requirements, req)
	}
}

// requireAll adds requirements in the notation of PEP 508.
func (p *Python) requireAll(texts []string, group, file string) {
	for _, text := range texts {
		if req, ok := parseRequirement(text, path.Dir(file)); ok {
			req.Group, req.File = group, file
			p.Requirements = append(p.Requirements, req)
		}
	}
}
