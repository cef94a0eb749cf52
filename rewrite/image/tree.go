package image

import (
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
)

// Kind says how a path came into an image.
type Kind int

const (
	// FromBase: the base image brought it.
	FromBase Kind = iota
	// FromContext: COPY or ADD took it from the build context.
	FromContext
	// FromStage: COPY --from took it from another stage.
	FromStage
	// FromImage: COPY --from took it from an image of a registry.
	FromImage
	// FromURL: ADD downloaded it.
	FromURL
	// FromHeredoc: its content stands in the Dockerfile.
	FromHeredoc
	// FromRun: a RUN produced it.
	FromRun
	// Made: an empty directory, by WORKDIR, VOLUME or mkdir.
	Made
	// Removed: a RUN deleted it.
	Removed
)

// Entry is one path, or a directory with everything below it, and its origin.
type Entry struct {
	// Path is absolute and clean.
	Path string
	// Dir is true when the entry is known to be a directory.
	Dir bool
	// Whole is true when the entry stands for everything below Path.
	Whole bool
	// Pattern says which names of those below Path it stands for, "" for all.
	Pattern string
	Kind    Kind
	// Instr brought the path.
	Instr *dockerfile.Instruction
	// Source is the path in the context, in From, or in Image (a reference), or the URL.
	Source string
	// From is the image of the stage it was copied from.
	From *Image
	// Image is the reference of the registry image it was copied from.
	Image string
	// Content is a heredoc's text, or what a RUN wrote where Written is true.
	Content string
	Written bool
	// Command produced it, for FromRun.
	Command *Command
	// Artifact is what a toolchain knows of it, nil when nothing.
	Artifact *Artifact
	// Assumed is true when only the directory around the path is known, which a command made:
	// it may hold the path or not.
	Assumed bool
	// Edited is true when a command changed the file where it lies, so that its text is not known.
	Edited bool
	// Link is the target of a symbolic link.
	Link string
	// Owner is what chown or --chown said; empty means root.
	Owner string
	// Mode is what chmod or --chmod said.
	Mode string
}

// Presence says whether a path exists in an image.
type Presence int

const (
	// Absent: nothing brought the path.
	Absent Presence = iota
	// Possible: a command that isn't understood, or an unknown context, may have.
	Possible
	// Present: the entry says what did.
	Present
)

// Tree tells where each path of an image came from. Later entries win.
type Tree struct {
	context *project.Context
	entries []Entry
	index   treeIndex
	// opaque are commands that may have written anywhere.
	opaque []*Command
}

func (t *Tree) clone() *Tree {
	return &Tree{context: t.context, entries: slices.Clone(t.entries), opaque: slices.Clone(t.opaque)}
}

func (t *Tree) add(e Entry) {
	e.Path = clean(e.Path)
	t.entries = append(t.entries, e)
}

// Entries returns what was added, in order, removals included. Nobody may change them;
// what is added later is not among them.
func (t *Tree) Entries() []Entry { return slices.Clip(t.entries) }

// Opaque returns the commands whose effect on files is unknown.
func (t *Tree) Opaque() []*Command { return t.opaque }

// Lookup tells what a path is and whether it exists. An entry with Presence
// Possible says what may have brought it.
func (t *Tree) Lookup(p string) (Entry, Presence) {
	p = clean(p)
	var possible Entry
	isPossible := false
	for i := range t.related(p) {
		found, presence := t.within(t.entries[i], p)
		switch {
		case presence == Possible && !isPossible:
			// An older entry that is sure of the path knows more than this one.
			possible, isPossible = found, true
		case presence == Present:
			return found, Present
		case found.Kind == Removed && !isPossible:
			return found, Absent
		case found.Kind == Removed:
			return possible, Possible
		}
	}
	if isPossible {
		return possible, Possible
	}
	if n := len(t.opaque); n > 0 {
		last := t.opaque[n-1]
		return Entry{Path: p, Kind: FromRun, Instr: last.Instr, Command: last}, Possible
	}
	return Entry{Path: p, Kind: FromBase}, Absent
}

// within tells what entry e knows of p.
func (t *Tree) within(e Entry, p string) (Entry, Presence) {
	if e.Path == p {
		if e.Kind == Removed {
			return e, Absent
		}
		if e.Kind == FromStage && !e.Dir {
			if inner, presence := e.From.Tree.Lookup(e.Source); presence != Absent {
				e.Dir, e.Artifact = inner.Dir, inner.Artifact
				return e, presence
			}
			return e, Possible
		}
		return e, Present
	}
	rest, below := strings.CutPrefix(p, withSlash(e.Path))
	if !below {
		if strings.HasPrefix(e.Path, withSlash(p)) && e.Kind != Removed {
			return Entry{Path: p, Dir: true, Kind: e.Kind, Instr: e.Instr, Command: e.Command}, Present
		}
		return Entry{}, Absent
	}
	if e.Kind == Removed {
		return e, Absent
	}
	if !e.Whole || !e.matches(rest) {
		return Entry{}, Absent
	}
	inside := e
	inside.Path, inside.Dir, inside.Whole, inside.Pattern = p, false, false, ""
	inside.Source = path.Join(e.Source, rest)
	switch e.Kind {
	case FromContext:
		switch {
		case !t.context.Known():
			return inside, Possible
		case t.context.IsDir(inside.Source):
			inside.Dir, inside.Whole = true, true
			return inside, Present
		case t.context.Exists(inside.Source):
			return inside, Present
		case e.Pattern != "", !t.context.Exists(e.Source):
			return inside, Possible // made before the image is built
		}
		return Entry{}, Absent
	case FromStage:
		inner, presence := e.From.Tree.Lookup(inside.Source)
		if presence == Absent {
			return Entry{}, Absent
		}
		inside.Dir, inside.Whole, inside.Artifact, inside.Assumed = inner.Dir, inner.Dir, inner.Artifact, inner.Assumed
		return inside, presence
	case FromRun:
		if baseDirectory(e.Path) {
			return inside, Possible // something was put there, not everything
		}
		inside.Assumed = true
		return inside, Present
	case FromImage:
		return inside, Possible
	}
	return Entry{}, Absent
}

// matches tells whether the entry's pattern takes what lies at rest below its path.
func (e Entry) matches(rest string) bool {
	first, _, _ := strings.Cut(rest, "/")
	ok, _ := path.Match(e.Pattern, first)
	return ok || e.Pattern == ""
}

// Origin follows COPY --from until the entry that first brought the path.
func (t *Tree) Origin(p string) (Entry, *Tree, Presence) {
	e, presence := t.Lookup(p)
	if e.Kind == FromStage && e.From != nil && presence != Absent {
		return e.From.Tree.Origin(e.Source)
	}
	return e, t, presence
}

// ReadFile returns the text of a file whose content is known without building:
// one from the context, directly or through stages, or from a heredoc.
func (t *Tree) ReadFile(p string) ([]byte, bool) {
	e, tree, presence := t.Origin(p)
	if presence != Present {
		return nil, false
	}
	switch e.Kind {
	case FromContext:
		b, err := tree.context.ReadFile(e.Source)
		return b, err == nil
	case FromHeredoc:
		return []byte(e.Content), true
	case FromRun:
		return []byte(e.Content), e.Written
	}
	return nil, false
}

// ReadELF reads the header of a program that came from the context.
func (t *Tree) ReadELF(p string) (*project.ELF, bool) {
	e, tree, presence := t.Origin(p)
	if e.Kind != FromContext || presence != Present {
		return nil, false
	}
	return tree.context.ReadELF(e.Source)
}

// Under returns the live entries at or below dir, in order.
func (t *Tree) Under(dir string) []Entry {
	var out []Entry
	for i := range t.entries {
		e := &t.entries[i]
		if e.Kind == Removed || !Within(e.Path, dir) || t.gone(i) {
			continue
		}
		out = append(out, *e)
	}
	return out
}

// gone tells whether a later entry removed or replaced entry i wholly.
func (t *Tree) gone(i int) bool {
	for n := range t.related(t.entries[i].Path) {
		if n == i {
			return false
		}
		later := &t.entries[n]
		if later.Kind == Removed && Within(t.entries[i].Path, later.Path) {
			return true
		}
		if later.Kind != Made && later.Path == t.entries[i].Path && !t.entries[i].Whole {
			return true
		}
	}
	return false
}

func withSlash(p string) string {
	if strings.HasSuffix(p, "/") {
		return p
	}
	return p + "/"
}

func clean(p string) string {
	if p == "" {
		return "/"
	}
	return path.Clean(p)
}
