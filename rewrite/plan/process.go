package plan

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

func itoa(n int) string { return strconv.Itoa(n) }

// hasShell tells whether images of the target can run shell text.
func hasShell(t base.Target) bool { return t == base.Alpine }

// people are the shells that stand alone in a CMD for somebody to type into.
var people = []string{"sh", "bash", "ash", "dash", "zsh", "fish"}

// processBlockers refuses processes that can't start on a base without a shell.
func processBlockers(p *Plan, r Request) bool {
	proc := p.Process
	if proc.Inherited && len(proc.Argv) == 0 && p.Image.Base.Kind != "" && p.Image.Base.Language != "" {
		p.say(finding.NoProcess, p.Stage.From.Span, "the file has no CMD or ENTRYPOINT, and what %s starts by itself is not known: an image to build or to develop in has no application", p.Image.Base.Ref.String())
		return true
	}
	if proc.Inherited && p.Image.Base.Kind != "" && p.Image.Base.Language != "" {
		p.say(finding.NoProcess, p.Stage.From.Span, "the file has no CMD or ENTRYPOINT; %s starts %s by itself, which is not an application",
			p.Image.Base.Ref.String(), quoteArgv(proc.Argv))
		return true
	}
	if len(proc.Argv) == 1 && proc.Shell == nil && slices.Contains(people, proc.Name()) {
		if proc.Inherited {
			p.tellInherited()
		} else {
			p.say(finding.NoProcess, proc.Instr.Span, "%s starts a shell for people, and no application", quoteArgv(proc.Argv))
		}
		return true
	}
	if proc.Shell != nil && !hasShell(r.Target) {
		n := proc.Shell
		f := finding.New(finding.ShellRequired, n.Span, "%s needs a shell, which %s has not: %q %s", n.Where, r.Target, n.Text, n.Why)
		if fix := shellFix(n.Why); fix != "" {
			f = f.WithFix("%s", fix)
		}
		p.Findings = append(p.Findings, f)
		return true
	}
	if name := shellArgument(proc.Argv); name != "" && proc.Instr != nil && !hasShell(r.Target) {
		p.say(finding.ShellRequired, proc.Instr.Span, "%s is told to start %s, and %s has no shell", proc.Program(), name, r.Target)
		return true
	}
	return false
}

// shellArgument is a shell that a program is told to start, such as one that gives it to
// people through the network; "" for none.
func shellArgument(argv []string) string {
	for i, word := range argv {
		if i > 0 && argv[i-1] != "completion" && !strings.HasPrefix(word, "-") && slices.Contains([]string{"sh", "bash", "ash", "dash", "zsh"}, path.Base(word)) {
			return word
		}
	}
	return ""
}

// unmatched says why no toolchain took the process.
func unmatched(p *Plan, r Request) {
	if processBlockers(p, r) {
		return
	}
	proc := p.Process
	span := p.Stage.From.Span
	if proc.Instr != nil {
		span = proc.Instr.Span
	}
	switch {
	case len(proc.Argv) == 0:
		p.say(finding.NoProcess, span, "the file has neither CMD nor ENTRYPOINT, and nothing tells what runs")
	case proc.Inherited && shellProgram(proc.Argv[0]):
		p.say(finding.NoProcess, span, "the file has no CMD or ENTRYPOINT; %s starts %s by itself, which is not an application",
			p.Image.Base.Ref.String(), quoteArgv(proc.Argv))
	case proc.Inherited:
		p.tellInherited()
	case proc.Instr != nil && !proc.Instr.JSON && strings.HasPrefix(strings.TrimSpace(proc.Instr.Args.Text), "["):
		p.Findings = append(p.Findings, finding.New(finding.NoProcess, span, "%s %s is no JSON, and so a shell looks for a program named %q when the container starts", proc.Instr.Keyword, proc.Instr.Args.Text, proc.Program()).
			WithFix("Write it in exec form, with double quotes around every word."))
	case r.Target == base.Alpine && p.Image.Base.Family == "distroless" && proc.Shell == nil:
		p.say(finding.NoToolchain, span, "the file ends in Distroless already, and what %q links can't be told: no command of a known toolchain produces it", proc.Program())
	case proc.Shell == nil && noApplication(proc) != "":
		p.say(finding.NoProcess, span, "%s starts %s: nothing says which application runs", proc.Instr.Keyword, noApplication(proc))
	case p.Image.Base.Family == "official" && p.Image.Base.Language == "" && p.Image.Base.Kind == "":
		p.say(finding.NoToolchain, span, "%q is a server of %s, which dfmigrate does not move yet", proc.Program(), p.Image.Base.Ref.String())
	case proc.Shell != nil:
		p.say(finding.NoToolchain, span, "%q would stay as it is, and nothing in the image is known to be the program that it starts: no command of a known toolchain produces one", proc.Shell.Text)
	default:
		p.say(finding.NoToolchain, span, "what %q is can't be told: no command of a known toolchain produces it", proc.Program())
	}
}

// tellInherited refuses what the base starts by itself.
func (p *Plan) tellInherited() {
	p.say(finding.NoProcess, p.Stage.From.Span, "the file has neither CMD nor ENTRYPOINT; %s starts %s, which dfmigrate does not move yet",
		p.Image.Base.Ref.String(), quoteArgv(p.Process.Argv))
}

// noApplication says what a process is that is none by itself, "" for any other.
func noApplication(proc *image.Process) string {
	switch name := proc.Name(); {
	case proc.Instr == nil:
		return ""
	case proc.Program() == "":
		return "a program without a name"
	case image.IsInit(name):
		return name + " without a program"
	case shellProgram(name) && len(proc.Argv) == 1:
		return "a shell"
	case name == "sleep", name == "tail" && slices.Contains(proc.Argv, "/dev/null"):
		return name + ", which only waits"
	}
	return ""
}

// variableFindings tells of variables which a shell would have put into the process.
func variableFindings(p *Plan, r Request) {
	if p.keepsStart(r) || p.Runtime.OwnVariables {
		return
	}
	for _, v := range p.Process.Vars {
		span := v.Span
		if span == (source.Span{}) && p.Process.Instr != nil {
			span = p.Process.Instr.Span
		}
		switch {
		case !v.Known:
			p.say(finding.VariableUnset, span, "%s in the start command is filled in by a shell when the container starts; nothing in the file gives %s a value", v.Word, v.Name)
		case v.Default:
			p.say(finding.VariableFixed, span, "%s is now fixed to %q: setting %s when the container starts no longer changes the start command", v.Word, argvSlice(p.Process.Argv, v.Index, v.Count), v.Name)
		default:
			p.say(finding.VariableFixed, span, "%s is now fixed to %q, the value that the file gives %s", v.Word, argvSlice(p.Process.Argv, v.Index, v.Count), v.Name)
		}
	}
}

func argvSlice(argv []string, from, n int) string {
	return strings.Join(argv[min(from, len(argv)):min(from+n, len(argv))], " ")
}

// ownProcess tells whether the file's own ENTRYPOINT and CMD stay word for word.
func (p *Plan) ownProcess(r Request) bool {
	if p.Process.Inherited {
		return p.Runtime.Entrypoint == nil && p.Runtime.Cmd == nil
	}
	if p.keepsStart(r) {
		return true
	}
	if p.Runtime.Stays && p.Process.Verbatim && p.Image.Config.Entrypoint == nil {
		return true // behind the base's own entrypoint, an init included
	}
	return p.Runtime.Entrypoint == nil && p.Runtime.Cmd == nil && p.Process.Verbatim && len(p.Process.Init) == 0 && len(p.Runtime.Insert) == 0 && !p.Runtime.Init
}

// execForms are the ENTRYPOINT and CMD to write when the file's own don't stay.
func (e *editor) execForms(r Request) (entrypoint, cmd []string) {
	p := e.Plan
	if p.Runtime.Entrypoint != nil || p.Runtime.Cmd != nil {
		return e.withInit(p.Runtime.Entrypoint, p.Runtime.Cmd)
	}
	argv, split := p.Process.Argv, p.Process.Split
	for _, in := range slices.Backward(p.Runtime.Insert) {
		argv = slices.Concat(argv[:in.At], in.Words, argv[in.At:])
		if in.At < split {
			split += len(in.Words)
		}
	}
	entrypoint, cmd = argv[:split:split], argv[split:]
	if len(p.Process.Init) > 0 && hasShell(r.Target) {
		init := append([]string{e.alpineInit()}, p.Process.Init[1:]...)
		entrypoint = append(init, entrypoint...)
	}
	return e.withInit(entrypoint, cmd)
}

// execForm renders a JSON array as Dockerfiles write it.
func execForm(args []string) string {
	quoted := make([]string, len(args))
	for i, a := range args {
		quoted[i] = jsonString(a)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

func jsonString(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r < 0x20:
			b.WriteString(`\u00`)
			b.WriteString(strconv.FormatInt(int64(r)+0x100, 16)[1:])
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

func quoteArgv(argv []string) string { return execForm(argv) }
