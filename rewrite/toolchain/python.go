package toolchain

import (
	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
)

// python migrates Python programs: the interpreter's exact minor version, the
// packages that pip, poetry, pipenv or uv installed, and the application's files.
type python struct{}

func (python) Name() string { return "python" }

func (python) Effect(s *image.State, c *image.Command) bool { return pythonEffect(s, c) }

// Match takes what an interpreter runs, the console scripts that packages bring,
// and, where the image is a Python image, what only a shell can start.
func (python) Match(img *image.Image, p *image.Process) *Match {
	start := pythonStartOf(img, p)
	if start == nil {
		return nil
	}
	return &Match{Facts: start}
}

// Runtime decides between the ready-made interpreter of the target and one that is
// carried over, and refuses what neither can run.
func (python) Runtime(r Request) (*Runtime, []finding.Finding) {
	b := &pythonBuild{answer: answer{Request: r}, start: r.Match.Facts.(*pythonStart)}
	b.survey()
	if b.refused() {
		return nil, b.findings
	}
	var rt *Runtime
	if r.Target == base.Alpine {
		rt = b.alpine()
	} else {
		rt = b.distroless()
	}
	if b.refused() {
		return nil, b.findings
	}
	return rt, b.findings
}
