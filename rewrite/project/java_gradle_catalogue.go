package project

import (
	"path"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// gradleCatalogue is gradle/libs.versions.toml.
// Source: https://docs.gradle.org/current/userguide/version_catalogs.html
type gradleCatalogue struct {
	Versions  map[string]any `toml:"versions"`
	Libraries map[string]any `toml:"libraries"`
	Plugins   map[string]any `toml:"plugins"`
}

func (r *gradleReader) catalogue() gradleCatalogue {
	var c gradleCatalogue
	for dir := r.build.Dir; ; dir = path.Dir(dir) {
		if content, err := r.context.ReadFile(path.Join(dir, "gradle/libs.versions.toml")); err == nil {
			if toml.Unmarshal(content, &c) != nil {
				return gradleCatalogue{}
			}
			return c
		}
		if dir == "." {
			return c
		}
	}
}

func (c gradleCatalogue) plugin(alias string) (id, version string) {
	switch entry := catalogueEntry(c.Plugins, alias).(type) {
	case string:
		id, version, _ = strings.Cut(entry, ":")
	case map[string]any:
		id, _ = entry["id"].(string)
		version = c.version(entry["version"])
	}
	return id, version
}

// library gives group:artifact[:version] of an alias, "" when it is not there.
func (c gradleCatalogue) library(alias string) string {
	switch entry := catalogueEntry(c.Libraries, alias).(type) {
	case string:
		return entry
	case map[string]any:
		module, _ := entry["module"].(string)
		if module == "" {
			group, _ := entry["group"].(string)
			name, _ := entry["name"].(string)
			module = group + ":" + name
		}
		if v := c.version(entry["version"]); v != "" {
			module += ":" + v
		}
		return module
	}
	return ""
}

func (c gradleCatalogue) version(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case map[string]any:
		ref, _ := v["ref"].(string)
		version, _ := c.Versions[ref].(string)
		return version
	}
	return ""
}

// catalogueEntry finds an alias, which the build file writes with points where the
// catalogue has "-", "_" or points.
func catalogueEntry(entries map[string]any, alias string) any {
	normal := strings.NewReplacer("-", ".", "_", ".")
	for key, entry := range entries {
		if normal.Replace(key) == normal.Replace(alias) {
			return entry
		}
	}
	return nil
}
