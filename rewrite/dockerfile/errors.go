package dockerfile

import (
	"errors"
	"fmt"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/parser"

	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// Error says why a file can't be read as a Dockerfile.
type Error struct {
	// Name is the file's.
	Name string
	// Line counts from 1; 0 stands for the file as a whole.
	Line int
	// Msg is one line, lower case.
	Msg string
}

// Error gives "name:line: msg".
func (e *Error) Error() string {
	if e.Line == 0 {
		return e.Name + ": " + e.Msg
	}
	return fmt.Sprintf("%s:%d: %s", e.Name, e.Line, e.Msg)
}

func errorAt(f *source.File, line int, format string, args ...any) *Error {
	msg := fmt.Sprintf(format, args...)
	return &Error{Name: f.Name, Line: line, Msg: strings.Join(strings.FieldsFunc(msg, isLineBreak), " ")}
}

func isLineBreak(r rune) bool { return r == '\n' || r == '\r' }

// errorFrom keeps the line that buildkit's parser gives with its error; it
// counts from 1, and is the first line of the instruction.
func errorFrom(f *source.File, err error) *Error {
	line := 0
	var located *parser.LocationError
	if errors.As(err, &located) && len(located.Locations) > 0 && len(located.Locations[0]) > 0 {
		line = located.Locations[0][0].Start.Line
	}
	return errorAt(f, line, "%s", lowerFirst(err.Error()))
}

// lowerFirst fits a message of buildkit's to our own: lower case at the start,
// unless it starts with the name of an instruction.
func lowerFirst(msg string) string {
	word, _, _ := strings.Cut(msg, " ")
	if word == "" || word == strings.ToUpper(word) {
		return msg
	}
	return strings.ToLower(msg[:1]) + msg[1:]
}
