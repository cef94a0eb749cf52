package toolchain

import (
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
)

// pythonSystem is the data of templates/python-system.tmpl: a Debian or Ubuntu
// interpreter with its packages, gathered below /runtime.
type pythonSystem struct {
	closure
	// Comment stands above the stage, a line each.
	Comment []string
	// Programs are programs of /usr/bin, and Trees directories, beside the interpreter's own.
	Scripts, Trees []string
}

// systemStays tells whether the interpreter is Debian's or Ubuntu's own, on a release
// whose programs run on the final base: then the system stays the builder.
func (b *pythonBuild) systemStays() bool {
	if b.language.By != "apt" || b.Target != base.Distroless {
		return false
	}
	runs, known := base.GlibcRuns(b.Image.Base.Suite, b.Image.Catalog.FinalSuite(base.Distroless))
	return known && runs
}

// site is where the packages lie when the build has ended: a stage that moves to the
// official image has them in that one's place.
func (b *pythonBuild) site() string {
	if b.language.By == "base" || b.systemStays() || b.language.By == "apk" && b.rt.Final.Name == "alpine" {
		return siteOf(b.language, b.minor)
	}
	return "/usr/local/lib/python" + b.minor + "/site-packages"
}

// oldSite leaves behind where the old system had the packages, of a stage that moves.
func (b *pythonBuild) oldSite() {
	if old := siteOf(b.language, b.minor); old != b.site() {
		b.rt.Sources = append(b.rt.Sources, old)
		if b.language.Instr != nil && slices.Contains([]string{"apt", "apk", "dnf"}, b.language.By) {
			b.say(finding.LanguageMaker, b.language.Instr.Span, "the official image's build of Python %s takes the place of the system's", b.minor)
		}
	}
}

// carriedSystem brings a system's own interpreter along, at its own places.
func (b *pythonBuild) carriedSystem() {
	rt := b.rt
	b.say(finding.PythonCarried, b.language.Instr.Span, "%s has no Python %s: that of %s comes along", b.finalName(), b.minor, b.Image.Base.Ref.String())
	data := &pythonSystem{
		Comment: []string{
			"The Python " + b.minor + " of " + b.Image.Base.Ref.String() + " goes along, without what only builds need, and with",
			"the shared libraries that the base does not have.",
		},
		closure: closure{Programs: []string{"/usr/bin/python" + b.minor}, Search: []string{"/runtime"}},
		Scripts: b.systemScripts(),
	}
	rt.Libraries, rt.Brings = true, isModulePackage
	rt.Copies = append(rt.Copies, librariesOf("runtime"),
		Copy{From: "runtime", Source: "/runtime", Dest: "/", Dir: true, Early: true})
	rt.Sources = append(rt.Sources, "/usr/local")
	for _, in := range b.installsOf("user") {
		b.say(finding.PythonHidden, in.made.Command.Instr.Span, "packages lie in %s, which belongs to another user", in.path)
	}
	for _, place := range []string{"venv", "prefix", "target"} {
		for _, in := range b.installsOf(place) {
			switch {
			case image.Within(in.path, "/usr/local"):
			case image.Within(in.path, b.workdir()) || place == "target" || in.made.Image != b.Image:
				data.Search = append(data.Search, in.path)
			default:
				data.Trees = append(data.Trees, in.path)
				rt.Sources = append(rt.Sources, in.path)
			}
		}
	}
	rt.Carried = append(rt.Carried, Stage{Name: "runtime", Template: "python-system.tmpl", Data: data})
	rt.Final.Language, rt.Final.Interpreter = "python", "/usr/bin/python3"
	if b.venv != "" {
		rt.Final.Interpreter = path.Join(b.venv, "bin/python")
	}
	rt.Probe = probe(rt.Final.Interpreter)
	b.carriedProcess()
}

// systemModules are the packages of the system that hold modules: python3-flask.
func (b *pythonBuild) systemModules() []string {
	var names []string
	for _, p := range b.Image.Packages {
		if isModulePackage(p.Name) {
			names = append(names, p.Name)
		}
	}
	return names
}

// isModulePackage tells of a Debian package that holds a Python module.
func isModulePackage(name string) bool {
	_, language := base.PackagedLanguage(name, "")
	known, _ := base.LookupPackage(name)
	return strings.HasPrefix(name, "python3-") && !language && known.Role != "build"
}

// systemScripts are the console scripts that a package of the system put into /usr/bin.
func (b *pythonBuild) systemScripts() []string {
	if b.start.Kind != "script" {
		return nil
	}
	name := b.start.Name
	if slices.ContainsFunc(b.Image.Packages, func(p image.Package) bool { return p.Name == name || p.Name == "python3-"+name }) {
		return []string{"/usr/bin/" + name}
	}
	return nil
}

// programMoves: the process names the interpreter, or a console script, at a place
// that only the old system had.
func (b *pythonBuild) programMoves() bool {
	return b.language.By != "base" && strings.HasPrefix(b.start.Program, "/usr/bin/") && !strings.HasPrefix(b.rt.Final.Interpreter, "/usr/bin/")
}

// ownAlpine ends in the file's own Alpine with its own packages of Python.
func (b *pythonBuild) ownAlpine(final base.Final, packages []string) *Runtime {
	rt := b.rt
	final.Interpreter = "/usr/bin/python3"
	rt.Final, rt.Probe = final, probe("/usr/bin/python3")
	// Any command of the environment may be started: then the whole stage stays.
	rt.InPlace = !hasArtifactOf(b.Image, "python", 0) || b.start.Kind == "shell" || startsOthers[b.start.Name] || len(b.sources.programs) > 0
	rt.Packages = slices.DeleteFunc(packages, func(p string) bool { return p == "py3-pip" })
	if len(rt.Packages) == 0 {
		rt.Packages = []string{"python3"} // py3-pip brought it
	}
	if !rt.InPlace {
		b.muslLibraries()
		b.ownCopies()
	}
	b.leaveTools()
	b.nltkData()
	b.programs()
	if len(b.start.Runner) > 0 {
		b.carriedProcess()
	}
	return rt
}

// ownCopies takes what pip installed over to the same places.
func (b *pythonBuild) ownCopies() {
	rt := b.rt
	if b.systemPackages() {
		site := b.site()
		c := rt.Change(b.Image.Stage)
		if b.userStays() {
			c.Last = append(c.Last, "USER root")
		}
		c.Last = append(c.Last, "RUN rm -rf "+site+"/pip "+site+"/pip-*")
		rt.Sources = append(rt.Sources, site)
		rt.Copies = append(rt.Copies, Copy{Source: site, Dest: site, Dir: true, Early: true})
		if b.start.Kind == "script" && b.venv == "" {
			program := path.Join("/usr/bin", b.start.Name)
			rt.Copies = append(rt.Copies, Copy{Source: program, Dest: program})
		}
	}
	for _, in := range b.installsOf("user") {
		b.say(finding.PythonHidden, in.made.Command.Instr.Span, "packages lie in %s, which belongs to another user", in.path)
	}
	for _, in := range b.installsOf("venv") {
		if image.Within(in.path, b.workdir()) {
			continue
		}
		rt.Sources = append(rt.Sources, in.path)
		rt.Copies = append(rt.Copies, Copy{Source: in.path, Dest: in.path, Dir: true, Early: true})
	}
}
