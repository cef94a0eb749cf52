package plan

import (
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/shell"
)

// keptScripts makes a start command that stays work on the new base: the shell that
// it names, the programs that it runs, the files that it writes. One that only root
// can run refuses the file.
func (p *Plan) keptScripts(r Request) {
	scripts := p.Process.Scripts
	if n := p.Process.Shell; len(scripts) == 0 && n != nil && n.Instr != nil {
		for _, text := range shellTexts(n.Instr.JSON, p) {
			scripts = append(scripts, image.Script{Interpreter: "sh", Text: text})
		}
	}
	p.supervisor()
	p.changesUser()
	asBefore := !p.ranAsRoot() && (p.Runtime.Stays || p.staysWhole(r)) // only the user's number is new
	if n := p.Process.Shell; n != nil && n.Unread && p.Image.Context.Known() && !asBefore {
		p.say(finding.ScriptRoot, n.Span, "%q is a script whose text is not at hand: which shell it needs, and whether it runs without root, can't be told", n.Text)
	}
	p.runs(scripts)
}

// runs makes scripts that run when the container starts work on the new base.
func (p *Plan) runs(scripts []image.Script) {
	for _, s := range scripts {
		script, err := shell.Parse(s.Text)
		if err != nil {
			continue
		}
		if s.Interpreter == "bash" || path.Base(s.Path) == "wait-for-it.sh" {
			p.needPackage("bash")
		}
		p.rootCommands(s, script)
		p.scriptPrograms(script)
		p.scriptWrites(script)
	}
}

// supervisor refuses what starts programs by a configuration of its own: whether those
// run without root can't be told.
func (p *Plan) supervisor() {
	name := p.Process.Name()
	if p.Process.Supervisor != "" {
		name = p.Process.Supervisor
	}
	if (p.ranAsRoot() || p.Process.Supervisor != "") && p.Process.Shell != nil && (slices.Contains(image.Supervisors, name) || p.Process.Supervisor != "") {
		p.say(finding.ScriptRoot, p.Process.Instr.Span, "%s %s, and may need root for it", name, p.Process.Shell.Why)
	}
}

// changesUser refuses a start command that stays, shell included, behind a program that
// only root can use.
func (p *Plan) changesUser() {
	n := p.Process.Shell
	if n == nil || p.Process.Instr == nil || len(p.Process.Scripts) > 0 && p.Process.AsUser == "" {
		return
	}
	switch name := p.Process.Name(); {
	case p.Process.AsUser != "":
		p.say(finding.ScriptRoot, p.Process.Instr.Span, "the start command changes the user to %s, which only root can", p.Process.AsUser)
	case slices.Contains(rootOnly, name):
		p.say(finding.ScriptRoot, p.Process.Instr.Span, "the start command runs %s, which only root can", name)
	}
}

// shellTexts are the command strings of the start command.
func shellTexts(exec bool, p *Plan) []string {
	i := p.Process.Shell.Instr
	if !exec {
		return []string{i.Args.Text}
	}
	if args := i.JSONArgs(); len(args) > 2 && shellProgram(args[0]) {
		return args[len(args)-1:]
	}
	return nil
}

func (p *Plan) needPackage(name string) {
	if p.Image.Base.PackageManager == "apk" || slices.Contains(p.Runtime.Packages, name) {
		return // the file's own RUN installs it
	}
	p.Runtime.Packages = append(p.Runtime.Packages, name)
}

// ranAsRoot tells whether the old image's process was root.
func (p *Plan) ranAsRoot() bool {
	user := p.Image.Config.User
	return user == "" || rootUser(user)
}

// rootOnly are commands that fail for every user but root.
var rootOnly = []string{
	"gosu", "su-exec", "setuidgid", "setpriv", "runuser", "chpst", "chroot", "chown", "chgrp", "useradd", "usermod", "userdel", "groupadd", "groupmod", "adduser", "addgroup",
	"deluser", "delgroup", "apt-get", "apt", "apk", "yum", "dnf", "service", "su", "mount", "umount", "sysctl", "update-ca-certificates",
	"chpasswd", "crond", "cron", "iptables", "ip6tables", "ipset", "losetup", "mknod", "modprobe", "nft", "wg-quick",
}

// rootCommands refuses a script that works as root, other than where it asks whether it is.
func (p *Plan) rootCommands(s image.Script, script *shell.Script) {
	if !p.ranAsRoot() {
		return // it got along without root before
	}
	asRoot := script.AsRoot()
	for _, c := range script.Commands {
		if !slices.ContainsFunc(startedBy(c), func(name string) bool { return slices.Contains(rootOnly, name) }) || slices.ContainsFunc(asRoot, func(in shell.Construct) bool {
			return c.Span.Start >= in.Span.Start && c.Span.End <= in.Span.End
		}) {
			continue
		}
		at := p.Stage.From.Span
		if p.Process.Instr != nil {
			at = p.Process.Instr.Span
		}
		where := "the start command"
		if s.Path != "" {
			where = path.Base(s.Path)
		}
		p.say(finding.ScriptRoot, at, "%s runs %q, which only root can", where, script.Line(c.Span))
		return
	}
}

// startedBy are the names of the programs that a command starts: its own, and what it
// passes on to, such as exec gosu or find -exec chown.
func startedBy(c *shell.Command) []string {
	words := c.Literals()
	var names []string
	next := true
	for i, w := range words {
		switch {
		case next && (strings.HasPrefix(w, "-") || strings.Contains(w, "=") || w == ""):
			continue // an option or a variable before the program
		case next:
			name := path.Base(w)
			names = append(names, name)
			next = slices.Contains([]string{"exec", "command", "env", "nohup", "nice", "time", "xargs", "tini", "dumb-init", "catatonit"}, name)
		case names[0] == "find" && i > 0 && (w == "-exec" || w == "-execdir"):
			next = true
		}
	}
	return names
}

// scriptPrograms are programs that the script starts, so that their packages come along.
func (p *Plan) scriptPrograms(script *shell.Script) {
	for _, c := range script.Commands {
		name := path.Base(c.Name())
		if name == "." || name == "/" || name == "" || slices.Contains(p.Runtime.Programs, name) {
			continue
		}
		p.Runtime.Programs = append(p.Runtime.Programs, name)
		switch name {
		case "bash", "curl":
			p.needPackage(name)
		case "envsubst":
			p.needPackage("gettext-envsubst")
		}
	}
}

// askedFor are directories that the image has not and that the script works with only
// where they exist: they are mounted.
func (p *Plan) askedFor(script *shell.Script) []string {
	var dirs []string
	for _, c := range script.Commands {
		argv, ok := c.Argv(func(string) (string, bool) { return "", false })
		if name := path.Base(c.Name()); !ok || c.Negated || name != "[" && name != "test" || len(argv) < 3 || argv[1] != "-d" && argv[1] != "-e" || !path.IsAbs(argv[2]) {
			continue
		}
		if _, presence := p.Image.Tree.Lookup(argv[2]); presence == image.Absent && !slices.Contains(systemDirs, argv[2]) {
			dirs = append(dirs, path.Clean(argv[2]))
		}
	}
	return dirs
}

// scriptWrites gives the new user what the script writes.
func (p *Plan) scriptWrites(script *shell.Script) {
	dir := p.Image.Config.Workdir
	mounts := p.askedFor(script)
	write := func(at string) {
		switch {
		case below(at, mounts): // to make it would answer
		case image.Within(at, "/dev") || image.Within(at, "/proc") || image.Within(at, "/tmp") || slices.Contains(p.Runtime.Writes, at) || below(at, p.Runtime.Owns):
		case !p.ranAsRoot() && !slices.Contains(systemDirs, at):
			p.Runtime.Writes = append(p.Runtime.Writes, at)
			p.Runtime.InPlace = false
		case !p.ranAsRoot():
		case slices.Contains(systemDirs, at) || below(at, []string{"/etc", "/run", "/var/run"}) || at == "/var/log":
			p.say(finding.ScriptRoot, p.Process.Instr.Span, "the start command writes into %s, where only root may", at)
		default:
			p.Runtime.Writes = append(p.Runtime.Writes, at)
			p.Runtime.InPlace = false // a build stage gives it to the user
		}
	}
	own := map[string]string{} // what the script itself gives its variables, as far as that is fixed
	lookup := func(name string) (string, bool) {
		if value, ok := own[name]; ok {
			return value, true
		}
		v, ok := p.Image.Config.Getenv(name)
		return v.Value, ok && !v.Symbolic
	}
	for _, c := range script.Commands {
		for _, a := range c.Assigns {
			if value, ok := a.Value.Expand(lookup); ok && len(value) == 1 && !a.Append {
				own[a.Name] = value[0]
			}
		}
		for _, r := range c.Redirects {
			target, ok := r.Target.Expand(lookup)
			if ok && len(target) == 1 && strings.HasPrefix(r.Op, ">") && r.Op != ">&" && target[0] != "" {
				write(path.Dir(image.Join(dir, target[0])))
			}
		}
		argv, ok := c.Argv(lookup)
		if !ok || len(argv) == 0 {
			continue
		}
		switch path.Base(argv[0]) {
		case "cd":
			if len(argv) == 2 && !c.Subshell {
				dir = image.Join(dir, argv[1])
			}
		case "mkdir":
			for _, a := range argv[1:] {
				if !strings.HasPrefix(a, "-") {
					write(image.Join(dir, a))
				}
			}
		case "touch", "cp", "mv", "ln", "tee":
			switch last := argv[len(argv)-1]; {
			case len(argv) < 2 || strings.HasPrefix(last, "-"):
			case last == "." || strings.HasSuffix(last, "/"):
				write(image.Join(dir, last))
			default:
				write(path.Dir(image.Join(dir, last)))
			}
		case "python", "python3", "django-admin":
			if slices.Contains(argv, "collectstatic") || slices.Contains(argv, "compilemessages") {
				write(dir)
			}
		}
	}
}
