package toolchain

import (
	"path"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// sameLibc makes the build produce machine code for the final image's C library. An
// assembly that dotnet starts runs with either; executables, native code and what is
// published for one platform do not.
func (w *dotnetWork) sameLibc() {
	b := w.built
	if b == nil {
		w.prebuilt()
		return
	}
	if !w.proc.host && !b.native(w.project) {
		return
	}
	from := w.artifact.Image.Base.Libc
	rid := b.RID
	if rid == "" {
		rid = b.property(w.project, "RuntimeIdentifier")
	}
	aot := b.is(w.project, "PublishAot")
	switch {
	case rid == "" || aot:
		if from != w.rt.Final.Libc && from != base.UnknownLibc {
			w.moveBuild()
		}
		if rid != "" {
			w.changeRID(rid)
		}
	default:
		w.changeRID(rid)
	}
}

// prebuilt tells of executables that were published outside of the file.
func (w *dotnetWork) prebuilt() {
	if !w.proc.host || w.Image.Base.Libc == w.rt.Final.Libc || w.Image.Base.Libc == base.UnknownLibc {
		return
	}
	w.say(finding.DotnetLibc, w.processSpan(), "%s was published outside of this file, for the C library of %s", w.proc.program, w.Image.Base.Ref.String())
}

// moveBuild gives the stage that publishes the SDK of the other C library.
func (w *dotnetWork) moveBuild() {
	m := &mover{answer: w.answer, refusal: finding.DotnetLibc, bundled: func(string) bool { return false }}
	root := rootOf(w.artifact.Image.Stage)
	m.sameLibc([]*dockerfile.Stage{root})
	if w.rt.Final.Libc == base.Musl && w.built.is(w.project, "PublishAot") && !w.refused() {
		// Debian's clang brings the C library's start files and a linker; Alpine's does not.
		change := w.rt.Change(root)
		change.First = append(change.First, "RUN apk add --no-cache build-base")
	}
}

// changeRID writes the other C library's name of the platform wherever the file names it.
func (w *dotnetWork) changeRID(rid string) {
	other := dotnetRID(rid, w.rt.Final.Libc)
	switch {
	case other == rid:
		return
	case w.built.RID == "":
		w.say(finding.DotnetLibc, w.built.Command.Instr.Span, "%s publishes for %s, and %s needs %s", path.Base(w.project.Path), rid, w.rt.Final.Image, other)
		return
	case w.built.Output == "":
		w.say(finding.DotnetLibc, w.built.Command.Instr.Span, "the output directory is named after %s, and %s needs %s: name it with -o", rid, w.rt.Final.Image, other)
		return
	}
	changed := false
	for _, run := range w.artifact.Image.Runs {
		for _, c := range run.Commands {
			if c.Name() == "dotnet" && !c.Run.Heredoc && w.replaceRID(c, rid, other) {
				changed = true
			}
		}
	}
	if !changed {
		w.say(finding.DotnetLibc, w.built.Command.Instr.Span, "it publishes for %s, and %s needs %s; the name does not stand in the command itself", rid, w.rt.Final.Image, other)
		return
	}
	w.say(finding.DotnetRID, w.built.Command.Instr.Span, "%s becomes %s, because %s has another C library", rid, other, w.rt.Final.Image)
}

// replaceRID changes the words of a command that name a platform.
func (w *dotnetWork) replaceRID(c *image.Command, rid, other string) bool {
	if c.Shell == nil || c.Run.Heredoc {
		return false
	}
	st := w.stageOf(c.Instr)
	changed := false
	for _, word := range c.Shell.Words {
		text, ok := word.Literal()
		if !ok || !strings.HasSuffix(text, rid) {
			continue
		}
		span := c.Instr.Args.Span(word.Span.Start, word.Span.End)
		if w.Dockerfile.File.Text(span) != text || st == nil {
			continue
		}
		change := w.rt.Change(st)
		change.Edits = append(change.Edits, source.Edit{Span: span, New: strings.TrimSuffix(text, rid) + other})
		changed = true
	}
	return changed
}

// stageOf is the stage that an instruction belongs to.
func (w *dotnetWork) stageOf(i *dockerfile.Instruction) *dockerfile.Stage {
	for _, st := range w.Dockerfile.Stages {
		for _, other := range st.Body {
			if other == i {
				return st
			}
		}
	}
	return nil
}

// dotnetRID is the name of the same platform with another C library.
// Source: https://learn.microsoft.com/dotnet/core/rid-catalog
func dotnetRID(rid string, libc base.Libc) string {
	rest, musl := strings.CutPrefix(rid, "linux-musl-")
	if !musl {
		var ok bool
		if rest, ok = strings.CutPrefix(rid, "alpine-"); ok {
			musl = true
		} else if rest, ok = strings.CutPrefix(rid, "linux-"); !ok {
			return rid
		}
	}
	switch {
	case musl == (libc == base.Musl):
		return rid
	case libc == base.Musl:
		return "linux-musl-" + rest
	}
	return "linux-" + rest
}
