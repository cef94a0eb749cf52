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
	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// golang migrates Go programs: one binary, static where nothing needs C.
type golang struct{}

func (golang) Name() string { return "go" }

// Effect understands the go command, also where a makefile calls it.
func (golang) Effect(s *image.State, c *image.Command) bool {
	return goEffect(s, c) || goMakeEffect(s, c, 0)
}

// goMatch is the program that a process runs, and how it was built.
type goMatch struct {
	// File is the program's path in the product's image.
	File     string
	Artifact *image.Artifact
	// Run is the go run that is to be compiled, nil for a program that exists.
	Run *goRun
}

// Match takes programs that a go command built, those that a command which isn't
// understood left in a Go image, and go run.
func (golang) Match(img *image.Image, p *image.Process) *Match {
	if p.Name() == "go" && len(p.Argv) > 2 && p.Argv[1] == "run" && img.Base.Language == "go" {
		return matchGoRun(img, p)
	}
	file, e, presence := img.Find(p.Program(), p.Dir)
	if e.Artifact != nil && e.Artifact.Toolchain == "go" && presence == image.Present {
		return &Match{Facts: &goMatch{File: file, Artifact: e.Artifact}}
	}
	if presence == image.Absent && file == "" {
		return nil
	}
	origin, _, presence := img.Tree.Origin(file)
	if a := unnamedGoIn(img, origin); a != nil && (presence == image.Possible || presence == image.Absent) {
		return &Match{Facts: &goMatch{File: file, Artifact: a}}
	}
	if a := opaqueGo(img, origin, presence); a != nil {
		return &Match{Facts: &goMatch{File: file, Artifact: a}}
	}
	return nil
}

// unnamedGoIn finds a go build that left a program of an unknown name in the
// directory of the file.
func unnamedGoIn(img *image.Image, origin image.Entry) *image.Artifact {
	for _, a := range allArtifacts(img) {
		if a.Toolchain == "go" && a.Kind == "unnamed" && path.Dir(origin.Path) == a.Path {
			return a
		}
	}
	return nil
}

// allArtifacts are those of the image and of the stages it copies from.
func allArtifacts(img *image.Image) []*image.Artifact {
	found := append([]*image.Artifact(nil), img.Artifacts...)
	for _, c := range img.Copies {
		if c.From != nil {
			found = append(found, c.From.Artifacts...)
		}
	}
	return found
}

// opaqueGo stands in for the artifact of a command that isn't understood, in a
// stage that holds the Go compiler.
func opaqueGo(img *image.Image, origin image.Entry, presence image.Presence) *image.Artifact {
	if presence != image.Possible || origin.Kind != image.FromRun || origin.Command == nil {
		return nil
	}
	built := imageOf(img, origin)
	if built == nil || built.Base.Language != "go" {
		return nil
	}
	if built == img && (systemDirs[path.Dir(origin.Path)] || baseProvides(img, path.Base(origin.Path))) {
		return nil // it may be the base's own program
	}
	facts := &goBuilt{Opaque: true, Dir: origin.Command.Dir}
	if v, ok := built.Config.Getenv("CGO_ENABLED"); ok {
		facts.Cgo = v.Value
	}
	if v, ok := origin.Command.Env["CGO_ENABLED"]; ok {
		facts.Cgo = v
	}
	facts.Cgo, facts.MixedCgo = makefileCgo(built, origin.Command, facts.Cgo)
	return &image.Artifact{Toolchain: "go", Kind: "binary", Path: origin.Path, Command: origin.Command, Image: built, Facts: facts}
}

var systemDirs = map[string]bool{"/bin": true, "/sbin": true, "/usr/bin": true, "/usr/sbin": true, "/usr/local/go/bin": true}

// baseProvides reports whether a command comes with the base image.
func baseProvides(img *image.Image, name string) bool {
	for _, p := range img.Base.Packages {
		known, ok := base.LookupPackage(p)
		if p == name || ok && slices.Contains(known.Programs, name) {
			return true
		}
	}
	return false
}

// makefileCgo is the value of CGO_ENABLED when make runs the compiler: a makefile's
// own overrules the environment; mixed tells that it has several.
func makefileCgo(img *image.Image, c *image.Command, env string) (cgo string, mixed bool) {
	if c.Name() != "make" {
		return env, false
	}
	file, ok := parseMake(c).read(img)
	if !ok {
		return env, false
	}
	values := file.Values("CGO_ENABLED")
	switch len(values) {
	case 0:
		return env, false
	case 1:
		return values[0], values[0] != "0" && values[0] != "1"
	}
	return "1", true
}

// imageOf finds the image in whose stage an entry's command ran.
func imageOf(img *image.Image, e image.Entry) *image.Image {
	for _, run := range img.Runs {
		if run.Instr == e.Instr {
			return img
		}
	}
	for _, c := range img.Copies {
		if c.From != nil {
			if found := imageOf(c.From, e); found != nil {
				return found
			}
		}
	}
	return nil
}

// goQuestion is the work of one Runtime call.
type goQuestion struct {
	r        Request
	match    *goMatch
	artifact *image.Artifact
	built    *goBuilt
	// program and uses are nil when the sources can't be seen.
	program  *project.GoProgram
	uses     *project.GoUses
	runtime  *Runtime
	findings []finding.Finding
}

// say raises a finding at the instruction that built the program.
func (q *goQuestion) say(id finding.ID, format string, args ...any) {
	q.rt(id, q.artifact.Command.Instr.Span, format, args...)
}

// rt raises a finding anywhere.
func (q *goQuestion) rt(id finding.ID, span source.Span, format string, args ...any) {
	q.findings = append(q.findings, finding.New(id, span, format, args...))
}

func (q *goQuestion) artifactName() string { return path.Base(q.match.File) }

// Runtime works out what the program needs.
func (golang) Runtime(r Request) (*Runtime, []finding.Finding) {
	m := r.Match.Facts.(*goMatch)
	q := &goQuestion{r: r, match: m, artifact: m.Artifact, built: m.Artifact.Facts.(*goBuilt)}
	q.runtime = &Runtime{Closed: true, InPlace: true, DropEnv: q.dropsEnv}
	q.readSources()
	final, ok := q.link()
	if !ok {
		return nil, q.findings
	}
	q.runtime.Final = final
	q.runtime.Version = q.artifact.Image.Base.Version
	if m.Run != nil {
		q.compile()
	}
	q.place()
	q.carryUses()
	q.startPrograms()
	for _, f := range q.findings {
		if f.Severity == finding.Blocker {
			return nil, q.findings
		}
	}
	return q.runtime, q.findings
}

// readSources looks at the program's packages in the image that built it.
func (q *goQuestion) readSources() {
	tree := project.NewGoTree(treeFS{q.artifact.Image})
	dir := q.built.Dir
	switch {
	case q.built.Import != "":
		q.program = project.GoRemote(q.built.Import)
		q.uses = &project.GoUses{}
		return
	case q.built.Opaque:
		dir = q.guessMain(tree)
	}
	if dir == "" {
		return
	}
	program, err := tree.Program(fsPath(dir), q.built.Files, q.built.Build)
	if err != nil {
		return
	}
	q.program = program
	q.uses, _ = program.Uses()
}

// guessMain finds the one main package that a build which isn't understood can
// have made the program from: the only one, or the one with the program's name.
func (q *goQuestion) guessMain(tree *project.GoTree) string {
	mains := tree.Mains(fsPath(q.built.Dir), q.built.Build)
	if len(mains) == 1 {
		return "/" + mains[0]
	}
	for _, m := range mains {
		if path.Base(m) == path.Base(q.artifact.Path) {
			return "/" + m
		}
	}
	return ""
}

// goBuildVariables are read by the go command and not by programs (go help environment).
var goBuildVariables = map[string]bool{
	"GO111MODULE": true, "GOPROXY": true, "GOSUMDB": true, "GOPRIVATE": true, "GONOSUMDB": true, "GONOSUMCHECK": true,
	"GONOPROXY": true, "GOINSECURE": true, "GOFLAGS": true, "GOOS": true, "GOARCH": true, "GOARM": true, "GOAMD64": true,
	"GOARM64": true, "GOPATH": true, "GOBIN": true, "GOCACHE": true, "GOMODCACHE": true, "GOTMPDIR": true, "GOROOT": true,
	"GOVERSION": true, "GOLANG_VERSION": true, "GOTOOLCHAIN": true, "GOEXPERIMENT": true, "GOVCS": true, "GOWORK": true,
	"GOENV": true, "GOAUTH": true,
}

// dropsEnv tells of variables that only the build reads, unless the source reads them.
func (q *goQuestion) dropsEnv(name string) bool {
	if !goBuildVariables[name] && !strings.HasPrefix(name, "CGO_") {
		return false
	}
	if q.uses != nil {
		for _, n := range q.uses.Of(project.UseEnv) {
			if n.Text == name {
				return false
			}
		}
	}
	return true
}

// place copies the program to where the process finds it.
func (q *goQuestion) place() {
	file := q.match.File
	dest := file
	if !strings.Contains(q.r.Process.Program(), "/") && !onPath(q.runtime.Final, path.Dir(file)) {
		dest = path.Join("/usr/local/bin", path.Base(file))
	}
	q.runtime.Copies = append(q.runtime.Copies, Copy{Source: file, Dest: dest})
	if q.builtHere() {
		q.runtime.Sources = q.sourceDirs()
	}
}

func onPath(f base.Final, dir string) bool {
	for _, p := range f.Path {
		if p == dir {
			return true
		}
	}
	return false
}

// sourceDirs are the directories that only the build reads. Where the module lies
// at the root of the file system they are its parts.
func (q *goQuestion) sourceDirs() []string {
	dirs := []string{"/go", "/root/.cache", "/root/go", "/usr/local/go"}
	root := q.built.Dir
	if q.program != nil && q.program.Module != nil {
		root = path.Join("/", q.program.Module.Dir)
	}
	if dir := q.artifact.Command.Dir; root == "" || image.Within(root, dir) {
		root = dir
	}
	if root != "/" {
		return append([]string{root}, dirs...)
	}
	files := treeFS{q.artifact.Image}
	entries, _ := files.ReadDir(".")
	for _, e := range entries {
		if isGoSource(files, e.Name(), e.IsDir()) {
			dirs = append(dirs, "/"+e.Name())
		}
	}
	return dirs
}

func isGoSource(files treeFS, name string, dir bool) bool {
	if dir {
		return len(project.NewGoTree(files).Mains(name, project.GoBuild{})) > 0 || name == "vendor" || holdsGo(files, name)
	}
	return strings.HasSuffix(name, ".go") || name == "go.mod" || name == "go.sum" || name == "Makefile" || name == "Dockerfile"
}

func holdsGo(files treeFS, dir string) bool {
	entries, _ := files.ReadDir(dir)
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), ".go") || e.IsDir() && holdsGo(files, path.Join(dir, e.Name())) {
			return true
		}
	}
	return false
}

func placeOf(n project.GoName) string { return fmt.Sprintf("%s:%d", path.Base(n.File), n.Line) }
