package toolchain

import (
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// goLinker decides how the program is to be linked, and what that asks of the
// build stage and of the final base.
type goLinker struct {
	*goQuestion
	cgo     project.GoCgo
	reasons []project.GoCgoReason
	links   project.GoLinks
}

// link chooses the final base. It reports false when a blocker stands in the way.
func (q *goQuestion) link() (base.Final, bool) {
	l := &goLinker{goQuestion: q}
	if q.program != nil {
		l.cgo, l.reasons = q.program.Cgo()
		l.links = q.program.Links()
	}
	switch {
	case q.built.Cgo == "0":
		return l.static()
	case l.ranStatic() && (l.built.Opaque || l.built.MixedCgo || l.cgo == project.CgoUnknown || l.linkedStatic()):
		l.rt(finding.NativeStatic, l.process(), "%s is a static program: it ran on %s", l.artifactName(), l.r.Image.Base.Ref.String())
		return l.static()
	case l.canDoWithout():
		return l.turnOff()
	case l.linkedStatic() && l.libc() == base.Musl:
		return l.static()
	}
	return l.dynamic()
}

// ranStatic tells of a program that ran without the C library that it was built with:
// the old image had none, or another one.
func (l *goLinker) ranStatic() bool {
	old := l.r.Image
	if l.builtHere() || loader(old) != "" || !old.BaseKnown {
		return false
	}
	foreign := old.Base.Libc == base.Musl && l.libc() == base.Glibc && !slices.ContainsFunc(old.Packages, func(p image.Package) bool {
		return slices.Contains([]string{"gcompat", "libc6-compat", "glibc"}, p.Name)
	})
	return old.Base.Libc == base.NoLibc || foreign
}

// linkedStatic tells whether an external linker, which links what needs C, was asked for
// a static program.
func (l *goLinker) linkedStatic() bool {
	return l.built.Static && (l.built.NeedsCgo == "-linkmode external" || l.cgo == project.CgoNeeded)
}

func (l *goLinker) static() (base.Final, bool) {
	if l.r.Target == base.Alpine {
		return l.r.Image.Catalog.Plain(base.Alpine, "alpine")
	}
	return l.r.Image.Catalog.Plain(base.Distroless, "static")
}

// libc is that of the image in which the program is built.
func (l *goLinker) libc() base.Libc { return l.artifact.Image.Base.Libc }

// finalLibc is that of the target.
func (l *goLinker) finalLibc() base.Libc {
	if l.r.Target == base.Alpine {
		return base.Musl
	}
	return base.Glibc
}

// canDoWithout reports whether the program is the same without cgo.
func (l *goLinker) canDoWithout() bool {
	switch {
	case l.built.NeedsCgo != "" || l.cgo == project.CgoNeeded:
		return false
	case l.built.Cgo == "" && !l.hasCompiler():
		return true // import "C" would not have compiled
	case l.built.Cgo == "1" && l.libc() == base.Glibc && l.r.Target == base.Distroless:
		return false // the file asks for cgo, and it can stay
	case l.cgo == project.CgoUnknown && l.r.Target == base.Alpine && !l.hintsAtC():
		l.say(finding.GoCgoUnknown, "whether the program needs C can't be told%s; it is built without", l.unknownWhy())
		return true
	}
	if l.built.MixedCgo {
		return false
	}
	return l.cgo == project.CgoUnused || l.built.Opaque && l.cgo == project.CgoUnknown && !l.hintsAtC()
}

// hasCompiler reports whether the build stage may have a C compiler. Only of the
// Alpine variant of the official image is it known that it has none by itself.
func (l *goLinker) hasCompiler() bool {
	img := l.artifact.Image
	if !img.BaseKnown || img.Base.Language != "go" || img.Base.Libc != base.Musl {
		return true
	}
	return slices.ContainsFunc(img.Packages, func(p image.Package) bool {
		return slices.Contains([]string{"gcc", "g++", "build-base", "clang", "alpine-sdk", "cc", "tcc"}, p.Name)
	})
}

// hintsAtC reports whether the build stage installs headers of C libraries, or a
// compiler where the base has none.
func (l *goLinker) hintsAtC() bool {
	return l.hasHeaders() || l.libc() == base.Musl && l.hasCompiler()
}

// hasHeaders reports whether the build stage installs headers of C libraries.
func (l *goLinker) hasHeaders() bool {
	return slices.ContainsFunc(l.artifact.Image.Packages, func(p image.Package) bool {
		return strings.HasSuffix(p.Name, "-dev") && !slices.Contains([]string{"musl-dev", "libc-dev", "libc6-dev"}, p.Name)
	})
}

// turnOff builds the program without cgo.
func (l *goLinker) turnOff() (base.Final, bool) {
	stage := l.artifact.Image.Stage
	switch l.built.Cgo {
	case "":
		l.runtime.Change(stage).First = append(l.runtime.Change(stage).First, "ENV CGO_ENABLED=0")
	default:
		if !l.editCgo() {
			l.say(finding.GoCgoBuilder, "CGO_ENABLED=%s is set in a way that can't be changed, and the program would be linked with the build image's C library", l.built.Cgo)
			return base.Final{}, false
		}
	}
	switch {
	case l.built.Opaque:
		l.say(finding.GoOpaque, "%s is built by %q; CGO_ENABLED=0 in the environment is taken to hold there", l.artifactName(), strings.Join(l.artifact.Command.Args, " "))
	case l.cgo != project.CgoUnknown:
		l.say(finding.GoCgoOff, "%s needs no C: it is built with CGO_ENABLED=0, as a static file", l.artifactName())
	}
	return l.static()
}

// editCgo turns the CGO_ENABLED that the file sets into 0, in ENV or in front of
// the command.
func (l *goLinker) editCgo() bool {
	c := l.artifact.Command
	change := l.runtime.Change(l.artifact.Image.Stage)
	if c.Shell != nil && c.Run.Script != nil && !c.Run.Heredoc {
		for _, a := range c.Shell.Assigns {
			if a.Name == "CGO_ENABLED" {
				change.Edits = append(change.Edits, source.Edit{Span: c.Instr.Args.Span(a.Span.Start, a.Span.End), New: "CGO_ENABLED=0"})
				return true
			}
		}
	}
	v, ok := l.artifact.Image.Config.Getenv("CGO_ENABLED")
	if !ok || v.From == nil {
		return false
	}
	words := v.From.Words
	for i, w := range words {
		switch {
		case strings.HasPrefix(w.Text, "CGO_ENABLED="):
			change.Edits = append(change.Edits, source.Edit{Span: w.Span, New: "CGO_ENABLED=0"})
			return true
		case w.Text == "CGO_ENABLED" && i == 0 && len(words) == 2:
			change.Edits = append(change.Edits, source.Edit{Span: words[1].Span, New: "0"})
			return true
		}
	}
	return false
}

// dynamic keeps cgo: the build stage has to stand on the final base's libc, and
// the libraries have to be there.
func (l *goLinker) dynamic() (base.Final, bool) {
	if l.cgo == project.CgoUnknown {
		l.say(finding.GoCgoUnknown, "whether the program needs C can't be told%s; it keeps cgo", l.unknownWhy())
	} else {
		l.say(finding.GoCgoKept, "%s is built with cgo: %s", l.artifactName(), l.why())
	}
	if l.libc() != l.finalLibc() && !l.moveBuilder() {
		return base.Final{}, false
	}
	if l.r.Target == base.Alpine {
		return l.dynamicAlpine()
	}
	return l.dynamicDistroless()
}

func (l *goLinker) why() string {
	switch {
	case len(l.reasons) > 0:
		return l.reasons[0].String()
	case l.built.NeedsCgo != "":
		return l.built.NeedsCgo + " asks for it"
	}
	if l.built.Cgo == "" {
		return "its sources can't be seen"
	}
	return "the file sets CGO_ENABLED=" + l.built.Cgo
}

func (l *goLinker) unknownWhy() string {
	if len(l.reasons) == 0 {
		return ""
	}
	return " (" + l.reasons[0].String() + ")"
}

func (l *goLinker) dynamicDistroless() (base.Final, bool) {
	name := "base"
	if l.links.Cpp {
		name = "cc"
	}
	img := l.artifact.Image
	if l.libc() == base.Glibc && !l.pinSuite(img) {
		return base.Final{}, false
	}
	if !l.linksSystem() {
		return l.r.Image.Catalog.Plain(base.Distroless, name)
	}
	final, ok := l.r.Image.Catalog.Plain(base.Distroless, "cc")
	l.carryLibraries()
	return final, ok
}

// linksSystem reports whether the program links libraries of system packages.
func (l *goLinker) linksSystem() bool {
	if len(l.links.Libraries) > 0 || len(l.links.Unseen) > 0 {
		return true
	}
	return l.hasHeaders() // which a build tag may ask for
}

// pinSuite makes sure that the program is built on a release whose glibc the
// final base has, today and when the tag moves.
func (l *goLinker) pinSuite(img *image.Image) bool {
	runs, known := base.GlibcRuns(img.Base.Suite, l.r.Image.Catalog.FinalSuite(base.Distroless))
	pinned, ok := fittingTag(img.Base)
	switch {
	case ok && pinned != refText(img.Base.Ref) && img.Base.Ref.Digest == "":
		l.rt(pinnedAs(l.r.Image.Catalog, img.Base, pinned), rootStage(img.Stage).From.Span, "the program is built on %s", pinned)
		l.runtime.Change(rootStage(img.Stage)).Base = pinned
	case known && !runs:
		l.say(finding.GoCgoBuilder, "%s has a newer glibc than the final base", img.Base.Ref.String())
		return false
	}
	return true
}

func refText(r dockerfile.ImageRef) string {
	if r.Tag == "" {
		return r.Name
	}
	return r.Name + ":" + r.Tag
}

func (l *goLinker) dynamicAlpine() (base.Final, bool) {
	final, ok := l.r.Image.Catalog.Plain(base.Alpine, "alpine")
	if l.links.Cpp {
		l.needPackages("libstdc++")
	}
	if !l.linksSystem() || !l.builtHere() && l.r.Image.Base.Libc == base.Musl {
		return final, ok
	}
	suite := l.artifact.Image.Base.Suite
	if c := l.runtime.Change(rootStage(l.artifact.Image.Stage)); c.Base != "" {
		to, _ := l.r.Image.Catalog.ResolveText(c.Base)
		suite = to.Suite
	}
	release, known := strings.CutPrefix(suite, "alpine")
	names := l.runtimeLibraries()
	if !known || release == "" || len(names) == 0 {
		l.say(finding.GoLibrary, "%s links libraries of the system (%s), and which package of %s brings them is not known", l.artifactName(), l.why(), l.r.Target)
		return final, false
	}
	l.needPackages(names...)
	// A release's libraries have other names in the next one.
	return final.OnAlpine(release), ok
}

// runtimeLibraries are the apk packages of the libraries whose headers the build
// stage installs.
func (l *goLinker) runtimeLibraries() []string {
	var names []string
	for _, p := range l.artifact.Image.Packages {
		if !strings.HasSuffix(p.Name, "-dev") || slices.Contains([]string{"musl-dev", "libc-dev", "libc6-dev"}, p.Name) {
			continue
		}
		found := []string{p.Name}
		if p.Manager != "apk" {
			found, _ = base.Apk(p.Name)
		}
		for _, n := range found {
			if known, ok := base.LookupPackage(n); ok && len(known.Runtime["alpine"]) > 0 {
				names = append(names, known.Runtime["alpine"]...)
			} else {
				names = append(names, strings.TrimSuffix(n, "-dev"))
			}
		}
	}
	return names
}

func rootStage(s *dockerfile.Stage) *dockerfile.Stage {
	for s.Parent != nil {
		s = s.Parent
	}
	return s
}
