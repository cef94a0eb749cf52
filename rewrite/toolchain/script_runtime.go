package toolchain

import (
	"slices"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
)

// scriptRuntime is the answer for runtimes that are one program (bun, deno): on Alpine
// their image stays, to Distroless the program comes along.
type scriptRuntime struct {
	answer
	// program is its path, tool its name, account the user that its images have for it.
	program, tool, account string
}

func (b *scriptRuntime) done() (*Runtime, []finding.Finding) {
	if b.refused() {
		return nil, b.findings
	}
	return b.rt, b.findings
}

// roots are the stages whose images run or install for the product.
func (b *scriptRuntime) roots() []*dockerfile.Stage {
	language := b.Image.Base.Language
	var out []*dockerfile.Stage
	var visit func(img *image.Image, depth int)
	visit = func(img *image.Image, depth int) {
		if root := rootOf(img.Stage); img.Base.Language == language && !slices.Contains(out, root) {
			out = append(out, root)
		}
		for _, c := range img.Copies {
			if c.From != nil && depth < 10 {
				visit(c.From, depth+1)
			}
		}
	}
	visit(b.Image, 0)
	return out
}

func (b *scriptRuntime) move() {
	m := &mover{answer: &b.answer, refusal: finding.RuntimeLibc, bundled: func(string) bool { return false }}
	m.sameLibc(b.roots())
}

// alpine keeps the runtime's own image on Alpine, or moves to it.
func (b *scriptRuntime) alpine() {
	root, from := rootOf(b.Image.Stage), b.Image.Base
	b.rt.Version, b.rt.Stays, b.rt.Closed, b.rt.User = from.Version, true, true, b.account
	b.rt.Final = base.Final{
		Image: root.Base.Raw, Name: from.Name, Target: b.Target, Suite: from.Suite, Libc: base.Musl, Shell: true,
		Env: from.Env, Path: from.Path, Workdir: from.Workdir, Users: withAccount(from.Users, from.Language, b.account), Packages: from.Packages,
	}
	b.move()
	if change := b.rt.Change(root); change.Base != "" {
		// The FROM of a stage that stays is the plan's to change, and to tell of.
		b.rt.Final.Image, change.Base = change.Base, ""
		b.findings = slices.DeleteFunc(b.findings, func(f finding.Finding) bool {
			return f.ID == finding.BuilderBase && f.Span == root.From.Span
		})
	}
}

// carried ends in cc, whose libraries are all that the program links.
func (b *scriptRuntime) carried() {
	b.rt.Version = b.Image.Base.Version
	b.rt.Final, _ = b.Image.Catalog.Plain(base.Distroless, "cc")
	b.say(finding.RuntimeCarried, rootOf(b.Image.Stage).From.Span, "%s has no %s, so the program comes along", b.finalName(), b.tool)
	b.move()
	b.rt.Copies = append(b.rt.Copies, Copy{Source: b.program, Dest: b.program, Early: true})
	for _, v := range b.Image.Base.Env {
		if set, ok := b.Image.Config.Getenv(v.Name); ok && set.From == nil && !v.BuildOnly && v.Value != "" {
			b.rt.Env = append(b.rt.Env, Env{Name: v.Name, Value: v.Value})
		}
	}
}
