package plan

import (
	"slices"
	"strings"

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

// ownUserOnAlpine tells whether the product already runs on Alpine as another user than
// root, whom the file or the base numbers: whatever its program is, only USER has to give
// the number.
func ownUserOnAlpine(p *Plan, r Request) bool {
	name, _, _ := strings.Cut(p.Image.Config.User, ":")
	img := p.Image.Base
	return r.Target == base.Alpine && p.Image.BaseKnown && img.Libc == base.Musl && img.PackageManager == "apk" && img.Retired == nil &&
		name != "" && !rootUser(name) && len(p.Process.Argv) > 0 && !p.Process.Inherited &&
		(nonRootNumber(p.Image.Config.User) || slices.ContainsFunc(p.Image.Users, func(u image.User) bool { return u.Name == name && (number(u.UID) || u.Command != nil) }))
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
