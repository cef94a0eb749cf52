package toolchain

import (
	"errors"
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
)

// node migrates Node programs: a script, its node_modules and an interpreter.
type node struct{}

func (node) Name() string { return "node" }

// nodeProcess is a process of Node's, and what package.json makes of it.
type nodeProcess struct {
	files *imageFiles
	// argv is the command as the image's entrypoint would run it, start what it
	// comes down to; err says why it doesn't.
	argv  []string
	start *nodeStart
	err   error
	// shell: the process is shell text, of which nothing more is known.
	shell bool
}

// starter is the program that starts the process: node, or a package manager.
func (p *nodeProcess) starter() string {
	if len(p.argv) == 0 {
		return ""
	}
	return p.argv[0]
}

// Match takes node itself, the package managers, tools from node_modules, and
// scripts that name node in their first line.
func (node) Match(img *image.Image, p *image.Process) *Match {
	if p.Inherited || len(p.Argv) == 0 {
		return nil
	}
	files := newImageFiles(img)
	if p.Shell != nil {
		if !shellIs(img, "node") {
			return nil
		}
		return &Match{Facts: &nodeProcess{files: files, shell: true}}
	}
	argv := nodeArgv(img, p, files)
	if argv == nil {
		return nil
	}
	dir := p.Dir
	if dir == "" {
		dir = img.Config.Workdir
	}
	start, err := resolveNodeStart(files, strings.TrimPrefix(dir, "/"), argv, nodeEnv(img, p))
	if err == nil && !nodeRuns(start.Argv) && start.Tool == nil {
		return nil
	}
	return &Match{Facts: &nodeProcess{files: files, argv: argv, start: start, err: err}}
}

func nodeRuns(argv []string) bool { return len(argv) > 0 && argv[0] == "node" }

// nodeArgv is the argv of a process that node or its tools run, nil for others.
func nodeArgv(img *image.Image, p *image.Process, files *imageFiles) []string {
	program := p.Program()
	switch name := p.Name(); name {
	case "node", "nodejs":
		return append([]string{"node"}, p.Argv[1:]...)
	case "npm", "npx", "yarn", "yarnpkg", "pnpm", "pnpx":
		return append([]string{name}, p.Argv[1:]...)
	}
	if strings.Contains(program, "node_modules/.bin/") {
		return p.Argv
	}
	if strings.Contains(program, "/") {
		at := image.Join(nodeDir(img, p), program)
		content, err := files.ReadFile(strings.TrimPrefix(at, "/"))
		if err == nil && nodeShebang(string(content)) {
			return append([]string{"node"}, p.Argv...)
		}
	}
	if !holds(img, "node") {
		return nil
	}
	if _, ok := project.LookupNodeTool(program); ok {
		return p.Argv
	}
	if p.Wrapper != "" && nodeWrapped(img, p) {
		return append([]string{"node"}, p.Argv...)
	}
	return nil
}

func nodeDir(img *image.Image, p *image.Process) string {
	if p.Dir != "" {
		return p.Dir
	}
	return img.Config.Workdir
}

// nodeWrapped: the official image's entrypoint puts node before options, and
// before what is no command of the image.
func nodeWrapped(img *image.Image, p *image.Process) bool {
	program := p.Program()
	if strings.HasPrefix(program, "-") {
		return true
	}
	if slices.Contains([]string{".js", ".mjs", ".cjs", ".ts"}, path.Ext(program)) {
		return true
	}
	_, presence := img.Tree.Lookup(image.Join(nodeDir(img, p), program))
	return presence == image.Present && !strings.Contains(program, "/")
}

// nodeShebang: the script asks for node.
func nodeShebang(content string) bool {
	line, _, _ := strings.Cut(content, "\n")
	rest, ok := strings.CutPrefix(line, "#!")
	fields := strings.Fields(rest)
	if !ok || len(fields) == 0 {
		return false
	}
	if path.Base(fields[0]) == "env" && len(fields) == 2 {
		fields = fields[1:]
	}
	return len(fields) == 1 && (path.Base(fields[0]) == "node" || path.Base(fields[0]) == "nodejs")
}

// nodeEnv tells the variables that are fixed when the process starts.
func nodeEnv(img *image.Image, p *image.Process) func(string) (string, bool) {
	return func(name string) (string, bool) {
		for _, v := range slices.Backward(p.Env) {
			if v.Name == name && !v.Symbolic {
				return v.Value, true
			}
		}
		if v, ok := img.Config.Getenv(name); ok && !v.Symbolic && v.From != nil {
			return v.Value, true
		}
		return "", false
	}
}

// Runtime works out the base, the process and the builder for a Node program.
func (node) Runtime(r Request) (*Runtime, []finding.Finding) {
	w := &nodeWork{Request: r, proc: r.Match.Facts.(*nodeProcess), rt: &Runtime{}}
	if w.refused() {
		return nil, w.findings
	}
	if !w.chooseBase() {
		return nil, w.findings
	}
	if dir := nodeDir(w.Image, w.Process); image.Symbolic(dir) {
		w.say(finding.NodeDirectory, w.processSpan(), "the program starts in %s", dir)
		return nil, w.findings
	}
	w.readProgram()
	w.tool()
	w.writes()
	w.adaptBuild()
	w.fitOpenSSL()
	w.carry()
	w.buildsFirst()
	w.prune()
	w.process()
	w.needs()
	return w.rt, w.findings
}

// nodeWork is one answer to a Request, while it is put together.
type nodeWork struct {
	Request
	proc     *nodeProcess
	rt       *Runtime
	findings []finding.Finding

	// official is the node image whose version runs, and its stage.
	official base.Image
	// language says what brought node to the image.
	language image.Language
	ready    bool // the final base brings node
	kept     bool // the file's own process stays, on a base that has npm and a shell

	pkg     *project.NodePackage // nil when there is none
	natives project.NodeNatives
	sources *project.NodeSources
	dev     nodeDevVerdict
	moved   map[int]bool // stages that change their system, by index
}

// refused tells whether the process itself stands in the way.
func (w *nodeWork) refused() bool {
	if w.proc.shell {
		w.kept = true
		return w.Target != base.Alpine // the plan says which words need a shell
	}
	if w.proc.err == nil {
		return false
	}
	if w.Target == base.Alpine && slices.Contains([]string{"npm", "npx", "yarn", "yarnpkg"}, w.proc.argv[0]) {
		if pkg, err := project.ReadNodePackage(w.proc.files, strings.TrimPrefix(nodeDir(w.Image, w.Process), "/")); err == nil && w.newerYarn(pkg) {
			w.say(finding.NodeStartRefused, w.processSpan(), "%s: package.json asks for %s, and the final image has another yarn; %v", strings.Join(w.proc.argv, " "), pkg.PackageManager, w.proc.err)
			return true
		}
		w.kept = true
		w.buildsAtStart()
		return false
	}
	if !w.Image.Context.Known() {
		w.say(finding.NeedsContext, w.processSpan(), "%s reads package.json, which is not at hand", strings.Join(w.proc.argv, " "))
		return true
	}
	w.say(finding.NodeStartRefused, w.processSpan(), "%s: %v", strings.Join(w.proc.argv, " "), w.proc.err)
	return true
}

// buildsAtStart: a start script that is kept and builds writes beside the sources.
func (w *nodeWork) buildsAtStart() {
	var refused *nodeStartError
	if errors.As(w.proc.err, &refused) && refused.Reason == StartBuild {
		w.rt.Writes = append(w.rt.Writes, nodeDir(w.Image, w.Process))
		w.say(finding.NodeDevServer, w.processSpan(), "%s", refused.Error())
	}
}

// readProgram takes up package.json, the lock files and the sources: from the
// product's image, or from the stages that it copies from.
func (w *nodeWork) readProgram() {
	w.sources = &project.NodeSources{}
	w.dev.Reason = "there is no package.json to tell them by"
	places := w.places()
	var locks []*project.NodeLock
	for _, at := range places {
		pkg, err := project.ReadNodePackage(at.files, at.dir)
		if err != nil {
			continue
		}
		if w.pkg == nil {
			w.pkg = pkg
		}
		if locks, _ = project.ReadNodeLocks(at.files, at.dir); len(locks) > 0 {
			break
		}
	}
	for _, at := range places {
		if len(w.sources.Files) > 0 || w.proc.start == nil {
			break
		}
		start := *w.proc.start
		start.Dir = at.dir
		w.sources = nodeProgramSources(at.files, &start)
	}
	if w.pkg == nil {
		// Without a package.json nothing is installed, unless a RUN did.
		w.natives.Complete = len(nodeInstalls(w.Image)) == 0 && w.Image.Context.Known()
		return
	}
	w.natives = project.ReadNodeNatives(w.pkg, locks, false)
	if w.proc.start == nil {
		return
	}
	w.dev = nodeDevNeeds(w.pkg, w.proc.start, w.sources)
	if w.dev.Unneeded {
		w.natives = project.ReadNodeNatives(w.pkg, locks, true)
	}
}

// nodePlace is a directory of an image that may hold a package.
type nodePlace struct {
	files *imageFiles
	dir   string
}

// places are where the program's package may be, the product's own directory first.
func (w *nodeWork) places() []nodePlace {
	dir := strings.TrimPrefix(nodeDir(w.Image, w.Process), "/")
	if w.proc.start != nil {
		dir = w.proc.start.Dir
	}
	places := []nodePlace{{w.proc.files, dir}}
	var visit func(img *image.Image, depth int)
	visit = func(img *image.Image, depth int) {
		for _, c := range slices.Backward(img.Copies) {
			if c.From == nil || depth > 10 {
				continue
			}
			files := newImageFiles(c.From)
			places = append(places, nodePlace{files, dir})
			for _, a := range c.From.Artifacts {
				if at := strings.TrimPrefix(path.Dir(a.Path), "/"); a.Kind == "dependencies" && at != dir {
					places = append(places, nodePlace{files, at})
				}
			}
			visit(c.From, depth+1)
		}
	}
	visit(w.Image, 0)
	return places
}
