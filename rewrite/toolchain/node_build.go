package toolchain

import (
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
)

// adaptBuild sees to it that node_modules is made for the final C library.
func (w *nodeWork) adaptBuild() {
	w.moved = map[int]bool{}
	installs := nodeInstalls(w.Image)
	w.rt.InPlace = w.writesOwn() && !slices.ContainsFunc(w.Image.Artifacts, func(a *image.Artifact) bool { return a.Toolchain == "node" })
	w.programPackages()
	w.rt.dropCopied(w.Image, "node")
	if w.rt.InPlace && w.rt.Final.Libc == base.Musl && w.rt.Final.Name != "alpine" && w.language.By == "apk" {
		w.rt.InPlace = w.rt.dropPackages(w.Image, "node") // else the builder keeps them
	}
	for _, a := range installs {
		root := w.rootStage(a.Image.Stage)
		if w.newerGlibc(root) && w.nativeCode() {
			w.move(root, a)
			continue
		}
		if w.libc(root) != w.rt.Final.Libc && w.libc(root) != base.UnknownLibc && w.nativeCode() {
			w.nativesOn(a)
			w.move(root, a)
		}
	}
	for index := range w.moved {
		w.translate(w.Dockerfile.Stages[index])
	}
	w.linked()
}

// linked brings the links of npm link along: those in node_modules lead through them.
func (w *nodeWork) linked() {
	links := slices.ContainsFunc(w.Image.Runs, func(run *image.Run) bool {
		return slices.ContainsFunc(run.Commands, func(c *image.Command) bool {
			return c.Name() == "npm" && len(c.Args) > 1 && (c.Args[1] == "link" || c.Args[1] == "ln")
		})
	})
	if links {
		w.rt.InPlace = false
		w.rt.Copies = append(w.rt.Copies, Copy{Source: globalModules, Dest: globalModules, Dir: true, Early: true})
	}
}

// libc is that of a stage with an image of its own.
func (w *nodeWork) libc(root *dockerfile.Stage) base.Libc {
	img, _ := w.Image.Catalog.Resolve(root.Base)
	return img.Libc
}

// newerGlibc: what is compiled in a stage would not run on the final base.
func (w *nodeWork) newerGlibc(root *dockerfile.Stage) bool {
	img, _ := w.Image.Catalog.Resolve(root.Base)
	runs, known := base.GlibcRuns(img.Suite, w.rt.Final.Suite)
	return known && !runs && w.rt.Final.Libc == base.Glibc
}

// nativeCode: an install may bring machine code, as far as it can be told.
func (w *nodeWork) nativeCode() bool {
	return !w.natives.Complete || len(w.natives.Packages) > 0
}

// programPackages refuses packages that start what no base has, and those whose
// machine code needs libraries that no RUN installs.
func (w *nodeWork) programPackages() {
	for _, n := range w.natives.Packages {
		if !n.Known || !w.loads(n) {
			continue
		}
		if program := w.namedInstead(n.Row); program != "" {
			w.rt.Programs = append(w.rt.Programs, program)
		} else if n.Row.Program != "" {
			w.say(finding.NodeNativeRefused, w.processSpan(), "%s needs %s", n.Name, n.Row.Program)
		}
		for _, library := range n.Row.Run {
			switch {
			case slices.Contains(w.rt.Final.Packages, library):
			case w.Target == base.Distroless:
				w.rt.Libraries = true // a stage looks for what it links
			case !w.hasLibrary(library):
				w.say(finding.NodeNativeRefused, w.processSpan(), "%s needs %s, which no RUN installs", n.Name, library)
			}
		}
	}
}

// namedInstead is the program that a variable of the image names for a package to start, ""
// for none.
func (w *nodeWork) namedInstead(row project.NodeNativeRow) string {
	for _, name := range row.Instead {
		if v, ok := w.Image.Config.Getenv(name); ok && !v.Symbolic && v.Value != "" {
			return v.Value
		}
	}
	return ""
}

// loads: the program may load the package. Where the sources are all there, what
// they don't import is not loaded by them.
func (w *nodeWork) loads(n project.NodeNative) bool {
	name := n.Name
	if w.pkg == nil || w.pkg.DevOnly(name) || n.DevKnown && n.Dev {
		return false
	}
	if !w.pkg.Production(name) {
		return len(n.Row.By) == 0 || slices.ContainsFunc(n.Row.By, w.pkg.Production)
	}
	return len(w.sources.Files) == 0 || w.sources.Uses(name) || w.sources.Literals[name]
}

// hasLibrary: a package of the image is the library, or brings it as a -dev does.
func (w *nodeWork) hasLibrary(library string) bool {
	packages := slices.Clone(w.Image.Packages)
	for _, a := range nodeInstalls(w.Image) {
		packages = append(packages, a.Image.Packages...)
	}
	for _, p := range packages {
		if p.Name == library {
			return true
		}
		known, _ := base.LookupPackage(p.Name)
		for _, names := range known.Runtime {
			if slices.Contains(names, library) {
				return true
			}
		}
	}
	return false
}

// nativesOn tells which packages make the builder move, and refuses those that
// don't exist for the final C library.
func (w *nodeWork) nativesOn(a *image.Artifact) {
	if w.moved[w.rootStage(a.Image.Stage).Index] {
		return
	}
	var names []string
	for _, n := range w.natives.Packages {
		if n.Platform {
			continue
		}
		names = append(names, n.Name)
		if w.rt.Final.Libc == base.Musl && n.Known && n.Row.Musl == project.MuslNone && w.namedInstead(n.Row) == "" && w.loads(n) {
			w.say(finding.NodeNativeRefused, a.Command.Instr.Span, "%s has no binary for musl", n.Name)
		}
	}
	switch {
	case len(names) > 0:
		w.say(finding.NodeNative, a.Command.Instr.Span, "machine code for %s: %s", w.rt.Final.Libc, strings.Join(names, ", "))
	case len(w.natives.Packages) > 0:
		w.say(finding.NodeNative, a.Command.Instr.Span, "packages for one C library: %s", w.natives.Packages[0].Name)
	default:
		w.say(finding.NodeNative, a.Command.Instr.Span, "without a lock file any package may hold machine code")
	}
}

// move gives a stage the variant of its image that has the final's C library.
func (w *nodeWork) move(root *dockerfile.Stage, a *image.Artifact) {
	if w.moved[root.Index] || w.rt.InPlace && root == w.Image.Stage {
		return
	}
	img, _ := w.Image.Catalog.Resolve(root.Base)
	if a != nil {
		img = movable(img, a.Image, "node")
	}
	tag, ok := base.DebianTag(img)
	if w.rt.Final.Libc == base.Musl {
		tag, ok = base.AlpineTag(img)
	}
	if !ok {
		w.say(finding.NodeNativeRefused, root.From.Span, "%s has no variant for %s, on which the packages have to be installed", root.Base.String(), w.rt.Final.Libc)
		return
	}
	w.moved[root.Index] = true
	c := w.rt.Change(root)
	c.Base = tag
	w.say(finding.BuilderBase, root.From.Span, "%s becomes %s, so that what is installed runs on the final image", root.Base.String(), tag)
	if a == nil {
		return
	}
	if w.libc(root) != w.rt.Final.Libc {
		w.showOpenSSL(root, a.Image)
	}
	if w.compiles() {
		w.addCompiler(w.rt.Change(a.Image.Stage), a.Image)
	}
}

// compiles: a package is compiled where it is installed.
func (w *nodeWork) compiles() bool {
	return slices.ContainsFunc(w.natives.Packages, func(n project.NodeNative) bool {
		return n.Known && (n.Row.Code == project.NodeCompiled || w.rt.Final.Libc == base.Musl && n.Row.Musl == project.MuslCompiled)
	})
}

// addCompiler installs what node-gyp needs, unless the stage does so itself.
func (w *nodeWork) addCompiler(c *Change, img *image.Image) {
	for _, p := range img.Packages {
		if slices.Contains([]string{"g++", "build-base", "build-essential", "make"}, p.Name) {
			return
		}
	}
	c.Installs = true
	c.First = append(c.First, "RUN "+packageCommand(w.compilers(), w.rt.Final.Libc == base.Glibc))
}

// compilers are the packages that node-gyp and the packages to compile need.
func (w *nodeWork) compilers() []string {
	names := []string{"g++", "make", "python3"}
	for _, n := range w.natives.Packages {
		if !n.Known || n.Row.Code != project.NodeCompiled && n.Row.Musl != project.MuslCompiled {
			continue
		}
		for _, deb := range n.Row.Build {
			mapped, ok := []string{deb}, true
			if w.rt.Final.Libc == base.Musl {
				mapped, ok = base.Apk(deb)
			}
			if !ok {
				w.say(finding.NodeNativeRefused, w.processSpan(), "%s is compiled with %s, which has no known counterpart on Alpine", n.Name, deb)
			}
			names = append(names, mapped...)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}
