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

var bakeSchema = &hcl.BodySchema{Blocks: []hcl.BlockHeaderSchema{{Type: "target", LabelNames: []string{"name"}}}}

// bakeTarget is what a target says itself. What it inherits is merged by readBake.
type bakeTarget struct {
	build    Build
	file     string
	context  string
	inherits []string
}

// readBake reads the targets of a bake file (docs.docker.com: Bake file reference). A
// value that variables or functions make counts as not given.
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
	var order []string
	for _, block := range body.Blocks {
		t := &bakeTarget{build: Build{Place: Place{name, block.DefRange.Start.Line}, By: `target "` + block.Labels[0] + `"`}}
		attributes, _ := block.Body.JustAttributes()
		t.context, _ = oneValue(attributes["context"])
		t.file, _ = oneValue(attributes["dockerfile"])
		t.build.Target, _ = oneValue(attributes["target"])
		t.inherits = values(attributes["inherits"])
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
