package image

import (
	"net/url"
	"path"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
)

// packages records what package managers install and remove.
func packages(s *State, c *Command) bool {
	verb, names := packageWords(c)
	if c.Name() == "dpkg" && c.Has("-i", "--install") {
		verb, names = "install", append([]string{verb}, names...)
	}
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
		for _, text := range names {
			p := Package{Manager: manager, Name: packageName(manager, text), Text: text, Virtual: virtual, Command: c}
			if file := path.Base(text); manager == "dpkg" || strings.Contains(text, "/") && packageFile(file) {
				p.Name, _, _ = strings.Cut(strings.TrimSuffix(file, path.Ext(file)), "_")
				p.Local = true
			}
			if p.Name == "" {
				continue
			}
			p.Recommends = manager == "apt" && !p.Local && recommends(c)
			p.Repository = s.Image.foreign
			s.Image.Packages = append(s.Image.Packages, p)
			s.Image.Installed = append(s.Image.Installed, p)
		}
	case "remove", "purge", "del", "erase", "autoremove":
		for _, n := range names {
			s.removePackage(packageName(manager, n))
		}
	}
	return true
}

// packageFile tells of the name of a package file.
func packageFile(name string) bool {
	switch path.Ext(name) {
	case ".deb", ".rpm", ".apk":
		return true
	}
	return false
}

// recommends tells whether apt-get also installs what the packages recommend.
func recommends(c *Command) bool {
	for _, a := range c.Args {
		a = strings.ToLower(strings.Trim(strings.ReplaceAll(a, "\"", ""), " "))
		if a == "--no-install-recommends" || strings.HasSuffix(a, "apt::install-recommends=false") || strings.HasSuffix(a, "apt::install-recommends=0") {
			return false
		}
	}
	return true
}

// sources records that a command adds a package repository beyond the system's own.
func (s *State) sources(c *Command) {
	adds := c.Name() == "add-apt-repository"
	for _, r := range c.OutputFiles() {
		target, _ := r.Target.Literal()
		adds = adds || strings.HasPrefix(target, aptSources)
	}
	for _, a := range c.Args {
		adds = adds || strings.HasPrefix(a, aptSources) && c.Name() != "rm" && c.Name() != "sed"
	}
	text := strings.Join(c.Args, " ")
	if _, ok := base.RepositoryLanguage(text); ok {
		adds = true
	}
	if !adds || ownArchive(text) {
		return
	}
	s.Image.foreign = "another maker"
	for _, word := range strings.Fields(text) {
		if u, err := url.Parse(strings.Trim(word, `'"`)); err == nil && strings.HasPrefix(u.Scheme, "http") && u.Host != "" {
			s.Image.foreign = u.Host
		}
	}
}

// aptSources begins the names of apt's lists of repositories.
const aptSources = "/etc/apt/sources.list"

// ownArchive tells of Debian's and Ubuntu's own archives, and mirrors of them.
func ownArchive(text string) bool {
	for _, part := range []string{"debian.org", "ubuntu.com", "/debian ", "/debian/ ", "/debian-security", "/ubuntu ", "/ubuntu/ "} {
		if strings.Contains(text+" ", part) {
			return true
		}
	}
	return false
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
	case "dnf":
		for _, arch := range []string{".x86_64", ".aarch64", ".noarch", ".i686"} {
			text = strings.TrimSuffix(text, arch)
		}
	}
	return text
}
