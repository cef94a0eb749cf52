package toolchain

import (
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
)

// deno migrates programs that Deno runs, with the modules in its cache.
type deno struct{}

func (deno) Name() string { return "deno" }

const (
	denoProgram = "/usr/bin/deno"
	denoCache   = "/deno-dir"
)

// denoCommands are the subcommands that the image's entrypoint hands to deno.
var denoCommands = []string{
	"add", "bench", "bundle", "cache", "check", "completions", "doc", "eval", "fmt", "help", "info", "install", "link", "lint", "outdated",
	"repl", "run", "serve", "task", "test", "types",
}

func (deno) Effect(s *image.State, c *image.Command) bool {
	if c.Name() != "deno" {
		return false
	}
	if c.Has("cache", "install", "add", "run", "test", "check") {
		s.Write(c, denoDir(s.Image), true)
	}
	return true
}

// denoDir is where modules are cached.
func denoDir(img *image.Image) string {
	if v, ok := img.Config.Getenv("DENO_DIR"); ok && v.Value != "" && !v.Symbolic {
		return path.Clean(v.Value)
	}
	return denoCache
}

// Match takes deno itself, and what the entrypoint of its image hands to it. Tasks run
// in a shell that deno brings along.
func (deno) Match(img *image.Image, p *image.Process) *Match {
	if img.Base.Language != "deno" || p.Inherited || len(p.Argv) == 0 {
		return nil
	}
	if p.Shell != nil || p.Name() == "deno" || slices.Contains(denoCommands, p.Program()) {
		return &Match{}
	}
	return nil
}

func (deno) Runtime(r Request) (*Runtime, []finding.Finding) {
	b := &scriptRuntime{answer: answer{Request: r, rt: &Runtime{}}, program: denoProgram, tool: "Deno", account: "1000:1000"}
	cache := denoDir(r.Image)
	if r.Target == base.Alpine {
		b.alpine()
		b.rt.Owns = []string{cache}
		b.reads(r.Process.Argv)
		return b.done()
	}
	b.carried()
	if !image.Within(cache, b.workdir()) {
		b.rt.Sources = append(b.rt.Sources, cache)
		b.rt.Copies = append(b.rt.Copies, Copy{Source: cache, Dest: cache, Dir: true, Early: true, Owned: true})
	}
	p := r.Process
	b.reads(p.Argv)
	if !strings.HasSuffix(p.Program(), "deno") && len(p.Argv) > 0 {
		b.rt.Entrypoint, b.rt.Cmd = []string{denoProgram}, p.Argv
		b.rt.ProcessWhy = "The old image's entrypoint put deno before its arguments."
	}
	return b.done()
}
