package toolchain

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
)

// startPrograms tells of the programs that sources start: their packages come along, and where
// there are none, that is told once for each program. own are programs of the language.
func (b *answer) startPrograms(calls []project.ProgramCall, own ...string) {
	for _, call := range calls {
		name := path.Base(call.Name)
		if call.Name == "" || call.Shell && b.Target == base.Distroless || slices.Contains(own, name) || slices.Contains(b.rt.Programs, name) {
			continue
		}
		b.rt.Programs = append(b.rt.Programs, name)
		if !call.Shell && !installsProgram(b.Image, call.Name, b.workdir()) {
			b.say(finding.CallProgram, b.processSpan(), "%s:%d starts %s, which no package of the file brings", call.File, call.Line, call.Name)
		}
	}
}

// startShells tells of sources that go through /bin/sh: the first in the file that the
// container starts, where that is sure to happen, or the first elsewhere.
func (b *answer) startShells(calls []project.ProgramCall, started string) {
	if b.Target != base.Distroless {
		return
	}
	first := -1
	for i, call := range calls {
		switch {
		case !call.Shell:
		case started != "" && path.Clean(call.File) == path.Clean(started):
			b.say(finding.CallShell, b.processSpan(), "%s", shellStart(call))
			return
		case first < 0:
			first = i
		}
	}
	if first >= 0 {
		b.say(finding.CallShellMaybe, b.processSpan(), "%s, and %s has none", shellStart(calls[first]), b.finalName())
	}
}

// shellStart says what a call does.
func shellStart(call project.ProgramCall) string {
	text := fmt.Sprintf("%s:%d starts %s through a shell", call.File, call.Line, named(call.Name))
	if call.Through != "" {
		text += " with " + call.Through
	}
	return text
}

// contextCalls are the calls in all that an image has from the context.
func contextCalls(img *image.Image, read func(c *project.Context, p string) []project.ProgramCall) []project.ProgramCall {
	var out []project.ProgramCall
	seen := map[string]bool{}
	for _, e := range contextEntries(img, 0) {
		if !seen[e.Source] {
			seen[e.Source] = true
			out = append(out, read(img.Context, e.Source)...)
		}
	}
	return out
}

// contextWrites are the writes in all that an image has from the context.
func contextWrites(img *image.Image, read func(c *project.Context, p string) []project.WriteCall) []project.WriteCall {
	var out []project.WriteCall
	seen := map[string]bool{}
	for _, e := range contextEntries(img, 0) {
		if !seen[e.Source] {
			seen[e.Source] = true
			for _, w := range read(img.Context, e.Source) {
				if w.Beside {
					file := path.Join(e.Path, strings.TrimPrefix(w.File, path.Clean(e.Source)))
					if path.Clean(e.Source) == "." {
						file = path.Join(e.Path, w.File)
					}
					w.Path = path.Join(path.Dir(file), w.Path)
				}
				out = append(out, w)
			}
		}
	}
	return out
}

// installsProgram tells whether a package of the file brings a program, or a file of the
// image is it.
func installsProgram(img *image.Image, program, dir string) bool {
	name := path.Base(program)
	for _, p := range img.Packages {
		known, ok := base.LookupPackage(p.Name)
		if p.Name == name || ok && slices.Contains(known.Programs, name) {
			return true
		}
	}
	_, _, presence := img.Find(program, dir)
	return presence == image.Present
}
