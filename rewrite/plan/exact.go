package plan

import (
	"slices"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
)

// endInBase puts the base that was asked for in place of the one that the toolchain
// chose, if it has all that the chosen one was chosen for.
func (p *Plan) endInBase() {
	exact := p.Image.Catalog.Final()
	if exact == nil || exact.Target == base.Scratch {
		return
	}
	chosen, span := p.Runtime.Final, p.Stage.From.Span
	if chosen.Image != exact.Image {
		starts := p.Runtime.Entrypoint == nil && p.Image.Config.Entrypoint == nil
		if reason := exact.Lacks(chosen, starts, p.Runtime.Looks); reason != "" {
			p.say(finding.BaseUnfit, span, "%s does not fit, because %s; %s would", exact.Image, reason, chosen.Image)
			return
		}
		p.Runtime.Final = *exact
	}
	if p.Runtime.User == "" {
		p.Runtime.User = exact.User
	}
	if exact.Language != p.Toolchain || chosen.Language == "" {
		return
	}
	old := p.Runtime.Version
	if p.Image.Base.Language == exact.Language {
		old = p.Image.Base.Version
	}
	if old != "" && !base.SameVersion(old, exact.Version) {
		p.say(finding.BasePatch, span, "%s has version %s, and the program ran on %s", exact.Image, exact.Version, old)
	}
	p.startInterpreter(*exact)
}

// startInterpreter writes the interpreter where the process is written for an ENTRYPOINT
// that is the interpreter, as in Distroless, and the base has another one or none.
func (p *Plan) startInterpreter(exact base.Final) {
	rt := p.Runtime
	if exact.Target == base.Distroless && rt.Entrypoint == nil && rt.Cmd != nil && exact.Language != "java" && !slices.Equal(exact.Entrypoint, []string{exact.Interpreter}) {
		rt.Entrypoint = []string{exact.Interpreter}
	}
}
