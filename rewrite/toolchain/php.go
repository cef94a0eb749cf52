package toolchain

import (
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
)

// php migrates PHP programs: scripts, workers, PHP's own server and php-fpm, with
// the official image's interpreter, the extensions that were built for it, and what
// Composer installed.
type php struct{}

func (php) Name() string { return "php" }

func (php) Effect(s *image.State, c *image.Command) bool { return phpEffect(s, c) }

// Match takes what the interpreter runs, php-fpm, which the image starts by itself,
// scripts of PHP, and what only a shell can start where the image is one of PHP.
func (php) Match(img *image.Image, p *image.Process) *Match {
	start := phpStartOf(img, p)
	if start == nil {
		return nil
	}
	return &Match{Facts: start, Inherited: p.Inherited}
}

// Runtime carries the interpreter onto Distroless, which has none, and ends in the
// official image on Alpine.
func (php) Runtime(r Request) (*Runtime, []finding.Finding) {
	b := &phpBuild{answer: answer{Request: r, rt: &Runtime{}}, start: r.Match.Facts.(*phpStart)}
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

// phpVariant tells whether the image is a variant of PHP's: "fpm", "apache", "zts".
func phpVariant(img base.Image, variant string) bool {
	return img.Language == "php" && img.Family == "official" && strings.Contains("-"+img.Variant+"-", "-"+variant+"-")
}
