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
	for _, e := range contextSources(img) {
		out = append(out, read(img.Context, e.Source)...)
	}
	return out
}

// contextWrites are the writes in all that an image has from the context.
func contextWrites(img *image.Image, read func(c *project.Context, p string) []project.WriteCall) []project.WriteCall {
	var out []project.WriteCall
	for _, e := range contextSources(img) {
		for _, w := range read(img.Context, e.Source) {
			if w.Beside {
				w.Path = path.Join(path.Dir(pathInImage(e, w.File)), w.Path)
			}
			out = append(out, w)
		}
	}
	return out
}

// contextSources are the paths that an image has from the context, each source once.
func contextSources(img *image.Image) []image.Entry {
	seen := map[string]bool{}
	return slices.DeleteFunc(contextEntries(img, 0), func(e image.Entry) bool {
		again := seen[e.Source]
		seen[e.Source] = true
		return again
	})
}

// pathInImage is where a file of the context lies that came with an entry.
func pathInImage(e image.Entry, file string) string {
	if path.Clean(e.Source) == "." {
		return path.Join(e.Path, file)
	}
	return path.Join(e.Path, strings.TrimPrefix(file, path.Clean(e.Source)))
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
