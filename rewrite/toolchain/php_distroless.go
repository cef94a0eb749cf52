package toolchain

import (
	"path"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
)

// phpInterpreter is where the official image has its interpreter.
const phpInterpreter = "/usr/local/bin/php"

// phpPrune is what only builds need of the interpreter's tree, in lines.
var phpPrune = []string{
	"bin/composer bin/docker-php-* bin/install-php-extensions bin/pear* bin/pecl bin/phar* bin/php-config bin/phpdbg bin/phpize",
	"include lib/*.a lib/php/build lib/php/doc lib/php/test php/man share/man",
}

// distroless carries the file's own interpreter over, because Distroless has none.
func (b *phpBuild) distroless() {
	b.rt.ProgramsKnown = true // PHP starts programs through a shell, of which there is none
	if b.start.Kind == "apache" {
		b.apache()
		return
	}
	if b.onSystem(systemPHP) {
		b.carrySystem(systemPHP, finding.PHPCarried, closure{})
		b.console()
		b.shellCalls()
		b.process(systemPHP.program)
		b.rt.Probe = phpProbe(systemPHP.program)
		return
	}
	rt, from := b.rt, rootOf(b.Image.Stage).From.Span
	rt.Final, _ = b.Image.Catalog.Plain(base.Distroless, "cc")
	rt.Final.Language, rt.Final.Interpreter = "php", phpInterpreter
	b.say(finding.PHPCarried, from, "distroless has no PHP: the interpreter comes along")
	libs := closure{Search: []string{"/usr/local"}}
	for _, a := range b.extensions {
		if row, ok := project.PHPExtensionNamed(a.Facts.(*phpExtension).Name); ok {
			libs.Opens = append(libs.Opens, row.Opens...)
			libs.Files = append(libs.Files, row.Files...)
		}
	}
	b.carryLocal([]string{
		b.finalTitle() + " has no PHP: the interpreter and its extensions go along, without what only",
		"builds need, and with the shared libraries that the base does not have.",
	}, phpPrune, libs)
	b.inheritEnv("PHP_INI_DIR")
	rt.Keep = b.Image.Base.Instructions
	b.sameLibc()
	b.console()
	b.shellCalls()
	b.process(phpInterpreter)
	rt.Probe = phpProbe(phpInterpreter)
}

// process puts the interpreter where the old entrypoint, or the first line of a
// script, would have found it.
func (b *phpBuild) process(interpreter string) {
	p := b.Process
	switch {
	case b.start.Options:
		b.rt.Insert = []Insertion{{At: 0, Words: []string{"php"}}}
		b.say(finding.PHPEntrypoint, b.processSpan(), "php stands before the arguments, where docker-php-entrypoint put it")
	case p.Inherited:
		b.rt.Cmd = p.Argv
	case len(b.start.Scripts) > 0:
		b.rt.Insert = []Insertion{{At: 0, Words: []string{interpreter}}}
		b.say(finding.PHPScript, b.processSpan(), "the interpreter runs %s: its first line asks for env, which the final image has not", p.Program())
	}
}

// console refuses commands of frameworks that go through a shell.
func (b *phpBuild) console() {
	if b.start.Kind != "file" || len(b.start.Args) == 0 {
		return
	}
	script, command := path.Base(b.start.Name), firstOperand(b.start.Args)
	if row, ok := project.PHPCommandNamed(script, command); ok {
		b.say(finding.PHPShell, b.processSpan(), "%s %s %s", script, command, row.Why)
	}
}

// shellCalls tells of sources that go through /bin/sh.
func (b *phpBuild) shellCalls() {
	own := ""
	if e, _, presence := b.Image.Tree.Origin(image.Join(b.workdir(), b.start.Name)); b.start.Name != "" && presence == image.Present && e.Kind == image.FromContext {
		own = e.Source
	}
	for _, e := range contextEntries(b.Image, 0) {
		for _, call := range project.PHPShellCalls(b.Image.Context, e.Source) {
			if call.File == path.Clean(own) {
				b.say(finding.PHPShell, b.processSpan(), "%s:%d runs a command with %s, through /bin/sh", call.File, call.Line, call.Name)
			} else {
				b.say(finding.PHPShellMaybe, b.processSpan(), "%s:%d runs a command with %s, through /bin/sh, which the final image has not", call.File, call.Line, call.Name)
			}
			return
		}
	}
}

// phpProbe is a health check with an interpreter's own HTTP client.
func phpProbe(interpreter string) func(url string) []string {
	return func(url string) []string {
		return []string{interpreter, "-r", "exit(@file_get_contents('" + strings.ReplaceAll(url, "'", "%27") + "') === false ? 1 : 0);"}
	}
}
