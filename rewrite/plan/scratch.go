package plan

import (
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/toolchain"
)

// ontoScratch takes the static base away from below a static program, and brings along
// what the program looks for in it. Any other base is refused: it holds what the
// program needs.
func (p *Plan) ontoScratch(r Request) {
	final := p.Runtime.Final
	if final.Libc != base.NoLibc || final.Language != "" {
		p.say(finding.ScratchDynamic, p.Stage.From.Span, "the program needs what %s holds, and scratch holds nothing; --to distroless takes it", final.Image)
		return
	}
	p.Runtime.Final = base.Empty()
	from, files := p.Image.Catalog.SupportFiles()
	var brought []string
	for _, f := range files {
		if !p.looksFor(f) {
			continue
		}
		p.Runtime.Copies = append(p.Runtime.Copies, toolchain.Copy{
			From: from, Source: f.Path, Dest: f.Path, Dir: f.Dir, Owned: f.Owned, Early: true,
		})
		brought = append(brought, f.Path)
	}
	if len(brought) > 0 {
		p.say(finding.ScratchSupport, p.Stage.From.Span, "%s: the program may look there, so they come from %s", strings.Join(brought, ", "), from)
	}
}

// looksFor tells whether the program may look for a path that the file does not bring.
func (p *Plan) looksFor(f base.SupportFile) bool {
	if p.Runtime.Looks != nil && !p.Runtime.Looks(f.Name) {
		return false
	}
	entry, presence := p.Image.Tree.Lookup(f.Path)
	switch entry.Kind {
	case image.FromStage, image.FromContext, image.FromImage, image.FromHeredoc:
		return presence == image.Absent
	}
	return true
}
