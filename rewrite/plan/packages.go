package plan

import (
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/shell"
)

// verdict is what becomes of a system package.
type verdict struct {
	// keep: the process may need it at run time.
	keep bool
	// id and why are the finding that tells of it.
	id  finding.ID
	why string
}

// verdict judges a package by its role, and by who names its programs.
func (e *editor) verdict(p image.Package) verdict {
	if slices.Contains(e.Runtime.Packages, p.Name) {
		return verdict{keep: true, id: finding.PackageCarried, why: "the final stage installs it too"}
	}
	known, ok := base.LookupPackage(p.Name)
	if slices.Contains(e.Runtime.Final.Packages, p.Name) {
		return verdict{id: finding.PackageInBase, why: "the new base has it"}
	}
	if b, ok := base.PackagedLanguage(p.Name, e.Image.Base.Suite); ok {
		return e.languageVerdict(b)
	}
	if !ok {
		if strings.HasSuffix(p.Name, "-dev") || strings.HasSuffix(p.Name, "-devel") {
			if e.Runtime.Closed || e.Runtime.Libraries {
				return verdict{id: finding.PackageLeft, why: "headers are only read by compilers"}
			}
		}
		if e.Runtime.Libraries && strings.HasPrefix(p.Name, "lib") {
			return verdict{id: finding.PackageLeft, why: "its libraries come along where something links them"}
		}
		if e.Runtime.Closed && e.r.Target == base.Distroless && p.Virtual != "" {
			return verdict{id: finding.PackageLeft, why: "it belongs to a group of build packages"}
		}
		return verdict{keep: true, id: finding.PackageCarried, why: "nothing tells that it can be left out"}
	}
	programs := known.Programs
	if len(programs) == 0 {
		programs = []string{p.Name}
	}
	switch known.Role {
	case "build":
		if len(known.Runtime) > 0 && !e.Runtime.Closed && !e.Runtime.Libraries {
			return verdict{keep: true, id: finding.PackageCarried, why: "its libraries may be loaded at run time"}
		}
		return verdict{id: finding.PackageLeft, why: "only builds use it"}
	case "certificates", "timezone":
		if e.r.Target == base.Distroless {
			return verdict{id: finding.PackageInBase, why: "the new base has its files"}
		}
		return verdict{keep: true, id: finding.PackageCarried, why: "the process may read its files"}
	case "init":
		if e.r.Target == base.Distroless || !e.keepsStart(e.r) && !e.startsWith(programs) {
			return verdict{id: finding.PackageLeft, why: "nothing starts it any more"}
		}
		return verdict{keep: true, id: finding.PackageCarried, why: "the process may start it"}
	case "locale", "shell", "runtime":
		if e.r.Target == base.Distroless {
			return verdict{id: finding.PackageLeft, why: "nothing on the new base uses it"}
		}
		return verdict{keep: known.Role != "runtime", id: finding.PackageCarried, why: "the process may start it"}
	case "library":
		if e.Runtime.Libraries {
			return verdict{id: finding.PackageLeft, why: "its libraries come along where something links them"}
		}
		return verdict{keep: true, id: finding.PackageCarried, why: "the process may load its libraries"}
	}
	switch {
	case e.startsProgram(programs):
		return verdict{keep: true, id: finding.PackageCarried, why: "the process starts it"}
	case e.usedByRun(p, programs):
		return verdict{id: finding.PackageLeft, why: "RUN uses it and nothing else names it"}
	case known.Role == "fetch":
		return verdict{id: finding.PackageDropped, why: "nothing in the file or the sources names it"}
	case (e.Runtime.Closed || e.Runtime.ProgramsKnown) && e.Image.Context.Known():
		return verdict{id: finding.PackageDropped, why: "neither the file nor the sources name it"}
	}
	return verdict{keep: true, id: finding.PackageCarried, why: "the process may start it"}
}

// languageVerdict judges a package that brings a language: the process's own is
// brought by the final stage in another way, another one only builds use unless
// the process was seen to start it.
func (e *editor) languageVerdict(b base.Brought) verdict {
	switch {
	case b.Language == e.Toolchain:
		return verdict{id: finding.PackageLeft, why: "the final stage has its language without it"}
	case e.startsProgram([]string{b.Language, b.Language + "3", b.Language + "js"}):
		return verdict{keep: true, id: finding.PackageCarried, why: "the process starts it"}
	}
	return verdict{id: finding.PackageLeft, why: "only builds use it"}
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
	if slices.Contains([]string{"xz-utils", "xz", "bzip2", "gzip"}, p.Name) && e.unpacks() {
		return true // tar starts it
	}
	// Tools that fetch dependencies are used by the language's own commands.
	return p.Name == "git" && (len(e.Image.Artifacts) > 0 || e.Runtime.Closed)
}

// unpacks tells whether a RUN unpacks an archive.
func (e *editor) unpacks() bool {
	return slices.ContainsFunc(e.Image.Runs, func(run *image.Run) bool {
		return slices.ContainsFunc(run.Commands, func(c *image.Command) bool { return c.Name() == "tar" })
	})
}

// alpinePackages are the apk packages that a new final stage needs.
func (e *editor) alpinePackages() []string {
	if e.Layout == InPlace && e.sameSystem() {
		return nil
	}
	out := slices.Clone(e.Runtime.Packages)
	if n := e.alpineInitPackage(); n != "" && !slices.Contains(out, n) {
		out = append(out, n)
	}
	for _, n := range e.baseTools() {
		if !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	for _, p := range e.Image.Packages {
		v := e.verdict(p)
		if !v.keep {
			e.say(v.id, packageSpan(p), "%s stays behind: %s", p.Name, v.why)
			continue
		}
		names, ok := e.apkNames(p)
		if !ok {
			e.say(finding.PackageUnknown, packageSpan(p), "%s has no known counterpart on Alpine", p.Name)
			continue
		}
		for _, n := range names {
			if !slices.Contains(out, n) && !slices.Contains(e.Runtime.Final.Packages, n) {
				out = append(out, n)
			}
		}
	}
	return out
}

// baseTools are the packages on Alpine of programs that the health check and the
// shell form use, which many bases have without any installation.
func (e *editor) baseTools() []string {
	var out []string
	if e.keepsShellForm() && path.Base(e.Image.Config.Shell[0]) == "bash" {
		out = append(out, "bash")
	}
	hc := e.Image.Config.Healthcheck
	if hc == nil {
		return out
	}
	if _, _, change := e.probe(hc); change {
		return out
	}
	command, json, argv, ok := hc.HealthcheckCommand()
	if !ok {
		return out
	}
	text := command.Text
	if json {
		text = shellText(argv)
	}
	script, err := shell.Parse(text)
	if err != nil {
		return out
	}
	for _, c := range script.Commands {
		if name := path.Base(c.Name()); name == "curl" || name == "bash" {
			if !slices.Contains(out, name) {
				out = append(out, name)
			}
		}
	}
	return out
}

// shellText is the shell text that an exec form stands for.
func shellText(argv []string) string {
	if len(argv) == 3 && shellProgram(argv[0]) && argv[1] == "-c" && path.Base(argv[0]) != "bash" {
		return argv[2]
	}
	quoted := make([]string, len(argv))
	for i, a := range argv {
		quoted[i] = shell.Quote(a)
	}
	return strings.Join(quoted, " ")
}

// keepsShellForm tells whether the final stage has a start command in shell form.
func (e *editor) keepsShellForm() bool {
	if !hasShell(e.r.Target) || !e.ownProcess(e.r) || len(e.Image.Config.Shell) == 0 {
		return false
	}
	for _, i := range []*dockerfile.Instruction{e.Image.Config.Entrypoint, e.Image.Config.Cmd} {
		if i != nil && !i.JSON {
			return true
		}
	}
	return false
}

// apkNames are the run-time packages on Alpine for a package of the file.
func (e *editor) apkNames(p image.Package) ([]string, bool) {
	names := []string{p.Name}
	if p.Manager != "apk" {
		var ok bool
		if names, ok = base.Apk(p.Name); !ok {
			return nil, false
		}
	}
	var out []string
	for _, n := range names {
		if known, ok := base.LookupPackage(n); ok && len(known.Runtime["alpine"]) > 0 {
			out = append(out, known.Runtime["alpine"]...)
			continue
		}
		if strings.HasSuffix(n, "-dev") {
			n = strings.TrimSuffix(n, "-dev")
		}
		out = append(out, n)
	}
	return out, true
}

// packageFindings tells of each package of the file, and refuses those that can't come along.
func (e *editor) packageFindings(carry bool) []string {
	var carried []string
	for _, p := range e.Image.Packages {
		v := e.verdict(p)
		switch {
		case !v.keep:
			e.say(v.id, packageSpan(p), "%s stays behind: %s", p.Name, v.why)
		case e.r.Target == base.Distroless && (!carry || p.Manager != "apt" && len(debNames(p)) == 0):
			e.say(finding.PackageUnknown, packageSpan(p), "%s can't be moved onto %s: %s", p.Name, e.Base, v.why)
		default:
			e.say(finding.PackageCarried, packageSpan(p), "%s comes along: %s", p.Name, v.why)
			carried = append(carried, debNames(p)...)
		}
	}
	carried = append(carried, e.Runtime.Packages...)
	slices.Sort(carried)
	return slices.Compact(carried)
}

// debNames are the Debian packages for a package of the file, at run time.
func debNames(p image.Package) []string {
	names := []string{p.Name}
	switch p.Manager {
	case "apk":
		var ok bool
		if names, ok = base.Deb(p.Name); !ok {
			return nil
		}
	case "dnf", "yum", "microdnf", "tdnf", "zypper":
		return nil // their names are not Debian's
	}
	var out []string
	for _, n := range names {
		if known, ok := base.LookupPackage(n); ok && len(known.Runtime[base.FinalSuite(base.Distroless)]) > 0 {
			out = append(out, known.Runtime[base.FinalSuite(base.Distroless)]...)
			continue
		}
		out = append(out, n)
	}
	return out
}
