package toolchain

import (
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
)

// rustBuilt is what is known of a program that cargo left at an artifact's path.
type rustBuilt struct {
	// Dir is the directory where cargo found the package; empty for a crate from elsewhere.
	Dir string
	// TargetDir is where the build put what it made.
	TargetDir string
	// Crate is the name of a crate that was downloaded.
	Crate string
	// Triple is the platform that was built for, "" for the image's own.
	Triple string
	// Crt is "static" or "dynamic" where flags ask for one of them.
	Crt string
	// FlagsSet tells that RUSTFLAGS holds flags.
	FlagsSet bool
	// Opaque is true when another program ran the compiler.
	Opaque bool
}

// rustEffect records what cargo and rustc leave behind.
func rustEffect(s *image.State, c *image.Command) bool {
	switch c.Name() {
	case "rustup", "rustup-init", "sccache":
		return true
	case "rustc":
		return rustcEffect(s, c)
	}
	g := parseCargo(c)
	if g == nil {
		return false
	}
	switch g.Verb {
	case "build", "rustc", "zigbuild", "auditable":
		if g.Verb == "auditable" && !slices.Contains(g.Names, "build") {
			return true
		}
		return cargoBuildEffect(s, c, g)
	case "run":
		return false // what the program does at build time can't be told
	case "install", "binstall":
		return cargoInstallEffect(s, c, g)
	case "new", "init":
		cargoNewEffect(s, c, g)
	case "make", "xtask", "leptos", "dioxus", "component", "lambda":
		return false
	}
	return true
}

// rustFlags reads the variables that decide how programs are linked.
func rustFlags(get func(string) string) *rustBuilt {
	b := &rustBuilt{Triple: get("CARGO_BUILD_TARGET")}
	flags := get("RUSTFLAGS")
	if flags == "" {
		flags = get("CARGO_BUILD_RUSTFLAGS")
	}
	b.FlagsSet = strings.TrimSpace(flags) != ""
	b.readFlags(strings.Fields(flags))
	return b
}

func (b *rustBuilt) readFlags(words []string) {
	for _, w := range words {
		w = strings.TrimPrefix(w, "-C")
		switch features := strings.TrimPrefix(w, "target-feature="); {
		case strings.Contains(features, "-crt-static"):
			b.Crt = "dynamic"
		case strings.Contains(features, "+crt-static"):
			b.Crt = "static"
		}
	}
}

// built puts together what the command, its environment and cargo's configuration say.
func built(s *image.State, c *image.Command, g *cargoCommand, dir string) *rustBuilt {
	get := func(name string) string { v, _ := c.Getenv(s, name); return v }
	b := rustFlags(get)
	b.Dir = dir
	config := project.ReadRustConfig(treeFS{s.Image}, fsPath(dir))
	if b.Triple == "" {
		b.Triple = config.Target
	}
	if g.Target != "" {
		b.Triple = g.Target
	}
	if !b.FlagsSet {
		b.readFlags(config.Flags)
		b.readFlags(config.TargetFlags[b.Triple])
	}
	b.readFlags(g.Rest) // cargo rustc -- -C target-feature=…
	for _, d := range []string{get("CARGO_TARGET_DIR"), get("CARGO_BUILD_TARGET_DIR"), config.TargetDir} {
		if d != "" && g.TargetDir == "" {
			g.TargetDir = d
		}
	}
	return b
}

// cargoBuildEffect records the programs of cargo build.
func cargoBuildEffect(s *image.State, c *image.Command, g *cargoCommand) bool {
	dir := cargoDir(c, g)
	b := built(s, c, g, dir)
	p := project.ReadRust(treeFS{s.Image}, fsPath(dir))
	switch {
	case g.TargetDir != "":
		b.TargetDir = c.Abs(g.TargetDir)
	case p != nil:
		b.TargetDir = image.Join("/"+p.Root, "target")
	default:
		b.TargetDir = image.Join(dir, "target")
	}
	out := path.Join(b.TargetDir, b.Triple, cargoProfileDir(g.Profile))
	// Everything below is cargo's, whether or not the names of its programs can be told.
	s.Produce(c, image.Artifact{Toolchain: "rust", Kind: "target", Path: out, Facts: b}, true)
	for _, name := range cargoBins(p, g) {
		s.Produce(c, image.Artifact{Toolchain: "rust", Kind: "binary", Path: path.Join(out, name), Facts: b}, false)
	}
	return true
}

// cargoDir is where cargo looks for the manifest.
func cargoDir(c *image.Command, g *cargoCommand) string {
	dir := c.Dir
	if g.Chdir != "" {
		dir = image.Join(dir, g.Chdir)
	}
	if g.Manifest != "" {
		dir = path.Dir(image.Join(dir, g.Manifest))
	}
	return dir
}

func cargoProfileDir(profile string) string {
	switch profile {
	case "dev", "test":
		return "debug"
	case "bench":
		return "release"
	}
	return profile
}

// cargoBins are the names of the programs that a command builds, none where the
// manifests can't be seen.
func cargoBins(p *project.RustProject, g *cargoCommand) []string {
	var names []string
	for _, e := range g.Examples {
		names = append(names, path.Join("examples", e))
	}
	if len(g.Bins) > 0 || len(g.Examples) > 0 {
		return append(names, g.Bins...)
	}
	for _, pkg := range cargoPackages(p, g) {
		for _, b := range pkg.Bins {
			names = append(names, b.Name)
		}
	}
	return names
}

// cargoPackages are the packages that a command builds.
func cargoPackages(p *project.RustProject, g *cargoCommand) []*project.RustPackage {
	switch {
	case p == nil:
		return nil
	case g.Workspace:
		return p.Packages
	case len(g.Packages) == 0:
		return p.Default
	}
	return slices.DeleteFunc(slices.Clone(p.Packages), func(pkg *project.RustPackage) bool { return !slices.Contains(g.Packages, pkg.Name) })
}

// cargoInstallEffect records the programs that cargo install puts into its bin directory.
func cargoInstallEffect(s *image.State, c *image.Command, g *cargoCommand) bool {
	b := built(s, c, g, "")
	root := ""
	for _, name := range []string{"CARGO_HOME", "CARGO_INSTALL_ROOT"} {
		if v, _ := c.Getenv(s, name); v != "" {
			root = v
		}
	}
	if root == "" {
		root = path.Join(s.Home(), ".cargo")
	}
	if g.Root != "" {
		root = c.Abs(g.Root)
	}
	add := func(name string) {
		s.Produce(c, image.Artifact{Toolchain: "rust", Kind: "binary", Path: path.Join(root, "bin", name), Facts: b}, false)
	}
	if g.Path != "" {
		b.Dir = c.Abs(g.Path)
		g.Names, g.Packages = nil, nil
		for _, name := range cargoBins(project.ReadRust(treeFS{s.Image}, fsPath(b.Dir)), g) {
			add(name)
		}
		return true
	}
	for _, name := range g.Names {
		b.Crate, _, _ = strings.Cut(name, "@")
		for _, program := range project.RustPrograms(b.Crate) {
			add(program)
		}
	}
	for _, name := range g.Bins {
		add(name)
	}
	return true
}

// cargoNewEffect records the package that cargo new makes, which files of the context
// often take the place of.
func cargoNewEffect(s *image.State, c *image.Command, g *cargoCommand) {
	dir := c.Dir
	if len(g.Names) > 0 {
		dir = c.Abs(g.Names[0])
	}
	for _, file := range []string{"Cargo.toml", "src/main.rs"} {
		s.Write(c, path.Join(dir, file), false)
	}
}

// rustcEffect records the program that rustc makes of one file.
func rustcEffect(s *image.State, c *image.Command) bool {
	b := rustFlags(func(string) string { return "" })
	b.Dir = c.Dir
	b.readFlags(c.Args)
	b.Triple, _ = c.Flag("--target")
	out, ok := c.Flag("-o")
	if !ok {
		for i, a := range c.Args {
			if strings.HasSuffix(a, ".rs") && c.Known[i] {
				out = strings.TrimSuffix(path.Base(a), ".rs")
			}
		}
	}
	if out == "" {
		return true
	}
	s.Produce(c, image.Artifact{Toolchain: "rust", Kind: "binary", Path: c.Abs(out), Facts: b}, false)
	return true
}
