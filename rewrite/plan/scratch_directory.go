package plan

import (
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/image"
)

// emptyScratch tells of a directory below /tmp that a RUN made for the process: nothing
// else of the stage names it or works in it.
func (e *editor) emptyScratch(entry image.Entry) bool {
	if entry.Kind != image.Made || entry.Instr == nil || entry.Instr.Keyword != "RUN" || entry.Path == "/tmp" || !image.Within(entry.Path, "/tmp") {
		return false
	}
	for _, run := range e.Image.Runs {
		if slices.ContainsFunc(run.Commands, func(c *image.Command) bool { return usesDirectory(c, entry.Path) }) {
			return false
		}
	}
	return !slices.ContainsFunc(e.Image.Tree.Entries(), func(other image.Entry) bool {
		return other.Path != entry.Path && image.Within(other.Path, entry.Path)
	})
}

// usesDirectory tells of a command that works in a directory, or does more with it than
// to make it and to say whose it is.
func usesDirectory(c *image.Command, dir string) bool {
	if image.Within(c.Dir, dir) {
		return true
	}
	if slices.Contains([]string{"mkdir", "install", "chown", "chmod", "chgrp"}, c.Name()) {
		return false
	}
	return slices.ContainsFunc(c.Args, func(a string) bool { return strings.Contains(a, dir) })
}
