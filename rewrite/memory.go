package rewrite

import (
	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/shell"
)

// Memory keeps what files have in common, so that a run over many parses it once: the
// texts that RUN instructions give to a shell, and the stages that migrations add. It
// holds a bounded number of them, changes no result, and is safe for concurrent use.
type Memory struct {
	scripts *shell.Memory
	lines   *dockerfile.Memory
}

// NewMemory makes an empty Memory.
func NewMemory() *Memory {
	return &Memory{scripts: shell.NewMemory(), lines: dockerfile.NewMemory()}
}
