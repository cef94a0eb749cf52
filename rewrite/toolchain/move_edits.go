package toolchain

import (
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
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

// asksArchitecture tells of a package manager that is asked what the machine is.
func asksArchitecture(c *image.Command) bool {
	return c.Has("--print-arch", "--print-architecture") && (c.Name() == "apk" || c.Name() == "dpkg")
}

// moveArchitecture asks the kernel, whose names for machines are those of apk; dpkg
// has others.
func (b *mover) moveArchitecture(st *dockerfile.Stage, run *image.Run, c *image.Command, tag string) {
	switch {
	case c.Name() == "dpkg" && b.rt.Final.Libc == base.Glibc, c.Name() == "apk" && b.rt.Final.Libc == base.Musl:
	case c.Name() == "apk" && c.Shell != nil && !run.Heredoc && run.Script != nil:
		change := b.rt.Change(st)
		change.Edits = append(change.Edits, source.Edit{Span: run.Instr.Args.Span(c.Shell.Span.Start, c.Shell.Span.End), New: "uname -m"})
	default:
		b.say(b.refusal, run.Instr.Span, "%q has no counterpart on the system of %s", strings.Join(c.Args, " "), tag)
	}
}

// follows tells of a command after which the next runs in the same list, so that the
// list stays one without it.
func follows(c, next *image.Command) bool {
	plain := func(s *shell.Command) bool {
		return s != nil && !s.Conditional && !s.Subshell && !s.Loop && !s.Negated && !s.Background && s.Func == ""
	}
	return plain(c.Shell) && plain(next.Shell) && (next.Shell.Op == shell.And || next.Shell.Op == shell.Seq)
}
