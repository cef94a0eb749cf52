package project

import (
	"path"
	"slices"
	"strings"
)

// Ruby is what the manifests in one directory say of a Ruby project.
type Ruby struct {
	// Locked is true when Gemfile.lock was read, so that Gems is all there is.
	Locked bool
	// Gems are those of the lock file, else those that the Gemfile names.
	Gems []Gem
	// Platforms are those that the lock file was resolved for.
	Platforms []string
	// Git is true when Bundler clones a gem's repository.
	Git bool
}

// Gem is one version of a gem, for one platform.
type Gem struct {
	Name string
	// Version and Platform are "" where only the Gemfile names the gem; Platform is
	// also "" for the gem that is compiled where it is installed.
	Version, Platform string
}

// Has tells whether a gem is among those of the project.
func (r Ruby) Has(name string) bool {
	return slices.ContainsFunc(r.Gems, func(g Gem) bool { return g.Name == name })
}

// Variants are the entries of one gem, a platform each.
func (r Ruby) Variants(name string) []Gem {
	var out []Gem
	for _, g := range r.Gems {
		if g.Name == name {
			out = append(out, g)
		}
	}
	return out
}

// RubyAt reads the Gemfile and its lock file in dir; false where neither is there.
func RubyAt(c *Context, dir string) (Ruby, bool) {
	for _, names := range [][2]string{{"Gemfile", "Gemfile.lock"}, {"gems.rb", "gems.locked"}} {
		if lock, err := c.ReadFile(path.Join(dir, names[1])); err == nil {
			return readGemfileLock(string(lock)), true
		}
		if manifest, err := c.ReadFile(path.Join(dir, names[0])); err == nil {
			return readGemfile(string(manifest)), true
		}
	}
	return Ruby{}, false
}

// readGemfileLock reads a lock file: sections at the margin, the gems of a section
// four blanks in, what each requires six.
func readGemfileLock(text string) Ruby {
	r := Ruby{Locked: true}
	section := ""
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		body := strings.TrimLeft(line, " ")
		switch indent := len(line) - len(body); {
		case body == "":
		case indent == 0:
			section = body
			r.Git = r.Git || section == "GIT"
		case section == "PLATFORMS":
			r.Platforms = append(r.Platforms, body)
		case indent == 4 && (section == "GEM" || section == "GIT" || section == "PATH"):
			name, rest, _ := strings.Cut(body, " (")
			version, platform, _ := strings.Cut(strings.TrimSuffix(rest, ")"), "-")
			r.Gems = append(r.Gems, Gem{Name: name, Version: version, Platform: platform})
		}
	}
	return r
}

// readGemfile finds the gems that a Gemfile names with a literal.
func readGemfile(text string) Ruby {
	var r Ruby
	for line := range strings.Lines(text) {
		rest, ok := strings.CutPrefix(strings.TrimSpace(line), "gem")
		if !ok {
			continue
		}
		rest = strings.TrimLeft(rest, " (")
		if len(rest) == 0 || rest[0] != '"' && rest[0] != '\'' {
			continue
		}
		name, args, ok := strings.Cut(rest[1:], rest[:1])
		if !ok {
			continue
		}
		r.Gems = append(r.Gems, Gem{Name: name})
		r.Git = r.Git || strings.Contains(args, "git:") || strings.Contains(args, "github:")
	}
	return r
}

// RunsOnMusl tells whether Bundler finds a platform in the lock file that serves a
// machine with musl. Without a lock file it resolves anew.
func (r Ruby) RunsOnMusl() bool {
	if !r.Locked {
		return true
	}
	return slices.ContainsFunc(r.Platforms, func(p string) bool {
		return p == "ruby" || strings.HasSuffix(p, "-linux") || strings.HasSuffix(p, "-linux-musl")
	})
}
