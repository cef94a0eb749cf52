package toolchain

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
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
	// Elsewhere are directories outside of it that the configuration names.
	Elsewhere []string
}

// Effect understands compilers, makefiles that call them, and what build systems install.
func (cc) Effect(s *image.State, c *image.Command) bool {
	switch name := c.Name(); {
	case slices.Contains(ccCompilers, name):
		return compileEffect(s, c)
	case ccInstalls(c):
		ccInstall(s, c)
		return false
	case name == "cmake" && c.Has("--build"), name == "ninja", name == "meson" && c.Has("compile"):
		return ccBuildDirectory(s, c)
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
	built := ccInstalled(s.Image, c)
	s.Produce(c, image.Artifact{Toolchain: "c", Kind: "target", Path: path.Join(built.Prefix, "bin"), Facts: built}, true)
}

// ccInstalled is what is known of an installation.
func ccInstalled(img *image.Image, c *image.Command) *ccBuilt {
	prefix := ccPrefix(img, c)
	return &ccBuilt{Dir: c.Dir, Prefix: prefix, Elsewhere: ccElsewhere(img, prefix)}
}

// ccInstalls tells of a command that installs what a build system made.
func ccInstalls(c *image.Command) bool {
	switch c.Name() {
	case "cmake":
		return c.Has("--install")
	case "make", "gmake", "ninja", "meson":
		return c.Has("install", "install-strip")
	}
	return false
}

// ccPrefix is where an installation goes: what it is told, what the configuration
// before it in the stage was told, or /usr/local.
func ccPrefix(img *image.Image, c *image.Command) string {
	prefix := "/usr/local"
	for _, run := range img.Runs {
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

// ccElsewhere are the directories outside of the prefix that a configuration says the
// program uses: --sysconfdir=/etc, --pid-path=/run/x.pid. /dev and /tmp are everywhere.
func ccElsewhere(img *image.Image, prefix string) []string {
	var found []string
	for _, run := range img.Runs {
		for _, c := range run.Commands {
			if c.Name() != "configure" && c.Name() != "cmake" && c.Name() != "meson" {
				continue
			}
			for _, a := range c.Args {
				flag, value, ok := strings.Cut(a, "=")
				flag = strings.ToLower(flag)
				if !ok || !strings.HasPrefix(value, "/") || image.Within(value, prefix) || image.Within(value, "/dev") || image.Within(value, "/tmp") {
					continue
				}
				if strings.HasSuffix(flag, "dir") || strings.HasSuffix(flag, "-path") {
					found = append(found, value)
				}
			}
		}
	}
	return found
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
	m := matchNative(img, p, "c", func(built *image.Image, c *image.Command) any {
		compiles := slices.ContainsFunc(built.Runs, func(r *image.Run) bool {
			return slices.ContainsFunc(r.Commands, func(c *image.Command) bool {
				return slices.Contains(ccBuilders, c.Name()) || slices.Contains(ccCompilers, c.Name())
			})
		})
		if !compiles || built.Base.Language != "" && built.Base.Language != "c" || !strings.Contains(p.Program(), "/") {
			return nil
		}
		if ccInstalls(c) {
			return ccInstalled(built, c)
		}
		return &ccBuilt{Dir: c.Dir}
	})
	if m == nil {
		return nil
	}
	a := m.Facts.(*nativeMatch).Artifact
	if a.Facts.(*ccBuilt).Prefix != "" && slices.Contains([]string{"perl", "python", "ruby", "node", "php"}, a.Image.Base.Language) {
		return nil // what is installed there may be a script
	}
	return m
}

// Runtime works out what the program needs.
func (cc) Runtime(r Request) (*Runtime, []finding.Finding) {
	n := newNative(r)
	n.crosses = n.crossC
	facts := n.artifact.Facts.(*ccBuilt)
	if n.builtHere() && len(facts.Elsewhere) > 0 {
		n.at(finding.NativeElsewhere, "the installation of %s uses %s, outside of %s", n.name(), strings.Join(facts.Elsewhere, ", "), facts.Prefix)
		return nil, n.findings
	}
	n.links = linkage{libraries: true, why: "the linker's command line does not tell all of them", opens: true}
	if facts.Static {
		n.links = linkage{static: true, why: "it is linked with -static"}
	}
	if !n.chooseBase() {
		return nil, n.findings
	}
	n.place(n.sourceRoots(facts.Dir, []string{"src", "include", "build", "Makefile", "CMakeLists.txt", "test", "tests"})...)
	n.mayWrite()
	if p := facts.Prefix; p != "" && p != "/usr" && n.builtHere() && n.artifact.Image.Base.Language == "" && !n.match.Script {
		// Nothing else lies there in a plain system's image.
		n.rt.Copies = slices.DeleteFunc(n.rt.Copies, func(c Copy) bool { return c.Source == n.match.File })
		n.rt.Copies = append(n.rt.Copies, Copy{Source: p, Dest: p, Dir: true})
	}
	if n.builtHere() && !n.match.Script {
		n.carryArguments()
		n.carryInstalled(facts.Prefix)
		if facts.Prefix == "" {
			n.carryData()
		}
		n.at(finding.NativeUnseen, "which files %s reads can't be told from sources in C", n.name())
	}
	for _, w := range contextWrites(n.artifact.Image, project.CWriteCalls) {
		n.writes(w.Path, w.Dir, path.Base(w.File)+":"+strconv.Itoa(w.Line))
	}
	calls := contextCalls(n.artifact.Image, project.CProgramCalls)
	n.startPrograms(calls)
	n.startShells(calls, "")
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
