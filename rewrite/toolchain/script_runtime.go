package toolchain

import (
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
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

// reads tells of what the sources of the program start: all that it loads from the file
// that the words of argv name, or what lies in its directory.
func (b *scriptRuntime) reads(argv []string) {
	files, dir := newImageFiles(b.Image), strings.TrimPrefix(b.workdir(), "/")
	started := ""
	sources := project.ReadNodeTree(files, dir)
	for _, word := range argv {
		if at := path.Join(dir, word); scriptSource(word) && files.Exists(at) {
			started, sources = at, project.ReadNodeProgram(files, at)
			break
		}
	}
	var calls []project.ProgramCall
	for _, use := range sources.Shell {
		calls = append(calls, project.ProgramCall{File: files.Name(use.File), Line: use.Line, Name: use.Name, Shell: true})
	}
	for _, use := range sources.Programs {
		calls = append(calls, project.ProgramCall{File: files.Name(use.File), Line: use.Line, Name: use.Name})
	}
	b.startPrograms(calls, "bun", "deno", "node")
	b.ownsWrites(nodeWriteCalls(sources.Writes, files))
	if started != "" {
		started = files.Name(started)
	}
	b.startShells(calls, started)
}

// nodeWriteCalls are writes whose path is known.
func nodeWriteCalls(writes []project.NodeWrite, files *imageFiles) []project.WriteCall {
	var out []project.WriteCall
	for _, w := range writes {
		at := w.Path
		if at != "" && w.Base == project.NodeFromFile {
			at = path.Join("/", path.Dir(w.File), at)
		}
		if at != "" && !strings.Contains(at, "://") {
			out = append(out, project.WriteCall{File: files.Name(w.File), Line: w.Line, Path: at, Dir: w.Dir})
		}
	}
	return out
}

// scriptSource tells by its ending that a word is a source file.
func scriptSource(word string) bool {
	return slices.Contains([]string{".ts", ".tsx", ".js", ".mjs", ".jsx", ".mts", ".cjs"}, path.Ext(word))
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
