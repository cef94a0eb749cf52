package plan

import (
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// split makes the product stage a build stage and puts a final stage after it.
func (e *editor) split() {
	st := e.Stage
	final := &finalStage{e: e, Base: e.Base, Platform: platformFlag(st)}
	final.Build, final.Name = e.nameStages()
	e.say(finding.BaseChosen, st.From.Span, "the final stage is built on %s", e.Base)
	final.distribute()
	if e.r.Target == base.Distroless {
		final.Packages = e.packageFindings(e.Runtime.Final.Records)
	} else {
		final.Setup = e.alpineSetup()
	}
	final.copies()
	if e.Refused() {
		return
	}
	e.changes()
	e.initFinding()
	e.ports()
	e.socket()
	debug := e.wantsDebugStage(e.r)
	if debug && final.Name == "" {
		final.Name = e.finalName()
	}
	text, err := final.render()
	if err != nil {
		e.say(finding.Internal, source.Span{}, "%v", err)
		return
	}
	if debug {
		text += e.debugText(final.Name)
	}
	e.insertStage(text)
	e.references(final.Build, strings.Count(text, "\nFROM ")+1)
}

// insertStage puts the new stages after the product: at the end of the file, or
// before the next stage's own comments.
func (e *editor) insertStage(text string) {
	st := e.Stage
	if st.Index+1 < len(e.r.Dockerfile.Stages) {
		at := stageEnd(st)
		e.edits = append(e.edits, source.Edit{Span: source.Span{Start: at, End: at}, New: e.native("\n" + text)})
		return
	}
	at := len(e.file.Bytes)
	if trailer := e.file.Text(e.r.Dockerfile.Trailer); !strings.HasSuffix(trailer, "\n") || strings.TrimSpace(trailer) != "" {
		text = "\n" + text // else a blank line ends the file already
	}
	e.edits = append(e.edits, source.Edit{Span: source.Span{Start: at, End: at}, New: e.native(text)})
}

// platformFlag is the --platform of the product's FROM, when it names the target's platform.
func platformFlag(st *dockerfile.Stage) string {
	if st.Platform == "" || strings.Contains(st.Platform, "BUILDPLATFORM") {
		return ""
	}
	return "--platform=" + st.Platform + " "
}

// nameStage gives the product's stage, which has none, a name. Blanks at the end of the
// line go, as git complains of them in lines that a patch adds.
func (e *editor) nameStage(name string) {
	words := e.Stage.From.Words
	end := words[len(words)-1].Span.End
	rest, _, _ := strings.Cut(e.file.Text(source.Span{Start: end, End: e.Stage.From.Span.End}), "\n")
	rest = strings.TrimSuffix(rest, "\r")
	blanks := len(rest)
	if strings.Trim(rest, " \t") != "" { // the FROM goes on
		blanks = 0
	}
	e.edits = append(e.edits, source.Edit{Span: source.Span{Start: end, End: end + blanks}, New: " AS " + name})
}

// nameStages names the build stage and hands the product's own name to the final stage.
func (e *editor) nameStages() (build, final string) {
	st := e.Stage
	words := st.From.Words
	build = e.freeName("build", "builder", "build-stage", "app-build")
	switch {
	case st.Name == "" && len(words) > 0:
		e.nameStage(build)
		return build, ""
	case slices.Contains(buildNames, st.Name):
		// The name says that it builds: it fits the stage as it is.
		return st.Name, ""
	}
	name := words[len(words)-1]
	e.replace(name.Span, build)
	e.say(finding.NameTaken, st.From.Span, "the stage %s is now %s; the final stage is called %s", st.Name, build, st.Name)
	return build, name.Text
}

// buildNames are stage names that tell of building.
var buildNames = []string{"build", "builder", "build-stage", "build-env", "compile", "compiler", "deps", "base"}

// freeName is the first of the names that no stage has.
func (e *editor) freeName(names ...string) string {
	for _, n := range names {
		if e.r.Dockerfile.StageByName(n) == nil {
			return n
		}
	}
	for i := 2; ; i++ {
		if n := names[0] + "-" + itoa(i); e.r.Dockerfile.StageByName(n) == nil {
			return n
		}
	}
}

// distribute decides for each instruction of the product's chain whether it
// stays with the build, moves to the final stage, or stands in both.
func (f *finalStage) distribute() {
	e := f.e
	for _, st := range chain(e.Stage) {
		for _, i := range st.Body {
			f.place(st, i)
		}
	}
	e.rootAgain()
	f.userAndProcess()
}

// rootAgain drops a USER root before appended instructions where no other USER is left.
func (e *editor) rootAgain() {
	c := e.Runtime.Changes[e.Stage]
	if c == nil || len(c.Last) == 0 || c.Last[0] != "USER root" || e.Image.Base.User != "" {
		return
	}
	for _, st := range chain(e.Stage) {
		for _, u := range userInstructions(st) {
			if !e.removed[u] && !rootUser(u.Args.Text) {
				return
			}
		}
	}
	c.Last = c.Last[1:]
}

func (f *finalStage) place(st *dockerfile.Stage, i *dockerfile.Instruction) {
	e := f.e
	mine := st == e.Stage
	c := e.Image.Config
	switch i.Keyword {
	case "ENV":
		if e.buildOnly(i) {
			return
		}
		f.config(i, mine && !e.buildSees(i))
	case "WORKDIR":
		f.workdir(i)
	case "SHELL":
		if e.keepsShellForm() {
			f.config(i, false)
		}
	case "EXPOSE", "LABEL", "MAINTAINER", "ONBUILD":
		f.config(i, mine)
	case "VOLUME":
		f.late(i, mine)
	case "STOPSIGNAL":
		if i == c.Stopsignal {
			f.late(i, mine)
		} else if mine {
			e.remove(i)
		}
	case "HEALTHCHECK":
		switch {
		case i == c.Healthcheck:
			f.Late = append(f.Late, e.healthcheck(i)...)
			fallthrough
		case mine:
			if mine {
				e.remove(i)
			}
		}
	case "USER":
		if mine && !e.buildFollows(i) {
			e.remove(i)
		}
	case "ENTRYPOINT", "CMD":
		if mine {
			e.remove(i)
		}
	}
}

// config puts an instruction into the final stage, with the ARGs that it uses.
func (f *finalStage) config(i *dockerfile.Instruction, move bool) {
	f.args(i)
	lines := f.e.moved(i)
	if i.Keyword == "ENV" {
		lines = f.envLines(i, lines)
	}
	if !move && len(lines) > 0 && lines[0] == "" {
		lines = lines[1:]
	}
	if !move {
		// A copy leaves the comment where it was.
		if i.Keyword != "ENV" || len(lines) == 1 {
			lines = []string{strings.TrimRight(strings.ReplaceAll(f.e.file.Text(i.Span), "\r\n", "\n"), "\n")}
		}
	}
	if f.Workdir != "" {
		f.After = append(f.After, lines...)
	} else {
		f.Before = append(f.Before, lines...)
	}
	if move {
		f.e.remove(i)
	}
}

func (f *finalStage) late(i *dockerfile.Instruction, move bool) {
	f.args(i)
	f.Late = append(f.Late, strings.TrimPrefix(strings.Join(f.e.moved(i), "\n"), "\n"))
	if move {
		f.e.remove(i)
	}
}
