package plan

import (
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
)

// endInBase puts the base that was asked for in place of the one that the toolchain
// chose, if it has all that the chosen one was chosen for.
func (p *Plan) endInBase(r Request) {
	exact := p.Image.Catalog.Final()
	if exact == nil || exact.Target == base.Scratch {
		return
	}
	chosen, span := p.Runtime.Final, p.Stage.From.Span
	if chosen.Image != exact.Image {
		starts := p.Runtime.Entrypoint == nil && p.Image.Config.Entrypoint == nil
		reason := exact.Lacks(chosen, starts, p.Runtime.Looks)
		if lib := p.linkedPackage(); reason == "" && lib != "" && chosen.Suite != exact.Suite {
			reason = "the program is linked with " + lib + " of " + chosen.Suite
		}
		if reason != "" {
			p.say(finding.BaseUnfit, span, "%s does not fit, because %s; %s would", exact.Image, reason, chosen.Image)
			return
		}
		p.Runtime.Final = *exact
	}
	p.olderThanBuild(exact.Suite, r)
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

// olderThanBuild tells of stages whose release of Alpine is newer than the final one. The
// toolchains see to that of glibc.
func (p *Plan) olderThanBuild(suite string, r Request) {
	if r.Target != base.Alpine {
		return
	}
	for _, st := range r.Dockerfile.Stages {
		if st.Parent != nil || st == p.Stage {
			continue
		}
		if img := r.Interpreter.Stage(st); base.Older(suite, img.Base.Suite) {
			p.say(finding.BaseOlder, st.From.Span, "%s stands on %s, and the final base on %s: what is built here must not need newer libraries", st.Base.String(), img.Base.Suite, suite)
		}
	}
}

// linkedPackage is a package of libraries that the final stage on Alpine installs for a
// program which was linked with them; another release's may have other names.
func (p *Plan) linkedPackage() string {
	for _, name := range p.Runtime.Packages {
		if known, _ := base.LookupPackage(name); known.Role == "library" || strings.HasSuffix(name, "-libs") || strings.HasPrefix(name, "lib") {
			return name
		}
	}
	return ""
}

// startInterpreter writes the interpreter where the process is written for an ENTRYPOINT
// that is the interpreter, as in Distroless, and the base has another one or none.
func (p *Plan) startInterpreter(exact base.Final) {
	rt := p.Runtime
	if exact.Target == base.Distroless && rt.Entrypoint == nil && rt.Cmd != nil && exact.Language != "java" && !slices.Equal(exact.Entrypoint, []string{exact.Interpreter}) {
		rt.Entrypoint = []string{exact.Interpreter}
	}
}
