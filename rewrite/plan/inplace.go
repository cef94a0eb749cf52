package plan

import (
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
)

// fitsInPlace tells whether the product stage can be kept, with another base:
// its RUNs only do what the new base makes unnecessary, or run there too.
func (e *editor) fitsInPlace() bool {
	rt := e.Runtime
	if !rt.InPlace || len(rt.Carried) > 0 || e.Stage.Parent != nil || e.referenced() {
		return false
	}
	if e.losesVolume() {
		return false
	}
	for _, run := range e.Image.Runs {
		if !e.dissolves(run) {
			return false
		}
	}
	return e.r.Target == base.Distroless || e.sameSystem() || len(e.Image.Packages) == 0
}

// losesVolume tells whether root could write to a VOLUME of the product, or to an
// empty directory that a RUN made, which the new user can only when a build
// stage makes the directory for it. Everyone writes to /tmp.
func (e *editor) losesVolume() bool {
	if user := e.Image.Config.User; user != "" && !rootUser(user) {
		return false
	}
	for _, entry := range e.Image.Tree.Under("/") {
		if entry.Kind == image.Made && entry.Instr != nil && entry.Instr.Keyword == "RUN" && entry.Owner == "" &&
			(!below(entry.Path, junk) || logDirectory(entry.Path)) && !e.hasFiles(entry.Path) {
			return true
		}
	}
	return slices.ContainsFunc(e.Image.Config.Volumes, func(i *dockerfile.Instruction) bool {
		cmd, ok := i.Cmd.(*instructions.VolumeCommand)
		return ok && slices.ContainsFunc(cmd.Volumes, func(v string) bool { return !image.Within(v, "/tmp") })
	})
}

// sameSystem tells whether RUN lines of the product stage mean the same on the new base.
func (e *editor) sameSystem() bool {
	return e.Image.Base.PackageManager == "apk" && e.Runtime.Final.Libc == base.Musl
}

// referenced tells whether another stage builds on the product or copies from it.
func (e *editor) referenced() bool {
	for _, st := range e.r.Dockerfile.Stages {
		if st.Parent == e.Stage {
			return true
		}
		for _, i := range st.Body {
			if f, ok := i.Flag("from"); ok && st != e.Stage && e.r.Dockerfile.StageByName(f.Value) == e.Stage {
				return true
			}
		}
	}
	return false
}

// dissolves tells whether a RUN of the product stage can go (or, where the
// system stays the same, stay as it is).
func (e *editor) dissolves(run *image.Run) bool {
	for _, c := range run.Commands {
		if e.sameSystem() {
			if !c.Understood && len(c.Args) > 0 {
				return false
			}
			continue
		}
		if !e.unneeded(c) {
			return false
		}
	}
	return run.Err == nil
}

// unneeded tells of a command whose result the new base has, or that only
// prepared the user whom a number replaces.
func (e *editor) unneeded(c *image.Command) bool {
	switch c.Name() {
	case "set", "true", ":", "echo", "cd", "export", "update-ca-certificates", "useradd", "adduser", "groupadd", "addgroup",
		"usermod", "chown", "passwd":
		return len(c.OutputFiles()) == 0
	case "rm", "rmdir":
		return true
	case "apt-get", "apt", "apk", "dnf", "yum", "microdnf":
		return e.packagesGo(c)
	case "chmod":
		return e.onlyCopied(c)
	}
	return false
}

// packagesGo tells whether all packages that a command installs are in the new base or unused.
func (e *editor) packagesGo(c *image.Command) bool {
	for _, p := range e.Image.Packages {
		if p.Command != c {
			continue
		}
		if v := e.verdict(p); v.keep {
			return false
		}
	}
	return true
}

// onlyCopied tells whether chmod +x only touches files that other stages built,
// which are executable already.
func (e *editor) onlyCopied(c *image.Command) bool {
	for _, a := range c.Args[1:] {
		if strings.HasPrefix(a, "-") || !strings.Contains(a, "/") && strings.ContainsAny(a, "+=") || numberMode(a) {
			continue
		}
		entry, presence := e.Image.Tree.Lookup(c.Abs(a))
		if presence != image.Present || entry.Kind != image.FromStage {
			return false
		}
	}
	return true
}

func numberMode(s string) bool { return number(s) && len(s) <= 4 }

// inPlace edits the product stage: FROM, the RUNs that go, the user, the process.
func (e *editor) inPlace() {
	st := e.Stage
	if len(st.From.Words) > 0 && e.Base != st.Base.Raw {
		e.replace(st.From.Words[0].Span, e.Base)
		e.say(finding.BaseChosen, st.From.Span, "the final base becomes %s", e.Base)
	}
	e.changes()
	var first []string
	if old := workdirOf(e.Image.Base.Workdir); !e.hasWorkdir() && e.Base != st.Base.Raw || e.leansOnWorkdir() && old != workdirOf(e.Runtime.Final.Workdir) {
		if w := e.relativeWorkdir(); w != nil {
			e.replace(w.Args.Span(0, len(w.Args.Text)), image.Join(old, w.Args.Text))
		} else {
			first = append(first, "WORKDIR "+old)
		}
	}
	for _, c := range e.Runtime.Copies {
		if c.Early && c.From != "" { // runtimes of another image
			first = append(first, (&finalStage{e: e, User: e.user()}).copyLine(c))
		}
	}
	first = append(first, e.envLines(false)...)
	if !e.sameSystem() {
		for _, run := range e.Image.Runs {
			e.remove(run.Instr)
			e.say(finding.RunDropped, run.Instr.Span, "the new base needs no %q", firstWords(run.Instr))
		}
		e.packageFindings(false)
	}
	first = append(first, e.alpineSetup()...)
	e.insertLines(st.From.Span.End, first...)
	if a := e.account(); a.edit != nil {
		e.edits = append(e.edits, *a.edit)
	}
	e.numberOwners()
	e.shellGoes()
	e.healthcheckInPlace()
	e.userAndProcess()
	e.ports()
}

// leansOnWorkdir tells whether something in the product stage is relative to the
// base's working directory: the process of a stage without a WORKDIR, a relative
// WORKDIR, or a RUN or a COPY to a relative path before the first WORKDIR.
func (e *editor) leansOnWorkdir() bool {
	for _, i := range e.Stage.Body {
		switch i.Keyword {
		case "WORKDIR":
			return !strings.HasPrefix(i.Args.Text, "/")
		case "COPY", "ADD":
			if n := len(i.Words); i.JSON || n == 0 || !strings.HasPrefix(i.Words[n-1].Text, "/") {
				return true
			}
		case "RUN":
			if e.sameSystem() { // elsewhere it goes
				return true
			}
		}
	}
	return true
}

// relativeWorkdir is a WORKDIR that only lacks its leading directory, before anything
// else leans on the base's; nil when there is none.
func (e *editor) relativeWorkdir() *dockerfile.Instruction {
	for _, i := range e.Stage.Body {
		switch i.Keyword {
		case "WORKDIR":
			if strings.ContainsAny(i.Args.Text, "$\"'\\ ") || len(i.Heredocs) > 0 {
				return nil
			}
			return i
		case "COPY", "ADD", "RUN":
			return nil
		}
	}
	return nil
}

// workdirOf is the directory that a base starts in; "" stands for the root.
func workdirOf(dir string) string {
	if dir == "" {
		return "/"
	}
	return dir
}

func firstWords(i *dockerfile.Instruction) string {
	text := i.Text.Text
	if len(text) > 60 {
		return text[:57] + "…"
	}
	return text
}

// numberOwners replaces names in --chown by the final user's number.
func (e *editor) numberOwners() {
	if e.sameSystem() {
		return
	}
	for _, i := range e.Stage.Body {
		f, ok := i.Flag("chown")
		if !ok {
			continue
		}
		owner, _, _ := strings.Cut(f.Value, ":")
		if number(owner) || owner == "root" || strings.Contains(owner, "$") {
			continue
		}
		e.replace(f.Span, "--chown="+e.user())
	}
}

// shellGoes removes SHELL where nothing is left that it would run.
func (e *editor) shellGoes() {
	if e.sameSystem() || e.keepsShellForm() {
		return
	}
	for _, i := range e.Stage.Body {
		if i.Keyword == "SHELL" {
			e.remove(i)
		}
	}
}

// userAndProcess puts USER before the process, and the process into exec form.
func (e *editor) userAndProcess() {
	st := e.Stage
	entry, cmd := own(st, e.Image.Config.Entrypoint), own(st, e.Image.Config.Cmd)
	at := stageEnd(st)
	for _, i := range []*dockerfile.Instruction{cmd, entry} {
		if i != nil && i.Span.Start < at {
			at = e.attached(i).Start
		}
	}
	users := userInstructions(st)
	var lines []string
	lines = append(lines, e.envLines(true)...)
	if e.Process.Dir != "" && !e.ownProcess(e.r) {
		lines = append(lines, "WORKDIR "+e.Process.Dir)
	}
	switch n := len(users); {
	case n == 0 && (!nonRootNumber(e.Image.Base.User) || e.Base != st.Base.Raw) || n > 0 && rootUser(users[n-1].Args.Text):
		lines = append(lines, "USER "+e.user())
		e.say(finding.UserRoot, st.From.Span, "the process runs as %s", e.user())
		for _, u := range users {
			if rootUser(u.Args.Text) && u == users[n-1] {
				e.remove(u)
			}
		}
	case n > 0:
		last := users[n-1]
		if !nonRootNumber(e.Image.Config.User) && len(last.Words) > 0 {
			e.replace(last.Words[0].Span, e.user())
			e.say(finding.UserNumbered, last.Span, "USER %s becomes %s", last.Args.Text, e.user())
		}
	}
	e.insertLines(at, lines...)
	if e.ownProcess(e.r) {
		return
	}
	e.replaceProcess(entry, cmd)
}

// replaceProcess rewrites ENTRYPOINT and CMD where they stand.
func (e *editor) replaceProcess(entry, cmd *dockerfile.Instruction) {
	newEntry, newCmd := e.execForms(e.r)
	var pending []string
	for _, c := range []struct {
		instr *dockerfile.Instruction
		word  string
		args  []string
	}{{entry, "ENTRYPOINT", newEntry}, {cmd, "CMD", newCmd}} {
		switch {
		case c.instr != nil && len(c.args) == 0:
			e.remove(c.instr)
		case c.instr == nil && len(c.args) > 0:
			pending = append(pending, c.word+" "+execForm(c.args))
		case c.instr != nil && !(c.instr.JSON && equal(c.instr.JSONArgs(), c.args)):
			e.replace(c.instr.Args.Span(0, len(c.instr.Args.Text)), execForm(c.args))
		}
	}
	if len(pending) > 0 && e.Runtime.ProcessWhy != "" {
		pending = append([]string{"# " + e.Runtime.ProcessWhy}, pending...)
	}
	at := stageEnd(e.Stage)
	if entry == nil && cmd != nil && len(newCmd) > 0 { // ENTRYPOINT reads better above its CMD
		at = e.attached(cmd).Start
	}
	e.insertLines(at, pending...)
	e.initFinding()
}

func equal(a, b []string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// own returns an instruction when it belongs to the stage itself.
func own(st *dockerfile.Stage, instr *dockerfile.Instruction) *dockerfile.Instruction {
	for _, i := range st.Body {
		if i == instr {
			return i
		}
	}
	return nil
}

func userInstructions(st *dockerfile.Stage) []*dockerfile.Instruction {
	var out []*dockerfile.Instruction
	for _, i := range st.Body {
		if i.Keyword == "USER" {
			out = append(out, i)
		}
	}
	return out
}

func rootUser(user string) bool {
	name, _, _ := strings.Cut(strings.TrimSpace(user), ":")
	return name == "root" || name == "0"
}

// hasWorkdir tells whether the product stage names its working directory.
func (e *editor) hasWorkdir() bool {
	return slices.ContainsFunc(e.Stage.Body, func(i *dockerfile.Instruction) bool { return i.Keyword == "WORKDIR" })
}
