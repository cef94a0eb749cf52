package toolchain

import (
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
)

// binary migrates programs that come ready to run: downloaded, copied from another
// image, or lying in the build context.
type binary struct{}

func (binary) Name() string { return "binary" }

// Effect leaves all to the general effects, which know downloads and archives.
func (binary) Effect(*image.State, *image.Command) bool { return false }

// binaryFacts is what is known of a program that came ready to run.
type binaryFacts struct {
	// From says where it came from.
	From string
	// ELF is what its file says; nil when that is not at hand.
	ELF *project.ELF
	// Quarkus is true for a native executable of Quarkus.
	Quarkus bool
	// Static is true when the name of the download promises a static program, Go when it
	// names the platform as the Go compiler does.
	Static, Go bool
}

// Match takes programs whose file an instruction brought from elsewhere.
func (binary) Match(img *image.Image, p *image.Process) *Match {
	if p.Shell != nil || p.Inherited || p.Program() == "" || slices.Contains([]string{"sh", "bash", "ash", "dash"}, path.Base(p.Program())) {
		return nil
	}
	file, e, presence := img.Find(p.Program(), p.Dir)
	if i := quarkusCopy(img, file); i != nil {
		if _, there := img.Tree.ReadELF(file); !there {
			return matchQuarkus(img, file, i)
		}
	}
	if file == "" || presence == image.Absent || e.Artifact != nil || e.Pattern != "" {
		return nil // a pattern that nothing matches yet tells nothing of the program
	}
	origin, tree, presence := img.Tree.Origin(file)
	facts := binaryOf(file, origin, tree)
	if facts == nil && onlyStatic(img) && presence != image.Absent && path.Ext(file) == "" {
		facts = &binaryFacts{From: "another stage"}
	}
	if facts == nil {
		if facts = ofStage(img, file, e, origin); facts != nil {
			origin = e // the COPY that names it
		}
	}
	if facts != nil && facts.ELF == nil && img.Base.Family == "distroless" {
		return nil // the plan gives it the same base of the present release
	}
	built := bringer(img, origin)
	if facts == nil || built == nil || built == img && baseProvides(img, path.Base(file)) {
		return nil
	}
	c := origin.Command
	if c == nil {
		c = &image.Command{Instr: origin.Instr, Run: &image.Run{Instr: origin.Instr}, Dir: path.Dir(origin.Path)}
	}
	a := &image.Artifact{Toolchain: "binary", Kind: "binary", Path: origin.Path, Command: c, Image: built, Facts: facts}
	return &Match{Facts: &nativeMatch{File: file, Artifact: a}}
}

// onlyStatic tells of an image in which nothing but static programs runs: its base has
// no C library, and no COPY brings one, or a tree that may hold one.
func onlyStatic(img *image.Image) bool {
	return img.Base.Libc == base.NoLibc && loader(img) == ""
}

// loader is a path of the image that is, or may hold, the loader of a C library which
// the file itself brings; "" when there is none.
func loader(img *image.Image) string {
	for _, e := range img.Tree.Under("/") {
		copied := e.Instr != nil && e.Instr.Keyword == "COPY"
		if e.Kind == image.FromBase || e.Kind == image.Made && !copied {
			continue
		}
		name := path.Base(e.Path)
		if image.Within(e.Path, "/nix") {
			return e.Path // Nix keeps the libraries of each program there
		}
		for _, dir := range []string{"/lib", "/lib64", "/usr/lib", "/usr/lib64"} {
			if image.Within(e.Path, dir) && (e.Whole || e.Dir && copied || strings.HasPrefix(name, "ld-")) || copiesTree(e) && image.Within(dir, e.Path) {
				return e.Path
			}
		}
	}
	return ""
}

// glibcLayer is what a file on Alpine does so that programs for glibc start there: a package,
// or a link in the place of glibc's loader; "" for nothing.
func glibcLayer(img *image.Image) string {
	for _, p := range img.Packages {
		if p.Name == "libc6-compat" || p.Name == "gcompat" || p.Name == "glibc" {
			return p.Name
		}
	}
	for _, e := range img.Tree.Under("/") {
		if strings.Contains(e.Link, "musl") && strings.HasPrefix(path.Base(e.Path), "ld-linux") {
			return "a link at " + e.Path
		}
	}
	return ""
}

// onBusybox tells what a program links that ran on BusyBox with glibc: that image has the
// libraries of the C library alone, and no means to look for others.
func (q *binaryQuestion) onBusybox() {
	if q.Target == base.Alpine {
		q.check("it ran on BusyBox")
		return
	}
	q.links = linkage{libc: true, why: "it ran on " + q.Image.Base.Ref.String()}
}

// promisesStatic tells of names of downloads for musl, which makers of programs use for
// those that run on every Linux, and of names that say so themselves.
func promisesStatic(text string) bool {
	return strings.Contains(text, "-musl") || strings.Contains(text, "-static") || strings.Contains(text, "_static")
}

// namesGoPlatform tells of downloads that are called as the Go compiler calls platforms,
// linux-amd64 and linux_arm64. Those of other languages say x86_64.
func namesGoPlatform(text string) bool {
	for _, mark := range []string{"linux-", "linux_", "linux."} {
		for _, rest := range strings.Split(strings.ToLower(text), mark)[1:] {
			if strings.HasPrefix(rest, "amd64") || strings.HasPrefix(rest, "arm64") || strings.HasPrefix(rest, "$targetarch") || strings.HasPrefix(rest, "${targetarch") {
				return true
			}
		}
	}
	return false
}

// Runtime works out what the program needs.
func (binary) Runtime(r Request) (*Runtime, []finding.Finding) {
	q := &binaryQuestion{native: newNative(r)}
	q.facts = q.artifact.Facts.(*binaryFacts)
	q.linkage()
	if q.refused() || !q.chooseBase() {
		return nil, q.findings
	}
	q.place("/root/.cache")
	q.mayWrite()
	if q.facts.From == anArchive && q.dest == q.match.File {
		q.rt.Copies = slices.DeleteFunc(q.rt.Copies, func(c Copy) bool { return c.Source == q.match.File }) // all that it held comes along
	}
	if q.Target == base.Alpine && q.Image.Base.Libc == base.Musl || q.Image.Base.Libc == base.NoLibc || q.facts.Quarkus || q.links.libc {
		q.rt.InPlace = true // the program lies where it is to run
	}
	if q.checks {
		// The name of a loader stands in the first pages of a program that needs one; a script has neither.
		what, loader := "a static program", "/ld-[lm]"
		if q.links.glibc {
			what, loader = "a program for glibc, or a static one", "/ld-musl"
		}
		change := q.rt.Change(q.Image.Stage)
		change.Last = append(change.Last, "# "+q.name()+" has to be "+what+".",
			"RUN head -c 4 "+q.match.File+" | grep -q ELF && ! head -c 16384 "+q.match.File+" | grep -q '"+loader+"'")
	}
	return q.rt, q.findings
}

// binaryQuestion is the work of one Runtime call.
type binaryQuestion struct {
	*native
	facts *binaryFacts
	// checks lets the build find out whether the program is static.
	checks bool
}

// linkage tells what the program is linked with, as far as its file or its old base do.
func (q *binaryQuestion) linkage() {
	old := q.Image.Base
	switch elf := q.facts.ELF; {
	case old.Libc == base.NoLibc && q.bringsLoader():
	case old.Family == "busybox" && old.Ref.Digest != "" && old.Ref.Tag == "":
		q.at(finding.NativeBuilder, "%s ran on %s: which C library the image of that digest has can't be told", q.name(), old.Ref.String())
	case old.Libc == base.NoLibc:
		q.links = linkage{static: true, why: "it ran on " + old.Ref.String()}
	case elf != nil && elf.Interpreter == "":
		q.links = linkage{static: true, why: "its file names no loader"}
	case q.facts.Quarkus && q.Target == base.Distroless:
		q.at(finding.BinaryUnchecked, "%s is a native executable that Quarkus builds before the image: it needs the C library, libz and libstdc++, which the final base has", q.name())
	case q.facts.Static:
		q.links = linkage{static: true, why: "the name of its download says so"}
	case elf != nil:
		q.loads(elf)
	case old.Family == "busybox" && old.Libc == base.Glibc && q.builtHere() && loader(q.Image) == "":
		q.onBusybox()
	case q.Target == base.Alpine && old.Libc != base.Musl && q.facts.Go:
		q.check("its name is what makers of Go programs choose")
	case q.Target == base.Alpine && old.Libc != base.Musl:
		q.at(finding.NativeBuilder, "%s came ready from %s and ran with glibc, which Alpine has not", q.name(), q.facts.From)
	case q.Target == base.Alpine:
		q.links.why = "it ran on Alpine"
	case old.Libc == base.Musl && glibcLayer(q.Image) != "":
		q.checks, q.rt.InPlace = true, false
		q.links = linkage{glibc: true, why: "it ran on Alpine with " + glibcLayer(q.Image)}
		q.at(finding.BinaryUnchecked, "%s came ready from %s, and ran on Alpine with %s: the final base has glibc itself, and of other libraries that it may link none comes along", q.name(), q.facts.From, glibcLayer(q.Image))
	case old.Libc == base.Musl:
		q.check("it ran on Alpine")
	default:
		q.links = linkage{libraries: true, why: "what it links is not known", opens: true}
		q.at(finding.BinaryUnchecked, "%s came ready from %s: the build finds out which libraries it links, and stops when one is missing", q.name(), q.facts.From)
	}
}

// check takes a program for static, and lets the build find out.
func (q *binaryQuestion) check(why string) {
	q.checks, q.rt.InPlace = true, false
	q.links = linkage{static: true, why: why + "; the build checks it"}
	q.at(finding.BinaryUnchecked, "%s came ready from %s, and what it links is not known: the build stops when it is not static", q.name(), q.facts.From)
}

// loads takes a program whose file names its loader and libraries.
func (q *binaryQuestion) loads(elf *project.ELF) {
	libc := base.Glibc
	if strings.Contains(elf.Interpreter, "musl") {
		libc = base.Musl
	}
	q.links = linkage{libraries: true, why: strings.Join(elf.Needed, ", ")}
	if libc == base.Glibc && q.Target == base.Distroless && q.Image.Base.Libc == base.Musl && !slices.ContainsFunc(elf.Needed, notInCC) {
		q.links.glibc, q.links.libraries = true, false
		return
	}
	if (libc == base.Musl) != (q.Target == base.Alpine) {
		q.at(finding.NativeBuilder, "%s loads %s, which the final base has not", q.name(), elf.Interpreter)
	}
}

// notInCC tells of a shared library that Distroless' cc image has not.
func notInCC(library string) bool {
	return !slices.ContainsFunc([]string{"libc.so.", "libm.so.", "libdl.so.", "libpthread.so.", "librt.so.", "libresolv.so.", "libstdc++.so.", "libgcc_s.so.", "ld-linux"}, func(own string) bool {
		return strings.HasPrefix(library, own)
	})
}
