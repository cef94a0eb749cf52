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
}

// carryLibraries adds a stage that collects the shared libraries which the program
// links and the final base lacks, as the build stage's own loader finds them.
func (l *goLinker) carryLibraries(final base.Final) {
	l.runtime.Libraries = true
	l.runtime.Carried = append(l.runtime.Carried, Stage{
		Name:     "libraries",
		Template: "go-libraries.tmpl",
		Data:     goLibraries{Base: final.Image, File: l.artifact.Path, Name: l.artifactName()},
	})
	l.runtime.Copies = append(l.runtime.Copies, Copy{From: "libraries", Source: "/libraries", Dest: "/", Dir: true, Early: true})
}
