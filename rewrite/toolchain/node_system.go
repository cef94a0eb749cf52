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

// translate rewrites the package commands of all stages that stand on root, which
// has changed its system.
func (w *nodeWork) translate(root *dockerfile.Stage) {
	for _, st := range w.Dockerfile.Stages {
		if w.rootStage(st) != root {
			continue
		}
		if img := w.imageOf(st); img != nil {
			w.translateShell(st)
			for _, run := range img.Runs {
				// What the final base makes unnecessary goes as a whole.
				if ownRun(st, run) && !(w.rt.InPlace && st == w.Image.Stage) {
					w.translateRun(st, run, img)
					w.translateAccounts(st, run)
				}
			}
		}
	}
}

// translateShell installs bash for a SHELL, where Alpine's images have none.
func (w *nodeWork) translateShell(st *dockerfile.Stage) {
	if w.rt.Final.Libc != base.Musl {
		return
	}
	for _, i := range st.Body {
		switch shellNamed(i) {
		case "", "sh", "ash":
		case "bash":
			if line := "RUN apk add --no-cache bash"; !slices.Contains(w.rt.Change(st).First, line) {
				c := w.rt.Change(st)
				c.Installs, c.First = true, append(c.First, line)
			}
		default:
			w.say(finding.NodeNativeRefused, i.Span, "SHELL names a shell that %s may not have", w.rt.Change(w.rootStage(st)).Base)
		}
	}
}

// imageOf finds the image of a stage among those that the product is made of.
func (w *nodeWork) imageOf(st *dockerfile.Stage) *image.Image {
	return findImage(w.Image, st, 0)
}

func findImage(img *image.Image, st *dockerfile.Stage, depth int) *image.Image {
	if img == nil || depth > 30 {
		return nil
	}
	if img.Stage == st {
		return img
	}
	if found := findImage(img.Parent, st, depth+1); found != nil {
		return found
	}
	for _, c := range img.Copies {
		if found := findImage(c.From, st, depth+1); found != nil {
			return found
		}
	}
	return nil
}

func ownRun(st *dockerfile.Stage, run *image.Run) bool {
	return slices.Contains(st.Body, run.Instr)
}

// translateRun gives one RUN the other system's package commands.
func (w *nodeWork) translateRun(st *dockerfile.Stage, run *image.Run, img *image.Image) {
	switch bringsLanguage(img, run, "node") {
	case bringsAlone:
		change := w.rt.Change(st)
		change.Remove = append(change.Remove, run.Instr)
		return
	case bringsToo:
		w.say(finding.NodeNativeRefused, run.Instr.Span, "this brings Node for the old system, and does other things too")
		return
	}
	from, apt := "apt", false
	if w.rt.Final.Libc == base.Glibc {
		from, apt = "apk", true
	}
	var installs []*image.Command
	only := true // nothing but package commands
	touched := false
	for _, c := range run.Commands {
		switch {
		case packageManager(c) == "dnf":
			w.say(finding.NodeNativeRefused, run.Instr.Span, "%q has no counterpart on the system of %s", strings.Join(c.Args, " "), w.rt.Change(w.rootStage(st)).Base)
			return
		case listsPackages(c, from):
			touched = true
		case packageManager(c) == from:
			touched = true
			if c.Has("add", "install") {
				installs = append(installs, c)
			}
		case cleansLists(c), c.Name() == "set":
		default:
			only = false
			w.implicit(st, c, img, apt)
		}
	}
	if !touched {
		return
	}
	var names []string
	for _, p := range img.Installed {
		if !slices.Contains(installs, p.Command) {
			continue
		}
		if l, ok := base.PackagedLanguage(p.Name, ""); ok && l.Language == "node" {
			continue // the official image has it
		}
		if p.Name == "yarn" && !project.NodeHas("no_yarn", w.official.Version) {
			continue // so has it Yarn
		}
		mapped, ok := otherName(p.Name, apt)
		if !ok {
			w.say(finding.PackageUnknown, p.Command.Instr.Span, "%s has no known counterpart on the system of %s", p.Name, w.rt.Change(w.rootStage(st)).Base)
			return
		}
		for _, n := range mapped {
			if !slices.Contains(names, n) {
				names = append(names, n)
			}
		}
	}
	w.replacePackages(st, run, from, only, packageCommand(names, apt))
}

// implicit installs what a command of a moved stage is, when only the old base had it.
func (w *nodeWork) implicit(st *dockerfile.Stage, c *image.Command, img *image.Image, apt bool) {
	packages := project.NodeImplicit(c.Name(), apt)
	if len(packages) == 0 || slices.ContainsFunc(img.Packages, func(p image.Package) bool { return p.Name == c.Name() }) {
		return
	}
	change := w.rt.Change(w.rootStage(st))
	if line := "RUN " + packageCommand(packages, apt); !slices.Contains(change.First, line) {
		change.First = append(change.First, line)
	}
}

// replacePackages writes the new command over the old ones.
func (w *nodeWork) replacePackages(st *dockerfile.Stage, run *image.Run, from string, only bool, text string) {
	c := w.rt.Change(st)
	if only && text == "" {
		c.Remove = append(c.Remove, run.Instr)
		return
	}
	args := run.Instr.Args
	switch {
	case only && !run.Heredoc: // in exec form, too
		c.Edits = append(c.Edits, source.Edit{Span: args.Span(0, len(args.Text)), New: text})
		return
	case run.Heredoc || run.Script == nil:
		w.say(finding.PackageUnknown, run.Instr.Span, "the packages of this RUN can't be rewritten for %s", w.rt.Change(w.rootStage(st)).Base)
		return
	}
	var commands []*image.Command
	for _, cmd := range run.Commands {
		if packageManager(cmd) == from || listsPackages(cmd, from) {
			commands = append(commands, cmd)
		}
	}
	c.Edits = append(c.Edits, packageEdits(run, commands, text)...)
}

func packageManager(c *image.Command) string {
	switch c.Name() {
	case "apk":
		return "apk"
	case "apt", "apt-get", "aptitude":
		return "apt"
	case "dnf", "yum", "microdnf":
		return "dnf"
	}
	return ""
}

// listsPackages: a command that only changes where a system's package manager looks for packages.
func listsPackages(c *image.Command, manager string) bool {
	files := slices.Clone(c.Args[1:])
	for _, r := range c.OutputFiles() {
		if t, ok := r.Target.Literal(); ok {
			files = append(files, t)
		}
	}
	switch c.Name() {
	case "sed", "echo", "printf", "tee", "rm", "cp", "mv", "touch", "mkdir":
		return slices.ContainsFunc(files, func(f string) bool { return strings.HasPrefix(f, "/etc/"+manager+"/") })
	}
	return false
}

// cleansLists: rm -rf /var/lib/apt/lists/* and /var/cache/apk/*.
func cleansLists(c *image.Command) bool {
	if c.Name() != "rm" {
		return false
	}
	for _, a := range c.Args[1:] {
		if !strings.HasPrefix(a, "-") && !strings.HasPrefix(a, "/var/lib/apt") && !strings.HasPrefix(a, "/var/cache/") {
			return false
		}
	}
	return true
}

// otherSystem gives the names on the other system of a package, of which it need not
// be the counterpart: Debian's packages on another Debian keep their names.
func otherSystem(p image.Package, apt bool) ([]string, bool) {
	if p.Manager != "dnf" {
		if apt && p.Manager == "apt" {
			return []string{p.Name}, true
		}
		return otherName(p.Name, apt)
	}
	names, ok := base.FromRPM(p.Name)
	if !ok || apt {
		return names, ok
	}
	var out []string
	for _, n := range names {
		mapped, ok := base.Apk(n)
		if !ok {
			return nil, false
		}
		out = append(out, mapped...)
	}
	return out, true
}

// otherName gives a package's names on the other system.
func otherName(name string, apt bool) ([]string, bool) {
	if !apt {
		return base.Apk(name)
	}
	if name == "libc6-compat" || name == "gcompat" {
		return nil, true // what stands in for glibc
	}
	return base.Deb(name)
}

func packageCommand(names []string, apt bool) string {
	if len(names) == 0 {
		return ""
	}
	list := strings.Join(names, " ")
	if apt {
		return "apt-get update && apt-get install -y --no-install-recommends " + list + " && rm -rf /var/lib/apt/lists/*"
	}
	return "apk add --no-cache " + list
}
