package rewrite

import (
	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/shell"
	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// Memory keeps what files have in common, so that a run over many parses it once: the
// lines of Dockerfiles, and the texts that RUN instructions give to a shell. It holds a
// bounded number of them, changes no result, and is safe for concurrent use.
type Memory struct {
	scripts *shell.Memory
	lines   *dockerfile.Memory
}

// Parse is dockerfile.Parse.
func (m *Memory) Parse(f *source.File, buildArgs map[string]string) (*dockerfile.Dockerfile, error) {
	return m.lines.Parse(f, buildArgs)
}

// NewMemory makes an empty Memory.
func NewMemory() *Memory {
	return &Memory{scripts: shell.NewMemory(), lines: dockerfile.NewMemory()}
}
