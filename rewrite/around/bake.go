package around

import (
	"io/fs"
	"path"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclparse"
	"github.com/zclconf/go-cty/cty"
)

func isBake(name string) bool {
	base := path.Base(name)
	return strings.HasPrefix(base, "docker-bake.") && (strings.HasSuffix(base, ".hcl") || strings.HasSuffix(base, ".json"))
}

var bakeSchema = &hcl.BodySchema{Blocks: []hcl.BlockHeaderSchema{
	{Type: "target", LabelNames: []string{"name"}}, {Type: "variable", LabelNames: []string{"name"}},
}}

// bakeTarget is what a target says itself. What it inherits is merged by readBake.
type bakeTarget struct {
	build    Build
	file     string
	context  string
	inherits []string
	args     map[string]string
}

// readBake reads the targets of a bake file (docs.docker.com: Bake file reference). A
// value that variables or functions make counts as not given, other than in args, where a
// variable stands for its default.
func readBake(ix *Index, _ fs.FS, name string, content []byte) {
	parser := hclparse.NewParser()
	var file *hcl.File
	if strings.HasSuffix(name, ".json") {
		file, _ = parser.ParseJSON(content, name)
	} else {
		file, _ = parser.ParseHCL(content, name)
	}
	if file == nil || file.Body == nil {
		return
	}
	body, _, _ := file.Body.PartialContent(bakeSchema)
	targets := map[string]*bakeTarget{}
	defaults := defaults(body)
	var order []string
	for _, block := range body.Blocks.OfType("target") {
		t := &bakeTarget{build: Build{Place: Place{name, block.DefRange.Start.Line}, By: `target "` + block.Labels[0] + `"`}}
		attributes, _ := block.Body.JustAttributes()
		t.context, _ = oneValue(attributes["context"])
		t.file, _ = oneValue(attributes["dockerfile"])
		t.build.Target, _ = oneValue(attributes["target"])
		t.inherits = values(attributes["inherits"])
		t.args = arguments(attributes["args"], defaults)
		for _, tag := range values(attributes["tags"]) {
			t.build.Images = append(t.build.Images, imageName(tag))
		}
		targets[block.Labels[0]] = t
		order = append(order, block.Labels[0])
	}
	for _, label := range order {
		t := targets[label]
		for _, parent := range t.inherits {
			t.inherit(targets[parent])
		}
		b := t.build
		for name, value := range t.args {
			b.give(name, value)
		}
		b.Context = below(path.Dir(name), firstText(t.context, "."))
		if b.Context == "" {
			continue
		}
		b.Dockerfile = below(b.Context, orDockerfile(t.file))
		ix.Builds = append(ix.Builds, &b)
	}
}

func (t *bakeTarget) inherit(parent *bakeTarget) {
	if parent == nil {
		return
	}
	t.context = firstText(t.context, parent.context)
	t.file = firstText(t.file, parent.file)
	t.build.Target = firstText(t.build.Target, parent.build.Target)
	for name, value := range parent.args {
		if _, own := t.args[name]; !own {
			t.args[name] = value
		}
	}
}

// defaults are the values that a bake file gives its variables.
func defaults(body *hcl.BodyContent) *hcl.EvalContext {
	given := map[string]cty.Value{}
	for _, block := range body.Blocks.OfType("variable") {
		attributes, _ := block.Body.JustAttributes()
		if a := attributes["default"]; a != nil {
			if v, problems := a.Expr.Value(nil); !problems.HasErrors() {
				given[block.Labels[0]] = v
			}
		}
	}
	return &hcl.EvalContext{Variables: given}
}

// arguments are the texts of a target's args, by name.
func arguments(a *hcl.Attribute, variables *hcl.EvalContext) map[string]string {
	out := map[string]string{}
	if a == nil {
		return out
	}
	pairs, _ := hcl.ExprMap(a.Expr)
	for _, p := range pairs {
		key, badKey := p.Key.Value(nil)
		value, badValue := p.Value.Value(variables)
		if !badKey.HasErrors() && !badValue.HasErrors() && key.Type() == cty.String && value.Type() == cty.String && value.IsWhollyKnown() && !value.IsNull() {
			out[key.AsString()] = value.AsString()
		}
	}
	return out
}

func oneValue(a *hcl.Attribute) (string, bool) {
	if all := values(a); len(all) == 1 {
		return all[0], true
	}
	return "", false
}

// values are the constant strings of an attribute.
func values(a *hcl.Attribute) []string {
	if a == nil {
		return nil
	}
	v, problems := a.Expr.Value(nil)
	if problems.HasErrors() || v.IsNull() || !v.IsWhollyKnown() {
		return nil
	}
	if v.Type() == cty.String {
		return []string{v.AsString()}
	}
	if !v.CanIterateElements() {
		return nil
	}
	var out []string
	for it := v.ElementIterator(); it.Next(); {
		if _, e := it.Element(); e.Type() == cty.String {
			out = append(out, e.AsString())
		}
	}
	return out
}
