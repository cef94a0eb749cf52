package toolchain

import (
	"slices"

	"github.com/dfmigrate/dfmigrate/rewrite/image"
)

// toolsAlone tells whether all that is installed beside a virtual environment is what made
// it, such as Poetry: the process runs in the environment, which does not see the
// interpreter's own packages, and starts no program.
func (b *pythonBuild) toolsAlone() bool {
	s := b.start
	if b.venv == "" || s.Kind == "shell" || len(b.sources.programs) > 0 || s.Kind == "script" && startsOthers[s.Name] {
		return false
	}
	system := b.installsOf("system")
	return len(system) > 0 && !slices.ContainsFunc(b.Image.Artifacts, sharesSystem)
}

// sharesSystem tells of an environment that sees the interpreter's packages.
func sharesSystem(a *image.Artifact) bool {
	return a.Toolchain == "python" && a.Kind == "venv" && a.Command != nil && a.Command.Has("--system-site-packages")
}
