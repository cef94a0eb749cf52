package toolchain

import (
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
)

// readyProcess writes the process as arguments of the final base's own ENTRYPOINT,
// which is the interpreter.
func (b *pythonBuild) readyProcess() {
	s := b.start
	argv, split := b.settled()
	head, taken := []string(nil), 1 // what takes the place of the program's word
	switch s.Kind {
	case "file", "module", "code":
		if s.Program == s.Name { // a script that was started by itself
			head = []string{s.Name}
		}
	case "script":
		if s.Row.Module != "" {
			head = []string{"-m", s.Row.Module}
			b.say(finding.PythonModule, b.processSpan(), "%s is started as a module: python -m %s", s.Name, s.Row.Module)
		} else {
			file := b.scriptFile()
			b.rt.Copies = append(b.rt.Copies, Copy{Source: file, Dest: "/usr/local/bin/" + s.Name})
			head = []string{"/usr/local/bin/" + s.Name}
			b.say(finding.PythonModule, b.processSpan(), "the interpreter runs the script %s", s.Name)
		}
	}
	argv = append(slices.Clone(head), argv[taken:]...)
	if split > 0 {
		split += len(head) - taken
	}
	b.forms(b.rt.Final.Interpreter, argv, split)
}

// forms writes argv, of which ENTRYPOINT has split words, for a base whose own
// ENTRYPOINT is interpreter.
func (b *pythonBuild) forms(interpreter string, argv []string, split int) {
	if split > 0 {
		b.rt.Entrypoint = append([]string{interpreter}, argv[:split]...)
		b.rt.Cmd = argv[split:]
		return
	}
	b.rt.Cmd = argv
}

// scriptFile is where a console script lies in the build stage.
func (b *pythonBuild) scriptFile() string {
	if b.venv != "" {
		return path.Join(b.venv, "bin", b.start.Name)
	}
	for _, place := range []string{"user", "prefix"} {
		for _, in := range b.installsOf(place) {
			return path.Join(in.path, "bin", b.start.Name)
		}
	}
	return "/usr/local/bin/" + b.start.Name
}

// carriedProcess leaves the process as it is, but for what is not there any more.
func (b *pythonBuild) carriedProcess() {
	s := b.start
	changed := len(s.Runner) > 0
	argv, split := b.settled()
	changed = changed || len(argv) != len(s.Argv)
	switch {
	case s.Kind == "file" && s.Program == s.Name:
		argv = append([]string{b.interpreter()}, argv...)
		if split > 0 {
			split++
		}
		changed = true
	case len(s.Runner) > 0 && s.Venv != "" && pathVenv(b.Image) != s.Venv:
		argv = append([]string{path.Join(s.Venv, "bin", argv[0])}, argv[1:]...)
	}
	for _, in := range b.installsOf("user") {
		if rest, ok := strings.CutPrefix(argv[0], in.path+"/bin/"); ok {
			argv = append([]string{"/usr/local/bin/" + rest}, argv[1:]...)
			changed = true
		}
	}
	if len(s.Runner) > 0 {
		b.say(finding.PythonRunnerGone, b.processSpan(), "%s is taken away: it is not in the final image, and %s runs without it", strings.Join(s.Runner, " "), argv[0])
	}
	if changed {
		b.rt.Entrypoint, b.rt.Cmd = argv[:split:split], argv[split:]
		if split == 0 {
			b.rt.Entrypoint = nil
		}
	}
}

// interpreter is the program that runs files in the process's environment.
func (b *pythonBuild) interpreter() string {
	if b.start.Venv != "" && pathVenv(b.Image) != b.start.Venv {
		return path.Join(b.start.Venv, "bin/python")
	}
	return "python"
}

// settled is the argv after the runner with the variables that a shell filled in
// taken as what they are; it refuses those that nothing gives a value.
func (b *pythonBuild) settled() ([]string, int) {
	s := b.start
	argv, split := slices.Clone(s.Argv), s.Split
	if len(b.Process.Vars) == 0 {
		return argv, split
	}
	offset := len(b.Process.Argv) - len(s.Argv)
	for _, v := range b.Process.Vars {
		at := v.Index - offset
		span := v.Span
		if span.Empty() {
			span = b.processSpan()
		}
		switch {
		case !v.Known && b.keepsProcess():
			// the plan says so
		case !v.Known:
			b.say(finding.VariableUnset, span, "%s in the start command is filled in by a shell when the container starts; nothing in the file gives %s a value", v.Word, v.Name)
		case b.keepsProcess():
		default:
			b.say(finding.VariableFixed, span, "%s is now fixed to %q: setting %s when the container starts no longer changes the start command",
				v.Word, strings.Join(argv[max(0, at):min(max(0, at)+v.Count, len(argv))], " "), v.Name)
		}
	}
	return argv, split
}

// keepsProcess: the start command is not rewritten here, so that the plan tells of
// its variables.
func (b *pythonBuild) keepsProcess() bool {
	return len(b.rt.Carried) > 0 && b.rt.Final.Name == "cc" && len(b.start.Runner) == 0 || b.Target == base.Alpine
}
