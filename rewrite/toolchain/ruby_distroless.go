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

// rubyInterpreter is where the official image has its interpreter.
const rubyInterpreter = "/usr/local/bin/ruby"

// rubyPrune is what only builds need of the interpreter's tree and the gems, in lines.
var rubyPrune = []string{
	"bin/gem bin/ri bin/rdoc include lib/*.a lib/pkgconfig share/doc share/man share/ri",
	"lib/ruby/gems/*/cache bundle/cache bundle/ruby/*/cache",
}

// distroless carries the file's own interpreter over, because Distroless has none.
func (b *rubyBuild) distroless() {
	if b.onSystem(systemRuby) {
		b.carrySystem(systemRuby, finding.RubyCarried, b.libraries())
		b.settings()
		b.shells()
		b.process(systemRuby.program)
		b.rt.Probe = rubyProbe(systemRuby.program)
		return
	}
	rt, from := b.rt, rootOf(b.Image.Stage).From.Span
	rt.Final, _ = b.Image.Catalog.Plain(base.Distroless, "cc")
	rt.Final.Language, rt.Final.Interpreter = "ruby", rubyInterpreter
	b.say(finding.RubyCarried, from, "distroless has no Ruby: the interpreter comes along")
	libs := b.libraries()
	libs.Search = append([]string{"/usr/local"}, libs.Search...)
	b.carryLocal([]string{
		b.finalTitle() + " has no Ruby: the interpreter and its gems go along, without what only builds",
		"need, and with the shared libraries that the base does not have.",
	}, rubyPrune, libs)
	b.environment()
	b.sameLibc()
	b.shells()
	b.process(rubyInterpreter)
	rt.Probe = rubyProbe(rubyInterpreter)
}

// libraries has the build look through the gems that lie outside of the interpreter's
// trees, and bring what gems open by name.
func (b *rubyBuild) libraries() closure {
	var libs closure
	for _, in := range b.installs {
		if !image.Within(in.path, "/usr/local") && !image.Within(in.path, "/var/lib/gems") && !slices.Contains(libs.Search, in.path) {
			libs.Search = append(libs.Search, in.path)
		}
	}
	for _, g := range b.needs {
		libs.Opens = append(libs.Opens, g.Opens...)
		libs.Files = append(libs.Files, g.Files...)
	}
	b.preload(&libs)
	return libs
}

// environment sets what the old base set, where the file does not.
func (b *rubyBuild) environment() {
	b.inheritEnv("LANG", "GEM_HOME", "BUNDLE_APP_CONFIG")
	b.rt.Env = append(b.rt.Env, Env{Name: "PATH", Value: strings.Join(append([]string{gemHome + "/bin"}, b.rt.Final.Path...), ":")})
	b.settings()
}

// settings turns what bundle config wrote into root's home into variables, which
// every user's Bundler reads.
func (b *rubyBuild) settings() {
	for _, a := range b.Image.Artifacts {
		set, ok := a.Facts.(*rubySetting)
		if !ok || set.Local {
			continue
		}
		b.rt.Sources = append(b.rt.Sources, a.Path)
		if _, own := b.Image.Config.Getenv(set.Name); own || dropRubyEnv(set.Name) {
			continue
		}
		value := set.Value
		if set.Name == "BUNDLE_WITHOUT" || set.Name == "BUNDLE_WITH" {
			value = strings.ReplaceAll(value, " ", ":")
		}
		b.rt.Env = slices.DeleteFunc(b.rt.Env, func(e Env) bool { return e.Name == set.Name })
		b.rt.Env = append(b.rt.Env, Env{Name: set.Name, Value: value})
	}
}

// preload brings a library that LD_PRELOAD names.
func (b *rubyBuild) preload(libs *closure) {
	v, ok := b.Image.Config.Getenv("LD_PRELOAD")
	if !ok {
		return
	}
	for _, word := range strings.FieldsFunc(v.Value, func(r rune) bool { return r == ':' || r == ' ' }) {
		if name := word[strings.LastIndexByte(word, '/')+1:]; strings.Contains(name, ".so") {
			libs.Opens = append(libs.Opens, name)
		}
	}
	if slices.ContainsFunc(b.Image.Packages, func(p image.Package) bool { return p.Name == "libjemalloc2" }) && !slices.Contains(libs.Opens, jemalloc) {
		libs.Opens = append(libs.Opens, jemalloc) // which a link of another name leads to
	}
}

// jemalloc is the name of its library on Debian and Alpine.
const jemalloc = "libjemalloc.so.2"

// shells refuses what only works through a shell.
func (b *rubyBuild) shells() {
	if why := b.start.Command.Shell; why != "" {
		b.say(finding.RubyShell, b.processSpan(), "%s %s", b.start.Command.Command, why)
	}
	for _, g := range b.needs {
		if g.Shell {
			b.say(finding.RubyShellMaybe, b.processSpan(), "the gem %s runs commands through /bin/sh, which the final image has not", g.Name)
		}
	}
	b.shellCalls()
}

// shellCalls tells of sources that go through /bin/sh: in the file that is started
// that is sure to happen.
func (b *rubyBuild) shellCalls() {
	own := ""
	if e, _, presence := b.Image.Tree.Origin(image.Join(b.workdir(), b.start.Name)); b.start.Kind == "file" && presence == image.Present && e.Kind == image.FromContext {
		own = path.Clean(e.Source)
	}
	if own != "" {
		for _, call := range project.RubyProgramCalls(b.Image.Context, own) {
			if call.Shell {
				b.say(finding.RubyShell, b.processSpan(), "%s:%d runs %s through /bin/sh", call.File, call.Line, named(call.Command))
				return
			}
		}
	}
	for _, call := range contextCalls(b.Image, project.RubyProgramCalls) {
		if call.Shell {
			b.say(finding.RubyShellMaybe, b.processSpan(), "%s:%d runs %s through /bin/sh, which the final image has not", call.File, call.Line, named(call.Command))
			return
		}
	}
}

// process puts the interpreter before scripts whose #! line names env, which the
// final image has not.
func (b *rubyBuild) process(interpreter string) {
	for _, at := range b.start.Scripts {
		b.rt.Insert = append(b.rt.Insert, Insertion{At: at, Words: []string{interpreter}})
		b.say(finding.RubyScript, b.processSpan(), "the interpreter runs %s: its first line asks for env, which the final image has not", b.Process.Argv[at])
	}
}

// rubyProbe is a health check with an interpreter's own HTTP client.
func rubyProbe(interpreter string) func(url string) []string {
	return func(url string) []string {
		return []string{interpreter, "-rnet/http", "-e", "exit Net::HTTP.get_response(URI('" + strings.ReplaceAll(url, "'", "%27") + "')).is_a?(Net::HTTPSuccess)"}
	}
}
