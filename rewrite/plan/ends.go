package plan

import (
	"slices"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
)

// ended tells whether the makers' support of an image's release has ended, and when.
func ended(img base.Image) (day string, ok bool) {
	day, ok = base.EndOfLife(img.Suite)
	return day, ok && day <= img.Checked
}

// renews tells whether a file that needs nothing else is planned anew for a release of
// Alpine that is kept up: nothing is installed in the product, so that only what other
// stages built has to run there.
func (p *Plan) renews(r Request) bool {
	if r.renew || r.Target != base.Alpine || p.Layout != Unchanged || p.Refused() || p.Image == nil || p.Image.Catalog.Final() != nil {
		return false
	}
	_, over := ended(p.Image.Base)
	return over && p.Image.Base.Family == "alpine" && len(p.Image.Runs) == 0
}

// tellEnds tells that the old base is published no more or left support, and that the
// final one did.
func (p *Plan) tellEnds() {
	if p.Image == nil || !p.Image.BaseKnown {
		return
	}
	root := chain(p.Stage)[0]
	old := p.Image.Base
	day, over := ended(old)
	switch retired := old.Retired; {
	case retired != nil && retired.Since != "":
		p.say(finding.BaseRetired, root.From.Span, "%s is published no more since %s: %s", root.Base.String(), retired.Since, retired.Reason)
	case retired != nil:
		p.say(finding.BaseRetired, root.From.Span, "%s is published no more: %s", root.Base.String(), retired.Reason)
	case over && !p.Refused() && (old.Libc == base.Musl || p.Base == p.Stage.Base.String()):
		p.say(finding.ReleaseEnded, root.From.Span, "%s stands on %s, whose support ended on %s", root.Base.String(), old.Suite, day)
	}
	if p.Refused() || p.Base == p.Stage.Base.String() {
		return
	}
	final, _ := p.Image.Catalog.ResolveText(p.Base)
	if day, over := ended(final); over {
		p.say(finding.ReleaseEnded, p.Stage.From.Span, "%s stands on %s, whose support ended on %s", p.Base, final.Suite, day)
	}
}

// archives refuses stages that would install packages of a release that has none any more.
func (p *Plan) archives(r Request) {
	for _, st := range r.Dockerfile.Stages {
		change := p.Runtime.Changes[st]
		if change == nil || !change.Installs {
			continue
		}
		root := chain(st)[0]
		moved := p.Runtime.Changes[root]
		if moved == nil || moved.Base == "" {
			continue
		}
		img, _ := p.Image.Catalog.ResolveText(moved.Base)
		if base.Archived(img.Suite) && !toldAt(p.Findings, finding.ArchivedRelease, root) {
			p.say(finding.ArchivedRelease, root.From.Span, "%s would become %s, and the packages of %s can't be installed any more: they are in its makers' archive alone", root.Base.String(), moved.Base, img.Suite)
		}
	}
}

func toldAt(findings []finding.Finding, id finding.ID, st *dockerfile.Stage) bool {
	return slices.ContainsFunc(findings, func(f finding.Finding) bool { return f.ID == id && f.Span == st.From.Span })
}
