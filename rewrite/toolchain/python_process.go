package toolchain

import (
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/finding"
)

// readyProcess writes the process as arguments of the final base's own ENTRYPOINT,
// which is the interpreter.
func (b *pythonBuild) readyProcess() {
	s := b.start
	argv, split := slices.Clone(s.Argv), s.Split
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
	argv, split := slices.Clone(s.Argv), s.Split
	changed = changed || len(argv) != len(s.Argv)
	switch {
	case s.Kind == "file" && s.Program == s.Name:
		argv = append([]string{b.interpreter()}, argv...)
		if split > 0 {
			split++
		}
		changed = true
	case b.programMoves():
		argv = append([]string{path.Join("/usr/local/bin", path.Base(argv[0]))}, argv[1:]...)
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
