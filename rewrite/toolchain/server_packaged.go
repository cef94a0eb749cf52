package toolchain

import (
	"path"
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
		if s.Debian.Foreground != "" && !slices.ContainsFunc(p.Argv, func(a string) bool { return strings.HasSuffix(a, s.Debian.Foreground) }) {
			continue
		}
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
	for _, p := range b.Image.Packages {
		if from.Refused(p.Name) {
			b.say(finding.ServerRefused, b.processSpan(), "%s can't be moved to %s with %s, which runs programs of another language in it", b.row.Name, b.Target, p.Name)
			return
		}
	}
	trees := slices.Clone(from.Trees)
	if len(b.Image.Tree.Under(from.Site)) == 0 {
		trees = append(trees, from.Site) // the page that the package brings
	}
	program := path.Join(b.row.Path, b.Process.Name())
	if starts := b.row.Starts[b.Process.Name()]; len(starts) > 0 {
		program = starts[0]
	}
	b.carryServer(b.row, systemLanguage{title: b.row.Name, program: program, packages: from.Packages, trees: trees}, finding.ServerCarried, closure{})
	if n := b.nginx; n != nil {
		b.rt.Writes = append(b.rt.Writes, n.makes...)
		b.unseen()
		b.makes(nil, n.creates)
	}
	b.process()
}

// carryServer carries a server of Debian's packages, with what it writes as the final
// user's and the variables that its start script would set.
func (b *answer) carryServer(row *base.Server, l systemLanguage, id finding.ID, libs closure) {
	from := row.Debian
	for _, dir := range from.Writes {
		l.prune = append(l.prune, ".."+dir) // it comes by itself, as the final user's
	}
	l.final = row.Distroless
	b.carrySystem(l, id, libs)
	for _, dir := range from.Writes {
		b.rt.Copies = append(b.rt.Copies, Copy{Source: dir, Dest: dir, Dir: true, Early: true, Owned: true})
	}
	if change := b.rt.Change(b.Image.Stage); len(from.Makes) > 0 && b.nonRootBuild() {
		change.Last = append(change.Last, "USER root")
	}
	for _, dir := range from.Makes {
		b.rt.ownDirectory(b.Image.Stage, dir)
	}
	uid, gid, both := strings.Cut(b.User, ":")
	if !both {
		gid = uid
	}
	for _, v := range from.Env {
		value := strings.NewReplacer("{uid}", uid, "{gid}", gid).Replace(v.Value)
		own, set := b.Image.Config.Getenv(v.Name)
		b.rt.Env = append(b.rt.Env, Env{Name: v.Name, Value: value, Late: set && own.From != nil})
	}
	b.rt.Sources = append(b.rt.Sources, "/run", "/var/run")
}
