package dockerfile

import (
	"bytes"
	"slices"

	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// ParseEdited is Parse of f, which edits made of before. Instructions that they left
// alone are not parsed again: what an instruction means hangs on its own lines and on
// the parser directives. The edits need not be those that made f: an instruction stays
// only where f has its bytes.
func (m *Memory) ParseEdited(before *Dockerfile, edits []source.Edit, f *source.File, buildArgs map[string]string) (*Dockerfile, error) {
	if a, ok := m.newAssembly(f); ok && a.d.Escape == before.Escape {
		a.keep(before, edits)
		if a.assemble(buildArgs) {
			return a.d, nil
		}
	}
	return Parse(f, buildArgs)
}

// keep takes over the instructions that the edits left alone.
func (a *assembly) keep(before *Dockerfile, edits []source.Edit) {
	edits = slices.Clone(edits)
	slices.SortStableFunc(edits, func(a, b source.Edit) int { return a.Start - b.Start })
	moved := 0
	for _, in := range before.Instructions() {
		for len(edits) > 0 && edits[0].End <= in.Span.Start {
			moved += len(edits[0].New) - edits[0].Len()
			edits = edits[1:]
		}
		if len(edits) > 0 && edits[0].Start < in.Span.End {
			continue
		}
		if at := in.Span.Start + moved; stays(before.File, in, a.d.File, at) {
			a.all = append(a.all, in.movedTo(at, a.d.File.Position(at).Line))
		}
	}
}

// stays tells whether the whole lines of an instruction stand at an offset of another file.
func stays(before *source.File, in *Instruction, f *source.File, at int) bool {
	end := at + in.Span.Len()
	if at < 0 || end > len(f.Bytes) || !bytes.Equal(f.Bytes[at:end], before.Bytes[in.Span.Start:in.Span.End]) {
		return false
	}
	start := f.LineSpan(f.Position(at).Line).Start
	if start == 0 && f.HasBOM() {
		start = len(byteOrderMark)
	}
	// The last lines of a file end an instruction even if they go on with the next line.
	wasLast := in.Span.End == len(before.Bytes)
	return at == start && (end == len(f.Bytes) || f.Bytes[end-1] == '\n' && !wasLast)
}
