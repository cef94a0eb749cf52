package toolchain

import (
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
)

// alpine ends in the official image of the very version on Alpine; what is native
// is installed there, too.
func (b *pythonBuild) alpine() *Runtime {
	rt := b.rt
	rt.DropEnv = dropPythonEnv
	if own, packages, ok := ownPackages(b.Request, "python"); ok {
		return b.ownAlpine(own, packages)
	}
	from := b.official
	final, ok := b.Image.Catalog.Runtime(base.Alpine, "python", b.language.Version)
	if !ok {
		b.say(finding.PythonVersion, rootOf(b.Image.Stage).From.Span, "no official image has Python %s on Alpine", b.language.Version)
		return rt
	}
	if from.Family == "uv" {
		// Python's own image has the same interpreter, without uv.
	} else if from.Libc == base.Musl {
		final.Image = from.Ref.String()
		rt.InPlace = from.Retired == nil && !slices.ContainsFunc(b.Image.Artifacts, func(a *image.Artifact) bool {
			return a.Toolchain == "python" // installed here, with what installing takes
		})
	} else if tag, ok := base.AlpineTag(from); ok && !from.Moving {
		final.Image = tag
	}
	rt.Final = final
	rt.Probe, rt.Dial = probe("/usr/local/bin/python3"), dial("/usr/local/bin/python3")
	if !rt.InPlace {
		b.muslWheels()
		b.muslLibraries()
		b.alpineCopies()
	}
	b.leaveTools()
	b.nltkData()
	b.sameLibc()
	b.programs()
	if len(b.start.Runner) > 0 || b.start.Kind == "file" && b.start.Program == b.start.Name || b.programMoves() {
		b.carriedProcess()
	}
	return rt
}

// muslWheels refuses packages that can't be had on musl, and installs what the
// others are built with.
func (b *pythonBuild) muslWheels() {
	var build []string
	for _, p := range b.needs {
		switch {
		case p.Wheel == "both" || p.Wheel == "pure":
			continue
		case p.Alpine == nil:
			b.say(finding.PythonMusl, b.installSpan(p.Name), "%s has no wheel for musl, and is no package that one builds from source", p.Name)
		default:
			b.say(finding.PythonMuslBuild, b.installSpan(p.Name), "%s has no wheel for musl: it is built from source", p.Name)
			build = append(build, p.Alpine...)
		}
	}
	if !b.complete {
		b.say(finding.PythonMuslUnknown, b.processSpan(), "not all packages that the file installs can be told: one without a wheel for musl would have to be built")
	}
	slices.Sort(build)
	build = slices.Compact(build)
	if len(build) == 0 {
		return
	}
	for _, in := range b.installs {
		b.addBuildPackages(in.made.Image, build)
	}
}

// muslLibraries installs what the packages load at run time.
func (b *pythonBuild) muslLibraries() {
	for _, p := range b.needs {
		if p.Optional {
			continue
		}
		for _, n := range p.Libraries["alpine"] {
			if !slices.Contains(b.rt.Packages, n) {
				b.rt.Packages = append(b.rt.Packages, n)
			}
		}
	}
}

// alpineCopies takes the packages over to the same places.
func (b *pythonBuild) alpineCopies() {
	rt := b.rt
	add := func(src, dest string) {
		rt.Copies = append(rt.Copies, Copy{Source: src, Dest: dest, Dir: true, Early: true})
	}
	s := b.start
	if s.Kind == "shell" || len(b.sources.programs) > 0 || s.Kind == "script" && startsOthers[s.Name] {
		// Any command of the environment may be started.
		rt.Sources = append(rt.Sources, "/usr/local")
		add("/usr/local", "/usr/local")
	} else if b.toolsAlone() {
		rt.Sources = append(rt.Sources, b.site())
	} else if b.systemPackages() || b.copiedSite() {
		site := b.site()
		rt.Sources = append(rt.Sources, site)
		add(site, site)
		if s.Kind == "script" && b.venv == "" && len(b.installsOf("user")) == 0 {
			rt.Copies = append(rt.Copies, Copy{Source: "/usr/local/bin/" + s.Name, Dest: "/usr/local/bin/" + s.Name})
		}
		b.removePip()
	}
	for _, in := range b.installsOf("user") {
		rt.Sources = append(rt.Sources, in.path)
		add(in.path, "/usr/local")
		b.say(finding.PythonUser, in.made.Command.Instr.Span, "packages of %s move to /usr/local, because %s belongs to another user", in.path, in.path)
	}
	for _, in := range b.installsOf("venv") {
		if image.Within(in.path, b.workdir()) {
			continue
		}
		rt.Sources = append(rt.Sources, in.path)
		add(in.path, in.path)
	}
}

// addBuildPackages installs what the stage does not install itself.
func (b *answer) addBuildPackages(img *image.Image, names []string) {
	have := slices.Clone(img.Base.Packages)
	if img.Base.Libc == base.Glibc {
		have = nil // the base is going to be another one
	}
	for _, p := range img.Installed {
		if p.Manager == "apk" {
			have = append(have, p.Name)
		} else if apk, ok := base.Apk(p.Name); ok {
			have = append(have, apk...)
		}
	}
	var missing []string
	for _, n := range names {
		if !slices.Contains(have, n) && !(slices.Contains(have, "build-base") && slices.Contains([]string{"gcc", "g++", "make", "musl-dev"}, n)) {
			missing = append(missing, n)
		}
	}
	if len(missing) == 0 {
		return
	}
	c := b.rt.Change(img.Stage)
	line := "RUN apk add --no-cache " + strings.Join(missing, " ")
	if !slices.Contains(c.First, line) {
		c.First = append(c.First, line)
	}
}
