package toolchain

import (
	"slices"

	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/shell"
	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// packageEdits puts text in the place of the first command that installs, and takes the
// other package commands out of their RUN.
func packageEdits(run *image.Run, commands []*image.Command, text string) []source.Edit {
	var edits []source.Edit
	for i, c := range run.Commands {
		if !slices.Contains(commands, c) || c.Shell == nil {
			continue
		}
		if c.Has("add", "install") && text != "" {
			edits = append(edits, source.Edit{Span: run.Instr.Args.Span(c.Shell.Span.Start, c.Shell.Span.End), New: text})
			text = ""
			continue
		}
		edit := source.Edit{Span: run.Instr.Args.Span(c.Shell.Span.Start, c.Shell.Span.End), New: "true"}
		if i+1 < len(run.Commands) && follows(c, run.Commands[i+1]) {
			edit = source.Edit{Span: run.Instr.Args.Span(c.Shell.Span.Start, run.Commands[i+1].Shell.Span.Start)}
		}
		edits = append(edits, edit)
	}
	return edits
}

// follows tells of a command after which the next runs in the same list, so that the
// list stays one without it.
func follows(c, next *image.Command) bool {
	plain := func(s *shell.Command) bool {
		return s != nil && !s.Conditional && !s.Subshell && !s.Loop && !s.Negated && !s.Background && s.Func == ""
	}
	return plain(c.Shell) && plain(next.Shell) && (next.Shell.Op == shell.And || next.Shell.Op == shell.Seq)
}
