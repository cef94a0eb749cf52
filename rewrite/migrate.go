// Package rewrite migrates one Dockerfile to a multi-stage build that ends in a Distroless
// or Alpine image, or in scratch, as a non-root user.
//
// Migrate takes the bytes of a file, its build context as an fs.FS where there is one, and
// the target. It neither writes nor runs anything, and needs no network. The Result has
// one of four states: migrated, with the new bytes, which have passed the checks of this
// package; compliant, when there is nothing to do; refused, when a finding says what
// stands in the way; or error, when the file can't be parsed. Whatever was decided is a
// finding with a place in the source.
//
// There is no global state: files may be migrated concurrently, also on one shared
// context. Package bulk does so with all Dockerfiles of a folder, package report prints
// results.
package rewrite

import (
	"context"
	"fmt"
	"sort"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/plan"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
	"github.com/dfmigrate/dfmigrate/rewrite/source"
	"github.com/dfmigrate/dfmigrate/rewrite/toolchain"
)

// DefaultUser is the UID and GID of Distroless' nonroot user.
const DefaultUser = "65532:65532"

// Migrate rewrites one Dockerfile for opts.Target. It never writes; the result
// holds the bytes before and after, and a finding for each decision. When ctx ends,
// the file has Failed with the cause, at the next instruction that is looked at.
func Migrate(ctx context.Context, f *source.File, c *project.Context, opts Options) Result {
	if opts.Memory == nil {
		opts.Memory = NewMemory()
	}
	df, err := opts.Memory.Parse(f, opts.BuildArgs)
	if err != nil {
		return failed(unchanged(f, opts), err)
	}
	return MigrateParsed(ctx, df, c, opts)
}

// MigrateParsed is Migrate for a caller who had to parse the file, with
// opts.BuildArgs, before its build context was known.
func MigrateParsed(ctx context.Context, df *dockerfile.Dockerfile, c *project.Context, opts Options) Result {
	if opts.Memory == nil {
		opts.Memory = NewMemory() // of what both plans look at
	}
	if opts.Base != "" {
		var err error
		if opts, err = opts.endingInBase(); err != nil {
			return failed(unchanged(df.File, opts), err)
		}
	}
	if opts.Target == Auto {
		return migrateAuto(ctx, df, c, opts)
	}
	f := df.File
	res := unchanged(f, opts)
	if err := context.Cause(ctx); err != nil {
		return failed(res, err)
	}
	said, err := readIgnores(df)
	if err != nil {
		return failed(res, err)
	}
	if said.skip != nil {
		res.Status, res.Findings = Skipped, []finding.Finding{*said.skip}
		return res
	}
	p := decide(ctx, df, c, opts)
	if err := context.Cause(ctx); err != nil {
		return failed(res, err)
	}
	if settled, ok := settleBase(ctx, df, c, opts, p); ok {
		return settled
	}
	advise(p, opts.Around)
	describe(&res, p)
	said.mark(res.Findings, opts.Accept)
	if p.Refused() || opts.Strict && hasReview(res.Findings) {
		res.Status = Refused
		return res
	}
	if p.Layout == plan.Unchanged {
		res.Status = Compliant
		return res
	}
	after, err := source.Apply(f.Bytes, p.Edits)
	var p2 *plan.Plan
	if err == nil {
		p2, err = check(ctx, df, after, p, c, opts)
	}
	if cause := context.Cause(ctx); cause != nil {
		return failed(unchanged(f, opts), cause)
	}
	if err != nil {
		res.Status = Refused
		res.Findings = append(res.Findings, finding.New(finding.Internal, source.Span{}, "%v", err))
		return res
	}
	res.Findings = append(res.Findings, surroundings(p, p2, opts.Around)...)
	said.mark(res.Findings, opts.Accept)
	res.Findings = append(res.Findings, said.unused()...)
	if opts.Strict && hasReview(res.Findings) {
		res.Status = Refused
		return res
	}
	res.Status, res.After = Migrated, after
	return res
}

// decide plans the migration of a parsed file. What it returns is worth nothing once ctx
// has ended.
func decide(ctx context.Context, df *dockerfile.Dockerfile, c *project.Context, opts Options) *plan.Plan {
	return plan.Make(plan.Request{
		Dockerfile: df,
		Interpreter: &image.Interpreter{
			Dockerfile: df, BuildArgs: opts.BuildArgs, Context: c, Effects: toolchain.Effects(),
			Stop:    func() bool { return ctx.Err() != nil },
			Catalog: opts.Catalog,
			Scripts: opts.Memory.scripts,
		},
		Target: base.Target(opts.Target),
		Stage:  opts.Stage,
		User:   user(opts.User), UserChosen: opts.User != "",
		DebugStage: opts.DebugStage,
		Templates:  opts.Templates,
	})
}

// Check reports a Base that no image can end in, or that is of another family than Target.
func (o Options) Check() error {
	if o.Base == "" {
		return nil
	}
	_, err := o.endingInBase()
	return err
}

// endingInBase narrows the catalogue down to the base that was asked for, and takes its
// family where none was named.
func (o Options) endingInBase() (Options, error) {
	catalog, err := o.Catalog.Ending(o.Base)
	if err != nil {
		return o, err
	}
	target := string(catalog.Final().Target)
	if o.Target != "" && o.Target != Auto && o.Target != target {
		return o, fmt.Errorf("%s is a base for %s, and the target is %s", o.Base, target, o.Target)
	}
	o.Catalog, o.Target, o.Base = catalog, target, ""
	return o, nil
}

func user(s string) string {
	if s == "" {
		return DefaultUser
	}
	return s
}

// unchanged is the result of a file to which nothing was done yet.
func unchanged(f *source.File, opts Options) Result {
	return Result{Path: f.Name, Target: opts.Target, Before: f.Bytes, After: f.Bytes}
}

func failed(res Result, err error) Result {
	res.Status, res.Err = Failed, err
	return res
}

func describe(res *Result, p *plan.Plan) {
	res.Toolchain = p.Toolchain
	if p.Stage != nil {
		res.Stage = p.Stage.Label()
		res.StageSpan = p.Stage.From.Span
		res.BaseBefore = p.Stage.Base.Raw
		res.BaseAfter = p.Base
	}
	res.Findings = p.Findings
	sort.SliceStable(res.Findings, func(i, j int) bool {
		return res.Findings[i].Span.Start < res.Findings[j].Span.Start
	})
}

func hasReview(findings []finding.Finding) bool {
	for _, f := range findings {
		if f.NeedsReview() {
			return true
		}
	}
	return false
}
