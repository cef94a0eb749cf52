package config

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Error is what is wrong with a configuration file: a line for each mistake.
type Error struct{ lines []string }

// Error gives a line "file:line: what is wrong" for each mistake.
func (e *Error) Error() string { return strings.Join(e.lines, "\n") }

// mistakes gathers what is wrong with one file.
type mistakes struct {
	file string
	all  []mistake
}

type mistake struct {
	line int // 0 is the file as a whole
	text string
}

func (m *mistakes) add(line int, format string, args ...any) {
	m.all = append(m.all, mistake{line, fmt.Sprintf(format, args...)})
}

// err is nil when nothing is wrong.
func (m *mistakes) err() error {
	if len(m.all) == 0 {
		return nil
	}
	slices.SortStableFunc(m.all, func(a, b mistake) int { return cmp.Compare(a.line, b.line) })
	e := &Error{}
	for _, each := range m.all {
		where := m.file
		if each.line > 0 {
			where = fmt.Sprintf("%s:%d", m.file, each.line)
		}
		e.lines = append(e.lines, where+": "+strings.Join(strings.Fields(each.text), " "))
	}
	return e
}
