package plan

import (
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/toolchain"
)

// packagesStage is the stage that collects Debian packages.
const packagesStage = "packages"

func (f *finalStage) carriesPackages() bool { return f.Packages != nil && len(f.Packages.Packages) > 0 }

// carried is the name of a stage that is added: its own, or one that is free where
// the file, the build stage or the final stage has that already.
func (f *finalStage) carried(name string) string {
	for _, candidate := range []string{name, "carried-" + name} {
		if f.e.r.Dockerfile.StageByName(candidate) == nil && candidate != f.Build && !strings.EqualFold(candidate, f.Name) {
			return candidate
		}
	}
	return f.e.freeName("carried-" + name)
}

// carriedStage is what the template of a stage that is added sees.
type carriedStage struct {
	// Build is the stage or image that it stands on, Name its own name, Base the final image.
	Build, Name, Base string
	// Root is true when what it stands on works as another user than root, Shell when
	// that has another SHELL than Docker's own.
	Root, Shell bool
	// Data is the toolchain's.
	Data any
}

func (f *finalStage) carriedStage(st toolchain.Stage) carriedStage {
	out := carriedStage{Build: st.From, Name: f.carried(st.Name), Base: f.Base, Data: st.Data}
	stage := f.e.Stage
	if st.From == "" {
		out.Build = f.Build
	} else if stage = f.e.r.Dockerfile.StageByName(st.From); stage == nil {
		out.Build = f.e.fromImage(st.From)
		img, _ := f.e.Image.Catalog.ResolveText(st.From)
		out.Root = img.User != "" && !rootUser(img.User)
		return out
	}
	out.Root, out.Shell = f.e.endsAsUser(stage), otherShell(stage)
	return out
}

// carriedStages executes the templates of the stages that come before the final one.
func (f *finalStage) carriedStages() (string, error) {
	var out strings.Builder
	for _, st := range f.e.Runtime.Carried {
		text, err := f.e.execute(st.Template, f.carriedStage(st))
		if err != nil {
			return "", err
		}
		if escape := f.e.r.Dockerfile.Escape; escape != '\\' {
			// The templates of carried stages continue lines, and have no heredocs.
			text = strings.ReplaceAll(text, "\\\n", string(rune(escape))+"\n")
		}
		out.WriteString(text + "\n")
	}
	return out.String(), nil
}

// fromImage is how a stage that is written refers to another one, or to an image.
func (e *editor) fromImage(from string) string {
	if e.r.Dockerfile.StageByName(from) != nil {
		return from
	}
	return e.Image.Catalog.Mirrored(from)
}

// endsAsUser tells whether a stage still works as another user than root after the
// edits: a USER that nothing of the build follows moves to the final stage.
func (e *editor) endsAsUser(stage *dockerfile.Stage) bool {
	img, _ := e.Image.Catalog.Resolve(chain(stage)[0].Base)
	user := img.User
	for _, st := range chain(stage) {
		for _, u := range userInstructions(st) {
			if !e.removed[u] {
				user = u.Args.Text
			}
		}
	}
	if c := e.Runtime.Changes[stage]; c != nil && slices.Contains(c.Last, "USER root") {
		return false
	}
	return user != "" && !rootUser(user)
}

// otherShell tells whether the last SHELL of a stage is not the one that is there by itself.
func otherShell(stage *dockerfile.Stage) bool {
	other := false
	for _, st := range chain(stage) {
		for _, i := range st.Body {
			if cmd, ok := i.Cmd.(*instructions.ShellCommand); ok {
				other = !slices.Equal(cmd.Shell, []string{"/bin/sh", "-c"})
			}
		}
	}
	return other
}
