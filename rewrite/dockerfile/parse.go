package dockerfile

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/command"
	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/linter"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
	"github.com/moby/buildkit/util/suggest"

	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// Parse reads f. buildArgs are the values of --build-arg; they count for ARGs
// that the file declares. Whatever Docker would not build for its syntax is an
// error, and so is a file of which the bytes of each instruction are not certain;
// every error is an *Error.
func Parse(f *source.File, buildArgs map[string]string) (*Dockerfile, error) {
	if err := checkText(f); err != nil {
		return nil, err
	}
	directives, err := readDirectives(f)
	if err != nil {
		return nil, err
	}
	result, err := parseNodes(f)
	if err != nil {
		return nil, err
	}
	d := &Dockerfile{File: f, Escape: byte(result.EscapeToken), Directives: directives}
	all, err := d.locate(result.AST.Children)
	if err != nil {
		return nil, err
	}
	if err := d.divide(all, buildArgs); err != nil {
		return nil, err
	}
	return d, nil
}

// parseNodes runs buildkit's parser; a panic in it becomes an error of the file.
func parseNodes(f *source.File) (result *parser.Result, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = errorAt(f, 0, "the parser gave up: %v", p)
		}
	}()
	result, err = parser.Parse(bytes.NewReader(f.Bytes))
	if err != nil {
		return nil, errorFrom(f, err)
	}
	return result, nil
}

// parseCommand gives the typed command of node.
func parseCommand(f *source.File, node *parser.Node) (cmd any, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = errorAt(f, node.StartLine, "the parser gave up: %v", p)
		}
	}()
	cmd, err = instructions.ParseInstructionWithLinter(node, noLint)
	if unknown := (*instructions.UnknownInstructionError)(nil); errors.As(err, &unknown) {
		err = suggest.WrapError(unknown, node.Value, keywords, false) // of two as near, always the same
	}
	if err != nil {
		return nil, errorAt(f, node.StartLine, "%s", lowerFirst(err.Error()))
	}
	return cmd, nil
}

// keywords are those of all instructions, in order.
var keywords = slices.Sorted(maps.Keys(command.Commands))

// noLint reports nothing; with no linter at all, buildkit panics at a "# check=" comment.
var noLint = linter.New(&linter.Config{})

// locate finds the bytes of every instruction.
func (d *Dockerfile) locate(nodes []*parser.Node) ([]*Instruction, error) {
	all := make([]*Instruction, 0, len(nodes))
	for _, node := range nodes {
		in, err := d.instruction(node)
		if err != nil {
			return nil, err
		}
		all = append(all, in)
	}
	return all, d.lead(all)
}

// lead gives the instructions what stands between them.
func (d *Dockerfile) lead(all []*Instruction) error {
	end := 0
	for _, in := range all {
		if in.Span.Start < end {
			return errorAt(d.File, in.Line, "the bytes of this %s can't be told: it overlaps the instruction before it", in.Keyword)
		}
		in.Leading = source.Span{Start: end, End: in.Span.Start}
		end = in.Span.End
	}
	d.Trailer = source.Span{Start: end, End: len(d.File.Bytes)}
	return nil
}

// instruction rebuilds node from the bytes of its lines, and holds every part
// against what the parser made of it.
func (d *Dockerfile) instruction(node *parser.Node) (*Instruction, error) {
	in := &Instruction{
		Keyword: strings.ToUpper(node.Value),
		Line:    node.StartLine,
		JSON:    node.Attributes["json"],
	}
	if in.Keyword == "" {
		return nil, errorAt(d.File, in.Line, "a line continuation, but no instruction")
	}
	var err error
	if in.Cmd, err = parseCommand(d.File, node); err != nil {
		return nil, err
	}

	lines := &lineReader{file: d.File, escape: d.Escape, next: node.StartLine}
	in.Text = lines.logicalLine()
	if in.Text.Text != node.Original {
		return nil, d.lost(node, "its lines join to another text than the parser's")
	}
	for _, doc := range node.Heredocs {
		heredoc, ok := lines.heredoc(doc)
		if !ok {
			return nil, d.lost(node, "the heredoc "+doc.Name+" is not where it should be")
		}
		in.Heredocs = append(in.Heredocs, heredoc)
	}
	if lines.next != node.EndLine+1 {
		return nil, d.lost(node, fmt.Sprintf("it ends on line %d for the parser", node.EndLine))
	}
	in.Span = source.Span{Start: d.File.LineSpan(node.StartLine).Start, End: d.File.LineSpan(node.EndLine).End}
	if in.Span.Start == 0 && d.File.HasBOM() {
		in.Span.Start = len(byteOrderMark)
	}
	return in, d.split(in, node)
}

// split finds flags, arguments and words.
func (d *Dockerfile) split(in *Instruction, node *parser.Node) error {
	in.Flags, in.Args = splitLine(in.Text, d.Escape)
	if !slices.EqualFunc(in.Flags, node.Flags, func(f Flag, s string) bool {
		return s == "--"+f.Name || s == "--"+f.Name+"="+f.Value
	}) {
		return d.lost(node, "its flags are not the parser's")
	}

	switch in.Keyword {
	case "ENV", "LABEL":
		in.Words = splitPairs(in.Args, d.Escape, true)
	case "ARG":
		in.Words = splitPairs(in.Args, d.Escape, false)
	default:
		in.Words = splitWords(in.Args)
	}

	values := nodeValues(node)
	if in.JSON {
		in.jsonArgs = values
		if in.Keyword == "HEALTHCHECK" {
			in.jsonArgs = values[1:]
		}
		return nil
	}
	if !sameArguments(in, values) {
		return d.lost(node, "its arguments are not the parser's")
	}
	return nil
}

// sameArguments holds the words and arguments of in against those of its node.
func sameArguments(in *Instruction, values []string) bool {
	startsWith := func(w Word, s string) bool { return strings.HasPrefix(w.Text, s) }
	switch in.Keyword {
	case "FROM", "COPY", "ADD", "EXPOSE", "VOLUME":
		return slices.EqualFunc(in.Words, values, func(w Word, s string) bool { return w.Text == s })
	case "ARG":
		return slices.EqualFunc(in.Words, values, startsWith)
	case "ENV", "LABEL":
		const name, value, separator = 0, 1, 2 // three nodes a pair
		if len(values) == 3 && values[separator] == "" {
			return len(in.Words) == 2 && in.Words[0].Text == values[name] && in.Words[1].Text == values[value]
		}
		var names []string
		for pair := range slices.Chunk(values, 3) {
			names = append(names, pair[name]+"=")
		}
		return slices.EqualFunc(in.Words, names, startsWith)
	case "RUN", "CMD", "ENTRYPOINT", "MAINTAINER", "STOPSIGNAL", "USER", "WORKDIR":
		return in.Args.Text == strings.Join(values, "")
	}
	return true
}

func nodeValues(node *parser.Node) []string {
	values := []string{}
	for n := node.Next; n != nil; n = n.Next {
		values = append(values, n.Value)
	}
	return values
}

// divide puts the instructions into stages.
func (d *Dockerfile) divide(all []*Instruction, buildArgs map[string]string) error {
	for len(all) > 0 && all[0].Keyword == "ARG" {
		d.Global, all = append(d.Global, all[0]), all[1:]
	}
	if len(all) == 0 {
		return errorAt(d.File, 0, "no FROM instruction")
	}
	if all[0].Keyword != "FROM" {
		return errorAt(d.File, all[0].Line, "%s before the first FROM", all[0].Keyword)
	}
	var err error
	if d.globals, err = evaluateGlobals(d.File, d.Global, d.Escape, buildArgs); err != nil {
		return err
	}
	for _, in := range all {
		if in.Keyword != "FROM" {
			last := d.Stages[len(d.Stages)-1]
			last.Body = append(last.Body, in)
			continue
		}
		stage, err := newStage(d.File, in, d.Stages, d.globals, d.Escape)
		if err != nil {
			return err
		}
		d.Stages = append(d.Stages, stage)
	}
	return nil
}

// lost is the error for a node whose bytes can't be told with certainty.
func (d *Dockerfile) lost(node *parser.Node, why string) *Error {
	return errorAt(d.File, node.StartLine, "the bytes of this %s can't be told: %s", strings.ToUpper(node.Value), why)
}
