package toolchain

import (
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// pythonBuild is one answer to a Request, while it is put together.
type pythonBuild struct {
	answer
	start *pythonStart

	language image.Language // the interpreter
	official base.Image     // the official image of its version
	minor    string         // "3.12"
	installs []placedInstall
	names    []string // of distributions, as far as the file and the context tell
	complete bool     // names is all that was asked for
	needs    []project.PythonPackage
	venv     string // the environment that the process runs in; "" for the system's
	sources  *pythonSources
}

// survey gathers what decides, and refuses what no target can take.
func (b *pythonBuild) survey() {
	b.rt = &Runtime{}
	b.language, _ = b.Image.Language("python", b.start.Program)
	b.official = b.language.Image
	b.minor = pythonMinor(b.language.Version)
	b.rt.Version = b.minor
	b.installs = pythonInstalls(b.Image)
	b.complete = b.Image.Context.Known()
	for _, in := range b.installs {
		b.names = append(b.names, in.facts.Names...)
		b.complete = b.complete && in.facts.Complete
	}
	slices.Sort(b.names)
	b.names = slices.Compact(b.names)
	b.needs = project.PythonNeeds(b.names)
	b.venv = b.start.Venv
	if b.venv == "" && !strings.Contains(b.start.Program, "/") {
		b.venv = pathVenv(b.Image)
	}
	b.interpreterKnown()
	b.environmentsKnown()
	if b.start.Kind == "none" {
		b.say(finding.NoProcess, b.processSpan(), "%s is started without a program", b.start.Program)
	}
	if b.start.Kind == "file" && strings.HasPrefix(b.start.Name, "$") {
		b.say(finding.VariableUnset, b.processSpan(), "which program runs is only known when the container starts")
	}
	b.sources = readPythonSources(b)
}

// interpreterKnown refuses a Python whose version or place can't be told.
func (b *pythonBuild) interpreterKnown() {
	span := rootOf(b.Image.Stage).From.Span
	if b.language.Instr != nil {
		span = b.language.Instr.Span
	}
	switch l, img := b.language, b.Image.Base; {
	case img.Family == "distroless" && img.Retired != nil && b.minor != "":
		b.say(finding.PythonForeign, span, "%s is published no more: begin the final stage with FROM python:%s-slim, whose interpreter can come along", img.Ref.String(), b.minor)
	case l.By == "" || l.By == "base" && (img.Family == "distroless" || img.Family == "lambda" || img.Prefix != "/usr/local"):
		b.say(finding.PythonForeign, span, "%s is no image of Python's own: where its interpreter lies and of which version it is can't be told", img.Ref.String())
	case b.minor == "" && l.By == "base":
		b.say(finding.PythonVersion, span, "%s does not tell its minor version of Python", img.Ref.String())
	case b.minor == "":
		b.say(finding.PythonVersion, span, "this does not tell which minor version of Python it brings")
	case l.By == "manager":
		b.say(finding.PythonForeign, span, "a version manager builds Python %s below a home directory, which the final user may not enter", l.Version)
	case l.By == "download" && l.Prefix != "/usr/local":
		b.say(finding.PythonForeign, span, "Python %s is built for %s", l.Version, l.Prefix)
	case !l.Known:
		b.say(finding.PythonVersion, span, "no official image has Python %s", l.Version)
	case strings.HasPrefix(b.minor, "2."):
		b.say(finding.PythonVersion, span, "Python %s is no longer built for any release that the final base runs", b.minor)
	}
}

// environmentsKnown refuses installations whose place can't be told or carried.
func (b *pythonBuild) environmentsKnown() {
	for _, in := range b.installs {
		span := in.made.Command.Instr.Span
		switch in.facts.Place {
		case "conda":
			b.say(finding.PythonConda, span, "%q makes a conda environment", in.made.Command.Name())
		case "hidden":
			if b.start.Kind != "file" || len(b.start.Runner) > 0 {
				b.say(finding.PythonHidden, span, "%s makes a virtual environment below %s whose name only it knows", in.facts.Tool, in.path)
			}
		}
		if in.facts.InProject != "" && b.start.Venv == in.path {
			b.say(finding.PythonInProject, span, "%s makes its environment in %s now", in.facts.Tool, in.path)
			c := b.rt.Change(in.made.Image.Stage)
			c.First = append(c.First, "ENV "+in.facts.InProject)
		}
	}
	if b.start.Kind == "script" && !b.start.Own && b.start.Venv == "" && len(b.installs) == 0 && !slices.ContainsFunc(b.Image.Packages, func(p image.Package) bool { return isModulePackage(p.Name) || p.Name == b.start.Name }) {
		b.say(finding.PythonUnseen, b.processSpan(), "no command that can be read installs %s, nor any other package", b.start.Name)
	}
	if b.start.RunnerWhy != "" {
		b.say(finding.PythonRunner, b.processSpan(), "%s %s", strings.Join(b.start.Argv, " "), b.start.RunnerWhy)
		return
	}
	if len(b.start.Runner) > 0 && b.start.Venv == "" && !b.systemRunner() {
		b.say(finding.PythonRunner, b.processSpan(), "%s would install at every start what it runs: no RUN of the file did", strings.Join(b.start.Runner, " "))
	}
	for _, a := range b.Image.Artifacts {
		if a.Toolchain == "python" && a.Kind == "managed" {
			b.say(finding.PythonForeign, a.Command.Instr.Span, "uv brings an interpreter of its own")
		}
	}
}

// systemRunner: what the runner would take lies in the system's own environment.
func (b *pythonBuild) systemRunner() bool {
	tool := path.Base(b.start.Runner[0])
	return slices.ContainsFunc(b.installs, func(in placedInstall) bool {
		return in.facts.Tool == tool && in.facts.Place == "system"
	})
}

func rootOf(st *dockerfile.Stage) *dockerfile.Stage {
	for st.Parent != nil {
		st = st.Parent
	}
	return st
}

// installStages are the stages at the root of those whose installations the
// product has, and of the product itself.
func (b *pythonBuild) installStages() []*dockerfile.Stage {
	roots := []*dockerfile.Stage{rootOf(b.Image.Stage)}
	for _, in := range b.installs {
		if root := rootOf(in.made.Image.Stage); !slices.Contains(roots, root) {
			roots = append(roots, root)
		}
	}
	return roots
}

// sameLibc gives the stages that install packages the final's C library.
func (b *pythonBuild) sameLibc() {
	b.oldSite()
	m := mover{answer: &b.answer, refusal: finding.PythonMove, language: "python", bundled: b.bundled}
	m.sameLibc(b.installStages())
}

// bundled: headers of Python itself, which the official images have, and modules for
// a system's interpreter beside that of the image.
func (b *pythonBuild) bundled(name string) bool {
	if b.language.By != "base" && isModulePackage(name) {
		return false
	}
	return strings.HasPrefix(name, "python3") || project.NormalPythonName(name) == "python-dev"
}

// systemPackages: something was installed for the interpreter itself.
func (b *pythonBuild) systemPackages() bool {
	return slices.ContainsFunc(b.installs, func(in placedInstall) bool { return in.facts.Place == "system" })
}

func (b *pythonBuild) installsOf(place string) []placedInstall {
	var out []placedInstall
	for _, in := range b.installs {
		if in.facts.Place == place && !slices.ContainsFunc(out, func(o placedInstall) bool { return o.path == in.path }) {
			out = append(out, in)
		}
	}
	return out
}

// leaveTools leaves the package managers behind that COPY brought along.
func (b *pythonBuild) leaveTools() {
	for _, e := range b.Image.Tree.Entries() {
		origin := e
		if e.Kind == image.FromStage {
			origin, _, _ = b.Image.Tree.Origin(e.Path)
		}
		if origin.Kind == image.FromImage && strings.Contains(origin.Image, "astral-sh/uv") && !e.Dir {
			b.rt.Sources = append(b.rt.Sources, e.Path)
		}
	}
}

// nltkData puts NLTK's data where it looks for it whoever runs the process: by
// default the build leaves it in root's home.
func (b *pythonBuild) nltkData() {
	for _, a := range b.Image.Artifacts {
		if a.Toolchain != "python" || a.Kind != "nltk" || path.Base(a.Path) != "nltk_data" || !image.Within(a.Path, "/root") {
			continue
		}
		b.rt.Sources = append(b.rt.Sources, a.Path)
		if !slices.ContainsFunc(b.rt.Copies, func(c Copy) bool { return c.Source == a.Path }) {
			b.rt.Copies = append(b.rt.Copies, Copy{Source: a.Path, Dest: "/usr/local/share/nltk_data", Dir: true, Early: true})
		}
	}
}

// probe is a health check that an interpreter at p makes.
func probe(p string) func(string) []string {
	return func(url string) []string {
		return []string{p, "-c", "import urllib.request; urllib.request.urlopen('" + strings.ReplaceAll(url, "'", "%27") + "')"}
	}
}

// dial is a health check that asks whether a port is open.
func dial(p string) func(host, port string) []string {
	return func(host, port string) []string {
		return []string{p, "-c", "import socket; socket.create_connection(('" + host + "', " + port + "))"}
	}
}

// dropPythonEnv tells of variables that only package managers read.
func dropPythonEnv(name string) bool {
	for _, prefix := range []string{"PIP_", "POETRY_", "PIPENV_", "UV_", "PYTHON_GET_PIP_", "PDM_", "CONDA_"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	switch name {
	case "PYTHON_PIP_VERSION", "PYTHON_SETUPTOOLS_VERSION", "PYTHON_SHA256", "PYTHON_VERSION", "GPG_KEY":
		return true
	}
	return false
}

// installSpan is the instruction that installs a distribution.
func (b *pythonBuild) installSpan(name string) source.Span {
	for _, in := range b.installs {
		if slices.Contains(in.facts.Names, name) {
			return in.made.Command.Instr.Span
		}
	}
	return b.processSpan()
}
