package toolchain

import (
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/shell"
	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// dropPackages takes the packages of a language out of the RUNs of the product, whose
// new base has the language already. It is false where a RUN can't be cut.
func (rt *Runtime) dropPackages(img *image.Image, language string) bool {
	for _, run := range img.Runs {
		if !slices.Contains(img.Stage.Body, run.Instr) || !installsLanguage(img, run, language) {
			continue
		}
		if run.Script == nil || run.Heredoc {
			return false
		}
		cut, ok := packageCut(img, run, language)
		if !ok {
			return false
		}
		c := rt.Change(img.Stage)
		if cut == nil {
			c.Remove = append(c.Remove, run.Instr)
			continue
		}
		for _, e := range cut {
			e.Span = run.Instr.Args.Span(e.Span.Start, e.Span.End)
			c.Edits = append(c.Edits, e)
		}
	}
	return true
}

func installsLanguage(img *image.Image, run *image.Run, language string) bool {
	return slices.ContainsFunc(img.Packages, func(p image.Package) bool {
		b, ok := base.PackagedLanguage(p.Name, "")
		return ok && b.Language == language && p.Command.Run == run
	})
}

// packageCut are the edits of a RUN's text that take a language's packages out; none
// where nothing of the RUN would be left.
func packageCut(img *image.Image, run *image.Run, language string) ([]source.Edit, bool) {
	var edits []source.Edit
	var gone []*shell.Command
	for _, c := range run.Commands {
		mine, others := []string{}, 0
		for _, p := range img.Packages {
			if p.Command != c {
				continue
			}
			if b, ok := base.PackagedLanguage(p.Name, ""); ok && b.Language == language {
				mine = append(mine, p.Text)
			} else {
				others++
			}
		}
		switch {
		case len(mine) == 0:
			continue
		case c.Shell == nil:
			return nil, false
		case others == 0:
			gone = append(gone, c.Shell)
			continue
		}
		for _, w := range c.Shell.Words[1:] {
			if text, ok := w.Literal(); ok && slices.Contains(mine, text) {
				start := len(strings.TrimRight(run.Script.Text[:w.Span.Start], " \t"))
				edits = append(edits, source.Edit{Span: source.Span{Start: start, End: w.Span.End}})
			}
		}
	}
	if len(gone) == 0 {
		return edits, len(edits) > 0
	}
	if onlyInstalls(run, gone) {
		return nil, len(edits) == 0
	}
	cut, ok := shell.RemoveCommands(run.Script, gone)
	return append(edits, cut...), ok
}

// onlyInstalls: without the commands that go, a RUN would only update and clean lists.
func onlyInstalls(run *image.Run, gone []*shell.Command) bool {
	return !slices.ContainsFunc(run.Commands, func(c *image.Command) bool {
		return !slices.Contains(gone, c.Shell) && !cleansLists(c) && c.Name() != "set" && !c.Has("update", "clean", "upgrade")
	})
}
