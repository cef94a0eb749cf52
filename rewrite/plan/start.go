package plan

import (
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/shell"
)

// keepsStart tells whether the start command stays as it is, with its shell. A
// command that needs one stays, and so does one that would lose something in exec
// form; but not one that makes files or changes users, which only root can.
func (p *Plan) keepsStart(r Request) bool {
	proc := p.Process
	if !hasShell(r.Target) {
		return false
	}
	if proc.Shell != nil {
		return true
	}
	return proc.Settled() && len(proc.Prepare) == 0 && len(proc.Owners) == 0 && proc.AsUser == "" && proc.Supervisor == ""
}

// prepareStart lets the build do what the start command did to the image's own files.
func (p *Plan) prepareStart(r Request) {
	proc := p.Process
	if p.keepsStart(r) {
		return
	}
	var lines []string
	before := len(p.Runtime.Writes)
	for _, s := range proc.Owners {
		paths := pathsOf(s)
		if path.Base(s.Argv[0]) != "mkdir" && len(paths) > 0 {
			paths = paths[1:] // after the owner or the mode
		}
		for _, at := range paths {
			if !slices.Contains(systemDirs, at) && !p.mountedFile(at) {
				p.Runtime.Writes = append(p.Runtime.Writes, at)
			}
		}
	}
	for _, s := range proc.Prepare {
		if path.Base(s.Argv[0]) != "mkdir" {
			continue
		}
		p.Runtime.Writes = append(p.Runtime.Writes, pathsOf(s)...)
	}
	if len(p.Runtime.Writes) > before || len(proc.Prepare) > 0 {
		p.Runtime.InPlace = false // a build stage makes them
	}
	dir := p.Image.Config.Workdir
	for _, s := range proc.Prepare {
		if s.Dir != dir {
			lines = append(lines, "cd "+shell.Quote(s.Dir))
			dir = s.Dir
		}
		lines = append(lines, commandLine(s))
	}
	if len(lines) == 0 || onlyMakesDirectories(proc.Prepare) {
		return
	}
	c := p.Runtime.Change(p.Stage)
	c.Last = append([]string{"RUN " + strings.Join(lines, " && ")}, c.Last...)
	for _, s := range proc.Prepare {
		switch path.Base(s.Argv[0]) {
		case "cp", "mv", "ln", "install", "touch":
			p.prepared(s)
		}
	}
}

// prepared records the files that a step makes, which lie below its last operand where
// that is a directory.
func (p *Plan) prepared(s image.Prepared) {
	paths := pathsOf(s)
	if len(paths) == 0 {
		return
	}
	name := path.Base(s.Argv[0])
	tree, last := name == "cp" && strings.HasPrefix(s.Argv[1], "-"), paths[len(paths)-1]
	e, presence := p.Image.Tree.Lookup(last)
	if name == "touch" || len(paths) < 2 || presence != image.Present || !e.Dir || slices.ContainsFunc(s.Argv, func(a string) bool { return strings.HasSuffix(a, "/.") || a == "-T" }) {
		p.Image.Prepared(p.Process.Instr, last, tree)
		return
	}
	for _, from := range paths[:len(paths)-1] {
		p.Image.Prepared(p.Process.Instr, path.Join(last, path.Base(from)), tree)
	}
}

// mountedFile tells of a path that the start command gives an owner or a mode, which the
// image has not, and whose name is a file's: it is there when the container starts only
// because somebody mounts it, and a directory in its place would be in the way.
func (p *Plan) mountedFile(at string) bool {
	_, presence := p.Image.Tree.Lookup(at)
	return presence != image.Present && path.Ext(at) != ""
}

func onlyMakesDirectories(steps []image.Prepared) bool {
	for _, s := range steps {
		if path.Base(s.Argv[0]) != "mkdir" {
			return false
		}
	}
	return true
}

// pathsOf are the operands of a command as absolute paths.
func pathsOf(s image.Prepared) []string {
	var out []string
	for _, a := range s.Argv[1:] {
		if !strings.HasPrefix(a, "-") {
			out = append(out, image.Join(s.Dir, a))
		}
	}
	return out
}

func commandLine(s image.Prepared) string {
	var words []string
	for _, v := range s.Env {
		words = append(words, v.Name+"="+shell.Quote(v.Value))
	}
	for _, a := range s.Argv {
		words = append(words, shell.Quote(a))
	}
	return strings.Join(words, " ")
}

// tellStart says what became of the things that the start command did beside
// starting the program.
func (e *editor) tellStart() {
	if e.keepsStart(e.r) {
		return
	}
	p := e.Process
	for _, v := range p.Frozen {
		e.say(finding.VariableFixed, v.Span, "%s is now fixed to the value that %s has in the image", v.Word, v.Name)
	}
	said := map[string]bool{}
	for _, b := range p.Branches {
		if said[b.Name+b.Text] {
			continue
		}
		said[b.Name+b.Text] = true
		switch b.Name {
		case shell.RootQuestion:
			e.say(finding.StartOwner, b.Span, "%q: what was only done as root is gone, because the process never is root", b.Text)
		case "@":
			e.say(finding.StartBranch, b.Span, "%q asked for the container's arguments: the way of those in the file is kept", b.Text)
		default:
			e.say(finding.StartBranch, b.Span, "%q asked for %s: the way of the value in the file is kept", b.Text, b.Name)
		}
	}
	for _, c := range p.Checks {
		e.say(finding.StartCheck, c.Span, "%q ended the container when %s was missing", c.Text, c.Name)
	}
	for _, h := range p.HandedOn {
		e.say(finding.VariableOwn, h.Span, "%q is gone: the program finds the container's own %s, and where the container sets none, it finds none instead of an empty one", h.Text, h.Name)
	}
	for _, s := range p.Prepare {
		e.say(finding.StartBuilt, s.Span, "%q ran at every start; the build does it now", s.Text)
	}
	for _, s := range p.Owners {
		if slices.ContainsFunc(pathsOf(s), e.mountedFile) {
			e.say(finding.StartOwner, s.Span, "%q ran at every start, on a file that the image has not: where it is mounted, %s has to be able to read it", s.Text, e.r.User)
			continue
		}
		e.say(finding.StartOwner, s.Span, "%q ran at every start; the final stage gives the files their owner now", s.Text)
	}
	for _, s := range p.Limits {
		e.say(finding.StartLimit, s.Span, "%q is gone", s.Text)
	}
	for _, s := range p.Priorities {
		e.say(finding.StartLimit, p.Instr.Span, "%q is gone", s)
	}
	if p.Supervisor != "" {
		e.say(finding.StartSupervisor, p.Instr.Span, "%s is gone: its configuration names one program, which is started as it is", p.Supervisor)
	}
	for _, w := range p.Wrappers {
		e.say(finding.StartWrapper, p.Instr.Span, "%s is gone: it only ran its arguments", w)
	}
	if len(p.Redirects) > 0 {
		e.say(finding.StartOutput, p.Instr.Span, "%s is gone: the output goes to the container's log", strings.Join(p.Redirects, " "))
	}
}
