package project

import (
	"encoding/xml"
	"strings"
)

type pomPlugin struct {
	GroupID    string         `xml:"groupId"`
	ArtifactID string         `xml:"artifactId"`
	Version    string         `xml:"version"`
	Config     pomConfig      `xml:"configuration"`
	Executions []pomExecution `xml:"executions>execution"`
}

type pomExecution struct {
	ID     string    `xml:"id"`
	Phase  string    `xml:"phase"`
	Goals  []string  `xml:"goals>goal"`
	Config pomConfig `xml:"configuration"`
}

// pomConfig is a configuration element of any shape.
type pomConfig struct {
	XMLName  xml.Name
	Text     string      `xml:",chardata"`
	Children []pomConfig `xml:",any"`
}

// child returns the first element at the path of names, nil when there is none.
func (c *pomConfig) child(names ...string) *pomConfig {
	for _, name := range names {
		var found *pomConfig
		for i := range c.Children {
			if c.Children[i].XMLName.Local == name {
				found = &c.Children[i]
				break
			}
		}
		if found == nil {
			return nil
		}
		c = found
	}
	return c
}

// value returns the text of the element at the path of names.
func (c *pomConfig) value(names ...string) string {
	if found := c.child(names...); found != nil {
		return strings.TrimSpace(found.Text)
	}
	return ""
}

// all returns every element of that name, at any depth.
func (c *pomConfig) all(name string) []*pomConfig {
	var found []*pomConfig
	for i := range c.Children {
		if c.Children[i].XMLName.Local == name {
			found = append(found, &c.Children[i])
		}
		found = append(found, c.Children[i].all(name)...)
	}
	return found
}

// plugin returns the named plugin as it takes effect in p: its declarations in this
// pom, in default profiles, in the parents, and in pluginManagement, nearest first.
// The slice is empty when the plugin is not in use (managed only).
func (p *pom) plugin(artifact string) []pomPlugin {
	var used, managed []pomPlugin
	for _, q := range p.chain() {
		builds := []pomBuild{q.Build}
		for _, profile := range q.Profiles {
			if profile.Active == "true" {
				builds = append(builds, profile.Build)
			}
		}
		for _, b := range builds {
			for _, plugin := range b.Plugins {
				if plugin.ArtifactID == artifact {
					used = append(used, plugin)
				}
			}
			for _, plugin := range b.Managed {
				if plugin.ArtifactID == artifact {
					managed = append(managed, plugin)
				}
			}
		}
	}
	if len(used) == 0 {
		return nil
	}
	return append(used, managed...)
}

// configs returns the configurations of the declarations, those of executions with
// the goal (or of every execution, when goal is empty) before the plugin's own.
func configs(plugins []pomPlugin, goal string) []*pomConfig {
	var all []*pomConfig
	for i := range plugins {
		for j := range plugins[i].Executions {
			e := &plugins[i].Executions[j]
			for _, g := range e.Goals {
				if goal == "" || strings.TrimSpace(g) == goal {
					all = append(all, &e.Config)
					break
				}
			}
		}
		all = append(all, &plugins[i].Config)
	}
	return all
}

// hasGoal reports whether an execution of the declarations runs the goal.
func hasGoal(plugins []pomPlugin, goal string) bool {
	for _, plugin := range plugins {
		for _, e := range plugin.Executions {
			for _, g := range e.Goals {
				if strings.TrimSpace(g) == goal {
					return true
				}
			}
		}
	}
	return false
}

// setting returns the first value of the named setting in the configurations.
func setting(all []*pomConfig, names ...string) string {
	for _, c := range all {
		if v := c.value(names...); v != "" {
			return v
		}
	}
	return ""
}
