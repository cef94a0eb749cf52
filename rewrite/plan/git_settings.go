package plan

import (
	"slices"

	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// gitSystemFile is where git keeps the settings of all users.
const gitSystemFile = "/etc/gitconfig"

// gitSettings makes settings of git that a RUN gave to root those of all users, because the
// process is another one. It reports whether the file of those is written.
func (e *editor) gitSettings() bool {
	if !e.ranAsRoot() || !e.hasGit() {
		return false
	}
	written := false
	for _, run := range e.Image.Runs {
		for _, c := range run.Commands {
			if c.Name() != "git" || !c.Has("config") || !c.Has("--global") {
				continue
			}
			if at, ok := e.globalFlag(c); ok {
				e.edits = append(e.edits, source.Edit{Span: at, New: "--system"})
				written = true
				continue
			}
			e.say(finding.RootHome, c.Instr.Span, "git reads what this sets for root alone, and the process is %s now", e.user())
		}
	}
	return written
}

// hasGit tells whether the final image has git.
func (e *editor) hasGit() bool {
	return slices.ContainsFunc(e.Image.Packages, func(p image.Package) bool { return p.Name == "git" && e.verdict(p).keep })
}

// globalFlag is the place of git's --global in a RUN that the product's stage has itself.
func (e *editor) globalFlag(c *image.Command) (source.Span, bool) {
	if c.Shell == nil || c.Run.Heredoc || c.Run.Script == nil || own(e.Stage, c.Instr) == nil {
		return source.Span{}, false
	}
	for _, w := range c.Shell.Words {
		if w.Text == "--global" {
			return c.Instr.Args.Span(w.Span.Start, w.Span.End), true
		}
	}
	return source.Span{}, false
}
