package plan

import (
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// inPlace edits the product stage: FROM, the RUNs that go, the user, the process.
func (e *editor) inPlace() {
	st := e.edited()[0]
	if len(st.From.Words) > 0 && e.Base != st.Base.Raw && !e.keepsParents() {
		e.replace(st.From.Words[0].Span, e.asWritten(st.Base, e.Base))
		e.say(finding.BaseChosen, st.From.Span, "the final base becomes %s", e.Base)
	}
	e.changes()
	e.languagePlaces()
	e.carriedBefore()
	var first []string
	if old := e.startDirectory(); !e.keepsParents() && (!e.Runtime.Stays && !e.hasWorkdir() && e.Base != st.Base.Raw || e.leansOnWorkdir() && old != workdirOf(e.Runtime.Final.Workdir)) {
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
	first = append(first, e.initInPlace()...)
	first = append(first, e.homeInPlace()...)
	first = append(first, e.inherited()...)
	first = append(first, e.envLines(false)...)
	if !e.sameSystem() {
		for _, run := range e.Image.Runs {
			if e.leaves() && own(e.Stage, run.Instr) == nil {
				continue
			}
			e.remove(run.Instr)
			e.say(finding.RunDropped, run.Instr.Span, "the new base needs no %q", firstWords(run.Instr))
		}
		if e.r.Target == base.Distroless { // on Alpine the installation tells
			e.packageFindings(false)
		}
	}
	first = append(first, e.alpineSetup()...)
	e.insertLines(st.From.Span.End, first...)
	if a := e.account(); a.edit != nil {
		e.edits = append(e.edits, *a.edit)
	}
	e.numberOwners()
	e.initGoes()
	e.shellGoes()
	e.healthcheckInPlace()
	e.userAndProcess()
	e.ports()
	e.socket()
	e.gitSettings()
	e.argsGo()
}

// argsGo removes each ARG that only instructions used which went.
func (e *editor) argsGo() {
	body := e.body()
	for at, arg := range body {
		cmd, ok := arg.Cmd.(*instructions.ArgCommand)
		if !ok {
			continue
		}
		used, stays := false, false
		for _, i := range body[at+1:] {
			// A RUN sees it in its environment; other text has to name it.
			if !slices.ContainsFunc(cmd.Args, func(kv instructions.KeyValuePairOptional) bool { return uses(i, kv.Key) || i.Keyword == "RUN" }) {
				continue
			}
			used = true
			stays = stays || !e.removed[i]
		}
		if used && !stays {
			e.remove(arg)
			e.say(finding.RunDropped, arg.Span, "nothing reads %q any more", firstWords(arg))
		}
	}
}

// carriedBefore puts the stages that are added before the product.
func (e *editor) carriedBefore() {
	f := &finalStage{e: e, Base: e.Base, User: e.user()}
	text, err := f.carriedStages()
	if err != nil {
		e.say(finding.Internal, source.Span{}, "%v", err)
		return
	}
	if text != "" {
		e.insertBefore(text)
	}
}

// insertBefore puts stages before the product and its comments, below a blank line.
func (e *editor) insertBefore(text string) {
	at := e.attached(e.Stage.From).Start
	if above := strings.ReplaceAll(string(e.file.Bytes[:at]), "\r\n", "\n"); strings.Contains(above, "\n") && !strings.HasSuffix(above, "\n\n") &&
		!slices.ContainsFunc(e.edits, func(done source.Edit) bool { return done.Span.Start == at && done.Span.Empty() }) {
		text = "\n" + text
	}
	e.edits = append(e.edits, source.Edit{Span: source.Span{Start: at, End: at}, New: e.native(text)})
}

// leansOnWorkdir tells whether something in the product stage is relative to the
// base's working directory: the process of a stage without a WORKDIR, a relative
// WORKDIR, or a RUN or a COPY to a relative path before the first WORKDIR.
func (e *editor) leansOnWorkdir() bool {
	for _, i := range e.body() {
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
	for _, i := range e.body() {
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
	for _, i := range e.body() {
		f, ok := i.Flag("chown")
		if !ok {
			continue
		}
		owner, _, _ := strings.Cut(f.Value, ":")
		if number(owner) && (!e.oldUser(owner) || nonRootNumber(e.Image.Config.User)) || owner == "root" || strings.Contains(owner, "$") {
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
	for _, i := range e.body() {
		if i.Keyword == "SHELL" {
			e.remove(i)
		}
	}
}

// userAndProcess puts USER before the process, and the process into exec form.
func (e *editor) userAndProcess() {
	st, root := e.Stage, e.edited()[0]
	at := stageEnd(st)
	for _, i := range []*dockerfile.Instruction{own(st, e.Image.Config.Cmd), own(st, e.Image.Config.Entrypoint)} {
		if i != nil && i.Span.Start < at {
			at = e.attached(i).Start
		}
	}
	if e.Runtime.Stays && e.buildFollowsAt(at) {
		at = stageEnd(st)
	}
	var users []*dockerfile.Instruction
	for _, part := range e.edited() {
		users = append(users, userInstructions(part)...)
	}
	var lines []string
	lines = append(lines, e.envLines(true)...)
	lines = append(lines, e.ownership()...)
	if e.Process.Dir != "" && !e.ownProcess(e.r) {
		lines = append(lines, "WORKDIR "+e.Process.Dir)
	}
	switch n := len(users); {
	case n == 0 && (!nonRootNumber(e.Image.Base.User) || e.Base != root.Base.Raw) || n > 0 && rootUser(users[n-1].Args.Text):
		owns := e.Runtime.OwnsWorkdir != "" && e.workdirInstruction() != nil && e.handedWorkdir()
		switch {
		case owns && e.sameSystem(): // RUNs stay, and are root's
			lines = append(lines, "RUN chown "+e.user()+" "+e.Image.Config.Workdir, "USER "+e.user())
		case owns && e.ownWorkdir():
		default:
			lines = append(lines, "USER "+e.user())
			owns = false
		}
		e.tellWorkdir(owns)
		e.say(finding.UserRoot, st.From.Span, "the process runs as %s", e.user())
		for _, u := range users {
			if rootUser(u.Args.Text) && u == users[n-1] {
				e.remove(u)
			}
		}
	case n > 0:
		last := users[n-1]
		if e.account().named {
			e.say(finding.UserNamed, last.Span, "USER %s stays: no line of the file creates it, so its number isn't known", last.Args.Text)
		} else if e.userBeforeWorkdir(users) {
			e.say(finding.UserNumbered, last.Span, "USER %s stands as %s before WORKDIR, so that the directory is the user's", last.Args.Text, e.user())
		} else if !nonRootNumber(e.Image.Config.User) && len(last.Words) > 0 {
			e.replace(last.Words[0].Span, e.user())
			e.say(finding.UserNumbered, last.Span, "USER %s becomes %s", last.Args.Text, e.user())
		}
	}
	e.giveDirectories(at)
	e.insertLines(at, lines...)
	if e.ownProcess(e.r) {
		return
	}
	e.replaceProcess(e.Image.Config.Entrypoint, e.Image.Config.Cmd)
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
		case c.instr != nil && !(c.instr.JSON && slices.Equal(c.instr.JSONArgs(), c.args)):
			e.replace(c.instr.Args.Span(0, len(c.instr.Args.Text)), execForm(c.args))
		}
	}
	if len(pending) > 0 && e.Runtime.ProcessWhy != "" {
		pending = append([]string{"# " + e.Runtime.ProcessWhy}, pending...)
	}
	at := stageEnd(e.Stage)
	if entry == nil && own(e.Stage, cmd) != nil && len(newCmd) > 0 { // ENTRYPOINT reads better above its CMD
		at = e.attached(cmd).Start
	}
	e.insertLines(at, pending...)
	e.initFinding()
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

// body are the instructions of the stages to edit.
func (e *editor) body() []*dockerfile.Instruction {
	var out []*dockerfile.Instruction
	for _, st := range e.edited() {
		out = append(out, st.Body...)
	}
	return out
}

// hasWorkdir tells whether the product stage names its working directory.
func (e *editor) hasWorkdir() bool {
	return slices.ContainsFunc(e.body(), func(i *dockerfile.Instruction) bool { return i.Keyword == "WORKDIR" })
}
