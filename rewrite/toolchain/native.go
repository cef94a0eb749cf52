package toolchain

import (
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
)

// native answers for a compiled program, whatever language it is written in: which
// base it runs on, and what comes along with it.
type native struct {
	*answer
	match    *nativeMatch
	artifact *image.Artifact
	// language is how the finding calls what built the program.
	language string
	links    linkage
	// crosses gives the stages at and above root another C library, as the language
	// needs it; nil where it can't be done.
	crosses func(root base.Image) bool
	// dest is where the program lies in the final image, "" for where it was.
	dest string
}

// linkage is what the linker made of a program.
type linkage struct {
	// static programs need no library at all, and run anywhere.
	static bool
	// glibc is true for a program that is made for glibc, although its old base has musl.
	glibc bool
	// opens is true when the program may open libraries by name.
	opens bool
	// libraries is true when shared libraries other than those of the final base may
	// be linked; why says which, or why that can't be told.
	libraries bool
	// libc is true when the program links the C library's own libraries and no others.
	libc bool
	why  string
}

// newNative begins an answer.
func newNative(r Request) *native {
	m := r.Match.Facts.(*nativeMatch)
	n := &native{answer: &answer{Request: r}, match: m, artifact: m.Artifact}
	n.rt = &Runtime{Closed: true, InPlace: !n.builtHere()}
	return n
}

// name of the program, for messages.
func (n *native) name() string { return path.Base(n.match.File) }

// builtHere tells whether the product is also the stage that builds, so that its
// files are chosen one by one.
func (n *native) builtHere() bool {
	for img := n.Image; img != nil; img = img.Parent {
		if n.artifact.Image == img {
			return true
		}
	}
	return false
}

// at raises a finding at the instruction that built the program.
func (n *native) at(id finding.ID, format string, args ...any) {
	n.say(id, n.artifact.Command.Instr.Span, format, args...)
}

// chooseBase finds the final base; false when a blocker stands in the way.
func (n *native) chooseBase() bool {
	name := "alpine"
	if old := n.Image.Base; !n.builtHere() && old.Libc == base.NoLibc {
		if n.bringsLoader() {
			return false
		}
		n.links = linkage{static: true, why: "it ran on " + old.Ref.String()}
	}
	switch {
	case n.Target == base.Alpine:
	case n.links.static && !n.match.Script:
		name = "static"
	case n.links.libc && !n.match.Script:
		name = "base"
	default:
		name = "cc"
	}
	n.rt.Final, _ = n.Image.Catalog.Plain(n.Target, name)
	n.keepDistroless()
	switch {
	case n.links.static:
		n.at(finding.NativeStatic, "%s is a static program: %s", n.name(), n.links.why)
	case n.Target == base.Alpine:
		n.onMusl()
	default:
		n.onGlibc()
	}
	return !n.refused()
}

// bringsLoader refuses a program that ran without a C library of the base, where the
// file brings what may be one of its own.
func (n *native) bringsLoader() bool {
	l := loader(n.Image)
	if l != "" {
		n.at(finding.NativeBuilder, "%s ran on %s with what the file puts at %s, which may be a C library of its own", n.name(), n.Image.Base.Ref.String(), l)
	}
	return l != ""
}

// keepDistroless keeps a Distroless base that the file has and that is maintained.
func (n *native) keepDistroless() {
	old, stage := n.Image.Base, n.Image.Stage
	if n.Target == base.Distroless && old.Family == "distroless" && old.Retired == nil && stage.Parent == nil && old.Suite == n.rt.Final.Suite {
		n.rt.Final.Image, n.rt.Final.Workdir = stage.Base.Raw, old.Workdir
		n.say(finding.BaseKept, stage.From.Span, "the base %s already belongs to %s", stage.Base.String(), n.Target)
	}
}

// onGlibc readies a program that loads the C library for Distroless.
func (n *native) onGlibc() {
	built := n.artifact.Image
	n.rt.Libraries = !n.links.opens
	if n.links.glibc || n.Image.Base.Family == "distroless" && built.Base.Libc != base.Musl {
		return // all that the program needs is there, and in the base's newer release too
	}
	switch built.Base.Libc {
	case base.Musl:
		if !n.cross() {
			return
		}
	case base.Glibc:
		n.pinSuite(built)
	default:
		n.at(finding.NativeUnknownBuild, "nothing is known of %s, on which %s is built: the new stage looks for the libraries that it needs", rootStage(built.Stage).Base.String(), n.name())
		n.links.libraries, n.links.why = true, "the image is not known"
	}
	if n.links.libraries {
		n.carryLibraries()
	}
}

// carryLibraries brings the libraries that the program links: from the stage that
// linked it, unless only the product has a name, or runs on the processor that is
// built for.
func (n *native) carryLibraries() {
	n.at(finding.NativeLibraries, "the libraries that %s links and the base lacks come along: %s", n.name(), n.links.why)
	from, file := "", n.match.File
	if linked := n.artifact.Image.Stage; !n.builtHere() && linked.Name != "" && samePlatform(rootStage(linked), rootStage(n.Image.Stage)) {
		from, file = n.artifact.Image.Stage.Name, n.artifact.Path
	}
	if from == "" && !n.builtHere() && n.Image.Base.Libc == base.Musl {
		n.at(finding.NativeBuilder, "the stage that links %s has no name to look for its libraries in, and the loader of %s finds none of them: name it (FROM … AS …)", n.name(), n.Image.Base.Ref.String())
		return
	}
	n.rt.carryClosure(from, closure{Of: n.name(), Programs: []string{file}})
}

// onMusl readies a program that loads the C library for Alpine.
func (n *native) onMusl() {
	if n.artifact.Image.Base.Libc == base.Musl {
		if n.builtHere() || n.Image.Base.Libc != base.Musl {
			n.needPackages(n.muslLibraries()...)
		} // else the file's own product installs what the program loads
		n.keepRelease()
		return
	}
	n.cross()
}

// keepRelease ends in the Alpine release that the program was linked on, because a
// release's libraries have other names in the next one.
func (n *native) keepRelease() {
	suite := n.artifact.Image.Base.Suite
	if c := n.rt.Change(rootStage(n.artifact.Image.Stage)); c.Base != "" {
		img, _ := n.Image.Catalog.ResolveText(c.Base)
		suite = img.Suite
	}
	release, ok := strings.CutPrefix(suite, "alpine")
	if !ok || release == "" || !n.links.libraries {
		return
	}
	n.rt.Final = n.rt.Final.OnAlpine(release)
}

// cross puts the build on the final base's C library.
func (n *native) cross() bool {
	built := n.artifact.Image
	if !built.BaseKnown || n.crosses == nil {
		n.at(finding.NativeBuilder, "%s is linked with the C library of %s, which %s has not, and the stage can't be moved", n.name(), rootStage(built.Stage).Base.String(), n.Target)
		return false
	}
	return n.crosses(built.Base)
}

// pinSuite makes sure that the program is built on a release whose glibc the final
// base has, today and when the tag moves.
func (n *native) pinSuite(built *image.Image) {
	runs, known := base.GlibcRuns(built.Base.Suite, n.Image.Catalog.FinalSuite(base.Distroless))
	pinned, ok := fittingTag(built.Base)
	root := rootStage(built.Stage)
	switch {
	case ok && pinned != refText(built.Base.Ref) && built.Base.Ref.Digest == "":
		n.rt.Change(root).Base = pinned
		n.say(pinnedAs(n.Image.Catalog, built.Base, pinned), root.From.Span, "the program is built on %s", pinned)
	case known && !runs:
		n.at(finding.NativeBuilder, "%s is built on %s, which has a newer glibc than the final base", n.name(), built.Base.Ref.String())
	}
}

// fittingTag names the same image on a release whose glibc the final base has: of
// itself where that was published, else of an earlier release of the system.
func fittingTag(img base.Image) (string, bool) {
	if tag, ok := base.PinnedTag(img); ok {
		return tag, true
	}
	return base.EarlierRelease(img)
}

// pinnedAs is the finding about a stage that gets another tag of its image.
func pinnedAs(catalog *base.Catalog, from base.Image, tag string) finding.ID {
	if to, ok := catalog.ResolveText(tag); ok && base.Older(to.Suite, from.Suite) && from.Language == "" {
		return finding.BuilderOlder
	}
	return finding.BuilderBase
}

// muslLibraries are the apk packages of the libraries whose headers the build stage
// installs.
func (n *native) muslLibraries() []string {
	var names []string
	for _, p := range n.artifact.Image.Packages {
		if !strings.HasSuffix(p.Name, "-dev") || slices.Contains([]string{"musl-dev", "libc-dev", "libc6-dev", "linux-libc-dev"}, p.Name) {
			continue
		}
		found := []string{p.Name}
		if p.Manager != "apk" {
			found, _ = base.Apk(p.Name)
		}
		names = append(names, apkRuntime(found)...)
	}
	return names
}

// apkRuntime are the packages that apk -dev packages stand for at run time.
func apkRuntime(dev []string) []string {
	var names []string
	for _, d := range dev {
		if known, ok := base.LookupPackage(d); ok && len(known.Runtime["alpine"]) > 0 {
			names = append(names, known.Runtime["alpine"]...)
		} else {
			names = append(names, strings.TrimSuffix(d, "-dev"))
		}
	}
	return names
}

func (n *native) needPackages(names ...string) {
	for _, p := range names {
		if !slices.Contains(n.rt.Packages, p) && !slices.Contains(n.rt.Final.Packages, p) {
			n.rt.Packages = append(n.rt.Packages, p)
		}
	}
}

// place copies the program to where the process finds it; sources are the directories
// that only the build reads.
func (n *native) place(sources ...string) {
	if n.match.Script {
		n.keepScript()
		return
	}
	if n.dest == "" {
		n.dest = n.match.File
		if !strings.Contains(n.Process.Program(), "/") && !onPath(n.rt.Final, path.Dir(n.dest)) {
			n.dest = path.Join("/usr/local/bin", path.Base(n.dest))
		}
	}
	n.rt.Copies = append(n.rt.Copies, Copy{Source: n.match.File, Dest: n.dest})
	if n.builtHere() {
		n.rt.Sources = sources
	} else if n.dest != n.match.File {
		n.rt.InPlace = false // the file's own COPY puts it elsewhere
	}
}

// sourceRoots are the directories of a project's sources: its root, or where that is
// the root of the file system, the names there that projects have.
func (n *native) sourceRoots(root string, names []string) []string {
	if root == "" {
		root = n.artifact.Command.Dir
	}
	if root != "/" {
		return []string{root}
	}
	var dirs []string
	for _, name := range names {
		dirs = append(dirs, "/"+name)
	}
	return dirs
}

// keepScript carries all that a script may use, and the shell that it names.
func (n *native) keepScript() {
	n.rt.Closed = false
	if n.Image.Base.Libc != base.Musl {
		n.say(finding.ShellFormKept, n.processSpan(), "%s stays as it is, and runs with Alpine's shell and tools now", n.Process.Program())
	}
	for _, word := range n.Process.Argv[:min(2, len(n.Process.Argv))] {
		file, _, _ := n.Image.Find(word, n.Process.Dir)
		if path.Base(word) == "bash" || shebangProgram(n.Image, file) == "bash" {
			n.needPackages("bash")
		}
	}
}

// mayWrite lets the program write into its working directory, or else says that the new
// user may not write where root did.
func (n *native) mayWrite() {
	if n.match.Script || n.rt.mayWriteWorkdir(n.Image, "what "+n.name()+" writes can't be told") || !ranAsRoot(n.Image) {
		return
	}
	n.at(finding.WritesUnseen, "%s ran as root, and where it writes is not known", n.name())
}
