package dockerfile

import (
	"bytes"
	"slices"
	"unicode"

	"github.com/moby/buildkit/frontend/dockerfile/parser"

	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// ParseEdited is Parse of f, which edits made of before. Instructions that they left
// alone are not parsed again: what an instruction means hangs on its own lines and on
// the parser directives. What lies between them is, and where that can't be told apart,
// all of f. The edits need not be those that made f: an instruction stays only where f
// has its bytes.
func (m *Memory) ParseEdited(before *Dockerfile, edits []source.Edit, f *source.File, buildArgs map[string]string) (*Dockerfile, error) {
	e := &edited{memory: m, before: before, after: &Dockerfile{File: f, Escape: before.Escape}}
	if d, ok := e.parse(edits, buildArgs); ok {
		return d, nil
	}
	return Parse(f, buildArgs)
}

// edited puts a Dockerfile together from the instructions of an earlier one and from new
// ones.
type edited struct {
	memory        *Memory
	before, after *Dockerfile
	kept          []*Instruction // in the places that they have in after
	gaps          []gap          // the other lines of after that hold instructions
}

// gap is a run of lines, numbered from 1, in the order of the file. No blank line stands
// within it, so that the stages of a rewritten file are gaps of their own.
type gap struct{ first, last int }

// parse is not ok when Parse has to tell what after is.
func (e *edited) parse(edits []source.Edit, buildArgs map[string]string) (*Dockerfile, bool) {
	d := e.after
	if checkText(d.File) != nil || !e.sameDirectives() {
		return nil, false
	}
	e.keep(edits)
	e.findGaps()
	added, ok := e.parseGaps()
	if !ok {
		return nil, false
	}
	all := slices.Concat(e.kept, added)
	slices.SortFunc(all, func(a, b *Instruction) int { return a.Line - b.Line })
	if d.lead(all) != nil || d.divide(all, buildArgs) != nil {
		return nil, false
	}
	return d, true
}

func (e *edited) sameDirectives() bool {
	directives, err := readDirectives(e.after.File)
	e.after.Directives = directives
	return err == nil && slices.EqualFunc(directives, e.before.Directives, func(a, b Directive) bool {
		return a.Name == b.Name && a.Value == b.Value
	})
}

// keep finds the instructions that the edits left alone.
func (e *edited) keep(edits []source.Edit) {
	edits = slices.Clone(edits)
	slices.SortStableFunc(edits, func(a, b source.Edit) int { return a.Start - b.Start })
	moved := 0
	for _, in := range e.before.Instructions() {
		for len(edits) > 0 && edits[0].End <= in.Span.Start {
			moved += len(edits[0].New) - edits[0].Len()
			edits = edits[1:]
		}
		if len(edits) > 0 && edits[0].Start < in.Span.End {
			continue
		}
		if at := in.Span.Start + moved; e.stays(in, at) {
			e.kept = append(e.kept, in.movedTo(at, e.after.File.Position(at).Line))
		}
	}
}

// stays tells whether the whole lines of an instruction stand at an offset of after.
func (e *edited) stays(in *Instruction, at int) bool {
	f, end := e.after.File, at+in.Span.Len()
	if at < 0 || end > len(f.Bytes) || !bytes.Equal(f.Bytes[at:end], e.before.File.Bytes[in.Span.Start:in.Span.End]) {
		return false
	}
	start := f.LineSpan(f.Position(at).Line).Start
	if start == 0 && f.HasBOM() {
		start = len(byteOrderMark)
	}
	// The last lines of a file end an instruction even if they go on with the next line.
	atEnd := in.Span.End == len(e.before.File.Bytes)
	return at == start && (end == len(f.Bytes) || f.Bytes[end-1] == '\n' && !atEnd)
}

// findGaps finds the lines between the instructions that stay, where they hold more than
// comments.
func (e *edited) findGaps() {
	next := 1
	for _, in := range e.kept {
		e.divide(next, in.Line-1)
		next = e.after.File.Position(in.Span.End-1).Line + 1
	}
	e.divide(next, e.after.File.Lines())
}

// divide makes gaps of lines.
func (e *edited) divide(first, last int) {
	lines := lineReader{file: e.after.File, next: first}
	idle := true // nothing but comments since first
	for lines.next <= last {
		line, _ := lines.line()
		switch {
		case len(bytes.TrimLeftFunc(line, unicode.IsSpace)) > 0:
			idle = idle && isComment(line)
		case idle:
			first = lines.next
		default:
			e.gaps = append(e.gaps, gap{first, lines.next - 2})
			first, idle = lines.next, true
		}
	}
	if !idle {
		e.gaps = append(e.gaps, gap{first, last})
	}
}

// text are the bytes of a gap.
func (e *edited) text(g gap) []byte {
	f := e.after.File
	return f.Bytes[f.LineSpan(g.first).Start:f.LineSpan(g.last).End]
}

// parseGaps parses the gaps that are not remembered. An instruction that does not end with
// its gap is not ok.
func (e *edited) parseGaps() (all []*Instruction, ok bool) {
	f := e.after.File
	var unknown []gap
	for _, g := range e.gaps {
		if known, ok := e.memory.recall(e.text(g), e.before.Escape, f.LineSpan(g.first).Start, g.first); ok {
			all = append(all, known...)
		} else {
			unknown = append(unknown, g)
		}
	}
	if len(unknown) == 0 {
		return all, true
	}
	if unknown[0].first == 1 && f.HasBOM() {
		return nil, false // the parser takes the mark in its first line alone
	}
	parsed, ok := e.parseAll(unknown)
	if !ok {
		return nil, false
	}
	for i, g := range unknown {
		e.memory.keep(e.text(g), e.before.Escape, parsed[i], f.LineSpan(g.first).Start, g.first)
		all = append(all, parsed[i]...)
	}
	return all, true
}

// parseAll parses gaps as one file.
func (e *edited) parseAll(gaps []gap) (parsed [][]*Instruction, ok bool) {
	var text bytes.Buffer
	if e.before.Escape != parser.DefaultEscapeToken {
		text.WriteString("# escape=" + string(e.before.Escape))
	}
	text.WriteString("\n\n") // no comment of a gap is a directive
	lines := 2
	starts := make([]int, len(gaps))
	for i, g := range gaps {
		starts[i] = lines + 1
		lines += g.last - g.first + 2
		text.Write(e.text(g))
		if text.Bytes()[text.Len()-1] != '\n' {
			text.WriteByte('\n')
		}
		text.WriteByte('\n') // what goes on behind the gap, goes on here
	}
	result, err := parseNodes(source.NewFile(e.after.File.Name, text.Bytes()))
	if err != nil {
		return nil, false
	}
	parsed = make([][]*Instruction, len(gaps))
	for _, node := range result.AST.Children {
		i, found := slices.BinarySearch(starts, node.StartLine)
		if !found {
			i--
		}
		by := gaps[i].first - starts[i]
		node.StartLine, node.EndLine = node.StartLine+by, node.EndLine+by
		if node.EndLine > gaps[i].last {
			return nil, false
		}
		in, err := e.after.instruction(node)
		if err != nil {
			return nil, false
		}
		parsed[i] = append(parsed[i], in)
	}
	return parsed, true
}
