package toolchain

import (
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
)

// localRuntime is the data of templates/local-runtime.tmpl: an interpreter that the
// official image keeps in /usr/local, to go along as a whole.
type localRuntime struct {
	closure
	// Comment stands above the stage, a line each.
	Comment []string
	// Prune are patterns below /usr/local of what only builds need, in lines.
	Prune []string
}

// carryLocal brings /usr/local along, with the libraries that it needs.
func (b *answer) carryLocal(comment, prune []string, libs closure) {
	slices.Sort(libs.Opens)
	libs.Opens = slices.Compact(libs.Opens)
	if b.localised() {
		libs.Files = append(libs.Files, localeFiles...)
	}
	b.rt.Libraries = true
	b.rt.Carried = append(b.rt.Carried, Stage{Name: "runtime", Template: "local-runtime.tmpl", Data: &localRuntime{closure: libs, Comment: comment, Prune: prune}})
	b.rt.Copies = append(b.rt.Copies, librariesOf("runtime"), Copy{From: "runtime", Source: "/usr/local", Dest: "/usr/local", Dir: true, Early: true})
	b.rt.Sources = append(b.rt.Sources, "/usr/local")
}

// localeFiles are where Debian has the locale C.UTF-8, by release, and those that
// locale-gen made. Without them the C library falls back to ASCII.
var localeFiles = []string{"/usr/lib/locale/C.utf8", "/usr/lib/locale/C.UTF-8", "/usr/lib/locale/locale-archive"}

// localised tells whether the process runs in a locale other than C.
func (b *answer) localised() bool {
	return slices.ContainsFunc([]string{"LANG", "LC_ALL", "LC_CTYPE"}, func(name string) bool {
		v, ok := b.Image.Config.Getenv(name)
		return ok && v.Value != "" && v.Value != "C" && v.Value != "POSIX"
	})
}

// inheritEnv sets variables of the old base in the final stage, where the file
// doesn't set them itself.
func (b *answer) inheritEnv(names ...string) {
	for _, name := range names {
		if v, ok := b.Image.Config.Getenv(name); ok && v.From == nil && v.Value != "" {
			b.rt.Env = append(b.rt.Env, Env{Name: name, Value: v.Value})
		}
	}
}

// rootsOf are the stages at the root of the product and of the stages that made
// artifacts of a kind which the product has.
func (b *answer) rootsOf(kind func(*image.Artifact) bool) []*dockerfile.Stage {
	roots := []*dockerfile.Stage{rootOf(b.Image.Stage)}
	for _, img := range madeBy(b.Image, kind, 0) {
		if root := rootOf(img.Stage); !slices.Contains(roots, root) {
			roots = append(roots, root)
		}
	}
	return roots
}

// madeBy are the images of the stages that made artifacts of a kind which img has.
func madeBy(img *image.Image, kind func(*image.Artifact) bool, depth int) []*image.Image {
	if img == nil || depth > 20 {
		return nil
	}
	var out []*image.Image
	for _, a := range img.Artifacts {
		if kind(a) {
			out = append(out, a.Image)
		}
	}
	for _, c := range img.Copies {
		out = append(out, madeBy(c.From, kind, depth+1)...)
	}
	return out
}

// officialAlpine makes the file's own image in its variant on Alpine the final base;
// false where none was published.
func (b *answer) officialAlpine(language string) bool {
	from := b.Image.Base
	final, ok := b.Image.Catalog.Runtime(base.Alpine, language, from.Version)
	tag, has := base.AlpineTag(from)
	switch {
	case from.Libc == base.Musl:
		final.Image = from.Ref.String()
	case !has:
		return false
	default:
		final.Image = tag
	}
	final.Libc, final.Shell = base.Musl, true
	final.Workdir, final.Entrypoint, final.Cmd = from.Workdir, from.Entrypoint, from.Cmd
	if !ok { // a version that the rows don't list
		final.Language, final.Version, final.Name, final.Target = language, from.Version, from.Name, base.Alpine
	}
	b.rt.Final = final
	return true
}

// systemOnAlpine keeps an interpreter that apk installed on a plain Alpine image: the
// file's own packages stay what they are.
func (b *answer) systemOnAlpine(name string) bool {
	own := func(p image.Package) bool {
		return p.Manager == "apk" && (p.Name == name || strings.HasPrefix(p.Name, name) && strings.Trim(p.Name[len(name):], "0123456789") == "")
	}
	if b.Target != base.Alpine || b.Image.Base.Family != "alpine" {
		return false
	}
	at := slices.IndexFunc(b.Image.Packages, own)
	if at < 0 {
		return false
	}
	b.rt.Final, _ = b.Image.Catalog.Plain(base.Alpine, "alpine")
	b.rt.Final.Language = name
	b.runPackages(b.Image.Packages[at].Name)
	b.rt.InPlace = len(b.Image.Artifacts) == 0
	return true
}

// runPackages has the final stage on Alpine install packages.
func (b *answer) runPackages(names ...string) {
	for _, n := range names {
		if !slices.Contains(b.rt.Packages, n) && !slices.Contains(b.rt.Final.Packages, n) {
			b.rt.Packages = append(b.rt.Packages, n)
		}
	}
}

// scriptPackages installs what a start script that stays asks for in its first line.
func (b *answer) scriptPackages() {
	if b.Process.Script != "" || b.Process.Shell == nil {
		return
	}
	p := b.Image.Config.Entrypoint
	if p == nil || !p.JSON || len(p.JSONArgs()) == 0 {
		return
	}
	file, _, _ := b.Image.Find(p.JSONArgs()[0], "")
	if strings.HasSuffix(shebangProgram(b.Image, file), "bash") || strings.HasSuffix(p.JSONArgs()[0], "bash") {
		b.runPackages("bash")
	}
}
