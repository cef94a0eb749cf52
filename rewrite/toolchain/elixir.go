package toolchain

import (
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// elixir migrates releases of Elixir and Erlang: a directory with the runtime (ERTS),
// the program's compiled modules, and the shell scripts that start it.
type elixir struct{}

func (elixir) Name() string { return "elixir" }

// elixirProcess is what Match found.
type elixirProcess struct {
	// release is the artifact that the process starts from, nil when no RUN made it.
	release *image.Artifact
	// tool is the build tool or interpreter that the process is, "" for a release.
	tool string
}

// elixirTools start a program from its sources.
var elixirTools = []string{"mix", "iex", "elixir", "rebar3", "erl"}

// Match takes the scripts of releases, and the tools that run a program from its sources.
func (elixir) Match(img *image.Image, p *image.Process) *Match {
	if release := releaseOf(img, p); release != nil {
		p.Shell = nil // the start scripts are known, and need a shell themselves
		return &Match{Facts: &elixirProcess{release: release}}
	}
	if p.Inherited || !slices.Contains(elixirTools, p.Name()) {
		return nil
	}
	return &Match{Facts: &elixirProcess{tool: p.Name()}}
}

// releaseOf is the release that a process starts from: its program lies there, or a
// script of the file (bin/server) that goes on with it does.
func releaseOf(img *image.Image, p *image.Process) *image.Artifact {
	programs := []string{p.Program()}
	if p.Instr != nil && p.Instr.JSON && len(p.Instr.JSONArgs()) > 0 {
		programs = append(programs, p.Instr.JSONArgs()[0])
	} else if p.Instr != nil {
		programs = append(programs, strings.Fields(p.Instr.Args.Text)...)
	}
	for _, name := range programs {
		if !strings.Contains(name, "/") {
			continue
		}
		file := image.Join(startDir(img, p), name)
		if path.Base(path.Dir(file)) != "bin" {
			continue
		}
		if entry, presence := img.Tree.Lookup(file); presence != image.Absent && entry.Artifact != nil && entry.Artifact.Toolchain == "elixir" {
			return entry.Artifact
		}
		if a := copiedRelease(img, file); a != nil {
			return a
		}
	}
	return nil
}

// copiedRelease is the release that a COPY takes a file along with. The directory that a
// release lies in has the name that the project gives it; COPY says which it is.
func copiedRelease(img *image.Image, file string) *image.Artifact {
	for _, c := range slices.Backward(img.Copies) {
		if c.From == nil || !image.Within(file, c.Dest) {
			continue
		}
		for _, src := range c.Sources {
			for _, a := range c.From.Artifacts {
				if a.Toolchain == "elixir" && image.Within(path.Join("/", src), a.Path) {
					return a
				}
			}
		}
	}
	return nil
}

// Effect understands mix and rebar3.
// Source: https://hexdocs.pm/mix/Mix.Tasks.Release.html, https://rebar3.org/docs/deployment/releases/
func (elixir) Effect(s *image.State, c *image.Command) bool {
	switch c.Name() {
	case "mix":
		mixEffect(s, c)
	case "rebar3", "rebar":
		rebarEffect(s, c)
	default:
		return false
	}
	return true
}

func mixEffect(s *image.State, c *image.Command) {
	for _, d := range []string{".mix", ".hex", ".cache"} {
		s.Write(c, path.Join(s.Home(), d), true)
	}
	env, ok := c.Getenv(s, "MIX_ENV")
	if !ok || env == "" {
		env = "dev"
	}
	s.Write(c, c.Abs("deps"), true)
	s.Write(c, c.Abs("_build"), true)
	s.Write(c, c.Abs("priv/static"), true)
	words := strings.Split(strings.Join(c.Args[1:], " "), ", ") // mix do a, b
	if !slices.ContainsFunc(words, func(w string) bool {
		fields := strings.Fields(strings.TrimPrefix(w, "do "))
		return len(fields) > 0 && (fields[0] == "release" || fields[0] == "distillery.release")
	}) {
		return
	}
	if dir, ok := c.Flag("--path"); ok {
		s.Produce(c, image.Artifact{Toolchain: "elixir", Kind: "release", Path: c.Abs(dir)}, true)
		return
	}
	s.Produce(c, image.Artifact{Toolchain: "elixir", Kind: "release", Path: path.Join(c.Abs("_build"), env, "rel")}, true)
}

func rebarEffect(s *image.State, c *image.Command) {
	s.Write(c, path.Join(s.Home(), ".cache"), true)
	s.Write(c, c.Abs("_build"), true)
	if !c.Has("release", "tar") {
		return
	}
	profile := "default"
	if as := slices.Index(c.Args, "as"); as > 0 && as+1 < len(c.Args) {
		profile = c.Args[as+1]
	}
	dir := path.Join(c.Abs("_build"), profile, "rel")
	if o, ok := c.Flag("-o", "--output-dir"); ok {
		dir = c.Abs(o)
	}
	s.Produce(c, image.Artifact{Toolchain: "elixir", Kind: "release", Path: dir}, true)
}

// elixirWork is one answer to a Request, while it is put together.
type elixirWork struct {
	*answer
	proc *elixirProcess
}

// Runtime works out the base and the files of a release.
func (elixir) Runtime(r Request) (*Runtime, []finding.Finding) {
	w := &elixirWork{answer: &answer{Request: r, rt: &Runtime{DropEnv: dropElixirEnv}}, proc: r.Match.Facts.(*elixirProcess)}
	if w.claims() && w.sameLibc() {
		w.place()
	}
	if w.refused() {
		return nil, w.findings
	}
	w.startPrograms(contextCalls(w.proc.release.Image, project.ElixirProgramCalls))
	return w.rt, w.findings
}

// claims tells whether the process is one that the target can run at all.
func (w *elixirWork) claims() bool {
	switch {
	case w.proc.tool == "rebar3" || w.proc.tool == "erl":
		w.say(finding.ElixirTool, w.processSpan(), "%s starts the program from its build: put %q before it, and start bin/NAME foreground of the release", w.proc.tool, "RUN rebar3 as prod release")
	case w.proc.tool != "":
		w.say(finding.ElixirTool, w.processSpan(), "%s starts the program from its sources: put %q before it, and start bin/NAME start of the release", w.proc.tool, "RUN MIX_ENV=prod mix release")
	case w.Target == base.Distroless:
		w.say(finding.ElixirShell, w.processSpan(), "%s is a shell script of the release, and so is erl, which it starts", strings.Join(w.Process.Argv, " "))
	}
	return !w.refused()
}

// sameLibc tells whether the release's runtime was built for the final image's C library
// and the system that it stands on.
func (w *elixirWork) sameLibc() bool {
	built, span := w.proc.release.Image.Base, w.proc.release.Command.Instr.Span
	final, _ := w.Image.Catalog.Plain(base.Alpine, "alpine")
	w.rt.Final = final
	if built.Libc != base.Musl {
		w.say(finding.ElixirLibc, span, "the release holds the Erlang of %s, whose C library is not Alpine's", rootOf(w.proc.release.Image.Stage).Base.String())
		return false
	}
	return true
}

// place keeps the final stage as it is where it is Alpine already.
func (w *elixirWork) place() {
	if w.Image.Base.Family != "alpine" || slices.Contains(w.Image.Artifacts, w.proc.release) {
		w.say(finding.ElixirLibc, w.processSpan(), "the release links libraries of the system that %s stands on, and nothing tells which release of Alpine that is: copy it to a stage on that alpine image",
			rootOf(w.proc.release.Image.Stage).Base.String())
		return
	}
	w.rt.InPlace = true
	w.rt.Final.Image, w.rt.Final.Suite = w.Image.Base.Ref.String(), w.Image.Base.Suite
	w.giveAway()
	w.say(finding.ElixirRelease, w.processSpan(), "%s comes from %s with its own Erlang", w.Process.Program(), w.proc.release.Path)
}

// giveAway lets the process write into the release, as root could: the start scripts put
// the configuration that they compute into its tmp or releases directory.
func (w *elixirWork) giveAway() {
	if w.nonRootBuild() {
		return
	}
	for _, c := range w.Image.Copies {
		if _, chown := c.Instr.Flag("chown"); chown || c.From == nil || !slices.Contains(w.Image.Stage.Body, c.Instr) ||
			!slices.Contains(c.From.Artifacts, w.proc.release) || copiedRelease(w.Image, path.Join(c.Dest, "bin/x")) != w.proc.release {
			continue
		}
		at := c.Instr.Span.Start + len(c.Instr.Keyword)
		change := w.rt.Change(w.Image.Stage)
		change.Edits = append(change.Edits, source.Edit{Span: source.Span{Start: at, End: at}, New: " --chown=" + w.User})
	}
}

// dropElixirEnv tells of variables that only builds read.
func dropElixirEnv(name string) bool { return name == "HEX_HOME" || name == "MIX_HOME" }
