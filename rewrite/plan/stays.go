package plan

import (
	"slices"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
)

// staysWhole tells whether a product on Alpine goes on being the final stage with all
// that its RUNs did: its base is the final one already, and it starts with a script or a
// shell text that stays, too. Such a script may use any file and any program of the
// image, so that a new stage which holds chosen files would lose some of them.
func (p *Plan) staysWhole(r Request) bool {
	root, rt := chain(p.Stage)[0], p.Runtime
	return r.Target == base.Alpine && p.Process.Shell != nil && p.keepsStart(r) &&
		p.Image.Base.Libc == base.Musl && p.Image.Base.Retired == nil && rt.Final.Image == root.Base.Raw &&
		!rt.Stays && !rt.InPlace && len(rt.Carried) == 0 && (rt.Changes[root] == nil || rt.Changes[root].Base == "")
}

// stay keeps the product as the final stage.
func (p *Plan) stay() {
	rt := p.Runtime
	rt.Stays = true
	for _, st := range chain(p.Stage) {
		delete(rt.Changes, st) // they readied files for a stage that copies them
	}
	if !p.ranAsRoot() {
		return
	}
	var dirs []string
	for _, entry := range p.Image.Tree.Under("/") {
		if entry.Kind == image.Made && entry.Instr.Keyword == "RUN" && entry.Owner == "" && (!below(entry.Path, junk) || logDirectory(entry.Path)) {
			dirs = append(dirs, entry.Path)
		}
	}
	for _, i := range p.Image.Config.Volumes {
		if cmd, ok := i.Cmd.(*instructions.VolumeCommand); ok {
			dirs = append(dirs, cmd.Volumes...)
		}
	}
	for _, d := range dirs {
		if !image.Symbolic(d) && !image.Within(d, "/tmp") && !below(d, rt.Writes) {
			rt.Writes = append(slices.DeleteFunc(rt.Writes, func(w string) bool { return image.Within(w, d) }), d)
		}
	}
}
