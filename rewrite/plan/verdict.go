package plan

import (
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
)

// verdict is what becomes of a system package.
type verdict struct {
	// keep: the process may need it at run time.
	keep bool
	// lost says why it can't come along although it is kept; "" when it can.
	lost string
	// id and why are the finding that tells of it.
	id  finding.ID
	why string
}

func left(why string) verdict  { return verdict{id: finding.PackageLeft, why: why} }
func there(why string) verdict { return verdict{id: finding.PackageInBase, why: why} }
func unused(why string) verdict {
	return verdict{id: finding.PackageDropped, why: why}
}
func needed(why string) verdict {
	return verdict{keep: true, id: finding.PackageCarried, why: why}
}

// verdict judges a package: whether the process may need it, and whether it can come along.
func (e *editor) verdict(p image.Package) verdict {
	v := e.need(p)
	if v.keep {
		v.lost = e.lost(p)
	}
	return v
}

// need judges a package by its role, and by who names its programs.
func (e *editor) need(p image.Package) verdict {
	if names, ok := base.FromRPM(p.Name); ok && p.Manager == "dnf" {
		if len(names) == 0 {
			return left("only the old system uses it")
		}
		p.Name = names[0]
	}
	if slices.Contains(e.Runtime.Packages, p.Name) {
		return needed("the final stage installs it too")
	}
	known, ok := base.LookupPackage(p.Name)
	// Debian 13 renamed libraries whose time became 64 bits wide.
	if slices.Contains(e.Runtime.Final.Packages, p.Name) || slices.Contains(e.Runtime.Final.Packages, p.Name+"t64") {
		return there("the new base has it")
	}
	if names, ok := base.Deb(p.Name); ok && p.Manager == "apk" && e.r.Target == base.Distroless && e.baseHas(names) {
		return there("the new base has it")
	}
	if b, language := base.PackagedLanguage(p.Name, e.Image.Base.Suite); language {
		return e.needLanguage(p, b, known)
	}
	if e.Runtime.Brings != nil && e.Runtime.Brings(p.Name) {
		return left("its files come along with the language")
	}
	if !ok {
		return e.needUnknown(p)
	}
	switch known.Role {
	case "build":
		if len(known.Runtime) > 0 && !e.Runtime.Closed && !e.Runtime.Libraries {
			return needed("its libraries may be loaded at run time")
		}
		return left("only builds use it")
	case "certificates", "timezone":
		if e.r.Target == base.Distroless {
			return there("the new base has its files")
		}
		return needed("the process may read its files")
	case "init":
		if e.r.Target == base.Distroless || !e.keepsStart(e.r) && !e.startsWith(programsOf(p, known)) {
			return left("nothing starts it any more")
		}
		return needed("the process may start it")
	case "locale", "shell":
		if e.r.Target == base.Distroless {
			return left("nothing on the new base uses it")
		}
		return needed("the process may start it")
	case "library":
		if e.Runtime.Libraries {
			return left("its libraries come along where something links them")
		}
		return needed("the process may load its libraries")
	case "plugins":
		return needed("a library loads its files by name")
	case "data":
		return needed("the process may read its files")
	}
	return e.needProgram(p, known)
}

// needUnknown judges a package that no row knows by its name.
func (e *editor) needUnknown(p image.Package) verdict {
	switch {
	case strings.HasSuffix(p.Name, "-devel") && (e.Runtime.Closed || e.Runtime.Libraries):
		return left("headers are only read by compilers")
	case e.Runtime.Libraries && strings.HasPrefix(p.Name, "lib"):
		return left("its libraries come along where something links them")
	case e.Runtime.Closed && e.r.Target == base.Distroless && p.Virtual != "":
		return left("it belongs to a group of build packages")
	case e.Runtime.Closed && e.r.Target == base.Alpine && p.Manager == "apt" && strings.HasPrefix(p.Name, "lib") && !strings.HasSuffix(p.Name, "-dev"):
		return left("the package of what the build links takes its place")
	case e.Runtime.Closed && isModule(p.Name):
		return left("only programs of another language read it")
	}
	return needed("nothing tells that it can be left out")
}

// isModule tells of a package of Debian's or Alpine's that holds a module of a scripting
// language, which a compiled program has no use for.
func isModule(name string) bool {
	for _, prefix := range []string{"python-", "python3-", "py3-", "ruby-", "php-", "perl-", "node-"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return strings.HasPrefix(name, "lib") && strings.HasSuffix(name, "-perl")
}

// baseHas tells whether the final base has packages of these names.
func (e *editor) baseHas(names []string) bool {
	missing := func(n string) bool {
		return !slices.Contains(e.Runtime.Final.Packages, n) && !slices.Contains(e.Runtime.Final.Packages, n+"t64")
	}
	return len(names) > 0 && !slices.ContainsFunc(names, missing)
}

// needProgram judges a package by its programs.
func (e *editor) needProgram(p image.Package, known base.Package) verdict {
	programs := programsOf(p, known)
	switch {
	case !e.keepsStart(e.r) && slices.Contains(programs, e.Process.Supervisor):
		return left("nothing starts it any more")
	case e.startsProgram(programs):
		return needed("the process starts it")
	case e.r.Target == base.Distroless && e.usedByHealth(programs) &&
		(e.Runtime.Closed || e.Runtime.ProgramsKnown || known.Role == "people" || known.Role == "fetch"):
		return left("only the old health check uses it")
	case e.usedByRun(p, programs):
		return left("RUN uses it and nothing else names it")
	case known.BuildStarts && (len(e.Image.Artifacts) > 0 || e.Runtime.Closed && (e.Runtime.ProgramsKnown || !e.Runtime.InPlace)):
		return left("builds start it and nothing else names it")
	case known.Role == "people" && !hasShell(e.r.Target):
		return unused("it is for people with a shell, and nothing in the file or the sources names it")
	case known.Role == "fetch":
		return unused("nothing in the file or the sources names it")
	case e.Runtime.ProgramsKnown && e.Image.Context.Known():
		return unused("neither the file nor the sources name it")
	}
	return needed("the process may start it")
}

// needLanguage judges a package that brings a language. The process's own one comes
// to the final stage in another way; another one is a program like others.
func (e *editor) needLanguage(p image.Package, b base.Brought, known base.Package) verdict {
	programs := append([]string{b.Language, b.Language + "3", b.Language + "js"}, known.Programs...)
	switch {
	case b.Language == e.Toolchain:
		return left("the final stage has its language without it")
	case e.startsProgram(programs):
		return needed("the process starts it")
	case e.usedByRun(p, programs), e.ranTools(b.Language):
		return left("RUN uses it and nothing else names it")
	case e.Runtime.Closed || len(known.Programs) == 0:
		return left("only builds use it")
	case known.BuildStarts:
		return left("builds start it and nothing else names it")
	case e.Runtime.ProgramsKnown && e.Image.Context.Known():
		return unused("neither the file nor the sources name it")
	}
	return needed("the process may start it")
}

// ranTools tells whether a RUN installed or built something with a language's tools.
func (e *editor) ranTools(language string) bool {
	return slices.ContainsFunc(e.Image.Artifacts, func(a *image.Artifact) bool { return a.Toolchain == language && a.Command != nil })
}

// lost says why the final stage can't have a package, "" when it can.
func (e *editor) lost(p image.Package) string {
	if p.Local {
		return "it is a file, no package of " + systemName(p.Manager)
	}
	names, ok := e.finalNames(p)
	if len(names) > 0 && e.r.Target == base.Alpine {
		return ""
	}
	_, known := base.LookupPackage(p.Name)
	switch repository, foreign := base.Foreign(p.Name); {
	case foreign:
		return "it comes from " + repository
	case !known && p.Repository != "":
		return "it may come from the repository of " + p.Repository
	case !ok:
		return "it has no known counterpart there"
	}
	if e.r.Target == base.Distroless {
		suite := e.Image.Catalog.FinalSuite(base.Distroless)
		if i := slices.IndexFunc(names, func(n string) bool { return base.Gone(n, suite) }); i >= 0 {
			return "Debian " + suite + " has no " + names[i]
		}
		if i := slices.IndexFunc(names, base.StartsShell); i >= 0 {
			return "the program of " + names[i] + " is a shell script"
		}
	}
	return ""
}

// finalNames are the final system's packages for one of the file.
func (e *editor) finalNames(p image.Package) ([]string, bool) {
	if e.r.Target == base.Alpine {
		return e.apkNames(p)
	}
	return debNames(p, e.Image.Catalog.FinalSuite(base.Distroless))
}

func systemName(manager string) string {
	switch manager {
	case "apt", "dpkg":
		return "Debian"
	case "apk":
		return "Alpine"
	}
	return "the system"
}

// programsOf are the programs of a package: where no row tells, that of its name.
func programsOf(p image.Package, known base.Package) []string {
	if len(known.Programs) == 0 {
		return []string{p.Name}
	}
	return known.Programs
}

// startsWith tells whether the process has one of the programs in front of it as its init.
func (e *editor) startsWith(programs []string) bool {
	return len(e.Process.Init) > 0 && slices.Contains(programs, path.Base(e.Process.Init[0]))
}

// startsProgram tells whether the process, or what it was seen to start, is one of the programs.
func (e *editor) startsProgram(programs []string) bool {
	for _, p := range programs {
		if slices.Contains(e.Runtime.Programs, p) || e.Process.Name() == p {
			return true
		}
		if hc := e.Image.Config.Healthcheck; hc != nil && hasShell(e.r.Target) && strings.Contains(hc.Args.Text, p) {
			return true
		}
	}
	return false
}

// usedByRun tells whether a command after the installation is one of the programs.
func (e *editor) usedByRun(p image.Package, programs []string) bool {
	for _, run := range e.Image.Runs {
		for _, c := range run.Commands {
			if c != p.Command && slices.Contains(programs, c.Name()) {
				return true
			}
		}
	}
	// tar starts what an archive is compressed with.
	return slices.Contains([]string{"xz-utils", "xz", "bzip2", "gzip"}, p.Name) && e.unpacks()
}

// unpacks tells whether a RUN unpacks an archive.
func (e *editor) unpacks() bool {
	return slices.ContainsFunc(e.Image.Runs, func(run *image.Run) bool {
		return slices.ContainsFunc(run.Commands, func(c *image.Command) bool { return c.Name() == "tar" })
	})
}
