package plan

import (
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
)

// args repeats the ARGs that an instruction uses, because an ARG ends with its stage.
func (f *finalStage) args(i *dockerfile.Instruction) {
	if f.declared == nil {
		f.declared = map[string]bool{}
	}
	lines := f.e.argLines(i, f.declared)
	if f.Workdir != "" {
		f.After = append(f.After, lines...)
	} else {
		f.Before = append(f.Before, lines...)
	}
}

// argLines are the ARGs of the product's stages that an instruction uses and that are
// not declared yet, which they are from then on.
func (e *editor) argLines(i *dockerfile.Instruction, declared map[string]bool) []string {
	var lines []string
	for _, st := range chain(e.Stage) {
		for _, a := range st.Body {
			cmd, ok := a.Cmd.(*instructions.ArgCommand)
			if !ok || a.Span.Start > i.Span.Start {
				continue
			}
			for _, kv := range cmd.Args {
				if !uses(i, kv.Key) || declared[kv.Key] {
					continue
				}
				for _, all := range cmd.Args {
					declared[all.Key] = true
				}
				lines = append(lines, strings.TrimRight(strings.ReplaceAll(e.file.Text(a.Span), "\r\n", "\n"), "\n"))
			}
		}
	}
	return lines
}

// envLines rewrites an ENV whose values use variables that the final stage has not.
func (f *finalStage) envLines(i *dockerfile.Instruction, lines []string) []string {
	e := f.e
	cmd := i.Cmd.(*instructions.EnvCommand)
	missing := false
	for _, kv := range cmd.Env {
		_, unresolved, _ := dockerfile.ExpandWord(kv.Value, e.r.Dockerfile.Escape, func(n string) (string, bool) {
			return "", n == "PATH" || f.env[n] || f.declared[n] || f.finalSets(n)
		})
		for _, u := range unresolved {
			if _, ok := e.Image.Config.Getenv(u); ok && !slices.Contains(envNames(i), u) {
				missing = true
			}
		}
	}
	if f.env == nil {
		f.env = map[string]bool{}
	}
	for _, n := range envNames(i) {
		f.env[n] = true
	}
	if !missing {
		return lines
	}
	var out []string
	for _, kv := range cmd.Env {
		v, _ := e.Image.Config.Getenv(kv.Key)
		out = append(out, "ENV "+kv.Key+"="+e.envValue(v.Value))
	}
	return out
}

func (f *finalStage) finalSets(name string) bool {
	for _, v := range f.e.Runtime.Final.Env {
		if v.Name == name {
			return true
		}
	}
	return false
}

// buildSees tells whether an instruction that stays with the build can notice an ENV.
func (e *editor) buildSees(env *dockerfile.Instruction) bool {
	for _, i := range e.Stage.Body {
		if i.Span.Start < env.Span.Start {
			continue
		}
		switch i.Keyword {
		case "RUN":
			return true
		case "COPY", "ADD", "WORKDIR", "USER", "ENV":
			for _, n := range envNames(env) {
				if i != env && uses(i, n) {
					return true
				}
			}
		}
	}
	return false
}

// buildFollows tells whether the build goes on after an instruction.
func (e *editor) buildFollows(after *dockerfile.Instruction) bool {
	return e.buildFollowsAt(after.Span.Start + 1)
}

// buildFollowsAt tells whether the build goes on from an offset.
func (e *editor) buildFollowsAt(at int) bool {
	for _, i := range e.Stage.Body {
		if i.Span.Start >= at && (i.Keyword == "RUN" || i.Keyword == "COPY" || i.Keyword == "ADD" || i.Keyword == "WORKDIR") {
			return true
		}
	}
	return false
}
