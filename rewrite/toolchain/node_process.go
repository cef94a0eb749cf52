package toolchain

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
)

// process writes the start command in the final base's terms.
func (w *nodeWork) process() {
	if w.kept {
		w.runsScripts()
		return
	}
	start := w.proc.start
	if w.Target == base.Alpine && !w.managerGone() && start.Tool == nil && !w.programGone() && len(start.Build) == 0 {
		w.runsScripts()
		return // npm, yarn and the image's entrypoint are there too
	}
	argv := w.withGlobal(start.Argv)
	if argv == nil {
		return
	}
	if len(argv) < 2 {
		w.say(finding.NoProcess, w.processSpan(), "node is started without a script")
		return
	}
	if w.Target == base.Alpine && start.Tool != nil && !start.Tool.Global && !w.managerGone() && !w.toolGone() && len(start.Build) == 0 {
		w.runsScripts()
		return
	}
	if dir := "/" + start.Dir; path.Clean(dir) != nodeDir(w.Image, w.Process) {
		w.Process.Dir = path.Clean(dir)
	}
	w.startEnv()
	w.tellFollowed()
	w.forms(argv)
	if start.Managed {
		w.say(finding.NodeStart, w.processSpan(), "%s runs %s", strings.Join(w.proc.argv, " "), strings.Join(argv, " "))
		w.signals()
	}
}

// programGone: the process names node where only the old system had it.
func (w *nodeWork) programGone() bool {
	program := w.Process.Program()
	if w.language.By == "base" && w.Image.Base.Name == "node" || w.proc.starter() != "node" {
		return false
	}
	return program == "nodejs" || slices.Contains([]string{"node", "nodejs"}, path.Base(program)) && program != "node" && program != w.rt.Final.Interpreter
}

// toolGone: the process names a tool that PATH finds only where a RUN installed it with -g.
func (w *nodeWork) toolGone() bool {
	name := w.proc.starter()
	if strings.Contains(name, "/") || slices.Contains([]string{"npm", "npx", "yarn", "yarnpkg"}, name) {
		return false
	}
	onPath, _ := w.Image.Config.Getenv("PATH")
	return !strings.Contains(onPath.Value, "node_modules/.bin")
}

// managerGone: the final base has no such package manager.
func (w *nodeWork) managerGone() bool {
	switch w.proc.argv[0] {
	case "pnpm", "pnpx":
		return true
	case "yarn", "yarnpkg":
		return w.pkg != nil && w.newerYarn(w.pkg)
	}
	return false
}

// newerYarn tells whether a package asks for a yarn that only corepack brings: the official
// images have the first one, which hands over to a yarn among the sources.
func (w *nodeWork) newerYarn(pkg *project.NodePackage) bool {
	return strings.HasPrefix(pkg.PackageManager, "yarn@") && !strings.HasPrefix(pkg.PackageManager, "yarn@1") &&
		!w.proc.files.Exists(path.Join(pkg.Dir, ".yarn/releases"))
}

// withGlobal gives the path of a tool that a RUN installed with -g, and takes it
// along. Nil when there is no such tool.
func (w *nodeWork) withGlobal(argv []string) []string {
	tool := w.proc.start.Tool
	if tool == nil || !tool.Global {
		return argv
	}
	a := w.global(tool.Package)
	if a == nil {
		w.say(finding.NodeStartRefused, w.processSpan(), "no RUN installs %s: npx would fetch it at every start", tool.Command)
		return nil
	}
	bin := tool.Bin
	for _, n := range a.Facts.(*nodeInstall).Named {
		version := strings.TrimPrefix(n, tool.Package+"@")
		if nodePackageName(n) != tool.Package || n == tool.Package || version == "latest" {
			continue
		}
		var known bool
		if bin, known = tool.BinOf(version); !known {
			w.say(finding.NodeStartRefused, w.processSpan(), "where this version of %s keeps its script is not known", tool.Package)
			return nil
		}
	}
	w.rt.Copies = append(w.rt.Copies, Copy{Source: a.Path, Dest: a.Path, Dir: true, Early: true})
	return append([]string{"node", path.Join(a.Path, bin)}, argv[1:]...)
}

func (w *nodeWork) global(pkg string) *image.Artifact {
	for _, a := range slices.Backward(w.Image.Artifacts) {
		if a.Toolchain == "node" && a.Kind == "global" && strings.HasSuffix(a.Path, "/node_modules/"+pkg) {
			return a
		}
	}
	return nil
}

// startEnv sets what the scripts set.
func (w *nodeWork) startEnv() {
	start := w.proc.start
	comment := ""
	if len(start.Steps) > 0 {
		s := start.Steps[len(start.Steps)-1]
		comment = fmt.Sprintf("package.json: %q: %s", s.Name, strings.ReplaceAll(s.Text, "\n", " "))
	}
	last := map[string]string{}
	for _, v := range start.Env {
		last[v.Name] = v.Value
	}
	for _, v := range start.Env {
		value, first := last[v.Name]
		if !first {
			continue
		}
		delete(last, v.Name)
		if have, ok := w.Image.Config.Getenv(v.Name); ok && have.Value == value && !have.Symbolic {
			continue
		}
		w.rt.Env = append(w.rt.Env, Env{Name: v.Name, Value: value, Comment: comment, Late: true})
		comment = ""
	}
	w.rt.ProcessWhy = comment
}

// forms splits argv into ENTRYPOINT and CMD as the file did.
func (w *nodeWork) forms(argv []string) {
	p := w.Process
	same := slices.Equal(argv, p.Argv)
	split := p.Split
	if w.Image.Config.Entrypoint == nil {
		split = 0 // those words were the old base's ENTRYPOINT
	}
	if !same && split < len(p.Argv) && !slices.Equal(argv, w.proc.argv) {
		split = 0 // ENTRYPOINT and CMD together named the script: one program now
	} else if !same && split == len(p.Argv) {
		split = len(argv)
	}
	if w.rt.Final.Interpreter == "" || w.Target == base.Alpine {
		if same && p.Verbatim {
			return
		}
		w.rt.Cmd = argv[split:]
		if split > 0 {
			w.rt.Entrypoint = argv[:split:split]
		}
		return
	}
	// The final's own ENTRYPOINT is node.
	if split == 0 {
		w.rt.Cmd = argv[1:]
		return
	}
	w.rt.Entrypoint = append([]string{w.rt.Final.Interpreter}, argv[1:split]...)
	w.rt.Cmd = argv[split:]
}

// signals tells of a program that npm no longer passes signals to.
func (w *nodeWork) signals() {
	start := w.proc.start
	if start.Tool != nil && start.Tool.Signals {
		return
	}
	if _, ok := w.sources.Handles("SIGTERM"); ok {
		return
	}
	if w.Target == base.Distroless {
		w.rt.Init = true
		return
	}
	what := "no source handles it"
	if len(w.sources.Files) == 0 {
		what = "the sources are not at hand"
	}
	w.say(finding.NodeSignals, w.processSpan(), "%s passed SIGTERM on; as PID 1 the program has to handle it, and %s", w.proc.argv[0], what)
}
