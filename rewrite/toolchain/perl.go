package toolchain

import (
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
)

// perl migrates Perl programs: the official image's interpreter, the modules that
// cpanm or Carton installed, and the application's files.
type perl struct{}

func (perl) Name() string { return "perl" }

func (perl) Effect(s *image.State, c *image.Command) bool { return perlEffect(s, c) }

// Match takes what the interpreter or Carton runs, scripts of Perl, known executables,
// and, where the image is a Perl image, what only a shell can start.
func (perl) Match(img *image.Image, p *image.Process) *Match {
	start := perlStartOf(img, p)
	if start == nil {
		return nil
	}
	return &Match{Facts: start}
}

// Runtime carries the interpreter onto Distroless, which has none. The official image
// has no variant on Alpine, so that only Alpine's own Perl stays there.
func (perl) Runtime(r Request) (*Runtime, []finding.Finding) {
	b := &perlBuild{answer: answer{Request: r, rt: &Runtime{}}, start: r.Match.Facts.(*perlStart)}
	b.runtime()
	if b.refused() {
		return nil, b.findings
	}
	return b.rt, b.findings
}

// perlInterpreter is where the official image has its interpreter.
const perlInterpreter = "/usr/local/bin/perl"

// perlPrune is what only builds need of the interpreter's tree, in lines.
var perlPrune = []string{
	"bin/carton bin/cpan bin/cpanm bin/cpm bin/enc2xs bin/h2ph bin/h2xs bin/perlbug bin/perldoc bin/xsubpp",
	"lib/perl5/*/*/CORE/*.h man share/man",
}

// perlModules is what a module installer left behind: the facts of an artifact of
// kind "modules".
type perlModules struct{ Dir string }

// perlEffect records what cpanm, cpm and Carton leave behind.
func perlEffect(s *image.State, c *image.Command) bool {
	dir := "/usr/local/lib/perl5"
	switch c.Name() {
	case "cpanm", "cpm":
		if d, ok := c.Flag("-l", "-L", "--local-lib", "--local-lib-contained"); ok {
			dir = c.Abs(d)
		} else if c.Name() == "cpm" && !c.Has("-g", "--global") {
			dir = c.Abs("local")
		}
	case "carton":
		if !c.Has("install") {
			return c.Has("bundle", "exec")
		}
		dir = c.Abs("local")
	case "cpan":
	default:
		return false
	}
	s.Produce(c, image.Artifact{Toolchain: "perl", Kind: "modules", Path: dir, Facts: &perlModules{Dir: c.Dir}}, true)
	return true
}

// perlStart is what a process comes down to.
type perlStart struct {
	// Kind is "file", "code", "command", "none" or "shell".
	Kind, Name string
	// Scripts are the indices in Argv of files that are started by their #! line.
	Scripts []int
	// Carton is true behind "carton exec".
	Carton bool
}

// perlStartOf tells what a process of Perl's runs; nil for other processes.
func perlStartOf(img *image.Image, p *image.Process) *perlStart {
	if p.Inherited || len(p.Argv) == 0 {
		return nil
	}
	if p.Shell != nil {
		if img.Base.Language != "perl" {
			return nil
		}
		return &perlStart{Kind: "shell", Name: p.Program()}
	}
	s := &perlStart{}
	at := 0
	if path.Base(p.Argv[0]) == "carton" {
		at = 2
		s.Carton = true
		if len(p.Argv) > 2 && p.Argv[2] == "--" {
			at++
		}
		if len(p.Argv) <= at || p.Argv[1] != "exec" {
			s.Kind = "none"
			return s
		}
	}
	word := p.Argv[at]
	name := path.Base(word)
	inPerl := img.Base.Language == "perl" || hasArtifactOf(img, "perl", 0)
	switch {
	case isVersioned(name, "perl"):
		s.interpreter(p.Argv[at+1:])
	case strings.Contains(word, "/") && shebangProgram(img, image.Join(startDir(img, p), word)) == "perl":
		s.Kind, s.Name = "file", word
		s.Scripts = append(s.Scripts, at)
	case inPerl && (project.PerlCommandNamed(name) || s.Carton):
		s.Kind, s.Name = "command", name
	default:
		return nil
	}
	return s
}

// interpreter reads the interpreter's own options.
func (s *perlStart) interpreter(args []string) {
	for i, a := range args {
		switch {
		case strings.HasPrefix(a, "-") && strings.ContainsAny(a, "eE") && !strings.HasPrefix(a, "-I") && !strings.HasPrefix(a, "-M"):
			s.Kind, s.Name = "code", strings.Join(args[i+1:min(i+2, len(args))], "")
			return
		case a == "-I" || a == "-M" || a == "-m":
		case strings.HasPrefix(a, "-") || i > 0 && args[i-1] == "-I":
		default:
			s.Kind, s.Name = "file", a
			return
		}
	}
	s.Kind = "none"
}

// perlBuild is one answer to a Request, while it is put together.
type perlBuild struct {
	answer
	start *perlStart
}

func (b *perlBuild) runtime() {
	img, span := b.Image.Base, rootOf(b.Image.Stage).From.Span
	b.rt.Version = img.Version
	b.rt.Writes = b.givenAway()
	switch {
	case b.start.Kind == "none":
		b.say(finding.NoProcess, b.processSpan(), "%s is started without a program", strings.Join(b.Process.Argv, " "))
	case b.systemOnAlpine("perl"):
		return
	case b.onSystem(systemPerl):
		b.carrySystem(systemPerl, finding.PerlCarried, b.modules("/usr/local"))
		b.scripts(systemPerl.program)
	case b.otherVersions(systemPerl, finding.PerlForeign):
	case img.Language != "perl" || img.Family != "official":
		b.say(finding.PerlForeign, span, "%s is no official image of Perl: where its interpreter and its modules lie can't be told", img.Ref.String())
	case b.Target == base.Alpine:
		b.say(finding.PerlAlpine, span, "%s has no variant on Alpine", img.Ref.String())
	default:
		b.distroless()
	}
}

// distroless carries the file's own interpreter over.
func (b *perlBuild) distroless() {
	rt, span := b.rt, rootOf(b.Image.Stage).From.Span
	rt.Final, _ = b.Image.Catalog.Plain(base.Distroless, "cc")
	rt.Final.Language, rt.Final.Interpreter = "perl", perlInterpreter
	b.say(finding.PerlCarried, span, "distroless has no Perl: the interpreter comes along")
	libs := b.modules("/usr/local")
	libs.Search = append([]string{"/usr/local"}, libs.Search...)
	prune := perlPrune
	if b.start.Carton {
		prune = []string{strings.TrimPrefix(perlPrune[0], "bin/carton "), perlPrune[1]}
	}
	b.carryLocal([]string{
		b.finalTitle() + " has no Perl: the interpreter and its modules go along, without what only",
		"builds need, and with the shared libraries that the base does not have.",
	}, prune, libs)
	b.scripts(perlInterpreter)
	m := mover{answer: &b.answer, refusal: finding.PerlForeign, bundled: func(name string) bool { return name == "perl" || name == "cpanminus" }}
	m.sameLibc(b.rootsOf(func(a *image.Artifact) bool { return a.Toolchain == "perl" }))
}

// modules has the build look through the modules that were installed outside of dir.
func (b *perlBuild) modules(dir string) closure {
	var libs closure
	for _, a := range b.Image.Artifacts {
		if a.Kind == "modules" && !image.Within(a.Path, dir) && !slices.Contains(libs.Search, a.Path) {
			libs.Search = append(libs.Search, a.Path)
		}
	}
	return libs
}

// scripts puts the interpreter before scripts that start by their first line.
func (b *perlBuild) scripts(interpreter string) {
	for _, at := range b.start.Scripts {
		b.rt.Insert = append(b.rt.Insert, Insertion{At: at, Words: []string{interpreter}})
		b.say(finding.PerlScript, b.processSpan(), "the interpreter runs %s: what its first line asks for is not in the final image", b.Process.Argv[at])
	}
}
