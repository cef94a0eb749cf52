package toolchain

import (
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
)

// systemRuntime is the data of templates/system-runtime.tmpl: an interpreter that is a
// package of Debian or Ubuntu, gathered below /runtime with the packages of its modules.
type systemRuntime struct {
	closure
	// Comment stands above the stage, a line each.
	Comment []string
	// Packages are patterns of dpkg-query: what is installed of them comes along, but
	// for -dev packages.
	Packages []string
	// Trees are directories and files that no package lists: what package managers of
	// the language installed, and the configuration that installing a package made.
	Trees []string
	// Prune are patterns below /usr of what only builds need, in lines.
	Prune []string
}

// systemLanguage is an interpreter among the packages of Debian and Ubuntu.
type systemLanguage struct {
	name, title string
	// program is the interpreter. A package whose name begins with one of prefixes, and
	// ends with its suffix behind a star, belongs to the language.
	program  string
	packages []string
	// final is the plain image of Distroless that it ends on, without what it links beyond.
	final string
	trees []string
	prune []string
}

// localPrune is what package managers of a language leave below /usr/local that only
// builds and people read.
const localPrune = "local/games local/include local/man local/share/man local/src"

var (
	systemPerl = systemLanguage{
		name: "perl", title: "Perl", program: "/usr/bin/perl", final: "cc",
		packages: []string{"perl", "perl-*", "libperl*", "lib*-perl"},
		trees:    []string{"/etc/perl", "/usr/local"},
		prune:    []string{"bin/cpan* bin/perldoc bin/pod* local/bin/cpan*", localPrune},
	}
	systemRuby = systemLanguage{
		name: "ruby", title: "Ruby", program: "/usr/bin/ruby", final: "cc",
		packages: []string{"ruby", "ruby[0-9]*", "ruby-*", "rubygems*", "libruby*", "rake", "bundler", "puma", "thin", "unicorn", "rails", "jekyll", "asciidoctor"},
		trees:    []string{"/var/lib/gems", "/usr/local"},
		prune:    []string{"bin/gem* bin/irb* bin/rdoc* bin/ri bin/ri[0-9]*", localPrune, "../var/lib/gems/*/cache ../var/lib/gems/*/doc"},
	}
	systemPHP = systemLanguage{
		name: "php", title: "PHP", program: "/usr/bin/php", final: "cc",
		packages: []string{"php", "php-*", "php[0-9]*"},
		trees:    []string{"/etc/php", "/var/lib/php", "/usr/local"},
		prune:    []string{"bin/phar* bin/php-config* bin/phpize* bin/pear* bin/pecl* local/bin/composer", localPrune},
	}
)

// onSystem tells whether the process's interpreter is a package of Debian or Ubuntu, or
// part of their images, as Perl is. A build of Debian's that other makers publish, such
// as in a repository added to it, has the same names and places.
func (b *answer) onSystem(l systemLanguage) bool {
	return b.Target == base.Distroless && b.inPackages(l)
}

// inPackages tells whether the interpreter is a package of Debian's or Ubuntu's own.
func (b *answer) inPackages(l systemLanguage) bool {
	img := b.Image.Base
	if img.Language != "" || img.PackageManager != "apt" || strings.HasPrefix(b.Process.Program(), "/usr/local/bin/"+l.name) {
		return false // or one that the file compiled
	}
	return l.name == "perl" || slices.ContainsFunc(b.Image.Packages, func(p image.Package) bool { return p.Manager == "apt" && l.holds(p.Name) })
}

// holds tells of a package that belongs to the language.
func (l systemLanguage) holds(name string) bool {
	return slices.ContainsFunc(l.packages, func(pattern string) bool {
		before, after, star := strings.Cut(strings.Replace(pattern, "[0-9]*", "*", 1), "*")
		if !star {
			return name == pattern
		}
		rest, ok := strings.CutPrefix(name, before)
		numbered := !strings.Contains(pattern, "[0-9]") || rest != "" && rest[0] >= '0' && rest[0] <= '9'
		return ok && numbered && strings.HasSuffix(rest, after)
	})
}

// otherVersions refuses Alpine for an interpreter of Debian's.
func (b *answer) otherVersions(l systemLanguage, id finding.ID) bool {
	if b.Target != base.Alpine || !b.inPackages(l) {
		return false
	}
	b.say(id, rootOf(b.Image.Stage).From.Span, "%s is a package of %s: Alpine has another version of it, with modules of other names", l.title, b.Image.Base.Ref.String())
	return true
}

// carrySystem brings a system's own interpreter along, at its own places, with the
// packages of its modules.
func (b *answer) carrySystem(l systemLanguage, id finding.ID, libs closure, trees ...string) {
	rt, root := b.rt, rootOf(b.Image.Stage)
	b.say(id, root.From.Span, "distroless has no %s: that of %s comes along", l.title, b.Image.Base.Ref.String())
	system := b.Image.Base.Ref.String()
	if runs, known := base.GlibcRuns(b.Image.Base.Suite, b.Image.Catalog.FinalSuite(base.Distroless)); known && !runs {
		tag, ok := fittingTag(b.Image.Base)
		if !ok {
			b.say(finding.NativeBuilder, root.From.Span, "%s has a newer glibc than the final base", system)
			return
		}
		rt.Change(root).Base = tag
		b.say(pinnedAs(b.Image.Catalog, b.Image.Base, tag), root.From.Span, "%s becomes %s, whose glibc the final image has too", system, tag)
		system = tag
	}
	libs.Programs, libs.Search, libs.Gathered = []string{l.program}, append([]string{"/runtime"}, libs.Search...), "/runtime"
	rt.Final, _ = b.Image.Catalog.Plain(base.Distroless, l.final)
	if l.name != "" {
		rt.Final.Language, rt.Final.Interpreter = l.name, l.program
	}
	rt.Libraries, rt.Brings = true, l.holds
	rt.Carried = append(rt.Carried, Stage{Name: "runtime", Template: "system-runtime.tmpl", Data: &systemRuntime{
		closure: libs, Packages: l.packages, Trees: append(slices.Clone(l.trees), trees...), Prune: l.prune,
		Comment: []string{
			"The " + l.title + " of " + system + " goes along with the packages of its modules,",
			"without what only builds need, and with the shared libraries that the base does not have.",
		},
	}})
	rt.Copies = append(rt.Copies, librariesOf("runtime"), Copy{From: "runtime", Source: "/runtime", Dest: "/", Dir: true, Early: true})
	rt.Sources = append(rt.Sources, l.trees...)
}
