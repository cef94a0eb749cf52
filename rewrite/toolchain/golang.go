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
	return goEffect(s, c) || c.Name() == "make" && holds(s.Image, "go") && makeEffect(s, c, goEffect, 0)
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

// process is the place of the instruction that names the program.
func (q *goQuestion) process() source.Span {
	if i := q.r.Process.Instr; i != nil {
		return i.Span
	}
	return q.r.Image.Stage.From.Span
}

func (q *goQuestion) artifactName() string { return path.Base(q.match.File) }

// Runtime works out what the program needs.
func (golang) Runtime(r Request) (*Runtime, []finding.Finding) {
	m := r.Match.Facts.(*goMatch)
	q := &goQuestion{r: r, match: m, artifact: m.Artifact, built: m.Artifact.Facts.(*goBuilt)}
	q.runtime = &Runtime{Closed: true, InPlace: !q.builtHere(), DropEnv: q.dropsEnv}
	if project.IsGoWatcher(q.built.Import) {
		q.rt(finding.GoWatcher, q.process(), "%s compiles or debugs a program while it runs", q.artifactName())
		return nil, q.findings
	}
	if run := q.match.Run; run != nil && run.mounted {
		q.rt(finding.GoWatcher, q.process(), "%q compiles what nothing in the file brings: the sources are mounted when the container starts", strings.Join(q.r.Process.Argv, " "))
		return nil, q.findings
	}
	if r.Target == base.Distroless && q.givenCompiler() {
		q.rt(finding.GoWatcher, q.process(), "the file gives %s the go command (%s), which it has to start while it runs", q.artifactName(), goCommandFile)
		return nil, q.findings
	}
	q.readSources()
	final, ok := q.link()
	if !ok {
		return nil, q.findings
	}
	q.runtime.Final = final
	q.runtime.Version = goVersion(q.artifact.Image)
	if m.Run != nil {
		q.compile()
	}
	q.place()
	q.keepScript()
	q.carryUses()
	q.startPrograms()
	q.dockerSocket()
	q.timeZones()
	q.needLibc()
	q.looks()
	for _, f := range q.findings {
		if f.Severity == finding.Blocker {
			return nil, q.findings
		}
	}
	return q.runtime, q.findings
}

// goCommandFile is the go command of the official images.
const goCommandFile = "/usr/local/go/bin/go"

// givenCompiler tells of a product that builds nothing and yet gets the go command.
func (q *goQuestion) givenCompiler() bool {
	e, presence := q.r.Image.Tree.Lookup(goCommandFile)
	return presence != image.Absent && !q.builtHere() && e.Instr != nil && e.Instr.Keyword == "COPY" && slices.Contains(q.r.Image.Stage.Body, e.Instr)
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

func placeOf(n project.GoName) string { return fmt.Sprintf("%s:%d", path.Base(n.File), n.Line) }
