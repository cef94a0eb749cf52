package toolchain

import (
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// goMove puts a build stage on another C library: another tag of the same image,
// and the counterparts of the packages that its RUN lines install.
type goMove struct {
	*goLinker
	stage *dockerfile.Stage
	// old is the base that the stage stands on, now the one it moves to.
	old, now base.Image
}

// moveBuilder puts the build stage on the final base's C library.
func (l *goLinker) moveBuilder() bool {
	img := l.artifact.Image
	root := rootStage(img.Stage)
	from, known := officialOf(img, "go")
	m := &goMove{goLinker: l, stage: root, old: img.Base}
	if !img.BaseKnown {
		m.say(finding.GoCgoBuilder, "%s needs cgo (%s), and nothing is known of the image that it is built on, %s", l.artifactName(), l.why(), root.Base.Raw)
		return false
	}
	tag, ok := base.DebianTag(from)
	if l.finalLibc() == base.Musl {
		tag, ok = base.AlpineTag(from)
	}
	if !known || !ok {
		return m.refuse("there is no tag of %s for it", img.Base.Ref.String())
	}
	if m.now, ok = img.Catalog.ResolveText(tag); !ok {
		return m.refuse("nothing is known of %s", tag)
	}
	if !m.runsFit(img) || !m.tags() {
		return false
	}
	m.runtime.Change(root).Base = tag
	m.rt(finding.GoCgoMusl, root.From.Span, "%s is built on %s, because it links the C library", l.artifactName(), tag)
	return true
}

func (m *goMove) refuse(format string, args ...any) bool {
	args = append([]any{m.artifactName(), m.why(), m.old.Ref.String()}, args...)
	f := finding.New(finding.GoCgoBuilder, m.artifact.Command.Instr.Span, "%s needs cgo (%s), and %s has another C library than the final base: "+format, args...)
	if instead := m.pureInstead(); instead != "" {
		f = f.WithFix("Choose the target of the same C library, or use %s, which needs no C.", instead)
	}
	m.findings = append(m.findings, f)
	return false
}

// pureInstead is a module in pure Go for what needs cgo; "" where none is known.
func (m *goMove) pureInstead() string {
	if len(m.reasons) == 0 || m.reasons[0].Row == nil {
		return ""
	}
	return m.reasons[0].Row.Alternative
}

// runsFit rewrites the RUN lines that install packages, and refuses those that
// mean something else on the other system.
func (m *goMove) runsFit(img *image.Image) bool {
	for _, i := range img.Stage.Body {
		if i.Keyword == "SHELL" {
			return m.refuse("SHELL names a shell that it may not have")
		}
	}
	var missing []string // packages that the new base lacks and no RUN installs
	for _, run := range img.Runs {
		installs := false
		for _, c := range run.Commands {
			if asksArchitecture(c) {
				return m.refuse("%q has no counterpart there", strings.Join(c.Args, " "))
			}
			switch c.Name() {
			case "apt-get", "apt", "apk":
				installs = true
			case "dpkg":
				return m.refuse("%q has no counterpart there", strings.Join(c.Args, " "))
			}
			if slices.ContainsFunc(img.Languages("go"), func(l image.Language) bool { return l.By == "download" && l.Instr == run.Instr }) {
				return m.refuse("it gets its compiler from a download for the other one")
			}
			if pkg, ok := goBuildTools[c.Name()]; ok && !m.has(pkg) && !slices.Contains(missing, pkg) {
				missing = append(missing, pkg)
			}
		}
		if installs && !m.moveRun(img, run) {
			return false
		}
		edits, bad := accountEdits(run, m.now.Libc == base.Glibc)
		if bad != nil {
			return m.refuse("%q has no counterpart there", strings.Join(bad.Args, " "))
		}
		change := m.runtime.Change(img.Stage)
		change.Edits = append(change.Edits, edits...)
	}
	return m.addCompiler(img, missing)
}

// goBuildTools are commands of RUN lines that come with the Debian variant of the
// golang image, and the packages that bring them on Alpine.
var goBuildTools = map[string]string{
	"git": "git", "make": "make", "curl": "curl", "bash": "bash", "gcc": "gcc", "g++": "g++", "pkg-config": "pkgconf",
}

// has reports whether the new base has a package.
func (m *goMove) has(pkg string) bool {
	return slices.Contains(m.now.Packages, pkg) || m.now.Libc == base.Glibc
}

// moveRun writes the package commands of a RUN anew, for the other manager.
func (m *goMove) moveRun(img *image.Image, run *image.Run) bool {
	if run.Script == nil || run.Heredoc {
		return m.refuse("%q can't be rewritten", firstLine(run.Instr.Text.Text))
	}
	only := true
	var commands []*image.Command
	for _, c := range run.Commands {
		switch {
		case packageManager(c) != "":
			commands = append(commands, c)
		case !slices.Contains([]string{"rm", "set", "true", "update-ca-certificates"}, c.Name()):
			only = false
		}
	}
	var names []string
	for _, p := range img.Installed {
		if p.Command.Run != run {
			continue
		}
		found, ok := m.counterpart(p)
		if !ok {
			return m.refuse("the package %s has no known counterpart there", p.Name)
		}
		for _, n := range found {
			if !slices.Contains(names, n) && !slices.Contains(m.now.Packages, n) {
				names = append(names, n)
			}
		}
	}
	change := m.runtime.Change(img.Stage)
	text := packageCommand(names, m.now.Libc == base.Glibc)
	change.Installs = change.Installs || text != ""
	switch {
	case !only:
		change.Edits = append(change.Edits, packageEdits(run, commands, text)...)
		return true
	case text == "":
		change.Remove = append(change.Remove, run.Instr)
		return true
	}
	args := run.Instr.Args
	change.Edits = append(change.Edits, source.Edit{Span: args.Span(0, len(args.Text)), New: text})
	return true
}

// counterpart names a package on the other system.
func (m *goMove) counterpart(p image.Package) ([]string, bool) {
	if b, ok := base.PackagedLanguage(p.Name, ""); ok && b.Language == "go" {
		return nil, true // the official image has it
	}
	if m.now.Libc == base.Glibc {
		if p.Name == "build-base" || p.Name == "musl-dev" || p.Name == "gcc" || p.Name == "g++" || p.Name == "alpine-sdk" {
			return nil, true // the Debian variant has the compilers
		}
		return base.Deb(p.Name)
	}
	return base.Apk(p.Name)
}

// addCompiler installs what the Alpine variant lacks.
func (m *goMove) addCompiler(img *image.Image, missing []string) bool {
	if m.now.Libc != base.Musl {
		return true
	}
	compiler := []string{"gcc", "musl-dev"}
	if m.links.Cpp {
		compiler = []string{"g++"}
	}
	if m.linksSystem() && !slices.Contains(missing, "pkgconf") {
		compiler = append(compiler, "pkgconf")
	}
	all := append(compiler, missing...)
	change := m.runtime.Change(img.Stage)
	change.First = append(change.First, "RUN apk add --no-cache "+strings.Join(slices.Compact(all), " "))
	return true
}

// tags gives the go command the build tags that musl needs, or takes them away.
func (m *goMove) tags() bool {
	for _, tag := range m.links.MuslTags {
		c := m.artifact.Command
		if c.Shell == nil || len(c.Shell.Words) < 2 || c.Run.Heredoc {
			return m.refuse("the build needs the tag %s there", tag)
		}
		has := slices.Contains(m.built.Build.Tags, tag)
		switch {
		case m.now.Libc == base.Musl && !has && len(m.built.Build.Tags) == 0:
			at := c.Instr.Args.Offset(c.Shell.Words[1].Span.End)
			change := m.runtime.Change(m.artifact.Image.Stage)
			change.Edits = append(change.Edits, source.Edit{Span: source.Span{Start: at, End: at}, New: " -tags " + tag})
		case m.now.Libc == base.Musl != has:
			return m.refuse("the build tags would have to change (%s)", tag)
		}
	}
	return true
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	if len(line) > 60 {
		line = line[:57] + "…"
	}
	return line
}
