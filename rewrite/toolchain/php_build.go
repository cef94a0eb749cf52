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

// phpBuild is one answer to a Request, while it is put together.
type phpBuild struct {
	answer
	start      *phpStart
	system     bool // the interpreter is Alpine's own
	extensions []*image.Artifact
	project    project.PHP
}

// survey gathers what decides, and refuses what no target can take.
func (b *phpBuild) survey() {
	b.rt.DropEnv = dropPHPEnv
	if b.Image.Base.Language == "php" {
		b.rt.Version = b.Image.Base.Version
	}
	b.extensions = phpExtensionsOf(b.Image, 0)
	b.readProject()
	img, span := b.Image.Base, rootOf(b.Image.Stage).From.Span
	b.system = b.start.Kind != "fpm" && b.start.Kind != "apache" && b.systemOnAlpine("php") // its php-fpm logs where only root may
	switch {
	case b.start.Kind == "apache" && (b.Target != base.Distroless || b.Process.Shell != nil):
		b.say(finding.PHPApache, span, "%s runs PHP inside Apache", img.Ref.String())
		return
	case b.system, b.start.Kind != "fpm" && b.onSystem(systemPHP):
	case b.otherVersions(systemPHP, finding.PHPForeign):
		return
	case img.Language != "php" || img.Family != "official" || img.Name == "composer":
		b.say(finding.PHPForeign, span, "%s is no official image of PHP: where its interpreter and its extensions lie can't be told", img.Ref.String())
		return
	case img.Version == "":
		b.say(finding.PHPVersion, span, "%s does not tell its version of PHP", img.Ref.String())
	}
	switch b.start.Kind {
	case "none":
		b.say(finding.NoProcess, b.processSpan(), "%s is started without a program", strings.Join(b.Process.Argv, " "))
	case "file":
		if strings.HasPrefix(b.start.Name, "$") {
			b.say(finding.VariableUnset, b.processSpan(), "which program runs is only known when the container starts")
		}
	case "fpm":
		if !b.nonRootBuild() {
			b.say(finding.PHPPool, b.processSpan(), "php-fpm and its workers run as the final user: user and group of its pools have no effect")
		}
	}
	if b.start.Kind == "fpm" {
		b.pools()
	}
	b.writes()
	b.leaveTools()
}

// phpExtensionsOf are the extensions that were built for an image, in its own stages
// and in those that it copies from.
func phpExtensionsOf(img *image.Image, depth int) []*image.Artifact {
	if img == nil || depth > 20 {
		return nil
	}
	var out []*image.Artifact
	for _, a := range img.Artifacts {
		if a.Kind == "extension" && a.Toolchain == "php" {
			out = append(out, a)
		}
	}
	for _, c := range img.Copies {
		if c.From != nil && slices.ContainsFunc(c.Sources, func(src string) bool {
			return image.Within(phpExtensionDir, path.Join("/", src)) || image.Within(path.Join("/", src), phpExtensionDir)
		}) {
			out = append(out, phpExtensionsOf(c.From, depth+1)...)
		}
	}
	return out
}

// readProject reads the manifests where Composer ran, or in the working directory.
func (b *phpBuild) readProject() {
	dirs := []string{b.workdir()}
	for _, a := range b.Image.Artifacts {
		if v, ok := a.Facts.(*phpVendor); ok {
			dirs = append(dirs, v.Dir)
		}
	}
	for _, dir := range dirs {
		for _, name := range []string{"composer.lock", "composer.json"} {
			e, _, presence := b.Image.Tree.Origin(path.Join(dir, name))
			if presence != image.Present || e.Kind != image.FromContext {
				continue
			}
			if p, ok := project.PHPAt(b.Image.Context, path.Dir(e.Source)); ok {
				b.project = p
				return
			}
		}
	}
}

// writes are the directories that the frameworks write to, and those that the file
// gave to the web server's user for that.
func (b *phpBuild) writes() {
	dir := b.workdir()
	if b.start.Kind == "server" && path.Base(dir) == "public" {
		dir = path.Dir(dir)
	}
	for _, sub := range project.PHPWrites(b.project) {
		if p := path.Join(dir, sub); !b.ownsAlready(p) {
			b.rt.Writes = append(b.rt.Writes, p)
		}
	}
	b.ownsWrites(contextWrites(b.Image, project.PHPWriteCalls))
	b.rt.Writes = append(b.rt.Writes, b.givenAway()...)
	slices.Sort(b.rt.Writes)
	b.rt.Writes = slices.Compact(b.rt.Writes)
}

// leaveTools leaves Composer and the installer of extensions behind, which COPY or a
// download brought along.
func (b *phpBuild) leaveTools() {
	for _, e := range b.Image.Tree.Entries() {
		switch name := path.Base(e.Path); {
		case e.Kind == image.FromBase || e.Kind == image.Removed || e.Dir:
		case name == "composer" || name == "composer.phar" || name == "install-php-extensions":
			b.rt.Sources = append(b.rt.Sources, e.Path)
		}
	}
}

// dropPHPEnv tells of variables that only builds read.
func dropPHPEnv(name string) bool {
	switch name {
	case "PHPIZE_DEPS", "PHP_CFLAGS", "PHP_CPPFLAGS", "PHP_LDFLAGS", "PHP_VERSION", "PHP_URL", "PHP_ASC_URL", "PHP_SHA256", "GPG_KEYS":
		return true
	}
	return strings.HasPrefix(name, "COMPOSER_")
}
