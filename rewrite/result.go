package rewrite

import (
	"io/fs"

	"github.com/dfmigrate/dfmigrate/rewrite/around"
	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// Status is what became of a file; every file ends in exactly one of the five.
type Status string

const (
	// Migrated: the file was rewritten and the result passed every check.
	Migrated Status = "migrated"
	// Compliant: there is nothing to do.
	Compliant Status = "compliant"
	// Skipped: the file itself says that it is to be left alone.
	Skipped Status = "skipped"
	// Refused: a blocker finding says why and where.
	Refused Status = "refused"
	// Failed: the file could not be read or parsed.
	Failed Status = "error"
)

// Options are the choices of one migration.
type Options struct {
	// Target is the family of the final base: "distroless", "alpine" or "scratch", or
	// Auto for the one that fits.
	Target string
	// Base is the image to end in, instead of the one of the target's family that fits
	// best; "" leaves the choice. Target may then be "": the family follows from it.
	Base string
	// Catalog knows images of the user's own and mirrors (see base.NewCatalog); nil knows
	// public images alone.
	Catalog *base.Catalog
	// Stage names the stage to migrate; empty means the product is chosen.
	Stage string
	// User is the final UID or UID:GID; empty means 65532:65532.
	User string
	// BuildArgs are values for ARG instructions, as docker build takes them.
	BuildArgs map[string]string
	// Around is what other files do with the image: who builds it, and what they run in
	// its containers. The zero Uses says nothing.
	Around around.Uses
	// Strict refuses files with a review finding that nobody has accepted.
	Strict bool
	// Accept are the review findings that are taken as they are, beside those that
	// comments of the file accept.
	Accept []*finding.Acceptance
	// DebugStage adds a stage with a shell, on top of the final stage, to images that have none.
	DebugStage bool
	// Templates overrides the embedded templates of the final stage; nil means the embedded ones.
	Templates fs.FS
	// Memory is shared by the migrations of a run; nil means one of this migration's own.
	Memory *Memory
}

// Result is what became of one file.
type Result struct {
	// Path is the file's name as it was given.
	Path string
	// Target is the family that the file was migrated to, or that refused it.
	Target string
	// Status says which of the four outcomes it was.
	Status Status
	// Before and After are the whole file; After equals Before unless Migrated.
	Before, After []byte
	// Toolchain names the language of the process, such as "go"; empty when unknown.
	Toolchain string
	// Stage is the name or index of the migrated stage.
	Stage string
	// StageSpan is the FROM instruction of that stage.
	StageSpan source.Span
	// BaseBefore and BaseAfter are the final stage's base images.
	BaseBefore, BaseAfter string
	// Findings are in the order of the file.
	Findings []finding.Finding
	// Err is why reading or parsing failed; nil unless Status is Failed.
	Err error
}
