package toolchain

import (
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
)

// distroless carries the server from the image that it comes with, which becomes the
// build stage: its program, the libraries that this links, configuration and site.
func (b *serverBuild) distroless() {
	stage := b.Image.Stage
	span := rootOf(stage).From.Span
	if b.row.NoDistroless != "" {
		b.say(finding.ServerRefused, span, "%s can't be moved to %s: %s", b.row.Name, b.Target, b.row.NoDistroless)
		return
	}
	if b.runsScripts() {
		return
	}
	b.rt.Final, _ = b.Image.Catalog.Plain(base.Distroless, b.row.Distroless)
	b.rt.Keep = b.Image.Base.Instructions
	b.rt.Sources = []string{"/run", "/var/run"} // what is there belongs to a run, not to the image
	b.say(finding.ServerCarried, span, "%s comes along with what it needs, because %s has none", b.row.Name, b.finalName())
	if b.row.Distroless != "static" {
		m := &mover{answer: &b.answer, refusal: finding.ServerRefused, bundled: func(name string) bool {
			return slices.Contains(b.Image.Base.Packages, name)
		}}
		m.sameLibc([]*dockerfile.Stage{rootOf(stage)})
	}
	b.program()
	b.directories()
	b.prepare()
	b.process()
	b.baseEnv()
}

// runsScripts refuses what a shell would do before the server starts.
func (b *serverBuild) runsScripts() bool {
	for _, s := range b.scripts {
		b.say(finding.ServerScript, s.span(b.processSpan()), "%s runs before %s each time that the container starts, and %s has no shell", s.name, b.row.Name, b.Target)
	}
	if b.nginx != nil && b.wrapped() {
		for _, t := range nginxTemplates(b.Image) {
			b.say(finding.ServerScript, t.span(b.processSpan()), "%s is filled in each time that the container starts, which takes a shell", t.name)
		}
	}
	return b.refused()
}

// program copies the server and collects its libraries.
func (b *serverBuild) program() {
	name := b.Process.Name()
	if len(b.Process.Argv) == 0 || b.row.Starts[name] != nil || !slices.Contains(b.row.Programs, name) {
		name = b.row.Programs[0]
	}
	program := path.Join(b.row.Path, name)
	data := closure{Of: b.row.Name, Programs: []string{program}}
	if b.nginx != nil && b.nginx.modules {
		data.Of, data.Many, data.Search = "nginx and its modules", true, []string{nginxModules}
		b.copyDir(nginxModules, false)
	}
	if slices.ContainsFunc(b.row.Carries, func(dir string) bool { return strings.HasPrefix(program, dir+"/") }) {
		data.Of, data.Many, data.Search = b.row.Name+" and its modules", true, b.row.Carries
	} else {
		b.rt.Copies = append(b.rt.Copies, Copy{Source: program, Dest: program, Early: true})
	}
	if b.row.Distroless != "static" {
		b.rt.carryClosure("", data)
	}
}

func (b *serverBuild) copyDir(dir string, owned bool) {
	b.rt.Copies = append(b.rt.Copies, Copy{Source: dir, Dest: dir, Dir: true, Early: true, Owned: owned})
}

// directories copies what the server reads and what it writes.
func (b *serverBuild) directories() {
	writes, creates := slices.Clone(b.row.Writes), b.row.Creates
	if n := b.nginx; n != nil {
		writes, creates = append(slices.Clone(n.owns), writes...), n.creates
		b.rt.Writes = n.makes
		b.unseen()
		if n.stock && b.wrapped() {
			b.say(finding.ServerIPv6, b.Image.Stage.From.Span, "the image's start script makes the site that the image brings listen on IPv6 too: it listens on IPv4 only now")
		}
	}
	carries := b.row.Carries
	if b.row.Site != "" && b.servesSite() {
		carries = append(slices.Clone(carries), b.row.Site)
	}
	for _, dir := range carries {
		b.copyDir(dir, slices.Contains(writes, dir))
	}
	for _, dir := range writes {
		if !slices.ContainsFunc(carries, func(c string) bool { return image.Within(dir, c) }) {
			b.copyDir(dir, true)
		}
	}
	b.makes(b.row.Makes, creates)
}

// makes prepares in the build stage directories and files that belong to the final user.
func (b *serverBuild) makes(dirs, files []string) {
	if b.nginx != nil && b.nginx.unprivileged {
		dirs = nil // that image has seen to it
	}
	var commands []string
	if len(dirs) > 0 {
		commands = append(commands, "mkdir -p "+strings.Join(dirs, " "))
	}
	if len(files) > 0 {
		commands = append(commands, "touch "+strings.Join(files, " "))
	}
	if len(commands) == 0 {
		return
	}
	change := b.rt.Change(b.Image.Stage)
	b.asRoot(change)
	change.Last = append(change.Last, "RUN "+strings.Join(commands, " && "))
	for _, d := range dirs {
		b.copyDir(d, true)
	}
	for _, f := range files {
		b.rt.Copies = append(b.rt.Copies, Copy{Source: f, Dest: f, Owned: true, Early: true})
		if image.Within(f, "/run") {
			// Configurations also name it below /var/run, which need not be a link in the final base.
			b.rt.Copies = append(b.rt.Copies, Copy{Source: f, Dest: "/var" + f, Owned: true, Early: true})
		}
	}
}

// asRoot makes the build stage's appended lines root's.
func (b *serverBuild) asRoot(change *Change) {
	if b.userStays() && !slices.Contains(change.Last, "USER root") {
		change.Last = append(change.Last, "USER root")
	}
}

// servesSite: what the image has in its site's directory is served, or the file has put
// something there.
func (b *serverBuild) servesSite() bool {
	if b.nginx == nil || b.nginx.stock || len(b.nginx.unseen) > 0 || slices.Contains(b.nginx.roots, b.row.Site) {
		return true
	}
	return len(b.Image.Tree.Under(b.row.Site)) > 0
}

// prepare does at build time what the server would look up on the old base, and gives
// away directories that come along with one above them.
func (b *serverBuild) prepare() {
	uid, gid, both := strings.Cut(b.User, ":")
	if !both {
		gid = uid
	}
	var commands []string
	for _, dir := range b.row.Writes {
		if slices.ContainsFunc(b.row.Carries, func(c string) bool { return c != dir && image.Within(dir, c) }) {
			commands = append(commands, "chown -R "+b.User+" "+dir)
		}
	}
	if p := b.row.Prepare; p != "" {
		if dir := b.Image.Base.Workdir; b.Image.Config.Workdir != dir {
			p = "cd " + dir + " && " + p
		}
		commands = append(commands, strings.NewReplacer("{uid}", uid, "{gid}", gid).Replace(p))
	}
	if len(commands) > 0 {
		change := b.rt.Change(b.Image.Stage)
		b.asRoot(change)
		change.Last = append(change.Last, "RUN "+strings.Join(commands, " && "))
	}
}

// process writes out what the old image said, where the file did not.
func (b *serverBuild) process() {
	argv := b.argv()
	if strings.HasPrefix(b.Process.Program(), "-") {
		argv = append([]string{b.row.Programs[0]}, argv...)
	}
	if !b.Process.Inherited && slices.Equal(argv, b.Process.Argv) {
		return
	}
	n := min(b.Process.Split, len(argv))
	if b.Process.Split > 0 {
		n += len(argv) - len(b.Process.Argv)
	}
	b.rt.Entrypoint, b.rt.Cmd = argv[:n:n], argv[n:]
	if len(b.rt.Cmd) == 0 {
		b.rt.Cmd = nil
	}
	if b.Process.Inherited {
		b.rt.ProcessWhy = "The image " + b.Image.Base.Ref.String() + " starts this by itself."
	}
}

// baseEnv keeps the variables of the old base that the server reads.
func (b *serverBuild) baseEnv() {
	for _, v := range b.Image.Base.Env {
		if v.BuildOnly || v.Value == "" {
			continue
		}
		if set, ok := b.Image.Config.Getenv(v.Name); ok && set.From == nil {
			b.rt.Env = append(b.rt.Env, Env{Name: v.Name, Value: v.Value})
		}
	}
}
