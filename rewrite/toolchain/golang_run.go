package toolchain

import (
	"go/build"
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
	"github.com/dfmigrate/dfmigrate/rewrite/shell"
)

// goRun is a process "go run …": its program is compiled in the build stage.
type goRun struct {
	// command is the go run, its arguments those of the program.
	packages, arguments []string
	flags               []string
	main                goMain
	// mounted is true when the image holds none of its files.
	mounted bool
}

// matchGoRun takes a go run process whose package can be told.
func matchGoRun(img *image.Image, p *image.Process) *Match {
	run := &goRun{}
	i := 2
	for ; i < len(p.Argv) && strings.HasPrefix(p.Argv[i], "-"); i++ {
		run.flags = append(run.flags, p.Argv[i])
		name := strings.TrimLeft(p.Argv[i], "-")
		if !strings.Contains(name, "=") && slices.Contains(goValueFlags, name) && i+1 < len(p.Argv) {
			i++
			run.flags = append(run.flags, p.Argv[i])
		}
	}
	if i == len(p.Argv) {
		return nil
	}
	run.packages = p.Argv[i : i+1]
	for i++; i < len(p.Argv) && strings.HasSuffix(run.packages[0], ".go") && strings.HasSuffix(p.Argv[i], ".go"); i++ {
		run.packages = append(run.packages, p.Argv[i])
	}
	run.arguments = p.Argv[i:]
	dir := p.Dir
	if dir == "" {
		dir = img.Config.Workdir
	}
	if local := run.packages[0]; strings.HasSuffix(local, ".go") || build.IsLocalImport(local) {
		entry, presence := img.Tree.Lookup(image.Join(dir, local))
		run.mounted = presence == image.Absent || entry.Kind == image.Made && len(img.Tree.Under(image.Join(dir, local))) <= 1
	}
	view := goView{tree: project.NewGoTree(treeFS{img}), dir: dir, image: img}
	var mains []goMain
	if strings.HasSuffix(run.packages[0], ".go") {
		mains = view.files(run.packages)
	} else {
		mains = view.named(run.packages[0])
	}
	if len(mains) != 1 {
		mains = []goMain{{name: "app", dir: image.Join(dir, run.packages[0])}}
	}
	run.main = mains[0]
	if run.main.name == "main" || run.main.name == "." || run.main.name == "/" {
		run.main.name = "app"
	}
	facts := run.main.with(goBuilt{Build: project.GoBuild{Minor: goMinor(img)}})
	if v, ok := img.Config.Getenv("CGO_ENABLED"); ok {
		facts.Cgo = v.Value
	}
	a := &image.Artifact{
		Toolchain: "go", Kind: "binary", Path: path.Join("/usr/local/bin", run.main.name), Image: img, Facts: &facts,
		Command: &image.Command{Instr: p.Instr, Run: &image.Run{Instr: p.Instr}, Dir: dir, Args: p.Argv},
	}
	return &Match{Facts: &goMatch{File: a.Path, Artifact: a, Run: run}}
}

// compile replaces go run by a build in the build stage and the program itself.
func (q *goQuestion) compile() {
	run := q.match.Run
	words := []string{"go", "build"}
	words = append(words, run.flags...)
	words = append(words, "-o", q.match.File)
	words = append(words, run.packages...)
	for i, w := range words {
		words[i] = shell.Quote(w)
	}
	change := q.runtime.Change(q.r.Image.Stage)
	change.Last = append(change.Last, "RUN "+strings.Join(words, " "))
	argv := append([]string{q.match.File}, run.arguments...)
	q.runtime.Entrypoint, q.runtime.Cmd = nil, argv
	if q.r.Image.Config.Entrypoint != nil {
		q.runtime.Entrypoint, q.runtime.Cmd = argv, nil
	}
	q.rt(finding.GoRun, q.r.Process.Instr.Span, "%q compiles at each start; it is compiled once now", strings.Join(q.r.Process.Argv, " "))
}
