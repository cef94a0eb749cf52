package toolchain

import (
	"github.com/dfmigrate/dfmigrate/rewrite/base"
)

// goLibraries is the data of templates/go-libraries.tmpl.
type goLibraries struct {
	// Base is the final base image, File the program.
	Base, File string
	// Name is the program's name, for a comment.
	Name string
	// Stage has the program and its libraries, where that is not the build stage of
	// the final one.
	Stage string
}

// carryLibraries adds a stage that collects the shared libraries which the program
// links and the final base lacks, as the build stage's own loader finds them.
func (l *goLinker) carryLibraries(final base.Final) {
	l.runtime.Libraries = true
	data := goLibraries{Base: final.Image, File: l.match.File, Name: l.artifactName()}
	if !l.builtHere() && l.r.Image.Base.Libc != base.Glibc {
		// The old final stage has another loader: the build stage's own one looks.
		data.Stage, data.File = l.artifact.Image.Stage.Name, l.artifact.Path
	}
	l.runtime.Carried = append(l.runtime.Carried, Stage{
		Name:     "libraries",
		Template: "go-libraries.tmpl",
		Data:     data,
	})
	l.runtime.Copies = append(l.runtime.Copies, Copy{From: "libraries", Source: "/libraries", Dest: "/", Dir: true, Early: true})
}
