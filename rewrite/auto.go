package rewrite

import (
	"context"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
)

// Auto is the target that leaves the choice to dfmigrate: Distroless where the
// application can live without a shell, Alpine where it can't.
const Auto = "auto"

// Targets are what Options.Target may be.
func Targets() []string {
	return []string{string(base.Distroless), string(base.Alpine), string(base.Scratch), Auto}
}

// migrateAuto tries Distroless, and Alpine where Distroless refuses. A file that
// neither takes has the blockers of both.
func migrateAuto(ctx context.Context, df *dockerfile.Dockerfile, c *project.Context, opts Options) Result {
	opts.Target = string(base.Distroless)
	lean := MigrateParsed(ctx, df, c, opts)
	if lean.Status != Refused {
		if lean.Status == Migrated {
			lean.Findings = append(lean.Findings, finding.New(finding.TargetChosen, lean.StageSpan, "distroless: nothing in the file needs a shell at run time"))
		}
		return lean
	}
	opts.Target = string(base.Alpine)
	roomy := MigrateParsed(ctx, df, c, opts)
	cause := firstBlocker(lean.Findings)
	switch {
	case roomy.Status == Migrated:
		roomy.Findings = append(roomy.Findings, finding.New(finding.TargetChosen, cause.Span, "alpine, because %s", cause.Message))
		return roomy
	case roomy.Status == Compliant:
		return roomy
	}
	for _, x := range roomy.Findings {
		if x.Severity == finding.Blocker && !sameFinding(lean.Findings, x) {
			lean.Findings = append(lean.Findings, x)
		}
	}
	return lean
}

// firstBlocker is why a file was refused; with --strict that may be a review finding.
func firstBlocker(findings []finding.Finding) finding.Finding {
	var first finding.Finding
	for _, x := range findings {
		if x.Severity > first.Severity {
			first = x
		}
	}
	return first
}

func sameFinding(findings []finding.Finding, x finding.Finding) bool {
	for _, f := range findings {
		if f.ID == x.ID && f.Message == x.Message {
			return true
		}
	}
	return false
}
