package toolchain

import (
	"errors"
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/shell"
)

// nodeStartVariable is a variable whose value a shell put into a start script.
type nodeStartVariable struct {
	// Name is the variable's, Word the word of the script, Value what it became.
	Name, Word, Value string
	// Default is true when the variable is unset, and the word's own default was taken.
	Default bool
}

// followed gives the argv of the program that a script comes down to, and takes up what the
// script does beside: the variables that it sets, its directory, what it builds and makes.
func (r *nodeStarter) followed(script *shell.Script) ([]string, error) {
	if cmd, ok := r.afterBuild(script); ok {
		sub, err := shell.Parse(script.Text[cmd.Span.Start:cmd.Span.End])
		if err != nil {
			return nil, r.several(script)
		}
		script = sub
	}
	tr := script.Trace(r.world(), nil)
	if tr.Stop != nil || len(tr.Branches)+len(tr.Checks) > 0 || len(tr.Program) == 0 {
		return nil, r.several(script)
	}
	for _, s := range tr.Steps {
		if len(s.Argv) < 2 || path.Base(s.Argv[0]) != "mkdir" || s.Output || len(s.Inputs) > 0 {
			return nil, r.several(script)
		}
		for _, a := range s.Argv[1:] {
			if !strings.HasPrefix(a, "-") {
				r.start.Makes = append(r.start.Makes, path.Join(s.Dir, a))
			}
		}
	}
	argv, err := r.words(script, tr)
	if err != nil {
		return nil, err
	}
	for _, v := range tr.Env {
		r.start.Env = append(r.start.Env, nodeStartEnv{v.Name, v.Value})
		for _, in := range v.Inputs {
			if !v.Default || in.Name != v.Name {
				r.start.Fixed = append(r.start.Fixed, nodeStartVariable{in.Name, strings.TrimSpace(script.Text[v.Span.Start:min(v.Span.End, len(script.Text))]), v.Value, !in.Fixed})
			}
		}
	}
	r.start.Dir = path.Clean(strings.TrimPrefix(tr.Dir, "/"))
	if r.start.Dir == "" {
		r.start.Dir = "."
	}
	r.start.Redirects = append(r.start.Redirects, tr.Redirects...)
	return argv, nil
}

// words are those of the program. NODE_OPTIONS goes, because node reads it by itself.
func (r *nodeStarter) words(script *shell.Script, tr *shell.Trace) ([]string, error) {
	var argv []string
	for _, w := range tr.Program {
		var names []string
		for _, in := range w.Inputs {
			names = append(names, in.Name)
		}
		switch {
		case w.Bare && slices.Equal(names, []string{"NODE_OPTIONS"}):
			continue
		case !w.Known && len(names) > 0:
			return nil, r.fail(StartShell, script.Text, "%q takes %s from the environment", script.Text, strings.Join(names, " and "))
		case !w.Known && strings.ContainsAny(w.Text, "*?["):
			return nil, r.fail(StartShell, script.Text, "%q has a pattern of file names", script.Text)
		case !w.Known:
			return nil, r.fail(StartShell, script.Text, "%q has a value that is only known when it runs", script.Text)
		}
		for _, in := range w.Inputs {
			r.start.Fixed = append(r.start.Fixed, nodeStartVariable{in.Name, w.Text, strings.Join(w.Fields, " "), !in.Fixed})
		}
		argv = append(argv, w.Fields...)
	}
	return argv, nil
}

// world is what a start script finds: the fixed variables, and nothing of the files.
func (r *nodeStarter) world() shell.World {
	return shell.World{
		Dir: path.Join("/", r.start.Dir),
		Getenv: func(name string) (string, bool) {
			for _, v := range slices.Backward(r.start.Env) {
				if v.Name == name {
					return v.Value, true
				}
			}
			if r.env == nil {
				return "", false
			}
			return r.env(name)
		},
		Is:    func(string, string) (yes, known bool) { return false, false },
		Which: func(string) (string, bool) { return "", false },
		Read:  func(string) (string, bool) { return "", false },
		Glob:  func(string) ([]string, bool) { return nil, false },
	}
}

// runsScripts tells of the scripts of package.json that npm runs with a shell.
func (w *nodeWork) runsScripts() {
	var steps []nodeStep
	if w.proc.start != nil {
		steps = w.proc.start.Steps
	}
	var refused *nodeStartError
	if errors.As(w.proc.err, &refused) {
		steps = refused.Steps
		if refused.Reason == StartHook {
			steps = append(slices.Clone(steps), nodeStep{Text: refused.Command})
		}
	}
	for _, s := range steps {
		w.rt.Scripts = append(w.rt.Scripts, image.Script{Interpreter: "sh", Text: s.Text})
	}
}

// tellFollowed says what became of the things that the start script did beside starting
// the program.
func (w *nodeWork) tellFollowed() {
	start := w.proc.start
	for _, v := range start.Fixed {
		switch {
		case v.Default:
			w.say(finding.VariableFixed, w.processSpan(), "%s in package.json is now fixed to %q: setting %s when the container starts no longer changes the start command", v.Word, v.Value, v.Name)
		default:
			w.say(finding.VariableFixed, w.processSpan(), "%s in package.json is now fixed to %q, the value that the file gives %s", v.Word, v.Value, v.Name)
		}
	}
	for _, dir := range start.Makes {
		w.rt.Writes = append(w.rt.Writes, dir)
		w.say(finding.StartBuilt, w.processSpan(), "%q in package.json ran at every start; the build does it now", "mkdir "+dir)
	}
	if len(start.Makes) > 0 {
		w.rt.InPlace = false
	}
	if len(start.Redirects) > 0 {
		w.say(finding.StartOutput, w.processSpan(), "%s is gone: the output goes to the container's log", strings.Join(start.Redirects, " "))
	}
}
