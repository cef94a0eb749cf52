package toolchain

import (
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// answer is what a toolchain has to say to a Request, while it is put together.
type answer struct {
	Request
	rt       *Runtime
	findings []finding.Finding
}

func (b *answer) say(id finding.ID, span source.Span, format string, args ...any) {
	b.findings = append(b.findings, finding.New(id, span, format, args...))
}

func (b *answer) refused() bool {
	return slices.ContainsFunc(b.findings, func(f finding.Finding) bool { return f.Severity == finding.Blocker })
}

func (b *answer) processSpan() source.Span {
	if b.Process.Instr != nil {
		return b.Process.Instr.Span
	}
	return b.Image.Stage.From.Span
}

// workdir is where the process starts.
func (b *answer) workdir() string { return startDir(b.Image, b.Process) }

// image of the stage that a stage's instructions build, nil when the product has nothing of it.
func (b *answer) imageOf(st *dockerfile.Stage) *image.Image { return findImage(b.Image, st, 0) }

// nonRootBuild tells whether instructions of the product stage run as another user.
func (b *answer) nonRootBuild() bool {
	u := b.Image.Config.User
	return u != "" && u != "root" && u != "0" && !strings.HasPrefix(u, "0:") && !strings.HasPrefix(u, "root:")
}

// userStays tells whether the build stage still works as another user at its end:
// a USER that nothing of the build follows moves to the final stage.
func (b *answer) userStays() bool {
	if !b.nonRootBuild() || b.Image.Config.UserFrom == nil {
		return b.nonRootBuild()
	}
	user := b.Image.Config.UserFrom
	if !slices.Contains(b.Image.Stage.Body, user) {
		return true
	}
	return slices.ContainsFunc(b.Image.Stage.Body, func(i *dockerfile.Instruction) bool {
		return i.Span.Start > user.Span.Start && slices.Contains([]string{"RUN", "COPY", "ADD", "WORKDIR"}, i.Keyword)
	})
}
