package toolchain

import (
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
)

// packagedServer is the server of Debian's or Ubuntu's packages that a process is, nil for
// none. One that only a shell starts, as a service, is no process of its own.
func packagedServer(img *image.Image, p *image.Process) *base.Server {
	if img.Base.Language != "" || img.Base.PackageManager != "apt" || p.Shell != nil || p.Inherited {
		return nil
	}
	for _, s := range base.PackagedServers() {
		brings := slices.ContainsFunc(img.Packages, func(q image.Package) bool { return q.Manager == "apt" && s.Debian.Holds(q.Name) })
		if file, _, _ := img.Find(p.Program(), p.Dir); brings && slices.Contains(s.Programs, p.Name()) && (file == "" || file == s.Path+"/"+p.Name()) {
			return s
		}
	}
	return nil
}

// packaged tells whether packages of the system bring the server.
func (b *serverBuild) packaged() bool {
	return packagedServer(b.Image, b.Process) == b.row
}

// packagedSettings is what stands for the main file of a packaged server's configuration,
// "" where an image of its makers brings it.
func (b *serverBuild) packagedSettings() string {
	if b.packaged() {
		return b.row.Debian.Settings
	}
	return ""
}

// carryPackaged carries a server that is a package of Debian or Ubuntu, with its modules,
// its configuration and what it serves.
func (b *serverBuild) carryPackaged() {
	from := b.row.Debian
	trees := slices.Clone(from.Trees)
	if len(b.Image.Tree.Under(from.Site)) == 0 {
		trees = append(trees, from.Site) // the page that the package brings
	}
	var own []string
	for _, dir := range from.Writes {
		own = append(own, ".."+dir) // it comes by itself, as the final user's
	}
	b.carrySystem(systemLanguage{title: b.row.Name, program: b.row.Path + "/" + b.Process.Name(), final: b.row.Distroless, packages: from.Packages, trees: trees, prune: []string{strings.Join(own, " ")}}, finding.ServerCarried, closure{})
	for _, dir := range from.Writes {
		b.copyDir(dir, true)
	}
	if n := b.nginx; n != nil {
		b.rt.Writes = n.makes
		b.unseen()
		b.makes(nil, n.creates)
	}
	b.rt.Sources = append(b.rt.Sources, "/run", "/var/run")
}
