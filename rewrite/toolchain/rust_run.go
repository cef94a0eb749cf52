package toolchain

import (
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
	"github.com/dfmigrate/dfmigrate/rewrite/shell"
)

// cargoRun is a process "cargo run …": its program is compiled in the build stage.
type cargoRun struct {
	// build are the words of the cargo build that makes the program, nil when a RUN
	// of the file has made it already.
	build []string
	// arguments are those of the program.
	arguments []string
}

// matchCargoRun takes a cargo run whose program can be told.
func matchCargoRun(img *image.Image, p *image.Process) *Match {
	dir := p.Dir
	if dir == "" {
		dir = img.Config.Workdir
	}
	known := make([]bool, len(p.Argv))
	for i := range known {
		known[i] = true
	}
	c := &image.Command{Instr: p.Instr, Run: &image.Run{Instr: p.Instr}, Dir: dir, Args: p.Argv, Known: known, Env: map[string]string{}}
	g := parseCargo(c)
	tree := project.ReadRust(treeFS{img}, fsPath(cargoDir(c, g)))
	name := cargoRunName(tree, g)
	if name == "" {
		return nil
	}
	s := &image.State{Image: img}
	facts := built(s, c, g, cargoDir(c, g))
	facts.TargetDir = image.Join(dir, "target")
	if tree != nil {
		facts.TargetDir = image.Join("/"+tree.Root, "target")
	}
	if g.TargetDir != "" {
		facts.TargetDir = c.Abs(g.TargetDir)
	}
	out := path.Join(facts.TargetDir, facts.Triple, cargoProfileDir(g.Profile), name)
	run := &cargoRun{arguments: g.Rest}
	if e, presence := img.Tree.Lookup(out); presence != image.Present || e.Artifact == nil {
		run.build = cargoBuildWords(p.Argv, g.Rest)
	}
	a := &image.Artifact{Toolchain: "rust", Kind: "binary", Path: out, Image: img, Facts: facts, Command: c}
	return &Match{Facts: &nativeMatch{File: out, Artifact: a, Run: run}}
}

// cargoRunName is the name of the program that cargo run starts, "" unknown.
func cargoRunName(p *project.RustProject, g *cargoCommand) string {
	switch {
	case len(g.Bins) == 1:
		return g.Bins[0]
	case len(g.Examples) == 1:
		return path.Join("examples", g.Examples[0])
	}
	var names []string
	for _, pkg := range cargoPackages(p, g) {
		if pkg.DefaultRun != "" {
			return pkg.DefaultRun
		}
		for _, b := range pkg.Bins {
			names = append(names, b.Name)
		}
	}
	if len(names) != 1 {
		return ""
	}
	return names[0]
}

// cargoBuildWords are those of cargo run without the program's arguments, as a build.
func cargoBuildWords(argv, arguments []string) []string {
	words := slices.Clone(argv[:len(argv)-len(arguments)])
	words = slices.DeleteFunc(words, func(w string) bool { return w == "--" })
	for i, w := range words {
		if w == "run" || w == "r" {
			words[i] = "build"
			break
		}
	}
	return words
}

// compile replaces cargo run by a build in the build stage and the program itself.
func (q *rustQuestion) compile() {
	run := q.match.Run.(*cargoRun)
	if run.build != nil {
		var words []string
		for _, w := range run.build {
			words = append(words, shell.Quote(w))
		}
		change := q.rt.Change(q.Image.Stage)
		change.Last = append(change.Last, "RUN "+strings.Join(words, " "))
	}
	q.dest = path.Join("/usr/local/bin", path.Base(q.match.File))
	argv := append([]string{q.dest}, run.arguments...)
	q.rt.Entrypoint, q.rt.Cmd = nil, argv
	if q.Image.Config.Entrypoint != nil {
		q.rt.Entrypoint, q.rt.Cmd = argv, nil
	}
	q.say(finding.NativeRun, q.processSpan(), "%q compiles at each start; it is compiled once now", strings.Join(q.Process.Argv, " "))
}
