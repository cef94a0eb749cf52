package toolchain

import (
	"path"
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// mover gives the stages that install for the final image its C library.
type mover struct {
	*answer
	// refusal is the rule that tells why a stage can't move.
	refusal finding.ID
	// language is what the stages install for: a stage that has it by packages or a
	// download moves to the language's official image.
	language string
	// bundled tells of packages whose content the language's official image has by itself.
	bundled func(name string) bool
	moved   map[int]bool // stages that change their system, by index
}

// sameLibc gives every stage below roots a base of the final's C library whose glibc
// the final has.
func (b *mover) sameLibc(roots []*dockerfile.Stage) {
	b.moved = map[int]bool{}
	for _, root := range roots {
		img, known := b.Image.Catalog.Resolve(root.Base)
		if !known {
			continue
		}
		if img.Libc != b.rt.Final.Libc && img.Libc != base.UnknownLibc {
			b.move(root, img)
			continue
		}
		if b.rt.Final.Libc != base.Glibc {
			b.moveOff(root, img)
			continue
		}
		if img.Language != b.language && (img.PackageManager == "dnf" || img.PackageManager == "yum" || img.PackageManager == "microdnf") {
			b.move(root, img) // its libraries lie elsewhere
			continue
		}
		if runs, known := base.GlibcRuns(img.Suite, b.Image.Catalog.FinalSuite(base.Distroless)); known && !runs {
			tag, ok := fittingTag(img)
			if !ok && img.Language != b.language {
				b.move(root, img)
				continue
			}
			if !ok {
				b.say(b.refusal, root.From.Span, "%s has a newer glibc than %s, and no variant with an older one", img.Ref.String(), b.rt.Final.Image)
				continue
			}
			b.rt.Change(root).Base = tag
			b.say(pinnedAs(b.Image.Catalog, img, tag), root.From.Span, "%s becomes %s, whose glibc the final image has too", root.Base.String(), tag)
		}
	}
}

// moveOff puts a stage on Alpine with packages of the language onto the language's
// official image, when the final stage stands on that.
func (b *mover) moveOff(root *dockerfile.Stage, img base.Image) {
	stage := b.languageImage(root)
	if img.Language == b.language || b.rt.Final.Name == "alpine" || stage == nil {
		return
	}
	tag, ok := base.AlpineTag(movable(img, stage, b.language))
	if !ok || !b.rt.dropPackages(stage, b.language) {
		b.say(b.refusal, root.From.Span, "%s has no counterpart that holds %s by itself", img.Ref.String(), b.language)
		return
	}
	b.rt.Change(root).Base = tag
	b.say(finding.BuilderBase, root.From.Span, "%s becomes %s, so that what is installed runs on the final image", root.Base.String(), tag)
}

// move gives a stage the variant of its image that has the final's C library, and
// its package and user commands the other system's form.
func (b *mover) move(root *dockerfile.Stage, img base.Image) {
	if b.moved[root.Index] {
		return
	}
	b.moved[root.Index] = true
	from := movable(img, b.languageImage(root), b.language)
	tag, ok := base.DebianTag(from)
	if b.rt.Final.Libc == base.Musl {
		tag, ok = base.AlpineTag(from)
	}
	if !ok && (b.language == "c" || b.language == "rust") && (img.Language == "" || img.Language == "c") {
		tag, ok = b.plainSystem(img) // compilers are packages there
	}
	if !ok {
		b.say(b.refusal, root.From.Span, "%s has no variant for %s, on which the packages have to be installed", img.Ref.String(), b.rt.Final.Libc)
		return
	}
	b.rt.Change(root).Base = tag
	b.say(finding.BuilderBase, root.From.Span, "%s becomes %s, so that what is installed runs on the final image", root.Base.String(), tag)
	for _, st := range b.Dockerfile.Stages {
		if rootOf(st) != root {
			continue
		}
		stage := b.imageOf(st)
		if stage == nil {
			continue
		}
		for _, i := range st.Body {
			if b.rt.Final.Libc != base.Musl {
				continue
			}
			switch shellNamed(i) {
			case "", "sh", "ash":
			case "bash":
				b.addBuildPackages(stage, []string{"bash"})
			default:
				b.say(b.refusal, i.Span, "SHELL names a shell that %s may not have", tag)
			}
		}
		for _, run := range stage.Runs {
			if ownRun(st, run) {
				b.moveRun(st, run, stage, tag)
				if b.rt.Final.Libc == base.Musl && runsBash(run) {
					b.addBuildPackages(stage, []string{"bash"})
				}
			}
		}
	}
}

// shellNamed is the name of the shell that a SHELL instruction sets, "" for others.
func shellNamed(i *dockerfile.Instruction) string {
	if c, ok := i.Cmd.(*instructions.ShellCommand); ok && len(c.Shell) > 0 {
		return path.Base(c.Shell[0])
	}
	return ""
}

// languageImage is the image of a stage on root that has the language.
func (b *mover) languageImage(root *dockerfile.Stage) *image.Image {
	for _, st := range b.Dockerfile.Stages {
		if img := b.imageOf(st); img != nil && rootOf(st) == root && holds(img, b.language) {
			return img
		}
	}
	return nil
}

// moveRun writes the package and user commands of one RUN for the other system.
func (b *mover) moveRun(st *dockerfile.Stage, run *image.Run, img *image.Image, tag string) {
	b.scriptsMove(run, b.rt.Final.Libc == base.Glibc, tag)
	switch bringsLanguage(img, run, b.language) {
	case bringsAlone:
		change := b.rt.Change(st)
		change.Remove = append(change.Remove, run.Instr)
		return
	case bringsToo:
		b.say(b.refusal, run.Instr.Span, "this brings %s for the old system, and does other things too", b.language)
		return
	}
	apt := b.rt.Final.Libc == base.Glibc
	from := "apt"
	switch {
	case img.Base.PackageManager != "apt" && img.Base.PackageManager != "apk":
		from = "dnf"
	case apt && img.Base.Libc == base.Musl:
		from = "apk"
	}
	var packages, users, others []*image.Command
	for _, c := range run.Commands {
		switch {
		case asksArchitecture(c):
			b.moveArchitecture(st, run, c, tag)
			others = append(others, c)
		case packageManager(c) == from, c.Name() == "add-apt-repository", apt != (from == "apt") && listsPackages(c, from):
			packages = append(packages, c)
		case cleansLists(c) || c.Name() == "set" || c.Name() == "true":
		case accountCommand(c, apt):
			users = append(users, c)
		default:
			others = append(others, c)
		}
	}
	if len(packages)+len(users) == 0 {
		return
	}
	names, ok := b.otherPackages(packages, img, apt, tag)
	if !ok {
		return
	}
	text := packageCommand(names, apt)
	change := b.rt.Change(st)
	change.Installs = change.Installs || text != ""
	if len(users)+len(others) == 0 {
		if text == "" {
			change.Remove = append(change.Remove, run.Instr)
			return
		}
		if !run.Heredoc {
			change.Edits = append(change.Edits, source.Edit{Span: run.Instr.Args.Span(0, len(run.Instr.Args.Text)), New: text})
			return
		}
	}
	if run.Heredoc || run.Script == nil {
		b.say(b.refusal, run.Instr.Span, "the packages and users of this RUN can't be rewritten for %s", tag)
		return
	}
	change.Edits = append(change.Edits, packageEdits(run, packages, text)...)
	edits, bad := accountEdits(run, apt)
	if bad != nil {
		b.say(b.refusal, run.Instr.Span, "%q has no counterpart on the system of %s", strings.Join(bad.Args, " "), tag)
	}
	change.Edits = append(change.Edits, edits...)
}

// otherPackages are the names on the other system of what the commands install.
func (b *mover) otherPackages(commands []*image.Command, img *image.Image, apt bool, tag string) ([]string, bool) {
	var names []string
	for _, p := range img.Installed {
		if !slices.Contains(commands, p.Command) {
			continue
		}
		if l, ok := base.PackagedLanguage(p.Name, ""); ok && l.Language == b.language {
			continue // the official image has it
		}
		mapped, ok := otherSystem(p, apt)
		if !ok && b.bundled(p.Name) {
			continue
		}
		if !ok {
			b.say(b.refusal, p.Command.Instr.Span, "%s has no known counterpart on the system of %s", p.Name, tag)
			return nil, false
		}
		for _, n := range mapped {
			if !slices.Contains(names, n) {
				names = append(names, n)
			}
		}
	}
	return names, true
}

// runsBash tells whether a RUN runs scripts that need bash.
func runsBash(run *image.Run) bool {
	return run.Interpreter == "bash" || slices.ContainsFunc(run.Scripts, runsBash)
}

// scriptsMove refuses a RUN whose scripts install packages or make users: they do not
// stand in the Dockerfile, and go on speaking to the old system.
func (b *mover) scriptsMove(run *image.Run, apt bool, tag string) {
	for _, script := range run.Scripts {
		for _, c := range script.Commands {
			if m := packageManager(c); m != "" && (m == "apt") != apt || accountCommand(c, apt) {
				b.say(b.refusal, run.Instr.Span, "%s runs %q, which %s has not", script.File, strings.Join(c.Args, " "), tag)
				return
			}
		}
		b.scriptsMove(script, apt, tag)
	}
}
