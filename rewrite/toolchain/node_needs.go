package toolchain

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
)

// needs tells what the program needs beside its files.
func (w *nodeWork) needs() {
	w.rt.Sources = append(w.rt.Sources, globalModulesOf(w.Image), "/root/.npm", "/root/.cache", "/usr/local/share/.cache", "/usr/local/share/.config", "/root/.local/share/pnpm", "/pnpm")
	w.rt.DropEnv = w.dropEnv
	w.rt.Probe, w.rt.Dial = w.probe, w.dial
	w.shellUse()
	w.programs()
	w.npmEnv()
}

// dropEnv: variables of package managers, unless the sources read them.
func (w *nodeWork) dropEnv(name string) bool {
	upper := strings.ToUpper(name)
	manager := strings.HasPrefix(upper, "NPM_CONFIG_") || strings.HasPrefix(upper, "COREPACK_") ||
		slices.Contains([]string{"NVM_DIR", "NVM_VERSION", "NODE_MAJOR", "VOLTA_HOME", "FNM_DIR", "N_PREFIX"}, upper) && w.language.By != "base" ||
		upper == "YARN_VERSION" || upper == "PNPM_HOME" || upper == "YARN_CACHE_FOLDER" || upper == "NODE_VERSION"
	if !manager || w.kept {
		return false
	}
	for _, other := range w.Image.Config.Env { // PATH=$PNPM_HOME:$PATH
		if other.Name == "PATH" && w.language.By == "manager" {
			continue
		}
		if other.From != nil && other.Name != name && strings.Contains(other.From.Args.Text, "$"+name) {
			return false
		}
	}
	return !slices.ContainsFunc(w.sources.Environment, func(u project.NodeUse) bool { return u.Name == name })
}

// probe asks for a URL with node's own fetch.
func (w *nodeWork) probe(url string) []string {
	interpreter := w.rt.Final.Interpreter
	if interpreter == "" {
		interpreter = nodeProgram
	}
	if !project.NodeHas("fetch", w.official.Version) {
		return []string{interpreter, "-e",
			fmt.Sprintf("require('http').get('%s', r => process.exit(r.statusCode < 400 ? 0 : 1)).on('error', () => process.exit(1))", url)}
	}
	return []string{interpreter, "-e", fmt.Sprintf("fetch('%s').then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))", url)}
}

// dial asks whether a port is open.
func (w *nodeWork) dial(host, port string) []string {
	interpreter := w.rt.Final.Interpreter
	if interpreter == "" {
		interpreter = nodeProgram
	}
	return []string{interpreter, "-e",
		fmt.Sprintf("require('net').connect(%s, '%s').on('connect', () => process.exit(0)).on('error', () => process.exit(1))", port, host)}
}

// shellUse looks for /bin/sh in the sources and the packages.
func (w *nodeWork) shellUse() {
	if w.Target == base.Alpine {
		w.managerUse()
		return
	}
	for _, use := range w.sources.Shell {
		id, where := finding.NodeShellPossible, fmt.Sprintf("%s:%d", w.proc.files.Name(use.File), use.Line)
		if w.sources.Complete {
			id = finding.NodeShell
		}
		what := "runs a shell command"
		if use.Name != "" {
			what = fmt.Sprintf("runs %q in a shell", use.Name)
		}
		w.say(id, w.processSpan(), "%s %s", where, what)
	}
	for _, n := range w.natives.Packages {
		if n.Known && n.Row.Shell && (w.pkg == nil || w.pkg.Production(n.Name)) {
			w.say(finding.NodeShellPossible, w.processSpan(), "%s looks around with shell commands when it is loaded", n.Name)
			break
		}
	}
	if t := w.startTool(); t != nil && (t.Spawns == "shell" || t.Does == project.NodeWatches && w.watchesThroughShell()) {
		w.say(finding.NodeShell, w.processSpan(), "%s starts the program through a shell", t.Command)
	}
}

func (w *nodeWork) startTool() *nodeStartTool {
	if w.proc.start == nil {
		return nil
	}
	return w.proc.start.Tool
}

// managerUse refuses sources that run npm or npx through the shell of an image whose
// node comes from Alpine's packages, without npm.
func (w *nodeWork) managerUse() {
	if w.rt.Final.Interpreter != "/usr/bin/node" || slices.Contains(w.rt.Packages, "npm") {
		return
	}
	for _, use := range w.sources.Shell {
		if program, _, _ := strings.Cut(use.Name, " "); program == "npm" || program == "npx" {
			w.say(finding.NodeManagerRuns, w.processSpan(), "%s:%d runs %q", w.proc.files.Name(use.File), use.Line, use.Name)
			return
		}
	}
}

// programs are what the sources start by name.
func (w *nodeWork) programs() {
	node := false
	for _, use := range w.sources.Programs {
		switch use.Name {
		case "":
		case "npm", "npx":
			if w.Target == base.Distroless {
				w.say(finding.NodeProgram, w.processSpan(), "%s:%d starts %s, which the final image has not", w.proc.files.Name(use.File), use.Line, use.Name)
			}
			node = true
		case "node", "nodejs":
			node = true
		default:
			if !slices.Contains(w.rt.Programs, use.Name) {
				w.rt.Programs = append(w.rt.Programs, use.Name)
				if !w.installs(use.Name) {
					w.say(finding.NodeProgram, w.processSpan(), "%s:%d starts %s, which no RUN installs", w.proc.files.Name(use.File), use.Line, use.Name)
				}
			}
		}
	}
	if t := w.startTool(); t != nil && t.Spawns == "node" {
		node = true
	}
	if node && w.ready && w.Target == base.Distroless {
		dir := path.Dir(w.rt.Final.Interpreter)
		w.rt.Env = append(w.rt.Env, Env{Name: "PATH", Value: strings.Join(append([]string{dir}, w.rt.Final.Path...), ":"),
			Comment: "The program starts node by its name."})
		w.say(finding.NodeOnPath, w.processSpan(), "%s is on PATH now", dir)
	}
}

// installs: a package or file of the image gives the program.
func (w *nodeWork) installs(program string) bool {
	if strings.Contains(program, "/") {
		_, presence := w.Image.Tree.Lookup(program)
		return presence != 0
	}
	for _, p := range w.Image.Packages {
		known, _ := base.LookupPackage(p.Name)
		if p.Name == program || slices.Contains(known.Programs, program) {
			return true
		}
	}
	return false
}

// npmEnv sets the npm_* variables that the sources read.
func (w *nodeWork) npmEnv() {
	start := w.proc.start
	if start == nil || !start.Managed || len(w.rt.Cmd) == 0 && len(w.rt.Entrypoint) == 0 {
		return
	}
	set := map[string]bool{}
	for _, use := range w.sources.Environment {
		if !strings.HasPrefix(use.Name, "npm_") || set[use.Name] {
			continue
		}
		set[use.Name] = true
		value, ok := w.npmValue(use.Name)
		if !ok {
			w.say(finding.NodeNpmEnv, w.processSpan(), "%s:%d reads %s, which npm sets and nothing else does", w.proc.files.Name(use.File), use.Line, use.Name)
			continue
		}
		w.rt.Env = append(w.rt.Env, Env{Name: use.Name, Value: value, Late: true, Comment: "npm set this from package.json."})
		w.say(finding.NodeNpmEnv, w.processSpan(), "%s:%d reads %s, which is %q in package.json now", w.proc.files.Name(use.File), use.Line, use.Name, value)
	}
}

func (w *nodeWork) npmValue(name string) (string, bool) {
	if w.pkg == nil {
		return "", false
	}
	switch {
	case name == "npm_package_name":
		return w.pkg.Name, w.pkg.Name != ""
	case name == "npm_package_version":
		return w.pkg.Version, w.pkg.Version != ""
	case name == "npm_lifecycle_event" && len(w.proc.start.Steps) > 0:
		return w.proc.start.Steps[len(w.proc.start.Steps)-1].Name, true
	}
	value, ok := w.pkg.Config[strings.TrimPrefix(name, "npm_package_config_")]
	return value, ok
}

// tool tells of tools that are made for development.
func (w *nodeWork) tool() {
	t := w.startTool()
	if t == nil {
		return
	}
	switch t.Does {
	case project.NodeDevelops, project.NodeWatches:
		w.say(finding.NodeDevServer, w.processSpan(), "%s is made for development", t.Command)
	}
	for _, dir := range t.Writes {
		if !strings.HasPrefix(dir, "~") {
			w.rt.Writes = append(w.rt.Writes, path.Join("/", w.proc.start.Dir, dir))
		}
	}
}

// writes are the directories that the sources write.
func (w *nodeWork) writes() {
	dir := nodeDir(w.Image, w.Process)
	for _, write := range w.sources.Writes {
		if write.Path == "" {
			continue
		}
		at := write.Directory()
		switch write.Base {
		case project.NodeFromWorkdir:
			at = path.Join(dir, at)
		case project.NodeFromFile:
			at = path.Join("/", path.Dir(write.File), at)
		}
		switch user := w.Image.Config.User; {
		case slices.Contains(w.rt.Writes, at):
		case nodeMayOwn(at), at == dir && !rootsOwn(dir):
			w.rt.Writes = append(w.rt.Writes, at)
		case rootsOwn(at) && (user == "" || user == "root" || user == "0"):
			w.say(finding.CodeWritesRoot, w.processSpan(), "%s:%d writes %s, and only root may write into %s", w.proc.files.Name(write.File), write.Line, write.Path, at)
		}
	}
}

// writesOwn tells whether the product's own instructions give the process all the
// directories that it writes.
func (w *nodeWork) writesOwn() bool {
	return !slices.ContainsFunc(w.rt.Writes, func(dir string) bool {
		for _, c := range w.Image.Copies {
			owner, _, _ := strings.Cut(c.Chown, ":")
			if image.Within(dir, c.Dest) && dir != c.Dest && owner != "" && owner != "root" && owner != "0" {
				return false
			}
		}
		e, presence := w.Image.Tree.Lookup(dir)
		return w.Target == base.Distroless || presence != image.Present || e.Owner == ""
	})
}

// etcDirs are directories below /etc that systems have.
var etcDirs = []string{"apk", "apt", "ca-certificates", "cron.d", "fonts", "init.d", "ld.so.conf.d", "logrotate.d", "network", "nginx", "opt", "pam.d", "profile.d", "security", "ssl", "systemd", "update-motd.d"}

// nodeMayOwn: not a directory of the system's, nor one that all may write.
func nodeMayOwn(dir string) bool {
	if len(strings.Split(strings.Trim(dir, "/"), "/")) < 2 && dir != "/data" && dir != "/uploads" {
		return false
	}
	for _, system := range []string{"/tmp", "/var/tmp", "/dev", "/proc", "/sys", "/etc", "/usr", "/bin", "/lib", "/home/nonroot"} {
		if dir == system || strings.HasPrefix(dir, system+"/") {
			// A directory of the application's own below /etc is one that nobody else has.
			return strings.HasPrefix(dir, "/usr/src/") || strings.HasPrefix(dir, "/usr/app/") ||
				system == "/etc" && dir != system && !slices.Contains(etcDirs, strings.Split(dir, "/")[2])
		}
	}
	return true
}
