package dockerfile

import (
	"bytes"

	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// Comment is a comment line. What looks like one inside of a heredoc belongs to the
// heredoc, and a parser directive is none.
type Comment struct {
	// Text is what follows the #, without the blanks around it.
	Text string
	// Span runs from the # to the end of the line, its line break not included.
	Span source.Span
	// Line counts from 1.
	Line int
	// Instruction is the one that the comment stands above, or among the continued lines
	// of; nil for a comment behind the last.
	Instruction *Instruction
}

// Comments lists the comments of the file in their order.
func (d *Dockerfile) Comments() []Comment {
	var all []Comment
	for _, in := range d.Instructions() {
		all = append(all, d.commentsIn(in.Leading, in)...)
		all = append(all, d.commentsIn(d.continued(in), in)...)
	}
	return append(all, d.commentsIn(d.Trailer, nil)...)
}

// continued are the lines of an instruction behind its first, heredocs left out. All of
// them that start with a # are comments.
func (d *Dockerfile) continued(in *Instruction) source.Span {
	end := in.Span.End
	if len(in.Heredocs) > 0 {
		end = in.Heredocs[0].Span.Start
	}
	return source.Span{Start: min(d.File.LineSpan(in.Line).End, end), End: end}
}

func (d *Dockerfile) commentsIn(lines source.Span, in *Instruction) []Comment {
	if lines.Empty() {
		return nil
	}
	var found []Comment
	reader := lineReader{file: d.File, next: d.File.Position(lines.Start).Line}
	for reader.next <= d.File.Lines() && d.File.LineSpan(reader.next).Start < lines.End {
		line, at := reader.line()
		if !isComment(line) {
			continue
		}
		start := at + bytes.IndexByte(line, '#')
		c := Comment{
			Text:        string(bytes.TrimSpace(line[start-at+1:])),
			Span:        source.Span{Start: start, End: at + len(line)},
			Line:        reader.next - 1,
			Instruction: in,
		}
		if !d.isDirective(c.Span) {
			found = append(found, c)
		}
	}
	return found
}

func (d *Dockerfile) isDirective(comment source.Span) bool {
	for _, directive := range d.Directives {
		if directive.Span.Start == comment.Start {
			return true
		}
	}
	return false
}
