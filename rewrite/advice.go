package rewrite

import (
	"encoding/json"
	"fmt"
	"path"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/around"
	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/plan"
)

// advise says with a refusal what the files around the Dockerfile know of a way out: the
// command that they start its containers with, or the file that builds its base.
func advise(p *plan.Plan, uses around.Uses) {
	if p.Stage == nil {
		return
	}
	for i, f := range p.Findings {
		switch f.ID {
		case finding.NoProcess:
			if fix := startedWith(p, uses); fix != "" {
				p.Findings[i] = f.WithFix("%s", fix)
			}
		case finding.UnknownBase:
			fix := builtHere(p.Stage, uses)
			if fix == "" {
				fix = namedLike(p)
			}
			if fix != "" {
				p.Findings[i] = f.WithFix("%s", fix)
			}
		}
	}
}

// startedWith is advice for a file without a process, by how its containers are started;
// "" when nothing starts them with a command.
func startedWith(p *plan.Plan, uses around.Uses) string {
	s := &surrounding{before: p}
	var starts []string
	for _, c := range uses.Containers {
		if c.Build != nil && !s.buildsProduct(c.Build) {
			continue
		}
		for _, o := range c.Overrides {
			if o.Kind == around.Entrypoint || o.Kind == around.Arguments {
				starts = append(starts, fmt.Sprintf("%s:%d starts %s with CMD %s", o.File, o.Line, c.By, execForm(o.Argv)))
			}
		}
	}
	if len(starts) == 0 {
		return ""
	}
	return strings.Join(starts[:min(2, len(starts))], ", and ") + ": write the one that is shipped at the end of the file."
}

func execForm(argv []string) string {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(argv) // strings always encode
	return strings.ReplaceAll(strings.TrimSpace(b.String()), `","`, `", "`)
}

// namedLike is advice for a base whose name ends like a public image's, such as
// registry.corp/base/node; "" for another one.
func namedLike(p *plan.Plan) string {
	root := p.Stage
	for root.Parent != nil {
		root = root.Parent
	}
	ref := root.Base
	if !strings.Contains(ref.Name, "/") || ref.Tag == "" {
		return ""
	}
	for name := path.Base(ref.Name); name != ""; _, name, _ = strings.Cut(name, "-") {
		if _, known := (*base.Catalog)(nil).ResolveText(name + ":" + ref.Tag); known && name != "base" {
			return fmt.Sprintf("If it is made from %[1]s, say so in .dfmigrate.yaml: below bases, image: %[2]s with like: \"%[1]s:{tag}\"; or below mirrors, where it is a copy. Else describe there what it holds.", name, ref.Name)
		}
	}
	return ""
}

// builtHere is advice for a file whose base another Dockerfile of the same folder builds;
// "" when none is known to.
func builtHere(product *dockerfile.Stage, uses around.Uses) string {
	root := product
	for root.Parent != nil {
		root = root.Parent
	}
	b := uses.BuilderOf(root.Base.Name)
	if b == nil {
		return ""
	}
	return fmt.Sprintf("%s:%d builds %s from %s: put that file's instructions before this stage, or describe the image below bases in .dfmigrate.yaml (like: the public image that %[4]s starts from).",
		b.File, b.Line, root.Base.Name, b.Dockerfile)
}
