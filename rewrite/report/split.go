package report

import (
	"io"
	"maps"
	"slices"
)

// Splitter sorts the files of a run into groups, such as owners, each of which gets a
// patch of its own and the body of a pull request.
type Splitter struct {
	about  Run
	groups map[string]*group
}

type group struct {
	patch []byte
	body  *markdownPrinter
}

// NewSplitter makes a Splitter for one run.
func NewSplitter(about Run) *Splitter { return &Splitter{about: about, groups: map[string]*group{}} }

// Add puts a file into a group. One that belongs to several goes into the first
// alone: two patches that change the same file don't both apply.
func (s *Splitter) Add(f File, name string) error {
	g := s.groups[name]
	if g == nil {
		g = &group{body: newMarkdownPrinter(nil, s.about).(*markdownPrinter)}
		s.groups[name] = g
	}
	diff, err := f.diff()
	if err != nil {
		return err
	}
	g.patch = append(g.patch, diff...)
	return g.body.Add(f)
}

// Groups are the names of the groups, sorted.
func (s *Splitter) Groups() []string { return slices.Sorted(maps.Keys(s.groups)) }

// Patch is a group's patch, for git apply; empty when none of its files changes.
func (s *Splitter) Patch(name string) []byte { return s.groups[name].patch }

// WriteBody writes the body of a group's pull request, in Markdown.
func (s *Splitter) WriteBody(w io.Writer, name string) error {
	body := s.groups[name].body
	body.w = w
	return body.Close()
}
