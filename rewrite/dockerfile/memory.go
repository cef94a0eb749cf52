package dockerfile

import (
	lru "github.com/hashicorp/golang-lru/v2"

	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// Memory remembers what runs of lines were parsed to: the stages that migrations add to
// many files are alike. It is safe for concurrent use; nil remembers nothing.
type Memory struct {
	runs *lru.Cache[linesKey, parsedLines]
}

// linesKey is what the meaning of whole lines hangs on.
type linesKey struct {
	text   string
	escape byte
}

// parsedLines are instructions, and the place of the lines that hold them.
type parsedLines struct {
	instructions []*Instruction
	at, line     int
}

// remembered is the number of runs of lines that a Memory holds. Shorter ones than
// shortest are parsed each time: they tell of their own file.
const remembered, shortest = 256, 256

// NewMemory makes an empty Memory.
func NewMemory() *Memory {
	runs, err := lru.New[linesKey, parsedLines](remembered)
	if err != nil {
		panic(err) // of a size below 1
	}
	return &Memory{runs}
}

// recall gives the instructions of lines at an offset and a line of another file, where
// the lines are known.
func (m *Memory) recall(text []byte, escape byte, at, line int) ([]*Instruction, bool) {
	if m == nil || len(text) < shortest {
		return nil, false
	}
	known, ok := m.runs.Get(linesKey{string(text), escape})
	if !ok {
		return nil, false
	}
	moved := make([]*Instruction, len(known.instructions))
	for i, in := range known.instructions {
		moved[i] = in.movedTo(in.Span.Start-known.at+at, in.Line-known.line+line)
	}
	return moved, true
}

// keep remembers the instructions of lines.
func (m *Memory) keep(text []byte, escape byte, instructions []*Instruction, at, line int) {
	if m != nil && len(text) >= shortest {
		m.runs.Add(linesKey{string(text), escape}, parsedLines{instructions, at, line})
	}
}

// movedTo is the instruction at another offset and line.
func (i *Instruction) movedTo(at, line int) *Instruction {
	by := at - i.Span.Start
	m := *i
	m.Span, m.Line = i.Span.Moved(by), line
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
	for i, part := range parts {
		at := P(&part).place()
		*at = at.Moved(by)
		out[i] = part
	}
	return out
}
