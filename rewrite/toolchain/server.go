package toolchain

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
)

// server migrates files whose process is a server that an official image brings,
// such as nginx with a site that other stages built. On Alpine the image stays and
// its server gets what it writes as another user; to Distroless the server is carried.
type server struct{}

func (server) Name() string { return "server" }

func (server) Effect(*image.State, *image.Command) bool { return false }

// Match takes what the image's own start command, or one of its programs, runs; and
// what only a shell can start there, because that starts the server in the end.
func (server) Match(img *image.Image, p *image.Process) *Match {
	if s := packagedServer(img, p); s != nil {
		return &Match{Facts: s}
	}
	row, ok := base.ServerOf(img.Base)
	if !ok || img.Base.Family == "windows" {
		return nil
	}
	if p.Inherited || p.Shell != nil || slices.Contains(row.Programs, p.Name()) || strings.HasPrefix(p.Program(), "-") {
		return &Match{Facts: row}
	}
	return nil
}

func (server) Runtime(r Request) (*Runtime, []finding.Finding) {
	b := &serverBuild{answer: answer{Request: r, rt: &Runtime{}}, row: r.Match.Facts.(*base.Server)}
	b.rt.Version = b.Image.Base.Version
	b.survey()
	if b.packaged() {
		b.rt.Version = ""
		if r.Target == base.Alpine {
			b.say(finding.ServerRefused, b.processSpan(), "%s of %s can't be moved to %s: Alpine's package has its settings and modules at other places", b.row.Name, b.Image.Base.Ref.String(), b.Target)
		} else {
			b.carryPackaged()
		}
	} else if r.Target == base.Alpine {
		b.alpine()
	} else {
		b.distroless()
	}
	if b.refused() {
		return nil, b.findings
	}
	return b.rt, b.findings
}

// serverBuild is one answer, while it is put together.
type serverBuild struct {
	answer
	row *base.Server
	// nginx is what an nginx configuration tells, nil for other servers.
	nginx *nginxFacts
	// scripts are what runs before the server each time that the container starts.
	scripts []beforeServer
}

// survey reads what the file says of the server: its configuration, and the scripts
// that the image's entrypoint runs.
func (b *serverBuild) survey() {
	if b.row.Config == "nginx" {
		b.nginx = readNginx(b.Image, b.Process, b.packagedSettings())
	}
	b.scripts = startScripts(b.Image, b.Process)
	b.ports()
}

// ports tells of ports below 1024 that no EXPOSE of the file names: the plan tells of those.
func (b *serverBuild) ports() {
	ports := b.row.Ports
	if b.row.Debian != nil && len(b.Image.Config.Expose) > 0 {
		ports = nil // whose settings may name another one
	}
	if b.nginx != nil {
		ports = b.nginx.ports
	}
	for _, p := range ports {
		if p >= 1024 || exposes(b.Image.Config.Expose, strconv.Itoa(p)) {
			continue
		}
		b.say(finding.PrivilegedPort, b.Image.Stage.From.Span, "port %d: a non-root process may open it under Docker, not under every Kubernetes or Podman", p)
	}
}

func exposes(list []*dockerfile.Instruction, port string) bool {
	return slices.ContainsFunc(list, func(i *dockerfile.Instruction) bool {
		return slices.ContainsFunc(strings.Fields(i.Args.Text), func(w string) bool {
			number, _, _ := strings.Cut(w, "/")
			return number == port
		})
	})
}

// ownUser: the file sets a user for the process itself, and has seen to what it needs.
func (b *serverBuild) ownUser() bool {
	u := b.Image.Config.User
	return u != "" && u != "root" && u != "0" && !strings.HasPrefix(u, "0:") && !strings.HasPrefix(u, "root:")
}

// alpine keeps the official image on Alpine, or moves to it.
func (b *serverBuild) alpine() {
	root := rootOf(b.Image.Stage)
	span := root.From.Span
	if b.row.NoAlpine != "" {
		b.say(finding.ServerRefused, span, "%s can't be moved to %s: %s", b.row.Name, b.Target, b.row.NoAlpine)
		return
	}
	if st := b.child(); st != nil {
		b.say(finding.ServerShared, st.From.Span, "the stage %s stands on the one that is migrated, and would work as its user", st.Name)
		return
	}
	from := b.Image.Base
	b.rt.Stays, b.rt.Closed, b.rt.User = true, true, b.row.OwnUser
	b.rt.Final = base.Final{
		Image: root.Base.Raw, Name: from.Name, Target: b.Target, Suite: from.Suite, Libc: base.Musl, Shell: true,
		Env: from.Env, Path: from.Path, Workdir: from.Workdir, Users: from.Users, Packages: from.Packages,
	}
	b.rt.Final.Users = withAccount(from.Users, b.row.Name, b.row.OwnUser)
	if from.Libc != base.Musl {
		b.toAlpine(root)
	}
	b.rt.Owns, b.rt.Creates = slices.Clone(b.row.Writes), slices.Clone(b.row.Creates)
	if n := b.nginx; n != nil {
		b.rt.Owns, b.rt.Creates = append(slices.Clone(n.owns), b.rt.Owns...), n.creates
		b.rt.Writes = append(slices.Clone(b.row.Makes), n.makes...)
		if n.stock && b.wrapped() && len(b.rt.Creates) > 0 {
			// The image's own script adds IPv6 to the site that the image brings.
			b.own(nginxConf)
		}
		b.unseen()
	}
	b.scriptWrites()
}

// withAccount adds the account that an Alpine image has, as UID:GID; "" for none.
func withAccount(users []base.User, name, account string) []base.User {
	uid, gid, ok := strings.Cut(account, ":")
	if !ok {
		return users
	}
	u := base.User{Name: name}
	u.UID, _ = strconv.Atoi(uid)
	u.GID, _ = strconv.Atoi(gid)
	return append(slices.Clone(users), u)
}

// child is a stage that stands on the product, nil when there is none.
func (b *serverBuild) child() *dockerfile.Stage {
	for _, st := range b.Dockerfile.Stages {
		if st.Parent == b.Image.Stage {
			return st
		}
	}
	return nil
}

// toAlpine moves the image to its Alpine variant, and what RUN installs with it.
func (b *serverBuild) toAlpine(root *dockerfile.Stage) {
	if b.row.NoMove != "" {
		b.say(finding.ServerRefused, root.From.Span, "%s is not moved from Debian to Alpine: %s", b.row.Name, b.row.NoMove)
		return
	}
	m := &mover{answer: &b.answer, refusal: finding.ServerRefused, bundled: func(name string) bool {
		return slices.Contains(b.Image.Base.Packages, name)
	}}
	m.sameLibc([]*dockerfile.Stage{root})
	change := b.rt.Change(root)
	if b.needsBash() {
		change.First = append(change.First, "RUN apk add --no-cache bash")
	}
	if change.Base == "" {
		return
	}
	// The FROM of a stage that stays is the plan's to change, and to tell of.
	b.rt.Final.Image, change.Base = change.Base, ""
	b.findings = slices.DeleteFunc(b.findings, func(f finding.Finding) bool {
		return f.ID == finding.BuilderBase && f.Span == root.From.Span
	})
}

// needsBash: a start script asks for bash, which the Debian image has and Alpine's has not.
func (b *serverBuild) needsBash() bool {
	installed := slices.ContainsFunc(b.Image.Packages, func(p image.Package) bool { return p.Name == "bash" })
	return !installed && slices.ContainsFunc(b.scripts, func(s beforeServer) bool { return s.bash })
}

// wrapped: the image's entrypoint runs its own scripts before the server.
func (b *serverBuild) wrapped() bool {
	return b.Process.Wrapper != "" && b.Process.Shell == nil && len(b.Process.Argv) > 0 && slices.Contains(b.row.Programs, b.Process.Program())
}

// own adds a path that the final user gets, unless a directory above it is among them.
func (b *serverBuild) own(p string) {
	if !slices.ContainsFunc(b.rt.Owns, func(o string) bool { return image.Within(p, o) }) {
		b.rt.Owns = append([]string{p}, b.rt.Owns...)
	}
}

// unseen tells of configuration that only a build knows.
func (b *serverBuild) unseen() {
	if len(b.nginx.unseen) > 0 {
		b.say(finding.ServerConfigUnseen, b.Image.Stage.From.Span, "%s can't be read here: which files and ports nginx opens is taken to be what the image's own configuration says",
			strings.Join(b.nginx.unseen, ", "))
	}
	for _, key := range b.nginx.keys {
		b.say(finding.ServerKey, b.Image.Stage.From.Span, "%s has to be readable for the user that nginx runs as", key)
	}
}

// argv is the server's command line with the path that its program has in the image.
func (b *serverBuild) argv() []string {
	argv := slices.Clone(b.Process.Argv)
	if len(argv) == 0 {
		return nil
	}
	if to, ok := b.row.Starts[path.Base(argv[0])]; ok {
		return append(slices.Clone(to), argv[1:]...)
	}
	return argv
}
