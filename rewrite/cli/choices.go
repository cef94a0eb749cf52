package cli

import (
	"cmp"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite"
	"github.com/dfmigrate/dfmigrate/rewrite/base"
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
	return s.checkBases()
}

// checkBases reports the first file of which nothing says where it should end, or that
// can't end where --base says.
func (s *settings) checkBases() error {
	sound := map[*base.Catalog]bool{}
	for _, in := range s.inputs {
		o := in.options
		switch {
		case in.Err != nil:
		case o.Target == "" && o.Base == "":
			return s.noTarget(in)
		case s.options.Base == "" || sound[o.Catalog]: // that of a configuration is checked
		default:
			if err := o.Check(); err != nil {
				return misuse("--base: %w", err)
			}
			sound[o.Catalog] = true
		}
	}
	return nil
}

func (s *settings) chosen(in bulk.Input) input {
	out := input{Input: in, options: s.options, contextDir: s.contextDir}
	out.options.Catalog = s.catalog
	if in.Config == nil {
		return out
	}
	choices := in.Config.Of(in.Real)
	if s.options.Target == "" && s.options.Base == "" {
		out.options.Target, out.options.Base = choices.Target, choices.Base
	}
	out.options.Stage = cmp.Or(s.options.Stage, choices.Stage)
	out.options.User = cmp.Or(s.options.User, choices.User)
	if choices.Catalog != nil {
		out.options.Catalog = choices.Catalog
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
	out.options.Strict = s.options.Strict || choices.Strict != nil && *choices.Strict
	out.options.DebugStage = s.options.DebugStage || choices.DebugStage != nil && *choices.DebugStage
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
		if target := cmp.Or(in.options.Base, in.options.Target); target != "" && !slices.Contains(all, target) {
			all = append(all, target)
		}
	}
	if len(all) == 0 {
		return s.options.Target
	}
	return strings.Join(all, " and ")
}
