package dockerfile

import (
	"encoding/json"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// Instruction is one instruction with all its lines.
type Instruction struct {
	// Keyword is in upper case.
	Keyword string
	// Span covers the whole lines of the instruction: continuations, comments
	// between them, heredocs and the last line break. A byte order mark is never in
	// it.
	Span source.Span
	// Leading covers the comments and blank lines right above. The first
	// instruction's has the byte order mark and the parser directives too.
	Leading source.Span
	// Line is the number of the first line, from 1.
	Line int
	// Text is the logical line, keyword included, as buildkit's parser sees it.
	Text Joined
	// Args is Text without the keyword and the flags, trimmed.
	Args Joined
	// Flags are the --name=value tokens between keyword and Args. ONBUILD has none:
	// those of its trigger are part of Args.
	Flags []Flag
	// JSON tells the exec form.
	JSON bool
	// Words are the tokens of Args between white space. ENV, LABEL and ARG are split
	// as Docker splits them: quoted spaces don't separate, and the old form
	// "ENV name value" has two words. For FROM: the image, "AS", the name.
	Words []Word
	// Heredocs are in the order of their bodies.
	Heredocs []Heredoc
	// Cmd is the typed command of buildkit's package instructions, such as
	// *instructions.RunCommand; for FROM it is *instructions.Stage. Its variables
	// are not expanded.
	Cmd any

	jsonArgs []string
}

// Flag is one --name=value token. Value is empty for a bare --name; quotes and
// escapes are resolved as Docker does it.
type Flag struct {
	Name, Value string
	// Span covers the whole token.
	Span source.Span
}

// Word is a token as it is written, continuations left out.
type Word struct {
	Text string
	Span source.Span
}

// Heredoc is the body of one <<NAME.
type Heredoc struct {
	Name string
	// Content is the body as written, without the line of the terminator. With Chomp
	// the leading tabs are still in it.
	Content string
	// Span covers Content.
	Span source.Span
	// Expand tells whether variables are expanded: the name is not quoted.
	Expand bool
	// Chomp tells of <<-, which drops leading tabs.
	Chomp bool
}

// Flag finds the first flag of that name.
func (i *Instruction) Flag(name string) (Flag, bool) {
	for _, f := range i.Flags {
		if f.Name == name {
			return f, true
		}
	}
	return Flag{}, false
}

// JSONArgs are the arguments of the exec form, nil for any other. HEALTHCHECK's
// are those after CMD.
func (i *Instruction) JSONArgs() []string { return i.jsonArgs }

// JSONWords are the elements of the exec form as they are written, quotes
// included, in the order of JSONArgs.
func (i *Instruction) JSONWords() []Word {
	if !i.JSON {
		return nil
	}
	array := i.Args
	if i.Keyword == "HEALTHCHECK" {
		array = i.afterFirstWord()
	}
	decoder := json.NewDecoder(strings.NewReader(array.Text))
	if _, err := decoder.Token(); err != nil {
		return nil
	}
	var words []Word
	for decoder.More() {
		before := int(decoder.InputOffset())
		if _, err := decoder.Token(); err != nil {
			return nil
		}
		end := int(decoder.InputOffset())
		start := before + strings.IndexByte(array.Text[before:end], '"')
		words = append(words, Word{Text: array.Text[start:end], Span: array.Span(start, end)})
	}
	return words
}

// HealthcheckCommand is what HEALTHCHECK CMD runs: its text, and for the exec
// form the arguments. It is not ok for HEALTHCHECK NONE and other instructions.
func (i *Instruction) HealthcheckCommand() (command Joined, json bool, args []string, ok bool) {
	if i.Keyword != "HEALTHCHECK" || len(i.Words) == 0 || !strings.EqualFold(i.Words[0].Text, "CMD") {
		return Joined{}, false, nil, false
	}
	return i.afterFirstWord(), i.JSON, i.jsonArgs, true
}

// afterFirstWord is Args without its first word and the space after it.
func (i *Instruction) afterFirstWord() Joined {
	text := i.Args.Text
	start := len(text) - len(strings.TrimLeftFunc(text[len(i.Words[0].Text):], isSpace))
	return i.Args.Sub(start, len(text))
}
