package rewrite

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/around"
	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/plan"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
)

// openBase is a file whose base image depends on build arguments without a value.
type openBase struct {
	df   *dockerfile.Dockerfile
	c    *project.Context
	opts Options
	plan *plan.Plan
	// root is the stage with that base, names are the arguments.
	root  *dockerfile.Stage
	names []string
}

// settleBase migrates a file whose base is open: with the values that all its builds agree
// on, or for each processor, where that is all it depends on and makes no difference. It is
// not ok when neither holds; the finding of the plan that refused the file then says more.
func settleBase(ctx context.Context, df *dockerfile.Dockerfile, c *project.Context, opts Options, p *plan.Plan) (Result, bool) {
	if p.Stage == nil || !p.Refused() {
		return Result{}, false
	}
	root := p.Stage
	for root.Parent != nil {
		root = root.Parent
	}
	o := &openBase{df: df, c: c, opts: opts, plan: p, root: root, names: root.Base.Unresolved}
	switch {
	case len(o.names) == 0:
		return Result{}, false
	case slices.Equal(o.names, []string{"TARGETARCH"}):
		return o.eachProcessor(ctx)
	}
	return o.asBuilt(ctx)
}

// asBuilt takes the values that the files around the Dockerfile build it with.
func (o *openBase) asBuilt(ctx context.Context) (Result, bool) {
	values := map[string]string{}
	var told, fixes []string
	for _, name := range o.names {
		given := o.given(name)
		switch len(given) {
		case 0:
			fixes = append(fixes, "--build-arg "+name+"=…")
		case 1:
			values[name] = given[0].value
			told = append(told, fmt.Sprintf("%s=%s of %s:%d", name, given[0].value, given[0].by.File, given[0].by.Line))
		default:
			var places []string
			for _, g := range given {
				places = append(places, fmt.Sprintf("%s in %s:%d", g.value, g.by.File, g.by.Line))
			}
			told = append(told, name+" is "+strings.Join(places, " and "))
			fixes = append(fixes, "--build-arg "+name+"=…")
		}
	}
	if len(values) < len(o.names) {
		fix := "Give the ARG a default in the file, or pass " + strings.Join(fixes, " ") + "."
		if len(told) > 0 {
			fix += " Builds of this file differ, or give only some: " + strings.Join(told, "; ") + "."
		}
		o.refine(fix)
		return Result{}, false
	}
	res, ok := o.with(ctx, values)
	if ok {
		res.Findings = append(res.Findings, finding.New(finding.BaseAsBuilt, o.root.From.Span,
			"%s is planned with %s", o.root.Base.Raw, strings.Join(told, ", ")))
	}
	return res, ok
}

// givenValue is a value of a build argument, and the first build that has it.
type givenValue struct {
	value string
	by    *around.Build
}

// given are the different values that builds of the product give an argument.
func (o *openBase) given(name string) []givenValue {
	var out []givenValue
	for _, b := range o.opts.Around.Builds {
		v, ok := b.Args[name]
		if !ok || b.Target != "" && !strings.EqualFold(b.Target, o.plan.Stage.Name) ||
			slices.ContainsFunc(out, func(g givenValue) bool { return g.value == v }) {
			continue
		}
		out = append(out, givenValue{v, b})
	}
	return out
}

// processors are values of TARGETARCH.
var processors = []string{"amd64", "arm64", "arm", "386", "ppc64le", "s390x", "riscv64"}

// eachProcessor migrates the file for each processor that it has a stage for; all have to
// come to the same bytes. Where the base is an image and no stage, the two processors that
// nearly all images are built for stand for the rest.
func (o *openBase) eachProcessor(ctx context.Context) (Result, bool) {
	built := processors[:2]
	var stages []string
	for _, arch := range processors {
		name, _, err := dockerfile.ExpandWord(o.root.Base.Raw, o.df.Escape, o.lookup(arch))
		if err == nil && o.df.StageByName(name) != nil {
			if stages == nil {
				built = nil
			}
			built, stages = append(built, arch), append(stages, name)
		}
	}
	var first Result
	for i, arch := range built {
		res, ok := o.with(ctx, map[string]string{"TARGETARCH": arch})
		switch {
		case !ok || res.Status != Migrated && res.Status != Compliant:
			o.refine(fmt.Sprintf("For %s it can't be migrated (dfmigrate --build-arg TARGETARCH=%s says why).", arch, arch))
			return Result{}, false
		case i == 0:
			first = res
		case !bytes.Equal(res.After, first.After) || res.Status != first.Status:
			o.refine(fmt.Sprintf("%s and %s need different final stages: end the file in one stage for all processors, or migrate each of the stages it chooses from with --target.", built[0], arch))
			return Result{}, false
		}
	}
	if first.Status == Migrated {
		what := strings.Join(stages, ", ")
		if stages == nil {
			what = strings.Join(built, ", ")
		}
		first.Findings = append(first.Findings, finding.New(finding.BasePerProcessor, o.root.From.Span,
			"%s is another one on each processor (%s): all come to the same final stage", o.root.Base.Raw, what))
	}
	return first, true
}

// lookup gives TARGETARCH a value beside the global ARGs.
func (o *openBase) lookup(arch string) dockerfile.Lookup {
	return func(name string) (string, bool) {
		if name == "TARGETARCH" {
			return arch, true
		}
		return o.df.GlobalArg(name)
	}
}

// with migrates the file with more build arguments; it is not ok where the base stays open.
func (o *openBase) with(ctx context.Context, values map[string]string) (Result, bool) {
	opts := o.opts
	opts.BuildArgs = maps.Clone(opts.BuildArgs)
	if opts.BuildArgs == nil {
		opts.BuildArgs = map[string]string{}
	}
	maps.Copy(opts.BuildArgs, values)
	df, err := dockerfile.Parse(o.df.File, opts.BuildArgs)
	if err != nil {
		return Result{}, false
	}
	res := MigrateParsed(ctx, df, o.c, opts)
	return res, !slices.ContainsFunc(res.Findings, func(f finding.Finding) bool { return f.ID == finding.UnresolvedBase })
}

// refine says in the plan's finding what would help.
func (o *openBase) refine(fix string) {
	for i, f := range o.plan.Findings {
		if f.ID == finding.UnresolvedBase {
			o.plan.Findings[i] = f.WithFix("%s", fix)
		}
	}
}
