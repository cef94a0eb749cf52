package plan

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
)

// user is the final UID:GID.
func (e *editor) user() string { return e.account().user }

// alpineSetup are the RUN lines that a final stage on Alpine needs: packages and the user.
func (e *editor) alpineSetup() []string {
	if e.r.Target != base.Alpine {
		return nil
	}
	var lines []string
	if pkgs := e.alpinePackages(); len(pkgs) > 0 {
		lines = append(lines, "RUN apk add --no-cache "+strings.Join(pkgs, " "))
	}
	lines = append(lines, e.alpineInitLink()...)
	a := e.account()
	home := e.homeLines()
	if a.exists {
		return append(lines, home...)
	}
	uid, gid, both := strings.Cut(a.user, ":")
	for _, u := range e.Runtime.Final.Users {
		if strconv.Itoa(u.UID) == uid {
			return append(lines, home...)
		}
	}
	if !both {
		gid = uid
	}
	lines = append(lines, "RUN addgroup -S -g "+gid+" nonroot && adduser -S -D -u "+uid+" -G nonroot nonroot")
	return append(lines, home...)
}

// envLines are the variables that the runtime asked for.
func (e *editor) envLines(late bool) []string {
	var lines []string
	for _, v := range e.Runtime.Env {
		if v.Late != late {
			continue
		}
		if own, ok := e.Image.Config.Getenv(v.Name); ok && own.From != nil && own.Value == v.Value && v.Late {
			continue // the file's own ENV says so before
		}
		if v.Comment != "" {
			lines = append(lines, "# "+v.Comment)
		}
		lines = append(lines, "ENV "+v.Name+"="+e.envValue(v.Value))
	}
	if !late || e.ownProcess(e.r) {
		return lines
	}
	for i, v := range e.Process.Env {
		if i == 0 && e.Process.Script != "" {
			lines = append(lines, "# "+e.Process.Script[strings.LastIndexByte(e.Process.Script, '/')+1:]+" set this and then ran the program.")
		}
		if v.Symbolic { // the old PATH after new directories
			lines = append(lines, "ENV "+v.Name+"="+v.Value)
			continue
		}
		lines = append(lines, "ENV "+v.Name+"="+e.envValue(v.Value))
	}
	return lines
}

// envValue quotes a value for ENV where it has to be, with the file's own escape character.
func (e *editor) envValue(v string) string { return envValue(v, e.r.Dockerfile.Escape) }

func envValue(v string, escape byte) string {
	if v != "" && !strings.ContainsAny(v, " \t\n\"'\\`$#") {
		return v
	}
	esc := string(rune(escape))
	return `"` + strings.NewReplacer(esc, esc+esc, `"`, esc+`"`, "$", esc+"$").Replace(v) + `"`
}

// socket tells of a process that was root and may lose the Docker daemon with it.
func (e *editor) socket() {
	told := func(f finding.Finding) bool { return f.ID == finding.DockerSocket }
	if !e.ranAsRoot() || slices.ContainsFunc(e.Findings, told) {
		return
	}
	names := slices.Clone(e.Process.Argv)
	for _, v := range e.Image.Config.Env {
		names = append(names, v.Value)
	}
	for _, i := range e.Image.Config.Volumes {
		names = append(names, i.Args.Text)
	}
	if slices.ContainsFunc(names, func(n string) bool { return strings.Contains(n, "docker.sock") }) {
		e.say(finding.DockerSocket, e.Stage.From.Span, "the file names the Docker daemon's socket, which %s may not open by itself", e.user())
	}
}

// isSocket tells of a VOLUME that stands for a socket of the host, not for a directory.
func isSocket(p string) bool { return path.Ext(p) == ".sock" }

// buildOnly tells of an ENV all of whose variables only the build reads.
func (e *editor) buildOnly(i *dockerfile.Instruction) bool {
	names := envNames(i)
	for _, n := range names {
		if n == "DEBIAN_FRONTEND" || n == "PATH" && e.pathsOfLanguages(i) {
			continue
		}
		if e.Runtime.DropEnv == nil || !e.Runtime.DropEnv(n) {
			return false
		}
	}
	return len(names) > 0
}

// languagePlaces removes each ENV that only says where an instruction put a language:
// the new base has it elsewhere.
func (e *editor) languagePlaces() {
	for _, i := range e.body() {
		if i.Keyword != "ENV" || !e.buildOnly(i) {
			continue
		}
		if e.pathsOfLanguages(i) || e.namesLanguage(i) {
			e.remove(i)
		}
	}
}

// namesLanguage tells whether all values of an ENV are places of a language that an
// instruction brought.
func (e *editor) namesLanguage(i *dockerfile.Instruction) bool {
	for _, n := range envNames(i) {
		if v, ok := e.Image.Config.Getenv(n); !ok || v.From != i || !e.Image.BroughtPath(v.Value) {
			return false
		}
	}
	return true
}

// pathsOfLanguages tells whether all that an ENV adds to PATH are directories of
// languages that instructions brought, which the final stage has elsewhere or not at all.
func (e *editor) pathsOfLanguages(i *dockerfile.Instruction) bool {
	v, ok := e.Image.Config.Getenv("PATH")
	if !ok || v.From != i {
		return false
	}
	added := 0
	for dir := range strings.SplitSeq(v.Value, ":") {
		switch {
		case dir == "" || dir == "$PATH" || dir == "${PATH}" || slices.Contains(e.Image.Base.Path, dir):
		case e.Image.BroughtPath(dir):
			added++
		default:
			return false
		}
	}
	return added > 0
}
