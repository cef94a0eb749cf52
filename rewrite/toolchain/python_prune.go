package toolchain

import (
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/image"
)

// venvAside gives the environment's place after pip was taken out of it, and after
// it was moved out of the application's directory, which is carried as a whole and
// would bring it a second time.
func (b *pythonBuild) venvAside() string {
	var commands []string
	if b.venvHasPip() {
		site := path.Join(b.venv, "lib/python"+b.minor, "site-packages")
		commands = append(commands, "rm -rf "+site+"/pip "+site+"/pip-*")
	}
	if image.Within(b.venv, b.workdir()) && b.workdir() != "/" {
		commands = append(commands, "mv "+b.venv+" /venv")
		b.rt.Aside = append(b.rt.Aside, b.venv)
		b.venv = "/venv"
	}
	if len(commands) > 0 {
		c := b.rt.Change(b.Image.Stage)
		if b.userStays() {
			c.Last = append(c.Last, "USER root")
		}
		c.Last = append(c.Last, "RUN "+strings.Join(commands, " && "))
	}
	return b.venv
}

// copiedTrees are directories of the interpreter's own tree that COPY --from took
// from another stage for its packages. Where the build context has put files below
// /usr/local too, all of it stays as it is.
func (b *pythonBuild) copiedTrees() []string {
	var out []string
	for _, e := range b.Image.Tree.Entries() {
		switch {
		case !image.Within(e.Path, "/usr/local"):
		case e.Kind == image.FromContext:
			return nil
		case e.Kind == image.FromStage && e.Whole && e.From != nil && len(pythonInstalls(e.From)) > 0:
			out = append(out, e.Path)
		}
	}
	return out
}

// copiedSite: another stage's packages were copied into the interpreter's own place.
func (b *pythonBuild) copiedSite() bool {
	return slices.ContainsFunc(b.installs, func(in placedInstall) bool {
		return image.Within(in.path, "/usr/local") && in.facts.Place != "venv"
	})
}

// removePip takes pip out of the packages before they are copied.
func (b *pythonBuild) removePip() {
	if b.venv != "" {
		return // left out of the copy below
	}
	if !b.systemPackages() || !b.ownStage("system") {
		return
	}
	c := b.rt.Change(b.Image.Stage)
	if b.userStays() {
		c.Last = append(c.Last, "USER root")
	}
	if b.systemStays() {
		// The system's own pip lies elsewhere and stays there.
		c.Last = append(c.Last, "RUN rm -rf "+b.site()+"/pip "+b.site()+"/pip-*")
		return
	}
	c.Last = append(c.Last, "RUN pip uninstall --quiet --yes --root-user-action=ignore pip")
}

// prunePip takes pip out of a virtual environment inside of the application.
func (b *pythonBuild) prunePip(in placedInstall) {
	if in.facts.Tool == "uv" {
		return // makes environments without pip
	}
	c := b.rt.Change(b.Image.Stage)
	if b.userStays() {
		c.Last = append(c.Last, "USER root")
	}
	site := path.Join(in.path, "lib/python"+b.minor, "site-packages")
	c.Last = append(c.Last, "RUN rm -rf "+in.path+"/bin/pip* "+site+"/pip "+site+"/pip-*")
}

// ownStage: an installation of that place was made in the product's own chain.
func (b *pythonBuild) ownStage(place string) bool {
	return slices.ContainsFunc(b.Image.Artifacts, func(a *image.Artifact) bool {
		in, ok := a.Facts.(*pythonInstall)
		return ok && in.Place == place
	})
}

// venvHasPip: python -m venv and virtualenv, which Poetry uses, put pip into it, uv does not.
func (b *pythonBuild) venvHasPip() bool {
	for _, in := range b.installs {
		if in.path == b.venv && in.facts.Tool == "uv" {
			return false
		}
	}
	return true
}
