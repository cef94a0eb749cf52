package plan

import (
	"cmp"
	"path"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/toolchain"
)

// compliant tells whether the product already is what the target asks for: its
// base, a numeric non-root user, a process that starts there.
func compliant(p *Plan, r Request) bool {
	if !keepsBase(p, r) || !nonRootNumber(p.Image.Config.User) {
		return false
	}
	proc := p.Process
	if len(proc.Argv) == 0 {
		return false
	}
	if r.Target == base.Distroless && proc.Shell != nil {
		return false
	}
	return proc.Verbatim || proc.Inherited || p.keepsStart(r)
}

// keepsBase tells whether the product's base belongs to the target already and
// its own instructions only assemble what other stages built.
func keepsBase(p *Plan, r Request) bool {
	img := p.Image
	if !img.BaseKnown || img.Base.Retired != nil || builds(img) {
		return false
	}
	if _, over := ended(img.Base); over && r.renew {
		return false
	}
	switch exact := img.Catalog.Final(); {
	case exact != nil && exact.Target != base.Scratch:
		return img.Base.Ref.String() == exact.Image && (r.Target == base.Alpine || len(img.Runs) == 0)
	case r.empty:
		return img.Base.Family == "scratch" && len(img.Runs) == 0
	case r.Target == base.Distroless:
		return img.Base.Family == "distroless" && len(img.Runs) == 0
	case r.Target == base.Alpine:
		if p.Process.Inherited && img.Base.Family != "alpine" && !p.serves {
			return false
		}
		return img.Base.Libc == base.Musl && img.Base.PackageManager == "apk" && img.Base.Kind != "sdk" || finalAlpine(img)
	}
	return false
}

// ownProgram tells whether the process is a program that the file itself brings,
// on a plain base: a server of the base image (nginx, tomcat) writes where only
// root may, and would not start as another user.
func ownProgram(p *Plan) bool {
	switch p.Image.Base.Family {
	case "alpine", "distroless", "scratch":
	default:
		return false
	}
	_, entry, presence := p.Image.Find(p.Process.Program(), p.Process.Dir)
	switch entry.Kind {
	case image.FromStage, image.FromContext, image.FromURL, image.FromHeredoc, image.FromImage:
		return presence != image.Absent
	}
	return false
}

// settled tells whether the product already runs on Distroless as another user than
// root: whatever its program is, and where it comes from, only USER has to say so.
func settled(p *Plan) bool {
	user := p.Image.Config.User
	if user == "" {
		user = p.Image.Base.User
	}
	return p.Image.Base.Family == "distroless" && len(p.Process.Argv) > 0 && !rootUser(user) && user != ""
}

// staysDistroless tells whether the product already runs on a maintained Distroless
// image, without a shell: what its toolchain can't find out does not stand in the way,
// because nothing but the user changes.
func staysDistroless(p *Plan, r Request) bool {
	return r.Target == base.Distroless && keepsBase(p, r) && p.Image.Base.Family == "distroless" && p.Process.Shell == nil
}

// renewed is the runtime of a program that nobody knows on a Distroless image which is
// no longer published: the same image of the present release, which has a newer C
// library and, where the old one had OpenSSL 3, the same libraries.
func renewed(p *Plan, r Request) (*toolchain.Runtime, bool) {
	img := p.Image.Base
	if r.Target != base.Distroless || r.empty || img.Family != "distroless" || img.Retired == nil || img.Language != "" || len(p.Image.Runs) > 0 || builds(p.Image) {
		return nil, false
	}
	name, _, _ := strings.Cut(path.Base(img.Retired.Replacement), "-debian")
	final, ok := p.Image.Catalog.Plain(r.Target, name)
	if !ok || len(p.Process.Argv) == 0 || p.Process.Shell != nil || !(ownProgram(p) || settled(p)) {
		return nil, false
	}
	if links := name == "base" || name == "cc"; links && !base.SameOpenSSL(img.Suite, final.Suite) {
		return nil, false
	}
	p.unseenWrites()
	return &toolchain.Runtime{Final: final, InPlace: true, Closed: true}, true
}

// unseenWrites tells that the process was root and that nothing says where it writes.
func (p *Plan) unseenWrites() {
	if settled(p) || !rootUser(cmp.Or(p.Image.Config.User, p.Image.Base.User, "root")) {
		return
	}
	span := p.Stage.From.Span
	if p.Process.Instr != nil {
		span = p.Process.Instr.Span
	}
	p.say(finding.WritesUnseen, span, "%s ran as root, and where it writes is not known", cmp.Or(p.Process.Program(), "what runs here"))
}

// staysOnAlpine tells whether the product already stands on a plain Alpine image
// that is maintained: its tag, digest and registry stay as the file has them.
func staysOnAlpine(p *Plan) bool {
	img := p.Image.Base
	if p.Image.Catalog.Final() != nil || p.Runtime.Final.Name != "alpine" || img.Family != "alpine" || img.Retired != nil || p.Stage.Parent != nil {
		return false
	}
	_, known := base.EndOfLife(img.Suite)
	_, over := ended(img)
	return known && !over || img.Suite == "alpine" // a tag without a minor release moves on by itself
}

// finalAlpine tells of official language images on Alpine that runtimes end in
// (python, node), which are sdk images too, when the stage builds nothing itself.
func finalAlpine(img *image.Image) bool {
	if img.Base.Libc != base.Musl || img.Base.Language == "" {
		return false
	}
	final, ok := img.Catalog.Runtime(base.Alpine, img.Base.Language, img.Base.Version)
	return ok && final.Interpreter != "" && img.Base.Language != "go"
}

// builds tells whether a toolchain's command ran in the image's own chain.
func builds(img *image.Image) bool {
	for _, a := range img.Artifacts {
		if a.Command != nil {
			return true
		}
	}
	return len(img.Tree.Opaque()) > 0
}

// keepBase is the runtime of a process of an unknown kind whose base already
// belongs to the target: only the user and the form of the process change.
func keepBase(p *Plan, r Request) *toolchain.Runtime {
	final := base.Final{
		Image: p.Stage.Base.Raw, Target: r.Target, Libc: p.Image.Base.Libc, Suite: p.Image.Base.Suite,
		Shell: p.Image.Base.Shell, Path: p.Image.Base.Path, Workdir: p.Image.Base.Workdir, Users: p.Image.Base.Users,
		Records: r.Target == base.Distroless && p.Image.Base.Suite == p.Image.Catalog.FinalSuite(r.Target),
	}
	p.say(finding.BaseKept, p.Stage.From.Span, "the base %s already belongs to %s", p.Stage.Base.String(), r.Target)
	p.unseenWrites()
	return &toolchain.Runtime{Final: final, InPlace: true, Closed: true}
}

// nonRootNumber tells whether USER is a number other than 0.
func nonRootNumber(user string) bool {
	uid, gid, both := strings.Cut(user, ":")
	if !number(uid) || strings.Trim(uid, "0") == "" {
		return false
	}
	return !both || number(gid)
}

func number(s string) bool {
	for _, c := range s {
		if c < '0' || c > '9' {
			return false
		}
	}
	return s != ""
}

// chain lists a stage and the stages it stands on, the root first.
func chain(st *dockerfile.Stage) []*dockerfile.Stage {
	if st.Parent == nil {
		return []*dockerfile.Stage{st}
	}
	return append(chain(st.Parent), st)
}
