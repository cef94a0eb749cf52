package toolchain

import (
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
)

// rust migrates programs that cargo built or installed.
type rust struct{}

func (rust) Name() string { return "rust" }

// Effect understands cargo and rustc, also where a makefile calls them.
func (rust) Effect(s *image.State, c *image.Command) bool {
	return rustEffect(s, c) || c.Name() == "make" && holds(s.Image, "rust") && makeEffect(s, c, rustEffect, 0)
}

// Match takes programs that cargo built, those that a command which isn't understood
// left in a stage with the Rust compiler, and cargo run.
func (rust) Match(img *image.Image, p *image.Process) *Match {
	if p.Name() == "cargo" && len(p.Argv) > 1 && (p.Argv[1] == "run" || p.Argv[1] == "r") {
		return matchCargoRun(img, p)
	}
	return matchNative(img, p, "rust", func(built *image.Image, c *image.Command) any {
		if !hasRust(built) {
			return nil
		}
		b := rustFlags(func(name string) string { return variable(built, c, name) })
		b.Dir, b.Opaque = c.Dir, true
		return b
	})
}

// hasRust tells whether a stage has the Rust compiler.
func hasRust(img *image.Image) bool {
	return holds(img, "rust") || slices.ContainsFunc(img.Runs, func(r *image.Run) bool {
		return slices.ContainsFunc(r.Commands, func(c *image.Command) bool { return c.Name() == "cargo" || c.Name() == "rustup" })
	})
}

// variable is a variable's value for a command of an image.
func variable(img *image.Image, c *image.Command, name string) string {
	if v, ok := c.Env[name]; ok {
		return v
	}
	v, _ := img.Config.Getenv(name)
	return v.Value
}

// Runtime works out what the program needs.
func (rust) Runtime(r Request) (*Runtime, []finding.Finding) {
	q := &rustQuestion{native: newNative(r)}
	q.built = q.artifact.Facts.(*rustBuilt)
	q.language = "cargo"
	q.crosses = q.cross
	if q.built.Dir != "" {
		q.project = project.ReadRust(treeFS{q.artifact.Image}, fsPath(q.built.Dir))
	}
	if q.project != nil && !q.match.Script && q.match.Run == nil {
		q.project = q.project.Of(path.Base(q.artifact.Path))
	}
	if q.embeds() {
		return nil, q.findings
	}
	q.rt.DropEnv = q.dropsEnv
	q.linkage()
	if !q.chooseBase() {
		return nil, q.findings
	}
	if q.match.Run != nil {
		q.compile()
	}
	q.place(q.sources()...)
	q.reads()
	if q.refused() {
		return nil, q.findings
	}
	return q.rt, q.findings
}

// embeds refuses a program that holds an interpreter.
func (q *rustQuestion) embeds() bool {
	if q.project == nil || !q.project.Locked {
		return false
	}
	for _, crate := range q.project.System() {
		if crate.Embeds != "" {
			q.at(finding.NativeEmbeds, "%s holds an interpreter of %s (the crate %s), which reads its library from the system", q.name(), crate.Embeds, crate.Crate)
			return true
		}
	}
	return false
}

// rustQuestion is the work of one Runtime call.
type rustQuestion struct {
	*native
	built *rustBuilt
	// project is nil when its manifest can't be seen.
	project *project.RustProject
}

// sources are the directories that only cargo reads.
func (q *rustQuestion) sources() []string {
	dirs := []string{"/usr/local/cargo", "/usr/local/rustup", "/root/.cargo", "/root/.rustup"}
	if q.built.TargetDir != "" {
		dirs = append(dirs, q.built.TargetDir)
	}
	root := q.built.Dir
	if q.project != nil {
		root = "/" + strings.TrimPrefix(q.project.Root, ".")
	}
	return append(q.sourceRoots(root, rustSources), dirs...)
}

// rustSources are the names at the top of a project that lies at the root of the
// file system.
var rustSources = []string{"src", "target", "Cargo.toml", "Cargo.lock", "build.rs", "rust-toolchain", "rust-toolchain.toml", "crates", "benches", "tests", ".cargo", "examples"}

// rustBuildVariables are read by cargo, rustc and build scripts, and not by programs.
var rustBuildVariables = []string{
	"RUSTFLAGS", "RUSTC_WRAPPER", "RUSTC", "RUSTUP_HOME", "RUSTUP_TOOLCHAIN", "RUST_VERSION", "SQLX_OFFLINE", "PROTOC", "PROTOC_INCLUDE",
	"OPENSSL_DIR", "OPENSSL_STATIC", "OPENSSL_LIB_DIR", "OPENSSL_INCLUDE_DIR", "OPENSSL_NO_VENDOR", "PKG_CONFIG_ALLOW_CROSS", "PKG_CONFIG_ALL_STATIC",
	"PKG_CONFIG_PATH", "PKG_CONFIG_SYSROOT_DIR", "LIBZ_SYS_STATIC", "PQ_LIB_STATIC", "SCCACHE_DIR", "CC", "CXX", "CFLAGS", "CXXFLAGS", "LIBCLANG_PATH",
}

func (q *rustQuestion) dropsEnv(name string) bool {
	return slices.Contains(rustBuildVariables, name) || strings.HasPrefix(name, "CARGO_")
}
