package project

import (
	"path"
	"strings"

	"github.com/goccy/go-yaml"
)

// pnpmLock is the part of pnpm-lock.yaml that is read. Keys of Packages are
// /name/1.0.0 (to version 5), /name@1.0.0(peer@2) (6) and name@1.0.0 (9).
type pnpmLock struct {
	Packages map[string]pnpmLocked `yaml:"packages"`
}

type pnpmLocked struct {
	Name          string   `yaml:"name"`
	Version       string   `yaml:"version"`
	Dev           *bool    `yaml:"dev"`
	Optional      bool     `yaml:"optional"`
	RequiresBuild *bool    `yaml:"requiresBuild"`
	OS            []string `yaml:"os"`
	CPU           []string `yaml:"cpu"`
	Libc          []string `yaml:"libc"`
}

func parsePnpmLock(content []byte) (*NodeLock, error) {
	var in pnpmLock
	if err := yaml.Unmarshal(content, &in); err != nil {
		return nil, err
	}
	// Version 9 never writes requiresBuild; before it, its absence meant none.
	script := ScriptUnknown
	for _, p := range in.Packages {
		if p.RequiresBuild != nil {
			script = ScriptNone
			break
		}
	}
	lock := &NodeLock{Manager: "pnpm"}
	for key, p := range in.Packages {
		name, version := pnpmKey(key)
		if p.Name != "" {
			name, version = p.Name, p.Version
		}
		locked := NodeLocked{
			Name: name, Version: version, Optional: p.Optional, Script: script,
			OS: p.OS, CPU: p.CPU, Libc: p.Libc,
		}
		if p.Dev != nil {
			locked.Dev, locked.DevKnown = *p.Dev, true
		}
		if p.RequiresBuild != nil && *p.RequiresBuild {
			locked.Script = ScriptRuns
		}
		lock.Packages = append(lock.Packages, locked)
	}
	return lock, nil
}

// pnpmKey splits a key of packages into name and version, without the peers.
func pnpmKey(key string) (name, version string) {
	key = strings.TrimPrefix(key, "/")
	key, _, _ = strings.Cut(key, "(")
	// To version 5 the version is an element of its own, and peers follow a "_".
	old, peers, _ := strings.Cut(key, "_")
	if dir, last := path.Split(old); last != "" && last[0] >= '0' && last[0] <= '9' && (peers != "" || !strings.Contains(last, "@")) {
		return strings.TrimSuffix(dir, "/"), last
	}
	name, version, _ = cutLast(key, "@")
	return name, version
}

// pnpmWorkspacePatterns are the packages of dir/pnpm-workspace.yaml.
func pnpmWorkspacePatterns(files Files, dir string) []string {
	content, err := files.ReadFile(path.Join(dir, "pnpm-workspace.yaml"))
	if err != nil {
		return nil
	}
	var in struct {
		Packages []string `yaml:"packages"`
	}
	if yaml.Unmarshal(content, &in) != nil {
		return nil
	}
	return in.Packages
}
