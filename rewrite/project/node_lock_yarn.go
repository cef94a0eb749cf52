package project

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
)

// parseYarnLock reads yarn.lock: from version 2 on it is YAML with a __metadata
// entry, before that a format of yarn's own.
func parseYarnLock(content []byte) (*NodeLock, error) {
	if bytes.Contains(content, []byte("__metadata:")) {
		return parseBerryLock(content)
	}
	return parseYarn1Lock(content)
}

// berryLocked is one entry of a yarn.lock of version 2 and later.
type berryLocked struct {
	Version      string            `yaml:"version"`
	Resolution   string            `yaml:"resolution"`
	Bin          map[string]string `yaml:"bin"`
	Conditions   string            `yaml:"conditions"`
	LanguageName string            `yaml:"languageName"`
	LinkType     string            `yaml:"linkType"`
}

func parseBerryLock(content []byte) (*NodeLock, error) {
	var in map[string]berryLocked
	if err := yaml.Unmarshal(content, &in); err != nil {
		return nil, err
	}
	lock := &NodeLock{Manager: "yarn-berry"}
	for key, p := range in {
		if key == "__metadata" || p.LinkType == "soft" {
			continue
		}
		locked := NodeLocked{Name: descriptorName(p.Resolution), Version: p.Version, Bin: p.Bin}
		for _, condition := range strings.Split(p.Conditions, "&") {
			name, value, _ := strings.Cut(strings.TrimSpace(condition), "=")
			switch name {
			case "os":
				locked.OS = []string{value}
			case "cpu":
				locked.CPU = []string{value}
			case "libc":
				locked.Libc = []string{value}
			}
		}
		lock.Packages = append(lock.Packages, locked)
	}
	return lock, nil
}

// parseYarn1Lock reads yarn's own format: an entry is a line of descriptors that
// ends in ":", its fields are indented by two, what they contain by four.
func parseYarn1Lock(content []byte) (*NodeLock, error) {
	lock := &NodeLock{Manager: "yarn"}
	open := false
	for number, line := range strings.Split(string(content), "\n") {
		line = strings.TrimRight(line, "\r")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if !strings.HasPrefix(line, " ") {
			descriptors, ok := strings.CutSuffix(line, ":")
			if !ok {
				return nil, fmt.Errorf("line %d: %w", number+1, errYarnEntry)
			}
			first, _, _ := strings.Cut(descriptors, ",")
			lock.Packages = append(lock.Packages, NodeLocked{Name: descriptorName(unquoteYarn(first))})
			open = true
			continue
		}
		if field, ok := strings.CutPrefix(line, "  version "); ok && open {
			lock.Packages[len(lock.Packages)-1].Version = unquoteYarn(field)
		}
	}
	return lock, nil
}

var errYarnEntry = errors.New("expected an entry that ends in \":\"")

func unquoteYarn(s string) string { return strings.Trim(strings.TrimSpace(s), `"`) }

// descriptorName is the name of "name@range"; an alias "a@npm:real@1" gives real.
func descriptorName(d string) string {
	if len(d) < 2 {
		return d
	}
	i := strings.IndexByte(d[1:], '@') // a scope starts with "@"
	if i < 0 {
		return d
	}
	name, rng := d[:i+1], d[i+2:]
	if real, ok := strings.CutPrefix(rng, "npm:"); ok && strings.Contains(real[min(1, len(real)):], "@") {
		return descriptorName(real)
	}
	return name
}
