package toolchain

import (
	"path"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/shell"
)

// afterBuild gives the last command of a chain that first builds, and takes up what
// builds. It is false for every other script.
func (r *nodeStarter) afterBuild(script *shell.Script) (*shell.Command, bool) {
	var build []string
	n := len(script.Commands)
	for i, c := range script.Commands {
		if c.Conditional || c.Subshell || c.Background || c.Negated || c.Loop || c.Op == shell.Or || c.Op == shell.Pipe || len(c.Words) == 0 {
			return nil, false
		}
		if i == n-1 {
			break
		}
		line, ok := r.buildLine(script, c)
		if !ok {
			return nil, false
		}
		build = append(build, line)
	}
	if n < 2 {
		return nil, false
	}
	r.start.Build = append(r.start.Build, build...)
	return script.Commands[n-1], true
}

// onlyBuilds tells whether a script does nothing but build.
func (r *nodeStarter) onlyBuilds(text string) bool {
	script, err := shell.Parse(text)
	if err != nil || len(script.Commands) == 0 {
		return false
	}
	for _, c := range script.Commands {
		if _, ok := r.buildLine(script, c); !ok || c.Op == shell.Or || c.Op == shell.Pipe || c.Background || c.Subshell {
			return false
		}
	}
	return true
}

// buildLine is a build step as a RUN has to write it; false for what is none.
func (r *nodeStarter) buildLine(script *shell.Script, c *shell.Command) (string, bool) {
	if _, ok := r.buildStep(c); !ok || len(c.Redirects) > 0 {
		return "", false
	}
	line := script.Text[c.Span.Start:c.Span.End]
	switch path.Base(c.Name()) {
	case "npm", "yarn", "pnpm", "npx":
		return line, !strings.Contains(line, "install") && !strings.HasSuffix(line, " ci")
	}
	if len(c.Assigns) > 0 {
		return "", false
	}
	return "npx " + line, true
}

// buildsFirst lets the build stage run what the start script built.
func (w *nodeWork) buildsFirst() {
	start := w.proc.start
	if w.kept || start == nil || len(start.Build) == 0 {
		return
	}
	if path.Clean("/"+start.Dir) != w.Image.Config.Workdir {
		w.say(finding.NodeStartRefused, w.processSpan(), "%q builds in %s, which is not the working directory", start.Build[0], start.Dir)
		return
	}
	c := w.rt.Change(w.Image.Stage)
	for _, line := range start.Build {
		c.Last = append(c.Last, "RUN "+line)
		w.say(finding.StartBuilt, w.processSpan(), "%q ran at every start; the build does it now", line)
	}
	w.rt.InPlace = false
	for _, a := range nodeInstalls(w.Image) {
		if a.Image.Stage != w.Image.Stage { // what is pruned there would be missing here
			w.dev.Unneeded = false
		}
	}
}
