package toolchain

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

func (w *nodeWork) say(id finding.ID, span source.Span, format string, args ...any) {
	w.findings = append(w.findings, finding.New(id, span, format, args...))
}

func (w *nodeWork) processSpan() source.Span {
	if w.Process.Instr != nil {
		return w.Process.Instr.Span
	}
	return w.Image.Stage.From.Span
}

// chooseBase finds the version that runs and the final that has it.
func (w *nodeWork) chooseBase() bool {
	span := w.rootStage(w.Image.Stage).From.Span
	var found bool
	w.language, found = w.Image.Language("node", w.Process.Program())
	if w.language.Instr != nil {
		span = w.language.Instr.Span
	}
	switch {
	case !found:
		w.say(finding.NodeVersion, span, "nothing tells what brings Node to %s, so the version that runs can't be told", w.Image.Base.Ref.String())
		return false
	case w.language.Version == "" && w.language.By == "base":
		w.say(finding.NodeVersion, span, "%s does not tell its version of Node", w.Image.Base.Ref.String())
		return false
	case w.language.Version == "":
		w.say(finding.NodeVersion, span, "this does not tell which version of Node it brings")
		return false
	case !w.language.Known:
		w.say(finding.NodeVersion, span, "no official image has Node %s", w.language.Version)
		return false
	}
	w.official = w.language.Image
	if w.language.By == "base" && w.Image.Base.Name != "node" {
		// Another maker's node lies elsewhere, and links that maker's libraries.
		if w.official, found = w.Image.Catalog.Official("node", w.language.Version); !found {
			w.say(finding.NodeVersion, span, "no official image has Node %s", w.language.Version)
			return false
		}
	}
	w.rt.Version = w.language.Version
	if w.official.Moving {
		w.say(finding.NodeVersionMoves, span, "%s meant Node %s when this was written", w.official.Ref.String(), w.official.Version)
	}
	if w.Target == base.Alpine {
		return w.chooseAlpine(span)
	}
	w.rt.Final, w.ready = w.Image.Catalog.Runtime(base.Distroless, "node", w.official.Version)
	if w.ready {
		w.maker(span, w.rt.Final.Image)
		return true
	}
	w.rt.Final, _ = w.Image.Catalog.Plain(base.Distroless, "cc")
	return true
}

// chooseAlpine ends in the official image on Alpine: the file's own where it is
// one already.
func (w *nodeWork) chooseAlpine(span source.Span) bool {
	w.ready = true
	if own, packages, ok := ownPackages(w.Request, "node"); ok {
		own.Interpreter = "/usr/bin/node"
		if !slices.Contains([]string{"npm", "npx", "yarn"}, w.proc.starter()) {
			packages = slices.DeleteFunc(packages, func(p string) bool { return p == "npm" })
		}
		w.rt.Final, w.rt.Packages = own, packages
		return true
	}
	final, ok := w.Image.Catalog.Runtime(base.Alpine, "node", w.official.Version)
	if !ok {
		w.say(finding.NodeVersion, span, "no official image has Node %s on Alpine", w.official.Version)
		return false
	}
	if w.official.Libc == base.Musl && w.official.Kind == "sdk" && w.official.Retired == nil {
		final.Image = w.official.Ref.String()
	} else if tag, ok := base.AlpineTag(w.official); ok && !w.official.Moving {
		final.Image = tag
	}
	w.rt.Final = final
	w.maker(span, final.Image)
	return true
}

// maker tells when the makers' own build of Node takes the place of a system's.
func (w *nodeWork) maker(span source.Span, image string) {
	switch w.language.By {
	case "apt", "apk", "dnf":
		w.say(finding.LanguageMaker, span, "%s has the makers' own build of Node %s in place of the system's", image, w.language.Version)
	}
}

func (w *nodeWork) rootStage(st *dockerfile.Stage) *dockerfile.Stage {
	for st.Parent != nil {
		st = st.Parent
	}
	return st
}

// carryLibraries adds a stage that collects the shared libraries which node or its
// packages link and the final base has not.
func (w *nodeWork) carryLibraries() {
	atomic := !w.ready && project.NodeHas("libatomic", w.official.Version)
	if w.Target != base.Distroless || !w.rt.Libraries && !atomic {
		return
	}
	w.rt.Libraries, w.rt.InPlace = true, false
	data := closure{Of: "the packages", Many: true}
	if atomic {
		data.Of, data.Programs = "node and the packages", []string{nodeProgram}
	}
	if w.proc.start != nil {
		data.Search = []string{path.Join("/", w.proc.start.Dir, "node_modules")}
	}
	w.rt.carryClosure("", data)
}

// carry brings node itself along where the final base has none of the version.
func (w *nodeWork) carry() {
	w.carryLibraries()
	if w.ready {
		return
	}
	w.say(finding.NodeCarried, w.Image.Stage.From.Span, "%s has no Node %s, so node comes along", w.finalName(), w.official.Version)
	comment := fmt.Sprintf("%s has no Node %s: the program node comes along.", w.finalTitle(), w.official.Version)
	from, program := "", nodeProgram
	// In place there is no build stage; a musl build stage has no such node.
	if root := w.rootStage(w.Image.Stage); w.rt.InPlace || w.libc(root) != base.Glibc && !w.moved[root.Index] {
		from = w.nodeSource()
	}
	switch {
	case w.language.By == "base" && w.Image.Base.Name == "node":
	case from == "" && w.language.By == "repository":
		program = "/usr/bin/node" // one file, as in the official image
	default:
		from = w.nodeSource()
		if w.language.Instr != nil {
			w.maker(w.language.Instr.Span, from)
		}
	}
	w.rt.Copies = append(w.rt.Copies, Copy{From: from, Source: program, Dest: nodeProgram, Early: true, Comment: comment})
}

// nodeProgram is where the official images keep node.
const nodeProgram = "/usr/local/bin/node"

// nodeSource says where node of the program's version lies for glibc beside the
// product: in a stage before it, or in an image.
func (w *nodeWork) nodeSource() string {
	for _, st := range w.Dockerfile.Stages {
		if st.Index >= w.Image.Stage.Index || st.Name == "" || !samePlatform(w.rootStage(st), w.rootStage(w.Image.Stage)) {
			continue
		}
		img, known := w.Image.Catalog.Resolve(w.rootStage(st).Base)
		glibc := img.Libc == base.Glibc || w.moved[w.rootStage(st).Index]
		if known && img.Language == "node" && img.Kind == "sdk" && img.Version == w.official.Version && glibc {
			return st.Name
		}
	}
	if tag, ok := base.DebianTag(w.official); ok {
		return tag
	}
	return w.official.Ref.String()
}

// samePlatform tells whether programs of one stage run in another: a stage of the
// build's own platform may hold those of another processor.
func samePlatform(a, b *dockerfile.Stage) bool {
	of := func(st *dockerfile.Stage) string {
		platform := strings.Trim(st.Platform, `"${}`)
		if platform == "TARGETPLATFORM" {
			return ""
		}
		return platform
	}
	return of(a) == of(b)
}

// nodeInstalls are the artifacts of installs in an image, those that came by COPY
// --from included, latest last.
func nodeInstalls(img *image.Image) []*image.Artifact {
	var out []*image.Artifact
	for _, a := range img.Artifacts {
		if a.Toolchain == "node" && a.Kind == "dependencies" {
			out = append(out, a)
		}
	}
	for _, c := range img.Copies {
		if c.From != nil {
			out = append(out, nodeInstalls(c.From)...)
		}
	}
	return out
}
