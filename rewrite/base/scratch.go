package base

import "sync"

// Support is what a program may look for in a system.
type Support string

// The kinds of Support.
const (
	// Certificates are the authorities that TLS trusts.
	Certificates Support = "certificates"
	// Zones is the time zone database.
	Zones Support = "zones"
	// Accounts are the names of users and groups.
	Accounts Support = "accounts"
	// Temporary is a directory for temporary files.
	Temporary Support = "temporary"
)

// SupportFile is one path that serves a Support.
type SupportFile struct {
	Name Support `yaml:"name"`
	Path string  `yaml:"path"`
	// Dir is true for a directory, Owned when the final user has to own it.
	Dir   bool `yaml:"dir"`
	Owned bool `yaml:"owned"`
}

// scratchRows is data/scratch.yaml.
type scratchRows struct {
	Provenance `yaml:",inline"`
	Support    []SupportFile `yaml:"support"`
}

var scratch = sync.OnceValue(func() scratchRows { return load[scratchRows]("scratch.yaml") })

// Empty is the final without anything: a program has to be static, and to bring along
// what it looks for.
func Empty() Final {
	return Final{Image: "scratch", Name: "scratch", Target: Scratch, Libc: NoLibc, Path: systems().Path, Workdir: "/"}
}

// SupportFiles are the paths that serve what a program looks for, and the image
// that has them.
func (c *Catalog) SupportFiles() (image string, files []SupportFile) {
	from, _ := c.Plain(Distroless, "static")
	return from.Image, scratch().Support
}
