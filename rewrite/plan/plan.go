// Package plan decides how a file changes: from an image model and a target to
// edits, with a finding for each decision. Nothing is written here.
package plan

import (
	"io/fs"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/source"
	"github.com/dfmigrate/dfmigrate/rewrite/toolchain"
)

// Request is what a plan is made for.
type Request struct {
	Dockerfile *dockerfile.Dockerfile
	// Interpreter gives the images of the file's stages.
	Interpreter *image.Interpreter
	// Target is the family; with base.Scratch the file is planned for Distroless, whose
	// static base is then left out.
	Target base.Target
	// Stage names the product; "" lets the plan choose.
	Stage string
	// User is the final UID:GID, UserChosen whether the caller named it.
	User       string
	UserChosen bool
	// DebugStage asks for a stage with a shell beside the final one.
	DebugStage bool
	// renew is true when a base whose support has ended does not stay.
	renew bool
	// empty is true when the final base has to be scratch.
	empty bool
	// Templates holds templates that replace those of templates.FS; nil for none.
	Templates fs.FS
}

// Layout is the shape of the rewritten file.
type Layout int

const (
	// Unchanged: the file already is what the target asks for.
	Unchanged Layout = iota
	// InPlace: the product stage gets another base and user, no new stage.
	InPlace
	// Split: the product stage becomes a build stage, and a final stage follows it.
	Split
)

// Plan is a decision: either edits, or findings of blocker severity.
type Plan struct {
	Layout Layout
	// Stage is the product, Image what it holds and Process what it runs.
	Stage   *dockerfile.Stage
	Image   *image.Image
	Process *image.Process
	// Stages is how many stages the file had.
	Stages int
	// Toolchain is the name of the process's language, "" when none matched.
	Toolchain string
	// serves is true when the base image itself starts an application, such as php-fpm.
	serves bool
	// Runtime is what the toolchain asked for, nil when nothing was asked.
	Runtime *toolchain.Runtime
	// DebugStage is the name of the debug stage that is added, else "", Behind how many
	// stages are added after the product.
	DebugStage string
	Behind     int
	// Base is the final stage's image after the edits.
	Base     string
	Edits    []source.Edit
	Findings []finding.Finding
}

// Refused tells whether a blocker stands in the way.
func (p *Plan) Refused() bool {
	for _, f := range p.Findings {
		if f.Severity == finding.Blocker {
			return true
		}
	}
	return false
}

func (p *Plan) say(id finding.ID, span source.Span, format string, args ...any) {
	p.Findings = append(p.Findings, finding.New(id, span, format, args...))
}

// Make plans the migration of one file.
func Make(r Request) *Plan {
	if r.Target == base.Scratch {
		r.Target, r.empty = base.Distroless, true
	}
	p := decide(r)
	if p.renews(r) {
		r.renew = true
		if again := decide(r); !again.Refused() {
			p = again
		}
	}
	p.tellEnds()
	return p
}

func decide(r Request) *Plan {
	p := &Plan{Stages: len(r.Dockerfile.Stages)}
	p.Stage = product(p, r)
	if p.Stage == nil {
		return p
	}
	if !knownBase(p, r) {
		return p
	}
	p.Image = r.Interpreter.Stage(p.Stage)
	p.Process = p.Image.Process()
	p.Base = p.Stage.Base.String()
	onbuild(p)
	if p.Process.Inherited {
		match := toolchain.Detect(p.Image, p.Process)
		p.serves = match != nil && match.Inherited
	}
	if compliant(p, r) {
		p.debugOnly(r)
		return p
	}
	settleVariables(p, r)
	match := toolchain.Detect(p.Image, p.Process)
	var renewal *toolchain.Runtime
	if match == nil && !(keepsBase(p, r) && (ownProgram(p) || settled(p))) {
		var ok bool
		if renewal, ok = renewed(p, r); !ok && ownUserOnAlpine(p, r) {
			if nonRootNumber(p.Image.Config.User) {
				return p // nothing is left to do
			}
			renewal, ok = keepBase(p, r), true
			renewal.Stays = true
		}
		if !ok {
			unmatched(p, r)
			return p
		}
	}
	if match != nil {
		p.Toolchain = match.Toolchain.Name()
	}
	if !p.serves && processBlockers(p, r) {
		return p
	}
	switch before := len(p.Findings); {
	case renewal != nil:
		p.Runtime = renewal
	case match == nil:
		p.Runtime = keepBase(p, r)
	default:
		rt, findings := match.Toolchain.Runtime(toolchain.Request{
			Dockerfile: r.Dockerfile, Image: p.Image, Process: p.Process, Match: match, Target: r.Target, User: r.User,
		})
		p.Runtime = rt
		if p.Findings = append(p.Findings, findings...); p.Refused() && staysDistroless(p, r) {
			p.Findings = p.Findings[:before]
			p.Runtime = keepBase(p, r)
		}
	}
	if p.Runtime == nil || p.Refused() {
		return p
	}
	p.endInBase(r)
	p.archives(r)
	if p.Refused() {
		return p
	}
	if final := &p.Runtime.Final; final.Image != p.Stage.Base.Raw {
		final.Image = p.Image.Catalog.Mirrored(final.Image)
	}
	if p.Runtime.User != "" && !r.UserChosen {
		r.User = p.Runtime.User
	}
	variableFindings(p, r)
	if r.empty {
		p.ontoScratch(r)
	}
	p.writesHomes()
	p.prepareStart(r)
	if p.keepsStart(r) {
		p.keptScripts(r)
	}
	p.runs(p.Runtime.Scripts)
	if p.Refused() {
		return p
	}
	if staysOnAlpine(p) || p.Runtime.Final.Image == p.Stage.Base.String() {
		p.Runtime.Final.Image = p.Stage.Base.Raw
	}
	switch {
	case p.staysWhole(r):
		p.stay()
	case p.keepsStart(r) && !p.Runtime.Stays:
		p.otherLanguages()
	}
	if p.Refused() {
		return p
	}
	p.Base = p.Runtime.Final.Image
	e := &editor{Plan: p, r: r, file: r.Dockerfile.File}
	if e.fitsInPlace() {
		p.Layout = InPlace
		e.inPlace()
		if p.wantsDebugStage(r) {
			e.debugInPlace()
		}
	} else {
		p.Layout = Split
		e.split()
	}
	e.tell()
	if p.Refused() {
		p.Edits = nil
		return p
	}
	e.endLines()
	p.Edits = e.edits
	if len(p.Edits) == 0 {
		p.Layout = Unchanged
	}
	return p
}
