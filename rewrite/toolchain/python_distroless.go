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

// pythonRuntime is the data of templates/python-runtime.tmpl.
type pythonRuntime struct {
	closure
	// Comment stands above the stage, a line each.
	Comment []string
	// Merge are directories of pip --user and --prefix, which join /usr/local.
	Merge []string
	// Tools is true where the interpreter's own packages are those of tools that builds use.
	Tools bool
	// Venv is a virtual environment without its pip; "" for none.
	Venv string
}

// distroless ends in the ready-made interpreter where it has the very version and
// can run the process, else carries the file's own one over.
func (b *pythonBuild) distroless() *Runtime {
	b.rt.DropEnv = dropPythonEnv
	ready, ok := b.Image.Catalog.Runtime(base.Distroless, "python", b.language.Version)
	switch own := b.needsOwn(); {
	case ok && own == "":
		b.rt.Final = ready
		b.readyMade()
	case b.systemStays():
		b.rt.Final, _ = b.Image.Catalog.Plain(base.Distroless, "cc")
		b.carriedSystem()
	default:
		b.rt.Final, _ = b.Image.Catalog.Plain(base.Distroless, "cc")
		b.carried(ok)
	}
	b.leaveTools()
	b.nltkData()
	b.sameLibc()
	b.shellCalls()
	b.programs()
	b.opens()
	return b.rt
}

// needsOwn is why the ready-made interpreter does not do, "" when it does.
func (b *pythonBuild) needsOwn() string {
	s := b.start
	switch {
	case s.Kind == "script" && s.Row.Module == "" && !s.Known && !s.Own && s.Venv == "":
		return s.Name + " may be a program of its own"
	case s.Kind == "script" && startsOthers[s.Name]:
		return s.Name + " starts other commands of the environment"
	}
	for _, name := range prefixReaders {
		if slices.Contains(b.names, name) {
			return name + " reads files below the interpreter's prefix"
		}
	}
	for _, p := range b.sources.programs {
		if _, ok := project.PythonScriptNamed(p); ok || slices.Contains(b.names, project.NormalPythonName(p)) || isPythonName(p) {
			return "the sources run " + p
		}
	}
	return ""
}

// startsOthers are console scripts that start another one by its name.
var startsOthers = map[string]bool{
	"opentelemetry-instrument": true, "ddtrace-run": true, "newrelic-admin": true, "supervisord": true, "honcho": true,
	"circusd": true, "watchmedo": true, "uwsgi": true, "jupyter": true,
}

// prefixReaders are distributions that install data or programs beside the
// interpreter and look for them there.
var prefixReaders = []string{"jupyter", "jupyterlab", "notebook", "jupyter-server", "voila", "uwsgi", "supervisor", "mod-wsgi", "apache-airflow", "ansible"}

// keepLang sets LANG as the old base did, where the final one does not.
func (b *pythonBuild) keepLang() {
	v, ok := b.Image.Config.Getenv("LANG")
	if ok && v.From == nil && !slices.ContainsFunc(b.rt.Final.Env, func(e base.EnvVar) bool { return e.Name == "LANG" }) {
		b.rt.Env = append(b.rt.Env, Env{Name: "LANG", Value: v.Value})
	}
}

// readyMade puts the packages where the final base's interpreter looks for them.
func (b *pythonBuild) readyMade() {
	rt := b.rt
	b.keepLang()
	b.say(finding.PythonReady, rootOf(b.Image.Stage).From.Span, "%s has Python %s", rt.Final.Image, rt.Final.Version)
	site := "lib/python" + b.minor + "/site-packages"
	var search []string
	take := func(root string) {
		src := path.Join(root, site)
		if root == "/usr/local" {
			src = b.site()
		}
		rt.Sources = append(rt.Sources, root)
		for _, c := range rt.Copies {
			if c.Source == src {
				return
			}
		}
		rt.Copies = append(rt.Copies, Copy{Source: src, Dest: rt.Final.SitePackages, Dir: true, Early: true})
		search = append(search, src)
	}
	if b.toolsAlone() {
		rt.Sources = append(rt.Sources, b.site())
	}
	if b.venv != "" {
		take(b.venvAside())
	} else {
		if b.systemPackages() || b.copiedSite() {
			take("/usr/local")
			rt.Sources = []string{b.site()}
		}
		for _, place := range []string{"user", "prefix"} {
			for _, in := range b.installsOf(place) {
				if in.path == "/usr/local" {
					take("/usr/local")
					continue
				}
				take(in.path)
			}
		}
	}
	for _, in := range b.installsOf("target") {
		search = append(search, in.path)
	}
	if b.systemStays() && b.venv == "" && len(b.systemModules()) > 0 {
		src := "/usr/lib/python3/dist-packages"
		rt.Copies = append(rt.Copies, Copy{Source: src, Dest: src, Dir: true, Early: true})
		search = append(search, src)
		rt.Brings = isModulePackage
	}
	rt.Sources = append(rt.Sources, b.copiedTrees()...)
	b.removePip()
	if b.mayLink() && len(search) > 0 {
		rt.carryClosure("", closure{Of: "the packages", Many: true, Search: search})
	}
	rt.Probe, rt.Dial = probe(rt.Final.Interpreter), dial(rt.Final.Interpreter)
	b.readyProcess()
}

// mayLink tells whether packages may link libraries of the system: some were
// installed, the base brings many, or a package is known to.
func (b *pythonBuild) mayLink() bool {
	for _, st := range b.installStages() {
		img := b.imageOf(st)
		if img == nil {
			continue
		}
		if !strings.Contains(img.Base.Variant, "slim") && img.Base.Libc == base.Glibc && img.Base.Family == "official" {
			return true
		}
	}
	if slices.ContainsFunc(b.needs, func(p project.PythonPackage) bool { return len(p.Links)+len(p.Opens) > 0 }) {
		return true
	}
	for _, p := range b.allPackages() {
		known, ok := base.LookupPackage(p.Name)
		if strings.HasPrefix(p.Name, "lib") || ok && known.Role == "library" {
			return true
		}
	}
	return false
}

// allPackages are the system packages of the product and of the stages that its
// packages were installed in.
func (b *pythonBuild) allPackages() []image.Package {
	out := slices.Clone(b.Image.Packages)
	for _, in := range b.installs {
		if in.made.Image != b.Image {
			out = append(out, in.made.Image.Packages...)
		}
	}
	return out
}

// carriedProgram is the interpreter in /usr/local: make altinstall leaves no python3.
func (b *pythonBuild) carriedProgram() string {
	if b.language.By == "download" {
		return "/usr/local/bin/python" + b.minor
	}
	return "/usr/local/bin/python3"
}

// carried brings the interpreter's own tree along.
func (b *pythonBuild) carried(offered bool) {
	rt := b.rt
	why := "has no Python " + b.minor
	comment := []string{
		b.finalTitle() + " has no Python " + b.minor + ": the interpreter goes along, without what only",
		"builds need, and with the shared libraries that the base does not have.",
	}
	if offered {
		comment = []string{
			"The interpreter goes along, because " + b.needsOwn() + ":",
			"without what only builds need, with the shared libraries that the base does not have.",
		}
		why = "has a Python " + b.minor + " of its own, but " + b.needsOwn()
	}
	b.say(finding.PythonCarried, rootOf(b.Image.Stage).From.Span, "%s %s: the interpreter comes along", b.finalName(), why)
	data := &pythonRuntime{Comment: comment, closure: closure{Programs: []string{b.carriedProgram()}, Search: []string{"/usr/local"}}}
	for _, in := range b.installsOf("user") {
		data.Merge = append(data.Merge, in.path)
		rt.Sources = append(rt.Sources, in.path)
		b.say(finding.PythonUser, in.made.Command.Instr.Span, "packages of %s move to /usr/local, because %s belongs to another user", in.path, in.path)
	}
	for _, in := range b.installsOf("prefix") {
		if !image.Within(in.path, "/usr/local") && in.made.Image == b.Image {
			data.Search = append(data.Search, in.path)
		}
	}
	for _, in := range b.installsOf("target") {
		data.Search = append(data.Search, in.path)
	}
	data.Tools = b.toolsAlone()
	rt.Libraries = true
	rt.Copies = append(rt.Copies,
		librariesOf("runtime"),
		Copy{From: "runtime", Source: "/usr/local", Dest: "/usr/local", Dir: true, Early: true})
	rt.Sources = append(rt.Sources, "/usr/local")
	for _, in := range b.installsOf("venv") {
		data.Search = append(data.Search, in.path)
		if b.workdir() != "/" && image.Within(in.path, b.workdir()) {
			b.prunePip(in) // it comes with the application
			continue
		}
		data.Venv = in.path
		root := b.wholeAround(in.path)
		rt.Sources = append(rt.Sources, root)
		rt.Copies = append(rt.Copies, Copy{From: "runtime", Source: root, Dest: root, Dir: true, Early: true})
	}
	if slices.Contains(b.names, "uwsgi") || slices.Contains(b.names, "mod-wsgi") {
		rt.Env = append(rt.Env, Env{Name: "LD_LIBRARY_PATH", Value: "/usr/local/lib", Comment: "uwsgi links libpython by its name alone."})
	}
	b.keepLang()
	rt.Carried = append(rt.Carried, Stage{Name: "runtime", Template: "python-runtime.tmpl", Data: data})
	rt.Final.Language, rt.Final.Interpreter = "python", "/usr/local/bin/python3"
	if b.venv != "" {
		rt.Final.Interpreter = path.Join(b.venv, "bin/python")
	}
	rt.Probe, rt.Dial = probe(rt.Final.Interpreter), dial(rt.Final.Interpreter)
	b.carriedProcess()
}

// wholeAround is the directory that came into the image as a whole with dir in it, else
// dir: it is carried once, without what only builds need.
func (b *pythonBuild) wholeAround(dir string) string {
	for _, e := range b.Image.Tree.Under("/") {
		if e.Whole && e.Dir && e.Kind == image.FromStage && e.Path != dir && image.Within(dir, e.Path) && strings.Count(e.Path, "/") > 1 {
			return e.Path
		}
	}
	return dir
}
