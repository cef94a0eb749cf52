package dockerfile

import (
	"bytes"
	"slices"
	"unicode"

	"github.com/moby/buildkit/frontend/dockerfile/parser"

	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// assembly puts a Dockerfile together from instructions that are known and from what
// buildkit's parser makes of the other lines. That it comes to what Parse does, follows
// from what the parser keeps from one instruction to the next: nothing. So all that has
// to be seen to is that every run of lines that is parsed by itself ends where it should.
type assembly struct {
	memory *Memory
	d      *Dockerfile // of which File, Escape and Directives are there
	// all are the instructions so far; in the end, in the order of the file.
	all []*Instruction
	// runs are the lines that have to be parsed, in the order of the file.
	runs []run
}

// run is a run of lines, numbered from 1.
type run struct{ first, last int }

// newAssembly is not ok when something is wrong with f, which Parse reports.
func (m *Memory) newAssembly(f *source.File) (a *assembly, ok bool) {
	d := &Dockerfile{File: f, Escape: parser.DefaultEscapeToken}
	if checkText(f) != nil {
		return nil, false
	}
	var err error
	if d.Directives, err = readDirectives(f); err != nil {
		return nil, false
	}
	for _, directive := range d.Directives {
		if directive.Name == "escape" {
			d.Escape = directive.Value[0]
		}
	}
	return &assembly{memory: m, d: d}, true
}

// assemble is not ok when Parse has to tell what the file is.
func (a *assembly) assemble(buildArgs map[string]string) (ok bool) {
	next := 1
	for _, in := range slices.Clone(a.all) {
		a.divide(next, in.Line-1)
		next = a.d.File.Position(in.Span.End-1).Line + 1
	}
	a.divide(next, a.d.File.Lines())
	if !a.parse() {
		return false
	}
	slices.SortFunc(a.all, func(x, y *Instruction) int { return x.Line - y.Line })
	return a.d.lead(a.all) == nil && a.d.divide(a.all, buildArgs) == nil
}

// divide looks at lines that are not known: at each run without blank lines, as the
// stages that a migration adds are.
func (a *assembly) divide(first, last int) {
	lines := a.lines(first)
	idle := true // nothing but comments since first
	for lines.next <= last {
		line, _ := lines.line()
		switch {
		case len(bytes.TrimLeftFunc(line, unicode.IsSpace)) > 0:
			idle = idle && isComment(line)
		case idle:
			first = lines.next
		default:
			a.recall(run{first, lines.next - 2})
			first, idle = lines.next, true
		}
	}
	if !idle {
		a.recall(run{first, last})
	}
}

// recall takes what is remembered of a run: all of it, else single instructions.
func (a *assembly) recall(r run) {
	if known, ok := a.memory.recall(a.text(r), a.d.Escape, a.start(r), r.first); ok {
		a.all = append(a.all, known...)
		return
	}
	unknown := r.first
	flush := func(before int) {
		if unknown < before && !a.isIdle(unknown, before-1) {
			a.runs = append(a.runs, run{unknown, before - 1})
		}
	}
	for lines := a.lines(r.first); lines.next <= r.last; {
		one := run{first: lines.next}
		if lines.skipInstruction(); lines.next > r.last+1 {
			break
		}
		one.last = lines.next - 1
		text := a.text(one)
		if known, ok := a.memory.recallOne(text, a.d.Escape, a.start(one), one.first); ok {
			flush(one.first)
			a.all = append(a.all, known)
			unknown = lines.next
		} else if bytes.Contains(text, []byte("<<")) {
			break // what follows may be the text of a heredoc
		}
	}
	flush(r.last + 1)
}

// isIdle tells of lines without an instruction.
func (a *assembly) isIdle(first, last int) bool {
	lines := a.lines(first)
	for lines.next <= last {
		if line, _ := lines.line(); !isComment(line) {
			return false
		}
	}
	return true
}

func (a *assembly) lines(first int) lineReader {
	return lineReader{file: a.d.File, escape: a.d.Escape, next: first}
}

func (a *assembly) start(r run) int { return a.d.File.LineSpan(r.first).Start }

func (a *assembly) text(r run) []byte {
	return a.d.File.Bytes[a.start(r):a.d.File.LineSpan(r.last).End]
}

// parse parses the runs, and remembers them. An instruction that does not end with its
// run is not ok.
func (a *assembly) parse() bool {
	if len(a.runs) == 0 {
		return true
	}
	if a.runs[0].first == 1 && a.d.File.HasBOM() {
		return false // the parser takes the mark in its first line alone
	}
	text, starts := a.joined()
	result, err := parseNodes(source.NewFile(a.d.File.Name, text))
	if err != nil {
		return false
	}
	parsed := make([][]*Instruction, len(a.runs))
	for _, node := range result.AST.Children {
		i, found := slices.BinarySearch(starts, node.StartLine)
		if !found {
			i--
		}
		by := a.runs[i].first - starts[i]
		node.StartLine, node.EndLine = node.StartLine+by, node.EndLine+by
		if node.EndLine > a.runs[i].last {
			return false
		}
		in, err := a.d.instruction(node)
		if err != nil {
			return false
		}
		parsed[i] = append(parsed[i], in)
	}
	for i, r := range a.runs {
		a.memory.keep(a.text(r), a.d.Escape, parsed[i], a.start(r), r.first)
		for _, in := range parsed[i] {
			a.memory.keepOne(a.d.File.Bytes[in.Span.Start:in.Span.End], a.d.Escape, in)
		}
		a.all = append(a.all, parsed[i]...)
	}
	return true
}

// joined are the runs as one file, and on which of its lines each starts.
func (a *assembly) joined() (text []byte, starts []int) {
	if a.d.Escape != parser.DefaultEscapeToken {
		text = append(text, "# escape="...)
		text = append(text, a.d.Escape)
	}
	text = append(text, "\n\n"...) // no comment of a run is a directive
	line := 3
	for _, r := range a.runs {
		starts = append(starts, line)
		line += r.last - r.first + 2
		text = append(text, a.text(r)...)
		if text[len(text)-1] != '\n' {
			text = append(text, '\n')
		}
		text = append(text, '\n') // what goes on behind the run, goes on here
	}
	return text, starts
}
