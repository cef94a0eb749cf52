package image

import (
	"path"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
)

// Effect interprets one command of a RUN: it records in the state what the
// command leaves behind, and reports whether it understood the command.
type Effect func(s *State, c *Command) bool

// State is an image under construction, as effects see it.
type State struct {
	// Image is what the stage holds so far.
	Image *Image
	// Context is the build context.
	Context *project.Context

	args      map[string]string
	escape    byte
	downloads []languageArchive
}

// Getenv returns what a command of the stage sees in its environment: build
// arguments, overridden by ENV. An argument without a value is ${NAME} itself.
func (s *State) Getenv(name string) (string, bool) {
	if v, ok := s.Image.Config.Getenv(name); ok {
		return v.Value, true
	}
	v, ok := s.args[name]
	return v, ok
}

// symbolic answers for every name that is declared or predefined, so that paths
// which use the same variable stay comparable.
func (s *State) symbolic(name string) (string, bool) {
	if v, ok := s.Getenv(name); ok {
		return v, true
	}
	return "", false
}

// Produce records an artifact at a.Path.
func (s *State) Produce(c *Command, a Artifact, dir bool) *Artifact {
	a.Command, a.Image, a.Path = c, s.Image, clean(a.Path)
	s.Image.Artifacts = append(s.Image.Artifacts, &a)
	s.Image.Tree.add(Entry{
		Path: a.Path, Dir: dir, Whole: dir, Kind: FromRun, Instr: c.Instr, Command: c, Artifact: &a,
	})
	return &a
}

// Write records that a command wrote a file, or a directory with all below it.
func (s *State) Write(c *Command, p string, dir bool) {
	s.Image.Tree.add(Entry{Path: p, Dir: dir, Whole: dir, Kind: FromRun, Instr: c.Instr, Command: c})
}

// CopyTree records that a command copies what a directory holds to another one.
func (s *State) CopyTree(c *Command, from, to string) {
	copyFiles(s, c, []string{from + "/*", to}, false)
}

// Prepared records that a build makes a path which the start command made before.
func (img *Image) Prepared(instr *dockerfile.Instruction, p string, dir bool) {
	img.Tree.add(Entry{Path: p, Dir: dir, Whole: dir, Kind: FromRun, Instr: instr})
}

// Remove records that a path no longer exists.
func (s *State) Remove(c *Command, p string) {
	s.Image.Tree.add(Entry{Path: p, Kind: Removed, Instr: c.Instr, Command: c})
}

// Abs makes a path absolute from the directory the command runs in.
func (c *Command) Abs(p string) string { return Join(c.Dir, p) }

// Join resolves p against dir, as WORKDIR and COPY do.
func Join(dir, p string) string {
	if strings.HasPrefix(p, "/") {
		return path.Clean(p)
	}
	return path.Join("/", dir, p)
}

// Symbolic tells whether s holds a ${NAME} that only a build can fill.
func Symbolic(s string) bool { return strings.Contains(s, "${") }
