package plan

import (
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// editor turns a decided plan into edits of the file.
type editor struct {
	*Plan
	r     Request
	file  *source.File
	edits []source.Edit
	// inserted gathers what is put at one place, in order.
	removed map[*dockerfile.Instruction]bool
}

func (e *editor) replace(span source.Span, text string) {
	if e.file.Text(span) == text {
		return
	}
	e.edits = append(e.edits, source.Edit{Span: span, New: text})
}

// replaceOnce replaces a text that may have been replaced already.
func (e *editor) replaceOnce(span source.Span, text string) {
	if !slices.ContainsFunc(e.edits, func(done source.Edit) bool { return done.Span == span }) {
		e.replace(span, text)
	}
}

// insertLines puts whole lines at an offset that starts a line (or ends the file).
func (e *editor) insertLines(at int, lines ...string) {
	if len(lines) == 0 {
		return
	}
	text := strings.Join(lines, "\n") + "\n"
	e.edits = append(e.edits, source.Edit{Span: source.Span{Start: at, End: at}, New: e.native(text)})
}

// endLines mends what is put behind a last line without line end: the line gets
// one, unless it went, and the new last line has none.
func (e *editor) endLines() {
	end := len(e.file.Bytes)
	if end == 0 || e.file.Bytes[end-1] == '\n' {
		return
	}
	var tail []int
	gone := false
	for i, edit := range e.edits {
		switch {
		case edit.Span.Start == end:
			tail = append(tail, i)
		case edit.Span.End == end && edit.New == "":
			gone = true
		}
	}
	if len(tail) == 0 {
		return
	}
	newline := e.file.Newline()
	first, last := &e.edits[tail[0]], &e.edits[tail[len(tail)-1]]
	if !gone {
		first.New = newline + first.New
	}
	last.New = strings.TrimSuffix(last.New, newline)
}

// native gives text the file's own line endings.
func (e *editor) native(text string) string {
	if e.file.Newline() == "\r\n" {
		return strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\n", "\r\n")
	}
	return text
}

// remove deletes an instruction with the comment that belongs to it.
func (e *editor) remove(i *dockerfile.Instruction) {
	if e.removed == nil {
		e.removed = map[*dockerfile.Instruction]bool{}
	}
	if e.removed[i] {
		return
	}
	e.removed[i] = true
	span := source.Span{Start: e.attached(i).Start, End: i.Span.End}
	// One of the blank lines around it goes too.
	if blank := e.blankBefore(i); !blank.Empty() {
		span.Start = blank.Start
	}
	e.edits = append(e.edits, source.Edit{Span: span})
}

// attached is the comment right above an instruction, without a blank line
// between; an empty span at the instruction's start when there is none.
func (e *editor) attached(i *dockerfile.Instruction) source.Span {
	start := i.Span.Start
	for start > i.Leading.Start {
		line := e.file.LineSpan(e.file.Position(start - 1).Line)
		text := strings.TrimSpace(e.file.Text(line))
		if !strings.HasPrefix(text, "#") || line.Start < i.Leading.Start {
			break
		}
		if e.isDirective(line) {
			break
		}
		start = line.Start
	}
	return source.Span{Start: start, End: i.Span.Start}
}

func (e *editor) isDirective(line source.Span) bool {
	for _, d := range e.r.Dockerfile.Directives {
		if d.Span.Start >= line.Start && d.Span.Start < line.End {
			return true
		}
	}
	return false
}

// blankBefore are the blank lines above an instruction's attached comment.
func (e *editor) blankBefore(i *dockerfile.Instruction) source.Span {
	end := e.attached(i).Start
	start := end
	for start > i.Leading.Start {
		line := e.file.LineSpan(e.file.Position(start - 1).Line)
		if line.Start < i.Leading.Start || strings.TrimSpace(e.file.Text(line)) != "" {
			break
		}
		start = line.Start
	}
	return source.Span{Start: start, End: end}
}

// moved is the text of an instruction with its comment, as lines of a new stage.
func (e *editor) moved(i *dockerfile.Instruction) []string {
	var lines []string
	if !e.blankBefore(i).Empty() {
		lines = append(lines, "")
	}
	text := e.file.Text(source.Span{Start: e.attached(i).Start, End: i.Span.End})
	text = strings.ReplaceAll(text, "\r\n", "\n")
	return append(lines, strings.TrimSuffix(text, "\n"))
}

// changes applies what the runtime asked for in stages that exist.
func (e *editor) changes() {
	for _, st := range e.r.Dockerfile.Stages {
		c := e.Runtime.Changes[st]
		if c == nil {
			continue
		}
		if c.Base != "" && len(st.From.Words) > 0 {
			e.replace(st.From.Words[0].Span, e.asWritten(st.Base, c.Base))
		}
		e.insertLines(st.From.Span.End, c.First...)
		for _, i := range c.Remove {
			e.remove(i)
		}
		e.edits = append(e.edits, c.Edits...)
		e.insertLines(stageEnd(st), c.Last...)
	}
}

// stageEnd is the offset after a stage's last instruction.
func stageEnd(st *dockerfile.Stage) int {
	if n := len(st.Body); n > 0 {
		return st.Body[n-1].Span.End
	}
	return st.From.Span.End
}

// envNames are the variables that an ENV instruction sets.
func envNames(i *dockerfile.Instruction) []string {
	cmd, ok := i.Cmd.(*instructions.EnvCommand)
	if !ok {
		return nil
	}
	var names []string
	for _, kv := range cmd.Env {
		names = append(names, kv.Key)
	}
	return names
}

// uses tells whether an instruction's text refers to a variable, with a default or
// without.
func uses(i *dockerfile.Instruction, name string) bool {
	asked := false
	_, _, _ = dockerfile.ExpandWord(i.Args.Text, '\\', func(n string) (string, bool) {
		asked = asked || n == name
		return "", true
	})
	return asked
}
