package cli

import (
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite"
	"github.com/dfmigrate/dfmigrate/rewrite/bulk"
	"github.com/dfmigrate/dfmigrate/rewrite/config"
)

// input is a file with what holds for it: what flags say, else its configuration, else
// what goes without saying.
type input struct {
	bulk.Input
	options    rewrite.Options
	contextDir string // "" means the guess of bulk.FindContext
}

// choose adds to each file what holds for it.
func (s *settings) choose(found []bulk.Input) error {
	for _, in := range found {
		s.inputs = append(s.inputs, s.chosen(in))
	}
	for _, in := range s.inputs {
		if in.options.Target == "" && in.Err == nil {
			return s.noTarget(in)
		}
	}
	return nil
}

func (s *settings) chosen(in bulk.Input) input {
	out := input{Input: in, options: s.options, contextDir: s.contextDir}
	if in.Config == nil {
		return out
	}
	choices := in.Config.Of(in.Real)
	for _, text := range []struct {
		to   *string
		from string
	}{
		{&out.options.Target, choices.Target}, {&out.options.Stage, choices.Stage}, {&out.options.User, choices.User},
	} {
		if *text.to == "" {
			*text.to = text.from
		}
	}
	if out.contextDir == "" && choices.Context != "" && in.Path != bulk.Stdin {
		out.contextDir = s.shown(choices.Context)
	}
	if out.options.Templates == nil && choices.Templates != "" {
		out.options.Templates = os.DirFS(choices.Templates)
	}
	if len(choices.BuildArgs) > 0 {
		args := maps.Clone(choices.BuildArgs)
		maps.Copy(args, s.options.BuildArgs)
		out.options.BuildArgs = args
	}
	out.options.Strict = out.options.Strict || choices.Strict != nil && *choices.Strict
	out.options.Accept = choices.Accept
	return out
}

func (s *settings) noTarget(in input) error {
	ask := "which base should the images end in? Say --to " + strings.Join(targets, " or --to ")
	switch {
	case in.Config != nil:
		return misuse("%s: %s, or target: in %s", in.Path, ask, in.Config.File)
	case len(s.configs.Used()) > 0:
		return misuse("%s: %s, as no %s is for this file", in.Path, ask, config.Name)
	}
	return misuse("%s, or target: in %s, which dfmigrate init writes", ask, config.Name)
}

// target is that of all files, for the head of a report.
func (s *settings) target() string {
	var all []string
	for _, in := range s.inputs {
		if target := in.options.Target; target != "" && !slices.Contains(all, target) {
			all = append(all, target)
		}
	}
	if len(all) == 0 {
		return s.options.Target
	}
	return strings.Join(all, " and ")
}
