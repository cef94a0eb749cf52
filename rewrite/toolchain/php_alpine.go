package toolchain

import (
	"slices"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
)

// phpConfigDir is where the official image has php.ini and the pools of php-fpm.
const phpConfigDir = "/usr/local/etc"

// alpine ends in the same variant of the official image on Alpine; extensions are
// built there, too.
func (b *phpBuild) alpine() {
	rt, from := b.rt, b.Image.Base
	if b.system {
		return
	}
	if !b.officialAlpine("php") {
		b.say(finding.PHPVersion, rootOf(b.Image.Stage).From.Span, "no official image has PHP %s on Alpine", from.Version)
		return
	}
	rt.Final.Interpreter = phpInterpreter
	rt.Probe = phpProbe(phpInterpreter)
	rt.InPlace = from.Libc == base.Musl && from.Retired == nil && !slices.ContainsFunc(b.Image.Artifacts, func(a *image.Artifact) bool { return a.Toolchain == "php" })
	if rt.InPlace {
		return
	}
	if len(b.extensions) > 0 {
		b.takeTree(phpExtensionDir)
	}
	if b.configured() || len(b.extensions) > 0 {
		b.takeTree(phpConfigDir)
	}
	b.scriptPackages()
	b.sameLibc()
	build := map[*image.Image][]string{}
	for _, a := range b.extensions {
		row, _ := project.PHPExtensionNamed(a.Facts.(*phpExtension).Name)
		b.runPackages(row.Run...)
		build[a.Image] = append(build[a.Image], b.buildPackages(a.Facts.(*phpExtension).Tool, row)...)
	}
	if from.Libc == base.Musl {
		return
	}
	for img, names := range build {
		slices.Sort(names)
		b.addBuildPackages(img, slices.Compact(names))
	}
}

// buildPackages are those that building an extension on Alpine takes:
// docker-php-ext-install brings PHP's own by itself, the installer all of them.
func (b *phpBuild) buildPackages(tool string, row project.PHPExtension) []string {
	switch tool {
	case "installer":
		return nil
	case "pecl":
		return append([]string{"$PHPIZE_DEPS"}, row.Alpine...)
	}
	return row.Alpine
}

// takeTree carries a directory of the build stage as a whole.
func (b *answer) takeTree(dir string) {
	b.rt.Sources = append(b.rt.Sources, dir)
	b.rt.Copies = append(b.rt.Copies, Copy{Source: dir, Dest: dir, Dir: true, Early: true})
}

// configured tells whether the file changes php.ini or the pools.
func (b *phpBuild) configured() bool {
	if len(b.Image.Tree.Under(phpConfigDir)) > 0 {
		return true
	}
	for _, run := range b.Image.Runs {
		for _, c := range run.Commands {
			if slices.ContainsFunc(c.Args, func(a string) bool { return image.Within(c.Abs(a), phpConfigDir) }) || len(c.OutputFiles()) > 0 && image.Within(c.Dir, phpConfigDir) {
				return true
			}
		}
	}
	return false
}

// sameLibc gives the stages that build extensions the final's C library.
func (b *phpBuild) sameLibc() {
	m := mover{answer: &b.answer, refusal: finding.PHPMove, bundled: phpPackages}
	m.sameLibc(b.rootsOf(func(a *image.Artifact) bool { return a.Kind == "extension" && a.Toolchain == "php" }))
}

// phpPackages are packages of distributions whose content the official image has.
func phpPackages(name string) bool { return name == "libonig-dev" || name == "oniguruma-dev" }
