package plan

import (
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// product finds the stage whose image is shipped.
func product(p *Plan, r Request) *dockerfile.Stage {
	stages := r.Dockerfile.Stages
	if len(stages) == 0 {
		p.say(finding.NoStage, source.Span{}, "the file has no FROM instruction")
		return nil
	}
	if r.Stage != "" {
		if st := r.Dockerfile.StageByName(r.Stage); st != nil {
			return st
		}
		p.say(finding.NoStage, source.Span{}, "there is no stage %q; the file has %s", r.Stage, stageNames(stages))
		return nil
	}
	last := stages[len(stages)-1]
	if !workStage(last.Name) {
		return last
	}
	for i := len(stages) - 2; i >= 0; i-- {
		st := stages[i]
		if !workStage(st.Name) && starts(st) {
			p.say(finding.StageChosen, st.From.Span, "stage %q is migrated: the last stage, %q, is for development", st.Label(), last.Name)
			return st
		}
	}
	return last
}

// workStage tells by its name that a stage is used while developing and is not shipped.
func workStage(name string) bool {
	for _, word := range strings.FieldsFunc(name, func(c rune) bool { return c == '-' || c == '_' || c == '.' }) {
		switch word {
		case "test", "tests", "testing", "unittest", "dev", "devel", "development", "debug", "debugger", "lint", "linter", "ci", "e2e", "devcontainer", "local", "docs", "coverage", "benchmark":
			return true
		}
	}
	return false
}

// starts tells whether a stage says itself what runs.
func starts(st *dockerfile.Stage) bool {
	for _, i := range st.Body {
		if i.Keyword == "CMD" || i.Keyword == "ENTRYPOINT" {
			return true
		}
	}
	return false
}

func stageNames(stages []*dockerfile.Stage) string {
	var names []string
	for _, s := range stages {
		names = append(names, s.Label())
	}
	return strings.Join(names, ", ")
}

// knownBase refuses files whose base image can't be reasoned about.
func knownBase(p *Plan, r Request) bool {
	root := p.Stage
	for root.Parent != nil {
		root = root.Parent
	}
	img := r.Interpreter.Stage(root)
	span := root.From.Span
	switch {
	case len(root.Base.Unresolved) > 0:
		p.say(finding.UnresolvedBase, span, "the base image %s depends on %s, which has no value", root.Base.Raw, strings.Join(root.Base.Unresolved, ", "))
	case img.BaseKnown && img.Base.Family == "windows":
		p.say(finding.WindowsBase, span, "%s is a Windows image", root.Base.String())
	case p.ready(root, img):
	case !img.BaseKnown && !starts(p.Stage):
		p.say(finding.UnknownBase, span, "nothing is known of %s, and the file has no CMD or ENTRYPOINT of its own", root.Base.String())
	case !img.BaseKnown:
		p.say(finding.UnknownBase, span, "nothing is known of %s: what it holds and sets can't be carried over", root.Base.String())
	default:
		return true
	}
	return false
}

// ready refuses a file that ends in an image which is more than a base.
func (p *Plan) ready(root *dockerfile.Stage, img *image.Image) bool {
	is, conda, ok := img.Catalog.Ready(root.Base.Name)
	if ok = ok && !img.BaseKnown; ok {
		id := finding.ReadyImage
		if conda {
			id = finding.PythonConda
		}
		p.say(id, root.From.Span, "%s is %s", root.Base.String(), is)
	}
	return ok
}

func onbuild(p *Plan) {
	for _, i := range p.Image.Config.Onbuild {
		p.say(finding.OnbuildKept, i.Span, "ONBUILD stays in the final stage; files that start FROM this image must suit the new base")
	}
}
