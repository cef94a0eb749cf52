package plan

import (
	"slices"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
)

// A product often stands on a stage of the file that builders stand on, too:
//
//	FROM node:22-alpine AS base
//	FROM base AS builder
//	FROM base AS runner
//
// Where that stage only sets things, or prepares what the new base makes unnecessary,
// the product can leave it: it is edited in place, and the others stay as they are.

// edited are the stages that an edit in place may change: the product and what it
// stands on, or the product alone when it leaves a stage that others need.
func (e *editor) edited() []*dockerfile.Stage {
	if e.leaves() {
		return []*dockerfile.Stage{e.Stage}
	}
	return chain(e.Stage)
}

// leaves tells whether the product is to be edited apart from the stages it stands on.
// One that stays as it is takes them along to its new base.
func (e *editor) leaves() bool {
	return !e.Runtime.Stays && e.Stage.Parent != nil && e.referenced(chain(e.Stage))
}

// canLeave tells whether nothing that the product has of its parents is lost then.
func (e *editor) canLeave() bool {
	c := e.Image.Config
	if e.referenced([]*dockerfile.Stage{e.Stage}) {
		return false
	}
	for _, i := range []*dockerfile.Instruction{c.Cmd, c.Entrypoint, c.Healthcheck, c.UserFrom} {
		if i != nil && own(e.Stage, i) == nil {
			return false
		}
	}
	if e.keepsParents() {
		return true
	}
	for _, st := range chain(e.Stage.Parent) {
		for _, i := range st.Body {
			if !slices.Contains([]string{"ARG", "ENV", "WORKDIR", "LABEL", "EXPOSE", "MAINTAINER", "RUN", "SHELL"}, i.Keyword) {
				return false
			}
		}
	}
	return true
}

// keepsParents tells whether the product goes on standing on its parents, because the
// base below them is the final one already.
func (e *editor) keepsParents() bool {
	root := chain(e.Stage)[0].Base
	return e.leaves() && e.r.Target == base.Alpine && e.sameSystem() && (e.Base == root.Raw || e.Base == root.String())
}

// inherited repeats what the parents set for a product that leaves them.
func (e *editor) inherited() []string {
	if !e.leaves() || e.keepsParents() {
		return nil
	}
	f := &finalStage{e: e}
	for _, st := range chain(e.Stage.Parent) {
		for _, i := range st.Body {
			switch i.Keyword {
			case "ENV", "LABEL", "EXPOSE", "MAINTAINER":
				f.place(st, i)
			}
		}
	}
	return f.Before
}

// startDirectory is the working directory in which the first stage to edit starts.
func (e *editor) startDirectory() string {
	if e.leaves() {
		return workdirOf(e.r.Interpreter.Stage(e.Stage.Parent).Config.Workdir)
	}
	return workdirOf(e.Image.Base.Workdir)
}
