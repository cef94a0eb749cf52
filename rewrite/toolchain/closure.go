package toolchain

import (
	"slices"

	"github.com/dfmigrate/dfmigrate/rewrite/image"
)

// closure is the data of templates/closure.tmpl, and part of that of templates which
// bring more than libraries: what the build itself walks in the build image for the
// shared libraries to bring along. Libraries that the final base has stay behind, and
// so do those below Search, which come along at their own places.
type closure struct {
	// Of says whose libraries they are, for the comment above the stage; Many is
	// true when it is a plural.
	Of   string
	Many bool
	// Programs are executables all of whose libraries have to be there: else the build fails.
	Programs []string
	// Search are directories that come along, and whose programs, libraries and
	// extension modules are looked through. What is missing there was missing before:
	// modules for other systems, plug-ins for libraries that are optional.
	Search []string
	// Opens are names of libraries that programs open without linking them, Files are
	// further files that they read. Either is brought where the build image has it.
	Opens, Files []string
	// Installed are packages of libraries that the file installs for the process: an
	// interpreter may open those without linking them.
	Installed []string
	// Gathered is a directory below which other files come along at the places that they
	// have here, so that a library there need not be brought twice; "" for none.
	Gathered string
}

// Local tells that /usr/local comes along. The loader of a base without
// ld.so.cache does not look into its lib, so libraries there get links.
func (c *closure) Local() bool { return slices.Contains(c.Search, "/usr/local") }

// AlsoSearch has the stages that walk the build stage look through one more directory
// that comes along.
func (r *Runtime) AlsoSearch(dir string) {
	for _, stage := range r.Carried {
		if c, ok := stage.Data.(interface{ search(dir string) }); ok && stage.From == "" {
			c.search(dir)
		}
	}
}

// AlsoInstalled has the stages that walk the build stage for an interpreter bring the
// libraries of packages of Debian's.
func (r *Runtime) AlsoInstalled(names ...string) {
	for _, stage := range r.Carried {
		if c, ok := stage.Data.(interface{ install(names []string) }); ok && stage.From == "" {
			c.install(names)
		}
	}
}

// install adds packages, each once.
func (c *closure) install(names []string) {
	for _, n := range names {
		if !slices.Contains(c.Installed, n) {
			c.Installed = append(c.Installed, n)
		}
	}
}

// search adds a directory where there are others already, and none holds it.
func (c *closure) search(dir string) {
	holds := func(d string) bool { return image.Within(dir, d) }
	if len(c.Search) > 0 && !slices.ContainsFunc(c.Search, holds) {
		c.Search = append(c.Search, dir)
	}
}

// carryClosure adds a stage that collects libraries in the build stage, or in the
// image or stage called from.
func (r *Runtime) carryClosure(from string, c closure) {
	r.Libraries = true
	r.Carried = append(r.Carried, Stage{Name: "libraries", Template: "closure.tmpl", From: from, Data: &c})
	r.Copies = append(r.Copies, librariesOf("libraries"))
}

// librariesOf is the COPY of what a stage collected.
func librariesOf(stage string) Copy {
	return Copy{From: stage, Source: "/libraries", Dest: "/", Dir: true, Early: true}
}

// open adds libraries that are opened by name, and files, to what a stage collects.
func (c *closure) open(libraries, files []string) {
	c.Opens, c.Files = libraries, files
}
