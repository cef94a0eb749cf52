package plan

import (
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// debugOnly adds the debug stage to a file that is compliant otherwise.
func (p *Plan) debugOnly(r Request) {
	if !p.wantsDebugStage(r) {
		return
	}
	p.Runtime = keepBase(p, r)
	p.Base = p.Stage.Base.Raw
	p.Layout = InPlace
	e := &editor{Plan: p, r: r, file: r.Dockerfile.File}
	e.debugInPlace()
	e.endLines()
	p.Edits = e.edits
}

// debugInPlace adds the debug stage behind a product that stays where it is.
func (e *editor) debugInPlace() {
	name, words := e.Stage.Name, e.Stage.From.Words
	if name == "" && len(words) > 0 {
		name = e.finalName()
		e.nameStage(name)
	}
	text := e.debugText(name)
	e.insertStage(strings.TrimPrefix(text, "\n"))
	e.references(e.Stage.Name, strings.Count(text, "\nFROM "))
}

// finalName is a name for a final stage that has none.
func (e *editor) finalName() string { return e.freeName("final", "final-stage") }

// wantsDebugStage tells whether a debug stage was asked for, and the file has neither one
// nor a shell in the image itself.
func (p *Plan) wantsDebugStage(r Request) bool {
	if !r.DebugStage || len(p.Process.Argv) == 0 { // what starts nothing needs no debugging
		return false
	}
	if img, known := p.Image.Catalog.ResolveText(p.Base); hasShell(r.Target) || known && img.Shell {
		p.say(finding.DebugStage, p.Stage.From.Span, "%s has a shell of its own: no debug stage is added", p.Base)
		return false
	}
	_, dir := p.Image.Catalog.DebugShell(base.Final{})
	for _, st := range r.Dockerfile.Stages {
		if st == p.Stage {
			continue
		}
		img := r.Interpreter.Stage(st)
		if slices.ContainsFunc(img.Tree.Under(dir), func(e image.Entry) bool { return e.Kind == image.FromImage }) {
			return false
		}
		if img.BaseKnown && img.Base.Family == "distroless" && img.Base.Shell {
			return false
		}
	}
	return true
}

// debugText is the text of a stage with a shell, which stands on the final stage of the
// given name and so shares everything with it. The last stage of a file is what
// docker build builds, so the final stage follows once more, as an image without the shell.
func (e *editor) debugText(final string) string {
	from, dir := e.Image.Catalog.DebugShell(e.Runtime.Final)
	e.DebugStage = e.freeName("debug", "debug-shell")
	last := e.Stage.Index+1 == len(e.r.Dockerfile.Stages)
	if !last {
		e.Behind = 1
	}
	text, err := e.execute("debug.tmpl", map[string]any{"Final": final, "Name": e.DebugStage, "From": from, "Dir": dir, "Last": last})
	if err != nil {
		e.say(finding.Internal, source.Span{}, "%v", err)
	}
	e.say(finding.DebugStage, e.Stage.From.Span, "docker build --target %s gives the same image with the shell of %s", e.DebugStage, from)
	return text
}
