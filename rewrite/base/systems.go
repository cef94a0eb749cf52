package base

import (
	"slices"
	"strings"
	"sync"
)

// systemRows say what every image of a kind of system has in common.
type systemRows struct {
	Provenance `yaml:",inline"`
	// Path is the PATH that images set, and that Docker gives where they don't.
	Path []string `yaml:"path"`
	// Libc and PackageManager are by system; a suite's own row wins.
	Libc           map[string]Libc   `yaml:"libc"`
	PackageManager map[string]string `yaml:"package_manager"`
	// Images are the plain images to install packages in, by system.
	Images map[string]string `yaml:"images"`
	// Users are the entries of /etc/passwd.
	Users map[string][]User `yaml:"users"`
	// Sets are groups of packages that several images hold.
	Sets map[string][]string `yaml:"sets"`
}

var systems = sync.OnceValue(func() systemRows { return load[systemRows]("systems.yaml") })

func (s systemRows) packageManager(system, suite string) string {
	if pm, ok := s.PackageManager[suite]; ok {
		return pm
	}
	return s.PackageManager[system]
}

// expandSets replaces @name by the packages of that set.
func expandSets(packages []string) []string {
	var out []string
	for _, p := range packages {
		if name, ok := strings.CutPrefix(p, "@"); ok {
			out = append(out, expandSets(systems().Sets[name])...)
			continue
		}
		out = append(out, p)
	}
	slices.Sort(out)
	return slices.Compact(out)
}
