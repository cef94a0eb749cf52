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

// alpine ends in the official image of the very version on Alpine; the gems are
// installed there, too.
func (b *rubyBuild) alpine() {
	rt, from := b.rt, b.Image.Base
	if b.system {
		return
	}
	if !b.officialAlpine("ruby") {
		b.say(finding.RubyVersion, rootOf(b.Image.Stage).From.Span, "no official image has Ruby %s on Alpine", from.Version)
		return
	}
	rt.Final.Interpreter = rubyInterpreter
	rt.Probe = rubyProbe(rubyInterpreter)
	rt.InPlace = from.Libc == base.Musl && from.Retired == nil && !slices.ContainsFunc(b.Image.Artifacts, func(a *image.Artifact) bool { return a.Toolchain == "ruby" })
	if rt.InPlace {
		return
	}
	if slices.ContainsFunc(b.installs, func(in placedGems) bool { return image.Within(in.path, gemHome) }) || b.localSettings() {
		rt.Sources = append(rt.Sources, gemHome)
		rt.Copies = append(rt.Copies, Copy{Source: gemHome, Dest: gemHome, Dir: true, Early: true})
	}
	b.settings()
	b.scriptPackages()
	b.preloadOnAlpine()
	b.sameLibc()
	for _, g := range b.needs {
		if b.compiled(g.Name) {
			b.runPackages(g.Run...)
		}
	}
	if from.Libc != base.Musl {
		b.muslGems()
	}
}

// localSettings: bundle config wrote beside the gems.
func (b *rubyBuild) localSettings() bool {
	return slices.ContainsFunc(b.Image.Artifacts, func(a *image.Artifact) bool { return a.Kind == "setting" && image.Within(a.Path, gemHome) })
}

// sameLibc gives the stages that install gems the final's C library.
func (b *rubyBuild) sameLibc() {
	m := mover{answer: &b.answer, refusal: finding.RubyMove, bundled: rubyPackages}
	m.sameLibc(b.rootsOf(func(a *image.Artifact) bool { return a.Toolchain == "ruby" }))
}

// rubyPackages are packages of distributions whose content the official image has.
func rubyPackages(name string) bool {
	return name == "ruby-dev" || name == "ruby" || name == "ruby-full" || name == "bundler" || name == "ruby-bundler"
}

// compiled tells whether a gem is compiled where it is installed on musl: the lock
// file has no binary for it there.
func (b *rubyBuild) compiled(name string) bool {
	for _, g := range b.gems.Variants(name) {
		if strings.HasSuffix(g.Platform, "-linux-musl") || strings.HasSuffix(g.Platform, "-linux") {
			return false
		}
	}
	return true
}

// muslGems installs what compiling the gems takes, and tells of those that musl
// can't have.
func (b *rubyBuild) muslGems() {
	span := b.processSpan()
	if len(b.installs) > 0 {
		span = b.installs[0].made.Command.Instr.Span
	}
	build := []string{"build-base"}
	if b.gems.Git {
		build = append(build, "git")
	}
	for _, g := range b.needs {
		if b.compiled(g.Name) {
			build = append(build, g.Alpine...)
		}
	}
	if b.gems.Locked && len(b.gems.Platforms) > 0 && !b.gems.RunsOnMusl() {
		b.say(finding.RubyMusl, span, "Gemfile.lock is resolved for %s only, none of which serves musl", strings.Join(b.gems.Platforms, ", "))
		return
	}
	maybe := !b.complete
	for _, name := range b.binaries() {
		switch row := rubyRow(b.needs, name); row.Binary {
		case "never":
			b.say(finding.RubyMusl, span, "the gem %s comes as a binary for glibc: Gemfile.lock has none for musl", name)
			return
		case "gcompat":
			build = append(build, "gcompat")
			b.runPackages("gcompat")
		default:
			maybe = true
		}
	}
	if maybe {
		b.say(finding.RubyMuslMaybe, span, "not all gems that the file installs are known to have machine code for musl")
	}
	slices.Sort(build)
	build = slices.Compact(build)
	for _, in := range b.installs {
		b.addBuildPackages(in.made.Image, build)
	}
}

// binaries are the gems that Bundler takes as binaries for Linux without a word on
// the C library.
func (b *rubyBuild) binaries() []string {
	var out []string
	for _, g := range b.gems.Gems {
		if strings.HasSuffix(g.Platform, "-linux") && !slices.Contains(out, g.Name) &&
			!slices.ContainsFunc(b.gems.Variants(g.Name), func(v project.Gem) bool { return strings.HasSuffix(v.Platform, "-linux-musl") }) {
			out = append(out, g.Name)
		}
	}
	return out
}

func rubyRow(rows []project.RubyGem, name string) project.RubyGem {
	for _, r := range rows {
		if r.Name == name {
			return r
		}
	}
	return project.RubyGem{}
}

// preloadOnAlpine names the library of LD_PRELOAD as Alpine has it.
func (b *rubyBuild) preloadOnAlpine() {
	v, ok := b.Image.Config.Getenv("LD_PRELOAD")
	if !ok || v.From == nil || b.Image.Base.Libc == base.Musl {
		return
	}
	if !strings.Contains(v.Value, "jemalloc") {
		b.say(finding.RubyMove, v.From.Span, "LD_PRELOAD names %s, which Alpine has nowhere that is known", v.Value)
		return
	}
	b.runPackages("jemalloc")
	b.rt.Env = append(b.rt.Env, Env{Name: "LD_PRELOAD", Value: "/usr/lib/" + jemalloc, Late: true})
	b.say(finding.RubyPreload, v.From.Span, "LD_PRELOAD is /usr/lib/%s, where Alpine has the library", jemalloc)
	for _, e := range b.Image.Tree.Entries() {
		if e.Kind == image.FromRun && strings.Contains(path.Base(e.Path), "jemalloc") { // a link to Debian's path
			b.rt.Sources = append(b.rt.Sources, e.Path)
		}
	}
}
