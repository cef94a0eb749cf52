package dockerfile

import (
	lru "github.com/hashicorp/golang-lru/v2"

	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// Memory parses files, and remembers instructions by their lines: those of a monorepo
// have many in common, and so have the stages that migrations add. It holds those that
// were met last, changes no result, and is safe for concurrent use; nil remembers nothing.
type Memory struct {
	ones *lru.Cache[linesKey, *Instruction] // by the lines of each
	runs *lru.Cache[linesKey, []*Instruction]
}

// linesKey is what the meaning of whole lines hangs on.
type linesKey struct {
	text   string
	escape byte
}

const (
	// rememberedOnes and rememberedRuns are how many a Memory holds.
	rememberedOnes, rememberedRuns = 2048, 256
	// A run of lines that is shorter than shortestRun tells of its own file.
	shortestRun = 256
)

// NewMemory makes an empty Memory.
func NewMemory() *Memory {
	ones, err := lru.New[linesKey, *Instruction](rememberedOnes)
	if err != nil {
		panic(err) // of a size below 1
	}
	runs, err := lru.New[linesKey, []*Instruction](rememberedRuns)
	if err != nil {
		panic(err)
	}
	return &Memory{ones: ones, runs: runs}
}

// Parse is the function of that name.
func (m *Memory) Parse(f *source.File, buildArgs map[string]string) (*Dockerfile, error) {
	if a, ok := m.newAssembly(f); ok && m != nil && a.assemble(buildArgs) {
		return a.d, nil
	}
	return Parse(f, buildArgs)
}

// recall gives the instructions of a run of lines that starts at an offset and a line of
// some file, where they are known.
func (m *Memory) recall(text []byte, escape byte, at, line int) ([]*Instruction, bool) {
	if m == nil || len(text) < shortestRun {
		return nil, false
	}
	known, ok := m.runs.Get(linesKey{string(text), escape})
	if !ok {
		return nil, false
	}
	moved := make([]*Instruction, len(known))
	for i, in := range known {
		moved[i] = in.movedTo(in.Span.Start+at, in.Line+line)
	}
	return moved, true
}

// keep remembers the instructions of a run, at their places in it.
func (m *Memory) keep(text []byte, escape byte, instructions []*Instruction, at, line int) {
	if m == nil || len(text) < shortestRun {
		return
	}
	inRun := make([]*Instruction, len(instructions))
	for i, in := range instructions {
		inRun[i] = in.movedTo(in.Span.Start-at, in.Line-line)
	}
	m.runs.Add(linesKey{string(text), escape}, inRun)
}

// recallOne gives the instruction of the lines of one.
func (m *Memory) recallOne(text []byte, escape byte, at, line int) (*Instruction, bool) {
	if m == nil {
		return nil, false
	}
	in, ok := m.ones.Get(linesKey{string(text), escape})
	if !ok {
		return nil, false
	}
	return in.movedTo(at, line), true
}

// keepOne remembers an instruction by its lines, which end it whatever follows.
func (m *Memory) keepOne(text []byte, escape byte, in *Instruction) {
	if m != nil && text[len(text)-1] == '\n' && len(in.Heredocs) == 0 {
		m.ones.Add(linesKey{string(text), escape}, in.movedTo(0, 1))
	}
}

// movedTo is the instruction at another offset and line.
func (i *Instruction) movedTo(at, line int) *Instruction {
	by := at - i.Span.Start
	m := *i
	m.Span, m.Leading, m.Line = i.Span.Moved(by), source.Span{}, line
	m.Text, m.Args = i.Text.moved(by), i.Args.moved(by)
	m.Flags, m.Words, m.Heredocs = moved(i.Flags, by), moved(i.Words, by), moved(i.Heredocs, by)
	return &m
}

// placed is a part of an instruction.
type placed[T any] interface {
	*T
	place() *source.Span
}

func (f *Flag) place() *source.Span    { return &f.Span }
func (w *Word) place() *source.Span    { return &w.Span }
func (h *Heredoc) place() *source.Span { return &h.Span }

// moved are parts by bytes further on.
func moved[T any, P placed[T]](parts []T, by int) []T {
	if parts == nil {
		return nil
	}
	out := make([]T, len(parts))
	copy(out, parts)
	for i := range out {
		at := P(&out[i]).place()
		*at = at.Moved(by)
	}
	return out
}
