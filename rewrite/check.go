package rewrite

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/plan"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// check reads the rewritten file as a stranger would: it parses what is new in it,
// compares what the container sees with what it saw, tests the final stage against its
// base, and migrates it again. It returns the plan of that second run. An error is a bug
// of dfmigrate.
func check(ctx context.Context, before *dockerfile.Dockerfile, after []byte, p *plan.Plan, c *project.Context, opts Options) (*plan.Plan, error) {
	file := source.NewFile(before.File.Name, after)
	df, err := opts.Memory.lines.ParseEdited(before, p.Edits, file, opts.BuildArgs)
	if err != nil {
		return nil, fmt.Errorf("the rewritten file does not parse: %w", err)
	}
	again := opts
	again.Stage = productAfter(df, p)
	p2 := decide(ctx, df, c, again)
	if p2.Image == nil {
		return nil, errors.New("the rewritten file has no product")
	}
	if err := sameConfig(p, p2.Image); err != nil {
		return nil, err
	}
	if err := finalStage(p, p2, opts); err != nil {
		return nil, err
	}
	if p2.Refused() {
		return nil, fmt.Errorf("a second run refuses the rewritten file: %s", p2.Findings[len(p2.Findings)-1].Message)
	}
	if p2.Layout != plan.Unchanged {
		return nil, errors.New("a second run would change the rewritten file again")
	}
	return p2, nil
}

// productAfter is the --target that names the product in the rewritten file.
func productAfter(df *dockerfile.Dockerfile, p *plan.Plan) string {
	// Stages are added before the product, or the final stage is the last of them but
	// for a debug stage.
	return fmt.Sprint(p.Stage.Index + len(df.Stages) - p.Stages - p.Behind)
}

// sameConfig compares what instructions tell the container's environment.
func sameConfig(p *plan.Plan, after *image.Image) error {
	before := p.Image
	for _, kind := range []struct {
		name          string
		before, after []*dockerfile.Instruction
	}{
		{"EXPOSE", before.Config.Expose, after.Config.Expose},
		{"LABEL", before.Config.Labels, after.Config.Labels},
		{"VOLUME", before.Config.Volumes, after.Config.Volumes},
		{"ONBUILD", before.Config.Onbuild, after.Config.Onbuild},
	} {
		now := slices.DeleteFunc(texts(kind.after), func(text string) bool {
			return slices.Contains(p.Runtime.Keep, kind.name+" "+text) && !slices.Contains(texts(kind.before), text)
		})
		if !slices.Equal(texts(kind.before), now) {
			return fmt.Errorf("%s differs: %q became %q", kind.name, texts(kind.before), texts(kind.after))
		}
	}
	if before.Config.Stopsignal != nil && after.Config.Stopsignal == nil {
		return errors.New("STOPSIGNAL was lost")
	}
	for _, v := range before.Config.Env {
		if v.From == nil || v.Name == "PATH" || v.Name == "DEBIAN_FRONTEND" || p.Runtime.DropEnv != nil && p.Runtime.DropEnv(v.Name) {
			continue
		}
		now, ok := after.Config.Getenv(v.Name)
		if !ok {
			return fmt.Errorf("ENV %s was lost", v.Name)
		}
		if now.Value != v.Value && !strings.Contains(v.Value, "$") && !envChanged(p, v.Name) {
			return fmt.Errorf("ENV %s was %q and is %q", v.Name, v.Value, now.Value)
		}
	}
	return nil
}

func envChanged(p *plan.Plan, name string) bool {
	for _, v := range p.Runtime.Env {
		if v.Name == name {
			return true
		}
	}
	for _, v := range p.Process.Env {
		if v.Name == name {
			return true
		}
	}
	return false
}

func texts(list []*dockerfile.Instruction) []string {
	var out []string
	for _, i := range list {
		out = append(out, i.Args.Text)
	}
	return out
}

// finalStage tests the final stage against what its base can do.
func finalStage(p, p2 *plan.Plan, opts Options) error {
	img, st := p2.Image, p2.Stage
	uid, _, _ := strings.Cut(img.Config.User, ":")
	kept := p.Layout == plan.InPlace && uid != "root" && img.Config.User == p.Image.Config.User
	if strings.Trim(uid, "0123456789") != "" && !kept || strings.Trim(uid, "0") == "" {
		return fmt.Errorf("the final USER is %q", img.Config.User)
	}
	if img.Config.UserFrom == nil && p.Base != p.Stage.Base.Raw {
		return errors.New("the final stage has no USER of its own")
	}
	if p.DebugStage != "" && p.Behind == 0 {
		st = st.Parent // see plan's debugText
	}
	if st.Parent != nil && p.Layout == plan.Split {
		return errors.New("the final stage builds on another stage")
	}
	if base.Target(opts.Target) != base.Alpine {
		if len(img.Runs) > 0 {
			return errors.New("the final stage has a RUN, and its base no shell")
		}
		for _, i := range []*dockerfile.Instruction{img.Config.Entrypoint, img.Config.Cmd} {
			if i != nil && !i.JSON {
				return fmt.Errorf("%s is in shell form, and the base has no shell", i.Keyword)
			}
		}
	}
	if err := programThere(p, img); err != nil {
		return err
	}
	return namedThere(p, img)
}

// programThere tests that a program given by its path was copied, where the
// path is not one of the base's.
func programThere(p *plan.Plan, img *image.Image) error {
	proc := img.Process()
	program := proc.Program()
	if !strings.Contains(program, "/") || program == p.Runtime.Final.Interpreter {
		return nil
	}
	if _, _, before := p.Image.Find(program, proc.Dir); before == image.Absent {
		// A program of the base, or one that the rewrite put under another path.
		return nil
	}
	if _, _, presence := img.Find(program, proc.Dir); presence == image.Absent {
		return fmt.Errorf("the final stage has no %s", program)
	}
	return nil
}
