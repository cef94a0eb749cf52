package toolchain

import (
	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
)

// ruby migrates Ruby programs: the official image's interpreter, the gems that
// Bundler or gem install brought, and the application's files.
type ruby struct{}

func (ruby) Name() string { return "ruby" }

func (ruby) Effect(s *image.State, c *image.Command) bool { return rubyEffect(s, c) }

// Match takes what the interpreter or Bundler runs, scripts of Ruby, the executables
// that gems bring, and, where the image is a Ruby image, what only a shell can start.
func (ruby) Match(img *image.Image, p *image.Process) *Match {
	start := rubyStartOf(img, p)
	if start == nil {
		return nil
	}
	return &Match{Facts: start}
}

// Runtime carries the interpreter onto Distroless, which has none, and ends in the
// official image on Alpine.
func (ruby) Runtime(r Request) (*Runtime, []finding.Finding) {
	b := &rubyBuild{answer: answer{Request: r, rt: &Runtime{}}, start: r.Match.Facts.(*rubyStart)}
	b.survey()
	if !b.refused() {
		if r.Target == base.Alpine {
			b.alpine()
		} else {
			b.distroless()
		}
	}
	if b.refused() {
		return nil, b.findings
	}
	return b.rt, b.findings
}
