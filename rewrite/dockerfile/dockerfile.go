// Package dockerfile reads a Dockerfile with buildkit's own parser and adds what
// that parser drops: which bytes of the file each stage, instruction, flag and
// word stands on. It is the only package that imports buildkit's parser.
package dockerfile

import (
	"slices"
	"strconv"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// Dockerfile is a parsed file. Leading and Span of all Instructions, in order,
// and then Trailer hold each byte of the file exactly once.
type Dockerfile struct {
	File *source.File
	// Escape is the escape and continuation character, '\\' or '`'.
	Escape byte
	// Directives are the parser directives at the top of the file, in order.
	Directives []Directive
	// Global holds the ARG instructions before the first FROM.
	Global []*Instruction
	// Stages holds at least one stage.
	Stages []*Stage
	// Trailer is what follows the last instruction: comments and blank lines.
	Trailer source.Span

	globals *globals
}

// Directive is a parser directive such as "# syntax=docker/dockerfile:1".
type Directive struct {
	Name  string // syntax, escape or check
	Value string
	Span  source.Span // the comment, without its line break
}

// Instructions lists all instructions in the order of the file.
func (d *Dockerfile) Instructions() []*Instruction {
	all := slices.Clone(d.Global)
	for _, s := range d.Stages {
		all = append(all, s.All()...)
	}
	return all
}

// StageByName finds the stage that COPY --from, RUN --mount=from or a build's
// target means: the last stage of that name, upper or lower case, or else the
// stage of that index. It is nil when there is none: then the name is an image's.
func (d *Dockerfile) StageByName(nameOrIndex string) *Stage {
	if s := lastNamed(d.Stages, nameOrIndex); s != nil {
		return s
	}
	index, err := strconv.Atoi(nameOrIndex)
	if err != nil || index < 0 || index >= len(d.Stages) {
		return nil
	}
	return d.Stages[index]
}

// lastNamed finds the last stage with the name, in upper or lower case.
func lastNamed(stages []*Stage, name string) *Stage {
	name = strings.ToLower(name)
	for _, s := range slices.Backward(stages) {
		if s.Name != "" && s.Name == name {
			return s
		}
	}
	return nil
}

// GlobalArg is the value that an ARG before the first FROM has after it: of the
// build arguments, else its default, with variables expanded. A stage sees it
// only after an ARG of its own. It is not ok when the value is unset, or is known
// only when someone builds.
func (d *Dockerfile) GlobalArg(name string) (value string, ok bool) {
	return d.globals.lookup(name)
}

// Stage is one FROM and what follows it up to the next.
type Stage struct {
	// Index counts from 0.
	Index int
	// Name is the name after AS, lower-cased as Docker does it; "" when there is none.
	Name string
	// Base is what FROM names, with the variables in it expanded. When Parent is
	// set it holds only Raw and Expanded: it is no image then.
	Base ImageRef
	// Platform is the value of FROM's --platform as written, variables included.
	Platform string
	// Parent is the earlier stage that this one builds on; nil for an image.
	Parent *Stage
	From   *Instruction
	// Body holds the instructions after FROM.
	Body []*Instruction
}

// All lists the stage's instructions, FROM first.
func (s *Stage) All() []*Instruction {
	return append([]*Instruction{s.From}, s.Body...)
}

// Label is how a stage is called in messages and by docker build --target: its name,
// else its index.
func (s *Stage) Label() string {
	if s.Name != "" {
		return s.Name
	}
	return strconv.Itoa(s.Index)
}

// Span runs from the line of FROM to the end of the stage's last instruction;
// the comments above FROM are not in it.
func (s *Stage) Span() source.Span {
	end := s.From.Span.End
	if len(s.Body) > 0 {
		end = s.Body[len(s.Body)-1].Span.End
	}
	return source.Span{Start: s.From.Span.Start, End: end}
}
