package toolchain

import (
	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
)

// carryLibraries adds a stage that collects the shared libraries which the program
// links and the final base lacks, as the build stage's own loader finds them.
func (l *goLinker) carryLibraries() {
	from, file := "", l.match.File
	if !l.builtHere() && l.r.Image.Base.Libc != base.Glibc {
		// The old final stage has another loader: the build stage's own one looks.
		from, file = l.artifact.Image.Stage.Name, l.artifact.Path
		if from == "" {
			l.say(finding.GoCgoBuilder, "the stage that links %s has no name to look for its libraries in: name it (FROM … AS …)", l.artifactName())
			return
		}
	}
	l.runtime.carryClosure(from, closure{Of: l.artifactName(), Programs: []string{file}})
}
