package dockerfile

import (
	"slices"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// platformArgs have a value in every build, which only the build knows.
// Source: buildkit v0.34.2, frontend/dockerfile/dockerfile2llb/platform.go.
var platformArgs = []string{
	"BUILDPLATFORM", "BUILDOS", "BUILDOSVERSION", "BUILDARCH", "BUILDVARIANT",
	"TARGETPLATFORM", "TARGETOS", "TARGETOSVERSION", "TARGETARCH", "TARGETVARIANT", "TARGETSTAGE",
}

// globals are the variables that FROM can use.
type globals struct {
	values map[string]string
	// undetermined holds the variables that get their value in the build, each with
	// the names it hangs on; platformArgs without a value go without saying.
	undetermined map[string][]string
}

func (g *globals) lookup(name string) (string, bool) {
	value, ok := g.values[name]
	return value, ok
}

// evaluateGlobals gives the ARGs before the first FROM their values, in order:
// the build argument, else the default. A build argument without an ARG counts
// only for the predefined platform arguments.
func evaluateGlobals(f *source.File, args []*Instruction, escape byte, buildArgs map[string]string) (*globals, error) {
	g := &globals{}
	if len(args)+len(buildArgs) > 0 {
		g.values, g.undetermined = map[string]string{}, map[string][]string{}
	}
	for _, name := range platformArgs {
		if value, ok := buildArgs[name]; ok {
			g.set(name, value)
		}
	}
	for _, arg := range args {
		for _, pair := range arg.Cmd.(*instructions.ArgCommand).Args {
			if value, ok := buildArgs[pair.Key]; ok {
				g.set(pair.Key, value)
				continue
			}
			if pair.Value == nil { // keeps an earlier value
				continue
			}
			value, unresolved, err := g.expand(*pair.Value, escape)
			switch {
			case len(unresolved) > 0:
				delete(g.values, pair.Key)
				g.undetermined[pair.Key] = unresolved
			case err != nil:
				return nil, errorAt(f, arg.Line, "ARG %s: %s", pair.Key, err)
			default:
				g.set(pair.Key, value)
			}
		}
	}
	return g, nil
}

func (g *globals) set(name, value string) {
	g.values[name] = value
	delete(g.undetermined, name)
}

// expand expands word, and traces what is unresolved to the variables at fault.
func (g *globals) expand(word string, escape byte) (value string, unresolved []string, err error) {
	value, names, err := expand(word, escape, g.lookup, func(name string) bool { return g.hangsOn(name) != nil })
	for _, name := range names {
		if hangsOn := g.hangsOn(name); hangsOn != nil {
			unresolved = append(unresolved, hangsOn...)
		} else {
			unresolved = append(unresolved, name)
		}
	}
	slices.Sort(unresolved)
	return value, slices.Compact(unresolved), err
}

// hangsOn are the variables that one gets its value from in the build; nil for one whose
// value is known, and for an unset one.
func (g *globals) hangsOn(name string) []string {
	if names := g.undetermined[name]; names != nil {
		return names
	}
	if _, set := g.values[name]; !set && slices.Contains(platformArgs, name) {
		return []string{name}
	}
	return nil
}

// newStage makes the stage that the instruction from opens.
func newStage(f *source.File, from *Instruction, earlier []*Stage, g *globals, escape byte) (*Stage, error) {
	cmd := from.Cmd.(*instructions.Stage)
	stage := &Stage{Index: len(earlier), Name: cmd.Name, Platform: cmd.Platform, From: from}

	value, unresolved, err := g.expand(cmd.BaseName, escape)
	stage.Base = ImageRef{Raw: cmd.BaseName, Expanded: value, Unresolved: unresolved}
	switch {
	case len(unresolved) > 0:
		return stage, nil
	case err != nil:
		return nil, errorAt(f, from.Line, "FROM %s: %s", cmd.BaseName, err)
	case value == "":
		return nil, errorAt(f, from.Line, "FROM %s: the name of the base is empty", cmd.BaseName)
	}
	if stage.Parent = lastNamed(earlier, value); stage.Parent != nil {
		return stage, nil
	}
	ref, err := ParseImageRef(value)
	if err != nil {
		return nil, errorAt(f, from.Line, "%s", err)
	}
	ref.Raw = cmd.BaseName
	stage.Base = ref
	return stage, nil
}
