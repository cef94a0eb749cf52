package plan

import (
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
)

// rootHome is closed to every user but root in all bases: a process of another user may
// not start "./app" there, nor open a file.
const rootHome = "/root"

// homeStage is the stage that an open /root comes from.
const homeStage = "home"

// opensRootHome tells whether the process works in root's home, or is started by a path
// below it, so that the directory has to become the user's.
func (e *editor) opensRootHome() bool {
	if user := e.Image.Config.User; user != "" && !rootUser(user) {
		return false // who could not enter it before either
	}
	if e.onScratch() {
		return false // its WORKDIR or COPY makes a directory that is open to all
	}
	return image.Within(e.Image.Config.Workdir, rootHome) || image.Within(e.Process.Dir, rootHome) || e.namesRootHome()
}

// namesRootHome tells of a start command of the file's own with a path below root's home.
func (e *editor) namesRootHome() bool {
	return e.Process.Instr != nil && slices.ContainsFunc(e.Process.Argv, func(word string) bool { return image.Within(word, rootHome) })
}

func (e *editor) onScratch() bool { return e.Base == "scratch" }

// homeLines give root's home to the user in a stage whose base has a shell.
func (e *editor) homeLines() []string {
	if !e.opensRootHome() {
		return nil
	}
	return []string{"RUN chown " + e.user() + " " + rootHome}
}

// homeText is the stage that an open root's home comes from; "" where none is needed.
func (e *editor) homeText(name string) string {
	if hasShell(e.r.Target) || !e.opensRootHome() {
		return ""
	}
	return "# The base closes " + rootHome + " to all users but root.\n" +
		"FROM " + e.Image.Catalog.SystemImage(e.Runtime.Final.Suite) + " AS " + name + "\n" +
		"RUN mkdir -p /home-of/root\n\n"
}

// homeCopy is the COPY that takes it along. Copying the directory around it is what gives
// one that is there another owner and mode.
func (e *editor) homeCopy(name string) string {
	return "COPY --from=" + name + " --chown=" + e.user() + " /home-of/ /"
}

// homeInPlace puts the stage before the product, and gives its COPY.
func (e *editor) homeInPlace() []string {
	name := e.freeName(homeStage, "root-home")
	text := e.homeText(name)
	if text == "" {
		return nil
	}
	e.insertBefore(text)
	return []string{e.homeCopy(name)}
}

// tellRootHome tells that root's home is the user's now, or of variables that name places there.
func (e *editor) tellRootHome() {
	e.tellRootVolumes()
	if e.opensRootHome() {
		e.say(finding.WritableDir, e.Stage.From.Span, "%s belongs to the final user, because the process works there", rootHome)
		return
	}
	if user := e.Image.Config.User; user != "" && !rootUser(user) {
		return
	}
	for _, v := range e.Image.Config.Env {
		if v.From == nil || v.Name == "PATH" || e.Runtime.DropEnv != nil && e.Runtime.DropEnv(v.Name) {
			continue
		}
		if image.Within(v.Value, rootHome) || strings.Contains(v.Value, ":"+rootHome+"/") {
			e.say(finding.RootHome, v.From.Span, "%s names %s: a non-root process may not enter %s", v.Name, v.Value, rootHome)
		}
	}
}

// tellRootVolumes tells of a volume below /root, which is rarely for anything but settings
// and caches that programs look for in the user's home.
func (e *editor) tellRootVolumes() {
	closed := ""
	if !e.opensRootHome() {
		closed = ", and a non-root process may not enter " + rootHome
	}
	for _, i := range e.Image.Config.Volumes {
		cmd, ok := i.Cmd.(*instructions.VolumeCommand)
		if !ok {
			continue
		}
		for _, v := range cmd.Volumes {
			if image.Within(v, rootHome) {
				e.say(finding.RootHome, i.Span, "the volume %s lies below %s: programs look for their settings in the final user's home now%s", v, rootHome, closed)
			}
		}
	}
}
