package toolchain

import (
	"bytes"
	"path"
	"slices"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
)

// A package that has a binary for each version of OpenSSL looks for the libraries of its
// system twice: in the build, which decides the binary that there is, and when the
// program starts, which decides the binary that is loaded.

// picksByOpenSSL is such a package that the program may load, "" for none.
func (w *nodeWork) picksByOpenSSL() string {
	for _, n := range w.natives.Packages {
		if n.Known && n.Row.OpenSSL && w.loads(n) {
			return n.Name
		}
	}
	return ""
}

// showOpenSSL installs the program openssl where the build and the final stage can't
// tell the version otherwise: slim Debian images have no libraries of it, and on Alpine
// they lie where older packages don't look.
func (w *nodeWork) showOpenSSL(root *dockerfile.Stage, img *image.Image) {
	if w.picksByOpenSSL() == "" {
		return
	}
	if w.rt.Final.Libc == base.Musl && !slices.Contains(w.rt.Packages, "openssl") {
		w.rt.Packages = append(w.rt.Packages, "openssl")
	}
	if img != nil && slices.ContainsFunc(img.Installed, func(p image.Package) bool { return p.Name == "openssl" }) {
		return
	}
	c := w.rt.Change(root)
	c.Installs = true
	c.First = append(c.First, "RUN "+packageCommand([]string{"openssl"}, w.rt.Final.Libc == base.Glibc))
}

// fitOpenSSL refuses such a package where the final base has another version than the
// stage in which it is installed, or where an old Node can tell the version through a
// shell only.
func (w *nodeWork) fitOpenSSL() {
	name := w.picksByOpenSSL()
	if name == "" || w.Target != base.Distroless {
		return
	}
	if !project.NodeHas("machine", w.official.Version) {
		w.say(finding.NodeNativeRefused, w.processSpan(), "%s asks a shell for the machine's kind before Node has os.machine", name)
		return
	}
	for _, a := range nodeInstalls(w.Image) {
		img := w.becomes(w.rootStage(a.Image.Stage))
		if img.Suite == "" || img.Libc != base.Glibc || base.SameOpenSSL(img.Suite, w.rt.Final.Suite) || w.namesEngine() {
			continue
		}
		w.say(finding.NodeNativeRefused, a.Command.Instr.Span, "%s is made for the OpenSSL of %s, and %s has another: let the generator's binaryTargets name %s too, or build on a newer release",
			name, img.Ref.String(), w.finalName(), prismaEngine)
		return
	}
}

// becomes is the image that a stage stands on after the changes.
func (w *nodeWork) becomes(root *dockerfile.Stage) base.Image {
	ref := root.Base
	if w.moved[root.Index] {
		if moved, err := dockerfile.ParseImageRef(w.rt.Change(root).Base); err == nil {
			ref = moved
		}
	}
	img, _ := w.Image.Catalog.Resolve(ref)
	return img
}

// prismaEngine is Prisma's name for the binary that the Distroless finals take.
const prismaEngine = "debian-openssl-3.0.x"

// namesEngine tells whether a schema among the sources asks for that binary itself.
func (w *nodeWork) namesEngine() bool {
	for _, at := range w.places() {
		for _, name := range []string{"prisma/schema.prisma", "schema.prisma"} {
			text, err := at.files.ReadFile(path.Join(at.dir, name))
			if err == nil && bytes.Contains(text, []byte(prismaEngine)) {
				return true
			}
		}
	}
	return false
}
