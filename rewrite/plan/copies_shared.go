package plan

import (
	"path"
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/toolchain"
)

// shared tells of a COPY, other than of one file, that lies among a system directory's own files.
func (f *finalStage) shared(entry image.Entry) bool {
	if !entry.Whole || entry.Instr == nil || own(f.e.Stage, entry.Instr) == nil ||
		entry.Instr.Keyword != "COPY" && entry.Instr.Keyword != "ADD" {
		return false
	}
	if f.e.Runtime.Closed {
		return entry.Path != "/" && slices.Contains(systemDirs, entry.Path) && writesAbsolute(entry.Instr)
	}
	if slices.Contains(systemDirs, entry.Path) {
		return true
	}
	// From a stage, and file or directory: only COPY itself can tell.
	dir := path.Dir(entry.Path)
	return !entry.Dir && dir == f.Workdir && dir != "/" && slices.Contains(systemDirs, dir)
}

// writesAbsolute tells of a COPY that names its destination from the root on, so that
// it does the same after any WORKDIR.
func writesAbsolute(i *dockerfile.Instruction) bool {
	switch cmd := i.Cmd.(type) {
	case *instructions.CopyCommand:
		return path.IsAbs(cmd.DestPath)
	case *instructions.AddCommand:
		return path.IsAbs(cmd.DestPath)
	}
	return false
}

// repeats tells of a file that a COPY brings which rootCopies repeats.
func (f *finalStage) repeats(c toolchain.Copy) bool {
	if c.Dir || c.Owned || c.Early || c.From != "" || c.Source != c.Dest {
		return false
	}
	entry, presence := f.e.Image.Tree.Lookup(c.Source)
	return presence != image.Absent && entry.Instr != nil && slices.ContainsFunc(f.e.Image.Tree.Under(path.Dir(c.Source)), func(all image.Entry) bool {
		return all.Instr == entry.Instr && all.Path == path.Dir(c.Source) && f.repeated(all)
	})
}

// repeated tells of what a COPY of the product's stage put among other files, which the
// final stage gets by the same COPY.
func (f *finalStage) repeated(entry image.Entry) bool {
	e := f.e
	if entry.Kind == image.Made || !f.shared(entry) && (entry.Path != "/" || e.Runtime.Closed) || f.landsAlready(entry.Instr) {
		return false
	}
	// Else the toolchain has taken what the process needs of it.
	return entry.Path == "/" || !below(entry.Path, e.Runtime.Sources) && !e.copiedWhole(entry.Path)
}

// landsAlready tells of a COPY of one file that the toolchain has taken.
func (f *finalStage) landsAlready(i *dockerfile.Instruction) bool {
	e := f.e
	if !e.Runtime.Closed || len(i.Words) != 2 || strings.ContainsAny(i.Words[0].Text, "*?[") {
		return false
	}
	return slices.ContainsFunc(e.Runtime.Copies, func(c toolchain.Copy) bool {
		entry, _ := e.Image.Tree.Lookup(c.Source)
		return entry.Path == c.Source && !entry.Dir && entry.Instr == i
	})
}

// rootCopies repeats the COPYs whose destination is / itself or another directory of
// the system, which can't be copied from the build stage as a whole.
func (f *finalStage) rootCopies() {
	var seen []*dockerfile.Instruction
	declared := map[string]bool{} // what other instructions use is declared below the COPYs
	for _, entry := range f.e.Image.Tree.Under("/") {
		if !f.repeated(entry) || slices.Contains(seen, entry.Instr) {
			continue
		}
		seen = append(seen, entry.Instr)
		f.Copies = append(f.Copies, f.e.argLines(entry.Instr, declared)...)
		f.Copies = append(f.Copies, strings.TrimRight(strings.ReplaceAll(f.ownedText(entry.Instr), "\r\n", "\n"), "\n"))
	}
}

// ownedText is the text of a COPY with a number for an owner whose name the final image
// does not know.
func (f *finalStage) ownedText(i *dockerfile.Instruction) string {
	text := f.e.file.Text(i.Span)
	flag, ok := i.Flag("chown")
	if !ok {
		return text
	}
	at := flag.Span.Start - i.Span.Start
	name, _, _ := strings.Cut(flag.Value, ":")
	switch {
	case number(name) || rootUser(name) || strings.Contains(name, "$"):
		return text
	case f.e.oldUser(name):
		return text[:at] + "--chown=" + f.User + text[flag.Span.End-i.Span.Start:]
	default: // what others owned was only to be read
		return text[:at] + strings.TrimLeft(text[flag.Span.End-i.Span.Start:], " \t")
	}
}

// copiedWhole tells whether the toolchain carries a directory that holds p.
func (e *editor) copiedWhole(p string) bool {
	return slices.ContainsFunc(e.Runtime.Copies, func(c toolchain.Copy) bool {
		return c.Dir && c.Source == c.Dest && c.Source != "/" && image.Within(p, c.Source)
	})
}
