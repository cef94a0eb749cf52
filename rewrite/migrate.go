package rewrite

import (
	"context"

	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// Migrate is a stand-in until the pipeline is there: it refuses every file.
func Migrate(ctx context.Context, f *source.File, c *project.Context, opts Options) Result {
	return Result{
		Path:     f.Name,
		Status:   Refused,
		Before:   f.Bytes,
		After:    f.Bytes,
		Findings: []finding.Finding{finding.New(finding.Internal, source.Span{}, "not implemented yet")},
	}
}
