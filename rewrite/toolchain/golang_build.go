package toolchain

import (
	"path"
	"strconv"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
)

// goBuilt is what is known of a program that a go command left at an artifact's path.
type goBuilt struct {
	// Dir is the directory of its main package in the image; empty for one that
	// was downloaded (Import) or made by a command that isn't understood.
	Dir string
	// Files are the names of its files, when the build named them.
	Files []string
	// Import is the import path of a package from elsewhere.
	Import string
	// Cgo is the value of CGO_ENABLED for the build, "" when nothing sets it.
	Cgo string
	// NeedsCgo is a build flag that does not work without cgo, or "".
	NeedsCgo string
	// Static is true when an external linker, which links what needs C, was asked for a
	// static binary.
	Static bool
	Build  project.GoBuild
	// Unnamed is true when the name of the output can't be told.
	Unnamed bool
	// Opaque is true when another program ran the compiler: make, a script.
	Opaque bool
	// MixedCgo is true when that program sets CGO_ENABLED in several ways.
	MixedCgo bool
}

// goOutput is one program and where it lies.
type goOutput struct {
	path string
	goBuilt
}

// goEffect records what a go command leaves behind.
func goEffect(s *image.State, c *image.Command) bool {
	goflags, _ := c.Getenv(s, "GOFLAGS")
	g := parseGo(c, goflags)
	if g == nil {
		return false
	}
	switch g.Verb {
	case "build":
		return goBuildEffect(s, c, g)
	case "install":
		return goInstallEffect(s, c, g)
	case "get":
		if goMinor(s.Image) > 0 && goMinor(s.Image) < 18 { // later ones only edit go.mod
			return goInstallEffect(s, c, g)
		}
	case "test":
		if c.Has("-c") && g.HasOut {
			produceGo(s, c, goOutput{c.Abs(g.Out), factsOf(s, c, g)})
		}
	}
	return true
}

func produceGo(s *image.State, c *image.Command, o goOutput) {
	facts := o.goBuilt
	s.Produce(c, image.Artifact{Toolchain: "go", Kind: "binary", Path: o.path, Facts: &facts}, false)
}

// factsOf is what the command line and its environment say.
func factsOf(s *image.State, c *image.Command, g *goCommand) goBuilt {
	b := goBuilt{NeedsCgo: g.NeedsCgo, Static: g.Static}
	b.Cgo, _ = c.Getenv(s, "CGO_ENABLED")
	if image.Symbolic(b.Cgo) {
		b.Cgo = "1" // it may be
	}
	if x, _ := c.Getenv(s, "GOEXPERIMENT"); strings.Contains(x, "boringcrypto") {
		b.NeedsCgo = "GOEXPERIMENT=boringcrypto"
	}
	b.Build = project.GoBuild{Tags: g.Tags, Minor: goMinor(s.Image)}
	return b
}

// goVersion is the version of Go in an image, "" when nothing tells.
func goVersion(img *image.Image) string {
	l, _ := img.Language("go", "go")
	return l.Version
}

// goMinor is the N of the Go release 1.N that the image holds, 0 unknown.
func goMinor(img *image.Image) int {
	parts := strings.Split(goVersion(img), ".")
	if len(parts) < 2 {
		return 0
	}
	n, _ := strconv.Atoi(leadingNumber(parts[1]))
	return n
}

func leadingNumber(s string) string {
	return s[:len(s)-len(strings.TrimLeft(s, "0123456789"))]
}

// goBuildEffect records the outputs of go build.
func goBuildEffect(s *image.State, c *image.Command, g *goCommand) bool {
	facts := factsOf(s, c, g)
	if g.HasOut && !g.OutKnown {
		return false
	}
	if g.Out == "/dev/null" {
		return true
	}
	mains := goMains(s, c, g)
	switch {
	case !g.HasOut:
		return goDefaultOutput(s, c, g, facts, mains)
	case strings.HasSuffix(g.Out, "/") || isImageDir(s, c.Dir, image.Join(g.dir(c), g.Out)):
		if mains == nil {
			return unnamedGo(s, c, facts, image.Join(g.dir(c), g.Out))
		}
		for _, m := range mains {
			produceGo(s, c, goOutput{path.Join(image.Join(g.dir(c), g.Out), m.name), m.with(facts)})
		}
	default:
		one := goMain{}
		if len(mains) > 0 {
			one = mains[0]
		}
		produceGo(s, c, goOutput{image.Join(g.dir(c), g.Out), one.with(facts)})
	}
	return true
}

// goDefaultOutput records the output of go build without -o: one program in the
// directory where it ran; of several packages nothing is left.
func goDefaultOutput(s *image.State, c *image.Command, g *goCommand, facts goBuilt, mains []goMain) bool {
	dir := g.dir(c)
	switch {
	case len(mains) == 1 && !goPattern(g):
		produceGo(s, c, goOutput{path.Join(dir, mains[0].name), mains[0].with(facts)})
	case mains == nil:
		return unnamedGo(s, c, facts, dir)
	}
	return true
}

// goPattern reports whether the packages hold a "..." pattern or are several.
func goPattern(g *goCommand) bool {
	return !g.fileArguments() && (len(g.Packages) > 1 || len(g.Packages) == 1 && strings.HasSuffix(g.Packages[0], "..."))
}

// unnamedGo records that a program of an unknown name was left in dir.
func unnamedGo(s *image.State, c *image.Command, facts goBuilt, dir string) bool {
	facts.Dir, facts.Unnamed = dir, true
	s.Image.Artifacts = append(s.Image.Artifacts, &image.Artifact{
		Toolchain: "go", Kind: "unnamed", Path: dir, Command: c, Image: s.Image, Facts: &facts,
	})
	return true
}

// goInstallEffect records what go install puts into GOBIN, or GOPATH/bin.
func goInstallEffect(s *image.State, c *image.Command, g *goCommand) bool {
	bin := goBin(s, c)
	facts := factsOf(s, c, g)
	remote := false
	for _, p := range g.Packages {
		if strings.Contains(p, "@") || g.Verb == "get" && !project.IsGoStandard(p) {
			remote = true
			b := facts
			b.Import = goRemoteName(p)
			produceGo(s, c, goOutput{path.Join(bin, project.GoBinaryName(b.Import)), b})
		}
	}
	if remote {
		return true
	}
	mains := goMains(s, c, g)
	if mains == nil {
		return unnamedGo(s, c, facts, bin)
	}
	for _, m := range mains {
		produceGo(s, c, goOutput{path.Join(bin, m.name), m.with(facts)})
	}
	return true
}

// goBin is where go install puts programs.
func goBin(s *image.State, c *image.Command) string {
	if bin, _ := c.Getenv(s, "GOBIN"); bin != "" {
		return bin
	}
	gopath, _ := c.Getenv(s, "GOPATH")
	gopath, _, _ = strings.Cut(gopath, ":")
	if gopath == "" {
		gopath = path.Join(s.Home(), "go")
	}
	return path.Join(gopath, "bin")
}

func isImageDir(s *image.State, workdir, p string) bool {
	if p == workdir || p == s.Image.Config.Workdir || strings.HasSuffix(p, "/bin") {
		return true
	}
	e, presence := s.Image.Tree.Lookup(p)
	return presence == image.Present && e.Dir
}
