package image

import (
	"strings"
)

// packages records what package managers install and remove.
func packages(s *State, c *Command) bool {
	verb, names := packageWords(c)
	manager := strings.TrimSuffix(c.Name(), "-get")
	if manager == "aptitude" {
		manager = "apt"
	}
	if manager == "microdnf" || manager == "yum" || manager == "tdnf" {
		manager = "dnf"
	}
	switch verb {
	case "install", "add", "reinstall":
		virtual, _ := c.Flag("--virtual", "-t")
		recommends := manager == "apt" && !c.Has("--no-install-recommends")
		for _, text := range names {
			name := packageName(manager, text)
			if name == "" || strings.HasPrefix(name, "./") || strings.HasPrefix(name, "/") {
				continue
			}
			s.Image.Packages = append(s.Image.Packages, Package{
				Manager: manager, Name: name, Text: text, Virtual: virtual, Recommends: recommends, Command: c,
			})
		}
	case "remove", "purge", "del", "erase", "autoremove":
		for _, n := range names {
			s.removePackage(packageName(manager, n))
		}
	}
	return true
}

func (s *State) removePackage(name string) {
	kept := make([]Package, 0, len(s.Image.Packages))
	for _, p := range s.Image.Packages {
		if p.Name != name && p.Virtual != name {
			kept = append(kept, p)
		}
	}
	s.Image.Packages = kept
}

// packageWords splits a package manager's command line into its verb and the packages.
func packageWords(c *Command) (verb string, names []string) {
	for i := 1; i < len(c.Args); i++ {
		a := c.Args[i]
		switch {
		case !c.Known[i] || a == "":
		case a == "-t" || a == "-o" || a == "-c" || a == "--virtual" || a == "-X" || a == "--repository" || a == "-p" || a == "--target-release":
			i++
		case strings.HasPrefix(a, "-"):
		case verb == "":
			verb = a
		default:
			names = append(names, a)
		}
	}
	return verb, names
}

// packageName takes version, architecture and repository from a package as written.
func packageName(manager, text string) string {
	switch manager {
	case "apk":
		text, _, _ = strings.Cut(text, "@")
		if i := strings.IndexAny(text, "=<>~"); i > 0 {
			text = text[:i]
		}
		return text
	case "apt":
		text, _, _ = strings.Cut(text, "=")
		name, _, _ := strings.Cut(text, ":")
		name, _, _ = strings.Cut(name, "/")
		if strings.HasSuffix(name, "++") {
			return name // g++, not "g+, to be installed"
		}
		return strings.TrimSuffix(name, "+")
	}
	return text
}
