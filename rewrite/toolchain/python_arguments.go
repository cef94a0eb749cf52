package toolchain

import (
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
)

// argumentWrites adds the directories of files that the start command has a console
// script write, by its options or by what it does without them.
func (b *pythonBuild) argumentWrites() {
	row, ok := project.PythonScriptNamed(path.Base(b.start.Name))
	if !ok || b.start.Kind != "script" && b.start.Kind != "module" {
		return
	}
	given := func(options []string) bool {
		return slices.ContainsFunc(b.start.Args, func(a string) bool {
			name, _, _ := strings.Cut(a, "=")
			return slices.Contains(options, name)
		})
	}
	for i, a := range b.start.Args {
		name, value, attached := strings.Cut(a, "=")
		if !slices.Contains(row.Writes, name) {
			continue
		}
		if !attached && i+1 < len(b.start.Args) {
			value = b.start.Args[i+1]
		}
		file, socket := strings.CutPrefix(value, "unix:")
		if bind := name == "-b" || name == "--bind"; bind != socket || file == "" || file == "-" || strings.Contains(file, "$") {
			continue
		}
		b.writesInto(path.Dir(b.writtenDir(file)), a)
	}
	if given(row.Here) && !given(row.Instead) {
		b.writesInto(b.workdir(), row.Script)
	}
}

// writesInto lets the final user write into a directory, where that may be given away.
func (b *pythonBuild) writesInto(dir, why string) {
	switch {
	case dir == "" || dir == ".":
	case slices.Contains([]string{"/", "/run", "/var/run", "/var/log", "/var", "/var/lib"}, dir):
		b.say(finding.PythonUnwritable, b.processSpan(), "%s makes a file in %s, where only root may", why, dir)
	default:
		b.rt.Writes = append(b.rt.Writes, dir)
	}
}
