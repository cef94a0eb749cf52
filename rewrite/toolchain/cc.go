package toolchain

import (
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
)

// cc migrates programs in C and C++ that compilers and build systems made.
type cc struct{}

func (cc) Name() string { return "c" }

// ccCompilers link programs; ccBuilders run compilers.
var (
	ccCompilers = []string{"gcc", "g++", "cc", "c++", "clang", "clang++", "tcc", "musl-gcc"}
	ccBuilders  = []string{"make", "gmake", "cmake", "ninja", "meson", "configure", "scons", "bazel", "autoreconf", "autogen.sh", "bootstrap"}
)

// ccBuilt is what is known of a program that a compiler left at an artifact's path.
type ccBuilt struct {
	// Static is true when the linker was asked for a static program.
	Static bool
	// Dir is where the compiler ran.
	Dir string
	// Prefix is where an installation went, with data that the program may read.
	Prefix string
}

// Effect understands compilers, makefiles that call them, and what build systems install.
func (cc) Effect(s *image.State, c *image.Command) bool {
	switch name := c.Name(); {
	case slices.Contains(ccCompilers, name):
		return compileEffect(s, c)
	case name == "cmake" && c.Has("--build"), name == "ninja", name == "meson" && c.Has("compile"):
		return ccBuildDirectory(s, c)
	case name == "cmake" && c.Has("--install"), name == "make" && c.Has("install"), name == "meson" && c.Has("install"):
		ccInstall(s, c)
		return false
	case name == "make" && !holds(s.Image, "go") && !holds(s.Image, "rust"):
		return makeEffect(s, c, compileEffect, 0)
	}
	return false
}

// compileEffect records the program that a compiler links.
func compileEffect(s *image.State, c *image.Command) bool {
	if !slices.Contains(ccCompilers, c.Name()) {
		return false
	}
	if c.Has("-c", "-E", "-S", "--version", "-v", "-shared") {
		return true
	}
	out, ok := c.Flag("-o")
	if !ok {
		out = "a.out"
	}
	if out == "" {
		return false
	}
	s.Produce(c, image.Artifact{
		Toolchain: "c", Kind: "binary", Path: c.Abs(out), Facts: &ccBuilt{Static: c.Has("-static", "-static-pie", "--static"), Dir: c.Dir},
	}, false)
	return true
}

// ccBuildDirectory records that a build system filled its build directory, where that
// is one of its own.
func ccBuildDirectory(s *image.State, c *image.Command) bool {
	dir, ok := c.Flag("--build", "-C")
	if !ok {
		dir = "."
	}
	p := c.Abs(dir)
	if p == s.Image.Config.Workdir && p == c.Dir {
		return false // the sources lie there, too
	}
	s.Produce(c, image.Artifact{Toolchain: "c", Kind: "target", Path: p, Facts: &ccBuilt{Dir: c.Dir}}, true)
	return true
}

// ccInstall records that a build system put programs below its prefix.
func ccInstall(s *image.State, c *image.Command) {
	prefix := ccPrefix(s, c)
	s.Produce(c, image.Artifact{Toolchain: "c", Kind: "target", Path: path.Join(prefix, "bin"), Facts: &ccBuilt{Dir: c.Dir, Prefix: prefix}}, true)
}

// ccPrefix is where an installation goes: what it is told, what the configuration
// before it in the stage was told, or /usr/local.
func ccPrefix(s *image.State, c *image.Command) string {
	prefix := "/usr/local"
	for _, run := range s.Image.Runs {
		for _, before := range run.Commands {
			if p, ok := prefixOf(before); ok {
				prefix = p
			}
		}
	}
	if p, ok := prefixOf(c); ok {
		prefix = p
	}
	return prefix
}

func prefixOf(c *image.Command) (string, bool) {
	for _, a := range c.Args[min(1, len(c.Args)):] {
		for _, flag := range []string{"--prefix=", "-DCMAKE_INSTALL_PREFIX=", "-DCMAKE_INSTALL_PREFIX:PATH=", "PREFIX=", "prefix="} {
			if p, ok := strings.CutPrefix(a, flag); ok && strings.HasPrefix(p, "/") {
				return p, true
			}
		}
	}
	return c.Flag("--prefix")
}

// Match takes programs that a compiler linked, and those that a build system may have
// left in a stage where it ran.
func (cc) Match(img *image.Image, p *image.Process) *Match {
	return matchNative(img, p, "c", func(built *image.Image, c *image.Command) any {
		compiles := slices.ContainsFunc(built.Runs, func(r *image.Run) bool {
			return slices.ContainsFunc(r.Commands, func(c *image.Command) bool {
				return slices.Contains(ccBuilders, c.Name()) || slices.Contains(ccCompilers, c.Name())
			})
		})
		if !compiles || built.Base.Language != "" && built.Base.Language != "c" || !strings.Contains(p.Program(), "/") {
			return nil
		}
		return &ccBuilt{Dir: c.Dir}
	})
}

// Runtime works out what the program needs.
func (cc) Runtime(r Request) (*Runtime, []finding.Finding) {
	n := newNative(r)
	facts := n.artifact.Facts.(*ccBuilt)
	n.links = linkage{libraries: true, why: "the linker's command line does not tell all of them", opens: true}
	if facts.Static {
		n.links = linkage{static: true, why: "it is linked with -static"}
	}
	if !n.chooseBase() {
		return nil, n.findings
	}
	n.place(n.sourceRoots(facts.Dir, []string{"src", "include", "build", "Makefile", "CMakeLists.txt", "test", "tests"})...)
	if p := facts.Prefix; p != "" && p != "/usr" && n.builtHere() && n.artifact.Image.Base.Language == "" && !n.match.Script {
		// Nothing else lies there in a plain system's image.
		n.rt.Copies = slices.DeleteFunc(n.rt.Copies, func(c Copy) bool { return c.Source == n.match.File })
		n.rt.Copies = append(n.rt.Copies, Copy{Source: p, Dest: p, Dir: true})
	}
	if n.builtHere() && !n.match.Script {
		n.carryArguments()
		n.carryInstalled(facts.Prefix)
		n.at(finding.NativeUnseen, "which files %s reads can't be told from sources in C", n.name())
	}
	if n.refused() {
		return nil, n.findings
	}
	return n.rt, n.findings
}

// carryInstalled carries what the process's arguments name below the prefix of an
// installation, which nobody has listed, unless the prefix comes along as a whole.
func (n *native) carryInstalled(prefix string) {
	if prefix == "" {
		return
	}
	for _, word := range n.Process.Argv[min(1, len(n.Process.Argv)):] {
		if _, value, ok := strings.Cut(word, "="); ok {
			word = value
		}
		word = path.Clean(word)
		if !image.Within(word, prefix) || word == prefix || slices.ContainsFunc(n.rt.Copies, func(c Copy) bool { return image.Within(word, c.Source) }) {
			continue
		}
		n.rt.Copies = append(n.rt.Copies, Copy{Source: word, Dest: word})
	}
}
