package toolchain

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
)

// carryArguments carries the files of the build stage that the process's arguments and
// the file's own variables name.
func (n *native) carryArguments() {
	words := slices.Clone(n.Process.Argv[min(1, len(n.Process.Argv)):])
	if hc := n.Image.Config.Healthcheck; hc != nil && hc.JSON {
		words = append(words, hc.JSONArgs()...)
	}
	for _, v := range n.Image.Config.Env {
		if v.From != nil {
			words = append(words, v.Value)
		}
	}
	for _, w := range words {
		if _, value, ok := strings.Cut(w, "="); ok {
			w = value
		}
		n.carry(w, "")
	}
}

// carry copies what a name stands for, where the process would find it among the
// sources. where is the place of the name in the source.
func (n *native) carry(name, where string) {
	p, ok := project.GoPathIn(fsPath(n.workdir()), name)
	if !ok || strings.HasPrefix(name, "-") {
		return
	}
	p = path.Join("/", globRoot(p))
	e, presence := n.Image.Tree.Lookup(p)
	switch {
	case presence != image.Present || e.Kind == image.FromBase || e.Kind == image.Made || e.Kind == image.FromRun:
		return
	case e.Dir && !e.Whole && e.Source == "" || image.Within(n.workdir(), p) || isBuildSource(p):
		return // a parent of the sources, or source itself
	case slices.ContainsFunc(n.rt.Copies, func(c Copy) bool { return c.Source == p || c.Dir && image.Within(p, c.Source) }):
		return
	case !slices.ContainsFunc(n.rt.Sources, func(s string) bool { return image.Within(p, s) }):
		return // outside the sources everything is carried
	}
	if where != "" {
		n.at(finding.AssetCarried, "%s is read by the program (%s)", p, where)
	}
	n.rt.Copies = append(n.rt.Copies, Copy{Source: p, Dest: p, Dir: e.Dir})
}

// globRoot is the directory before the first pattern of a path.
func globRoot(p string) string {
	for i, part := range strings.Split(p, "/") {
		if strings.ContainsAny(part, "*?[{") {
			return path.Join(strings.Split(p, "/")[:i]...)
		}
	}
	return p
}

// isBuildSource tells of names that only compilers and build tools read.
func isBuildSource(p string) bool {
	switch path.Ext(p) {
	case ".rs", ".c", ".cc", ".cpp", ".h", ".hpp", ".o", ".a", ".lock":
		return true
	}
	switch path.Base(p) {
	case "src", "target", "Cargo.toml", "Makefile", "CMakeLists.txt", "Dockerfile", "tests", "benches", "build.rs", "include", ".git":
		return true
	}
	return false
}

// reads brings along what the sources of the program name, and says what it writes
// and starts.
func (q *rustQuestion) reads() {
	if q.match.Script {
		return
	}
	if q.builtHere() {
		q.carryArguments()
	}
	if q.project == nil {
		if q.builtHere() {
			q.at(finding.NativeUnseen, "which files %s reads can't be told: its sources are not at hand", q.name())
		}
		return
	}
	for _, n := range q.project.Uses() {
		where := path.Base(n.File) + ":" + strconv.Itoa(n.Line)
		switch n.Use {
		case project.RustStarts:
			q.starts(n.Text, where)
		case project.RustWrites:
			q.writes(n.Text, n.Directory, where)
		}
		if q.builtHere() && n.Use != project.RustStarts && n.Use != project.RustEnv && !strings.ContainsAny(n.Text, " \n\t") {
			q.carry(n.Text, where)
		}
	}
	if q.builtHere() {
		for _, name := range q.project.Reads() {
			q.carry(name, "Cargo.lock")
		}
	}
}

// starts tells of a program that the program starts.
func (n *native) starts(program, where string) {
	name := path.Base(program)
	switch {
	case name == "sh" || name == "bash":
		if n.Target == base.Distroless {
			n.at(finding.NativeShell, "%s starts %s (%s), and %s has no shell", n.name(), name, where, n.Target)
		}
	case slices.Contains(n.rt.Programs, name):
	case slices.ContainsFunc(n.Image.Packages, func(p image.Package) bool { return providesCommand(p.Name, name) }):
	default:
		if _, _, presence := n.Image.Find(program, ""); presence != image.Present {
			n.at(finding.NativeProgram, "%s starts %s (%s), which nothing in the file installs", n.name(), program, where)
		}
	}
	n.rt.Programs = append(n.rt.Programs, name)
}

// writes makes a directory that the program writes to the final user's.
func (n *native) writes(name string, isDir bool, where string) {
	p, ok := project.GoPathIn(fsPath(n.workdir()), name)
	if !ok || strings.ContainsAny(name, "{}$ ") {
		return
	}
	dir := path.Join("/", p)
	if !isDir {
		dir = path.Dir(dir)
	}
	for _, open := range []string{"/tmp", "/dev", "/proc"} {
		if image.Within(dir, open) {
			return
		}
	}
	user, _, _ := strings.Cut(n.Image.Config.User, ":")
	switch {
	case user != "" && user != "root" && user != "0" || slices.Contains(n.rt.Writes, dir):
	case dir == n.workdir() && dir != "/" && !n.builtHere() && !baseOwns(dir) && !image.Within(dir, "/root"):
		n.rt.OwnsWorkdir = "the program writes there (" + where + ")"
	case dir == "/" || baseOwns(dir) || !n.builtHere() || image.Within(dir, "/root"):
		n.at(finding.NativeUnwritable, "%s writes %s (%s), and only root may write into %s", n.name(), name, where, dir)
	case slices.ContainsFunc(n.rt.Sources, func(s string) bool { return image.Within(s, dir) }):
		n.rt.ownDirectory(n.Image.Stage, dir)
		n.at(finding.WritableDir, "%s belongs to the final user, because the program writes there (%s)", dir, where)
	default:
		n.rt.Writes = append(n.rt.Writes, dir)
	}
}

// ownDirectory copies an empty directory of the final user's to dir, before WORKDIR
// makes it root's.
func (r *Runtime) ownDirectory(stage *dockerfile.Stage, dir string) {
	made := path.Join("/writable", dir)
	change := r.Change(stage)
	if slices.ContainsFunc(r.Copies, func(c Copy) bool { return c.Dest == dir }) {
		return
	}
	change.Last = append(change.Last, "RUN mkdir -p "+made)
	r.Copies = append(r.Copies, Copy{Source: made, Dest: dir, Dir: true, Owned: true, Early: true})
}

// baseOwns tells of directories of the system, which hold the base's own programs and
// settings and never become another user's.
func baseOwns(dir string) bool {
	if dir == "/etc" || dir == "/usr" || dir == "/var" {
		return true
	}
	return slices.ContainsFunc([]string{"/bin", "/sbin", "/lib", "/lib64", "/usr/bin", "/usr/sbin", "/usr/lib", "/usr/local/bin"}, func(system string) bool {
		return image.Within(dir, system)
	})
}
