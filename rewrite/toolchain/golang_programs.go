package toolchain

import (
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
)

// startPrograms tells of the programs that the program starts.
func (q *goQuestion) startPrograms() {
	if q.uses == nil {
		return
	}
	q.runtime.ProgramsKnown = true
	for _, n := range q.uses.Of(project.UseProgram) {
		if n.Computed() {
			q.runtime.ProgramsKnown = false
			q.startComputed(n)
			continue
		}
		if strings.Contains(n.Call, "LookPath") {
			continue
		}
		name := path.Base(n.Text)
		switch {
		case name == "sh" || name == "bash":
			if q.r.Target == base.Distroless {
				q.say(finding.GoShell, "%s starts %s (%s), and %s has no shell", q.artifactName(), name, placeOf(n), q.r.Target)
			}
		case q.provided(n.Text) || q.implicit(name, n):
			continue
		default:
			q.say(finding.GoProgram, "%s starts %s (%s), which nothing in the file installs", q.artifactName(), n.Text, placeOf(n))
		}
		if !slices.Contains(q.runtime.Programs, name) {
			q.runtime.Programs = append(q.runtime.Programs, name)
		}
	}
}

// dockerClients are packages that talk to the Docker daemon.
var dockerClients = []string{
	"github.com/docker/docker/client", "github.com/docker/cli", "github.com/fsouza/go-dockerclient", "github.com/moby/moby/client",
}

// dockerSocket tells of a program that was root and talks to the Docker daemon.
func (q *goQuestion) dockerSocket() {
	if q.program == nil || !ranAsRoot(q.r.Image) {
		return
	}
	for _, client := range dockerClients {
		if q.program.Imports(client) {
			q.rt(finding.DockerSocket, q.process(), "%s talks to the Docker daemon (it imports %s), whose socket the new user may not open by itself", q.artifactName(), client)
			return
		}
	}
}

// startComputed tells of a program whose name the source computes: a shell, where it
// gets shell text, or where the package around the call names one.
func (q *goQuestion) startComputed(n project.GoName) {
	if q.r.Target != base.Distroless || strings.Contains(n.Call, "LookPath") {
		return
	}
	shell := slices.IndexFunc(q.uses.Of(project.UseShell), func(s project.GoName) bool { return path.Dir(s.File) == path.Dir(n.File) })
	switch {
	case slices.Contains(n.Args, "-c"):
		q.say(finding.GoShell, "%s starts what it computes with -c (%s), as shells are, and %s has none", q.artifactName(), placeOf(n), q.r.Target)
	case shell >= 0:
		named := q.uses.Of(project.UseShell)[shell]
		q.say(finding.GoShell, "%s starts what it computes (%s) and names %s for it (%s), and %s has no shell", q.artifactName(), placeOf(n), named.Text, placeOf(named), q.r.Target)
	}
}

// provided reports whether a program is in the product by the file's own doing: a
// package it installs, or a file it brings.
func (q *goQuestion) provided(program string) bool {
	name := path.Base(program)
	for _, p := range q.r.Image.Packages {
		known, ok := base.LookupPackage(p.Name)
		if p.Name == name || ok && slices.Contains(known.Programs, name) {
			if !slices.Contains(q.runtime.Programs, name) {
				q.runtime.Programs = append(q.runtime.Programs, name)
			}
			return true
		}
	}
	_, _, presence := q.r.Image.Find(program, "")
	return presence == image.Present
}

// implicit brings a program along that came with the old base, without being asked
// for.
func (q *goQuestion) implicit(name string, at project.GoName) bool {
	old := q.r.Image.Base
	i := slices.IndexFunc(old.Packages, func(p string) bool { return providesCommand(p, name) })
	if i < 0 {
		return false
	}
	packages := []string{old.Packages[i]}
	if q.r.Target == base.Alpine && old.PackageManager != "apk" {
		var ok bool
		if packages, ok = base.Apk(old.Packages[i]); !ok {
			return false
		}
	}
	q.runtime.Programs = append(q.runtime.Programs, name)
	q.needPackages(packages...)
	q.say(finding.PackageCarried, "%s starts %s (%s), which came with %s", q.artifactName(), name, placeOf(at), old.Ref.String())
	return true
}

func (q *goQuestion) needPackages(names ...string) {
	for _, n := range names {
		if !slices.Contains(q.runtime.Packages, n) {
			q.runtime.Packages = append(q.runtime.Packages, n)
		}
	}
}

// providesCommand reports whether a package has a command.
func providesCommand(pkg, name string) bool {
	known, ok := base.LookupPackage(pkg)
	return pkg == name || ok && slices.Contains(known.Programs, name)
}

// timeZones installs the zone database on Alpine, where the program looks zones up
// and the old base had one: Debian's, or that of the Go distribution.
func (q *goQuestion) timeZones() {
	old := q.r.Image.Base
	if q.r.Target != base.Alpine || slices.Contains(q.runtime.Final.Packages, "tzdata") ||
		old.Libc == base.Musl && old.Language != "go" {
		return
	}
	if q.program != nil && (q.program.Imports("time/tzdata") || slices.Contains(q.built.Build.Tags, "timetzdata")) {
		return
	}
	zone, set := q.r.Image.Config.Getenv("TZ")
	needed := set && zone.From != nil
	if q.uses != nil {
		needed = needed || len(q.uses.Of(project.UseZone)) > 0
	}
	if needed {
		q.needPackages("tzdata")
	}
}

// needLibc chooses a base with the C library where programs of Debian come along.
func (q *goQuestion) needLibc() {
	if q.r.Target != base.Distroless || q.runtime.Final.Libc != base.NoLibc {
		return
	}
	carried := len(q.runtime.Packages) > 0 || slices.ContainsFunc(q.r.Image.Packages, func(p image.Package) bool {
		known, ok := base.LookupPackage(p.Name)
		if !ok || known.Role != "program" && known.Role != "people" && known.Role != "fetch" && known.Role != "runtime" {
			return false
		}
		return !q.runtime.ProgramsKnown || slices.ContainsFunc(q.runtime.Programs, func(name string) bool {
			return providesCommand(p.Name, name)
		})
	})
	if carried {
		q.runtime.Final, _ = q.r.Image.Catalog.Plain(base.Distroless, "base")
	}
}
