package project

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/shell"
)

// NodeStart is what a start command (npm start, yarn serve, npx tool, …) comes
// down to once package.json and the tools' own rules are read: one argv that a
// container can run by itself.
type NodeStart struct {
	// Argv runs in Dir. Argv[0] is "node" for everything that node runs, with
	// scripts of tools as paths below node_modules.
	Argv []string
	// Dir is the directory, relative to the root of the files, that it runs in.
	Dir string
	// Env are the variables that the scripts set, in order; a later one wins.
	Env []NodeEnv
	// Steps are the scripts gone through, outermost first.
	Steps []NodeStep
	// Managed: a package manager started it, so that npm_package_* were set, the
	// commands of node_modules/.bin were on PATH, and PID 1 forwarded signals.
	Managed bool
	// Tool is the tool whose script Argv runs; nil when it runs a script of the
	// program's own.
	Tool *NodeStartTool
}

// NodeEnv is one variable that a start script sets.
type NodeEnv struct{ Name, Value string }

// NodeStep is one script of a package.json.
type NodeStep struct {
	// Package is the path of the package.json, Name the script's name, Text its
	// command line.
	Package, Name, Text string
}

// String is the step as a reader of package.json finds it.
func (s NodeStep) String() string { return fmt.Sprintf("%s: %q: %s", s.Package, s.Name, s.Text) }

// NodeStartTool is a tool that stays in charge of the program.
type NodeStartTool struct {
	NodeTool
	// Known is false when only a lock file or a dependency tells of the command.
	Known bool
	// Dev: the tool's package is a dev dependency, which the program then needs
	// at run time.
	Dev bool
	// Global: no package.json asks for it, so that it was installed with
	// "npm install -g" or is fetched each time.
	Global bool
}

// NodeStartReason says why a start command could not be reduced to one argv.
type NodeStartReason string

const (
	// StartChain: several commands, one after the other.
	StartChain NodeStartReason = "chain"
	// StartBuild: a step that builds something stands before the program.
	StartBuild NodeStartReason = "build"
	// StartShell: something else that only a shell can do.
	StartShell NodeStartReason = "shell"
	// StartHook: prestart or poststart run beside the script.
	StartHook NodeStartReason = "hook"
	// StartMissing: there is no such script, or no package.json.
	StartMissing NodeStartReason = "missing"
	// StartUnknown: the command is no tool that is known.
	StartUnknown NodeStartReason = "unknown"
)

// NodeStartError is why ResolveNodeStart gave up.
type NodeStartError struct {
	Reason NodeStartReason
	// Steps are the scripts gone through up to there.
	Steps []NodeStep
	// Command is the command line that stands in the way.
	Command string
	// Detail says what is wrong with it, in one clause.
	Detail string
}

func (e *NodeStartError) Error() string {
	if n := len(e.Steps); n > 0 {
		return fmt.Sprintf("%s: script %q: %s", e.Steps[n-1].Package, e.Steps[n-1].Name, e.Detail)
	}
	return e.Detail
}

// ResolveNodeStart reduces argv, which runs in dir of files, to one command
// without a package manager or a shell. env tells the variables that are fixed
// when the container starts; those that it doesn't know stop the resolution. An
// argv that has nothing to do with node's tools comes back unchanged.
func ResolveNodeStart(files Files, dir string, argv []string, env shell.Lookup) (*NodeStart, error) {
	r := &nodeStarter{files: files, env: env, start: NodeStart{Dir: clean(dir)}}
	if err := r.argv(argv, 0); err != nil {
		return nil, err
	}
	return &r.start, nil
}

// nodeStarter walks from command to command until one is left.
type nodeStarter struct {
	files Files
	env   shell.Lookup
	start NodeStart
	// ran are the scripts gone through, to notice one that runs itself.
	ran map[string]bool
}

func (r *nodeStarter) fail(reason NodeStartReason, command, format string, args ...any) error {
	return &NodeStartError{Reason: reason, Steps: r.start.Steps, Command: command, Detail: fmt.Sprintf(format, args...)}
}

// argv takes one command apart; depth counts wrappers.
func (r *nodeStarter) argv(argv []string, depth int) error {
	if len(argv) == 0 || depth > 20 {
		return r.fail(StartUnknown, strings.Join(argv, " "), "nothing is run in the end")
	}
	name := argv[0]
	if strings.HasPrefix(name, "/usr/local/bin/") || strings.HasPrefix(name, "/usr/bin/") {
		name = path.Base(name)
	}
	switch name {
	case "node", "nodejs":
		r.start.Argv = append([]string{"node"}, argv[1:]...)
		return nil
	case "npm", "yarn", "yarnpkg", "pnpm", "npx", "pnpx":
		call, err := parseNodeManager(name, argv[1:])
		if err != nil {
			return r.fail(StartUnknown, strings.Join(argv, " "), "%v", err)
		}
		return r.managed(call, depth)
	case "env", "cross-env":
		return r.assigned(argv, depth)
	case "exec":
		return r.argv(argv[1:], depth+1)
	}
	if rest, ok := strings.CutPrefix(strings.TrimPrefix(name, "./"), "node_modules/.bin/"); ok {
		return r.tool(rest, argv[1:])
	}
	if strings.Contains(name, "/") {
		r.start.Argv = argv // a program of the user's own
		return nil
	}
	return r.tool(name, argv[1:])
}

// assigned reads env A=b cmd, cross-env A=b cmd.
func (r *nodeStarter) assigned(argv []string, depth int) error {
	for i, word := range argv[1:] {
		if strings.HasPrefix(word, "-") {
			return r.fail(StartUnknown, strings.Join(argv, " "), "the option %s of %s is not understood", word, argv[0])
		}
		name, value, ok := strings.Cut(word, "=")
		if !ok {
			return r.argv(argv[1+i:], depth+1)
		}
		r.start.Env = append(r.start.Env, NodeEnv{name, value})
	}
	return r.fail(StartUnknown, strings.Join(argv, " "), "%s sets variables and runs nothing", argv[0])
}

// managed follows a package manager's command.
func (r *nodeStarter) managed(call nodeManagerCall, depth int) error {
	r.start.Managed = true
	dir := path.Join(r.start.Dir, call.dir)
	if call.workspace != "" {
		found, err := r.workspace(dir, call.workspace)
		if err != nil {
			return err
		}
		dir = found
	}
	r.start.Dir = dir
	if call.exec {
		return r.argv(append([]string{call.name}, call.args...), depth+1)
	}
	pkg, err := ReadNodePackage(r.files, dir)
	if err != nil {
		return r.fail(StartMissing, call.text, "%q needs %s, which can't be read", call.text, path.Join(dir, "package.json"))
	}
	text, ok := pkg.Scripts[call.name]
	if !ok && call.name == "start" && call.manager == "npm" && r.files.Exists(path.Join(dir, "server.js")) {
		text, ok = "node server.js", true // npm's own default
	}
	if !ok {
		if call.orTool {
			return r.tool(call.name, call.args)
		}
		return r.fail(StartMissing, call.text, "%s has no script %q", path.Join(dir, "package.json"), call.name)
	}
	return r.script(pkg, call, text, depth)
}

func (r *nodeStarter) workspace(dir, want string) (string, error) {
	root, err := ReadNodePackage(r.files, dir)
	if err != nil {
		return "", r.fail(StartMissing, want, "workspace %s: %s can't be read", want, path.Join(dir, "package.json"))
	}
	for _, member := range NodeWorkspaces(r.files, root) {
		if member.Name == want || member.Dir == path.Join(dir, want) {
			return member.Dir, nil
		}
	}
	return "", r.fail(StartMissing, want, "no workspace is called %s", want)
}

// script runs one script of a package as its manager does.
func (r *nodeStarter) script(pkg *NodePackage, call nodeManagerCall, text string, depth int) error {
	step := NodeStep{Package: path.Join(pkg.Dir, "package.json"), Name: call.name, Text: text}
	if r.ran[step.String()] {
		return r.fail(StartUnknown, text, "the script runs itself")
	}
	if r.ran == nil {
		r.ran = map[string]bool{}
	}
	r.ran[step.String()] = true
	r.start.Steps = append(r.start.Steps, step)
	if call.hooks {
		for _, hook := range []string{"pre" + call.name, "post" + call.name} {
			if cmd, ok := pkg.Scripts[hook]; ok {
				return r.fail(StartHook, cmd, "%q runs as well: %s", hook, cmd)
			}
		}
	}
	script, err := shell.Parse(text)
	if err != nil {
		return r.fail(StartShell, text, "%q is no shell command: %v", text, err)
	}
	argv, err := r.single(script)
	if err != nil {
		return err
	}
	return r.argv(append(argv, call.args...), depth+1)
}

// single gives the argv of a script that is one simple command, and takes up the
// variables that it sets.
func (r *nodeStarter) single(script *shell.Script) ([]string, error) {
	cmd, ok := script.Single()
	if !ok {
		return nil, r.several(script)
	}
	env := func(name string) (string, bool) {
		for _, v := range slices.Backward(r.start.Env) {
			if v.Name == name {
				return v.Value, true
			}
		}
		if r.env == nil {
			return "", false
		}
		return r.env(name)
	}
	if len(cmd.Redirects) > 0 {
		return nil, r.fail(StartShell, script.Text, "%q redirects its output", script.Text)
	}
	argv, ok := cmd.Argv(env)
	if !ok {
		return nil, r.fail(StartShell, script.Text, "%q has a value that is only known when it runs", script.Text)
	}
	for _, w := range cmd.Words {
		if w.HasGlob() {
			return nil, r.fail(StartShell, script.Text, "%q has a pattern of file names", script.Text)
		}
	}
	for _, a := range cmd.Assigns {
		fields, ok := a.Value.Expand(env)
		if !ok || a.Append {
			return nil, r.fail(StartShell, script.Text, "%s in %q is only known when it runs", a.Name, script.Text)
		}
		r.start.Env = append(r.start.Env, NodeEnv{a.Name, strings.Join(fields, " ")})
	}
	return argv, nil
}

// several says which commands a script that is not one command has.
func (r *nodeStarter) several(script *shell.Script) error {
	text := script.Text
	for _, c := range script.Commands {
		if build, ok := r.buildStep(c); ok {
			return r.fail(StartBuild, text, "%q builds with %q before the program starts", text, build)
		}
	}
	for _, k := range shell.Constructs(script) {
		switch k.Kind {
		case "and", "seq", "or":
			return r.fail(StartChain, text, "%q runs several commands", text)
		case "pipe", "background", "subshell", "if", "for", "while", "case":
			return r.fail(StartShell, text, "%q needs a shell for %s", text, k.Text)
		}
	}
	return r.fail(StartShell, text, "%q needs a shell", text)
}

// buildStep reports whether a command builds something, and how it reads.
func (r *nodeStarter) buildStep(c *shell.Command) (string, bool) {
	words := c.Literals()
	text := strings.Join(words, " ")
	if len(words) == 0 {
		return "", false
	}
	name := path.Base(words[0])
	switch name {
	case "npm", "yarn", "pnpm":
		for _, w := range words[1:] {
			if strings.HasPrefix(w, "-") || w == "run" {
				continue
			}
			return text, w == "build" || strings.HasPrefix(w, "build:") || w == "install" || w == "ci"
		}
		return text, name == "yarn"
	case "npx":
		if len(words) < 2 {
			return "", false
		}
		name = words[1]
	}
	tool, ok := LookupNodeTool(name)
	if ok && tool.Does == NodeBuilds {
		return text, true
	}
	return text, ok && tool.Does == NodeServes && slices.Contains(words, "build")
}

// tool resolves a command of node_modules/.bin.
func (r *nodeStarter) tool(command string, args []string) error {
	row, known := LookupNodeTool(command)
	if r.start.Managed || known || r.inBin(command) {
		return r.knownTool(command, row, known, args)
	}
	r.start.Argv = append([]string{command}, args...)
	return nil
}

// inBin: a lock file says that an install gives the command.
func (r *nodeStarter) inBin(command string) bool {
	locks, _ := ReadNodeLocks(r.files, r.start.Dir)
	return len(locks) > 0 && slices.ContainsFunc(locks[0].Packages, func(p NodeLocked) bool { return p.Bin[command] != "" })
}

func (r *nodeStarter) knownTool(command string, row NodeTool, known bool, args []string) error {
	tool := &NodeStartTool{NodeTool: row, Known: known}
	tool.Command = command
	if known && row.Does == NodeBuilds {
		return r.fail(StartBuild, command+" "+strings.Join(args, " "), "%q builds and ends", command)
	}
	script, err := r.toolScript(tool)
	if err != nil {
		return err
	}
	r.start.Tool = tool
	if script == "" {
		r.start.Argv = append([]string{command}, args...)
		return nil
	}
	r.start.Argv = append([]string{"node", script}, args...)
	return nil
}

// toolScript is the path of a tool's script from Dir, "" for one that is not
// installed in the program's own node_modules.
func (r *nodeStarter) toolScript(tool *NodeStartTool) (string, error) {
	asked, dev := r.asks(tool)
	tool.Dev = dev
	locks, err := ReadNodeLocks(r.files, r.start.Dir)
	if err != nil {
		return "", r.fail(StartUnknown, tool.Command, "%v", err)
	}
	if len(locks) > 0 {
		if locked, ok := locks[0].Command(tool.Command); ok {
			return r.lockedScript(tool, locks[0], locked), nil
		}
	}
	switch {
	case !asked && !tool.Known:
		return "", r.fail(StartUnknown, tool.Command, "no package is known to have the command %q", tool.Command)
	case !asked:
		tool.Global = true
		return "", nil
	case !tool.Known || tool.Moved:
		// npm and yarn link the command's script there; pnpm writes a shell script.
		if len(locks) > 0 && locks[0].Manager == "pnpm" || len(locks) == 0 && r.pnpm() {
			return "", r.fail(StartUnknown, tool.Command, "where the package of %q keeps its script is not known", tool.Command)
		}
		return "node_modules/.bin/" + tool.Command, nil
	}
	return path.Join("node_modules", tool.Package, tool.Bin), nil
}

// lockedScript is the script that the lock file names for the command.
func (r *nodeStarter) lockedScript(tool *NodeStartTool, lock *NodeLock, locked NodeLocked) string {
	if tool.Package == "" {
		tool.Package = locked.Name
	}
	if locked.DevKnown {
		tool.Dev = locked.Dev
	}
	at := locked.Path
	if at == "" {
		at = path.Join("node_modules", locked.Name)
	}
	root := path.Dir(lock.Path)
	up := ""
	if r.start.Dir != root { // a workspace, whose packages npm keeps at the root
		up = strings.Repeat("../", strings.Count(nodeRelative(root, r.start.Dir), "/")+1)
	}
	return up + path.Join(at, locked.Bin[tool.Command])
}

// asks reports whether the package in Dir, or one above it, depends on the tool.
func (r *nodeStarter) asks(tool *NodeStartTool) (asked, dev bool) {
	for dir := r.start.Dir; ; dir = path.Dir(dir) {
		if pkg, err := ReadNodePackage(r.files, dir); err == nil {
			names := []string{tool.Package}
			if tool.Package == "" {
				names = []string{tool.Command, "@" + tool.Command + "/cli", tool.Command + "-cli"}
			}
			for _, name := range names {
				if pkg.Production(name) {
					tool.Package = name
					return true, false
				}
				if pkg.DevOnly(name) {
					tool.Package = name
					return true, true
				}
			}
		}
		if dir == "." {
			return false, false
		}
	}
}

func (r *nodeStarter) pnpm() bool {
	pkg, err := ReadNodePackage(r.files, r.start.Dir)
	if err != nil {
		return false
	}
	manager, _ := pkg.Manager()
	return manager == "pnpm"
}

// Environ is Env as a map, in which later assignments have won.
func (s *NodeStart) Environ() map[string]string {
	env := map[string]string{}
	for _, v := range s.Env {
		env[v.Name] = v.Value
	}
	return maps.Clone(env)
}

// Entry is the script that node runs, relative to Dir, and the modules that
// -r/--require and --import load before it. The script is "" when there is none:
// node -e, or a prompt.
func (s *NodeStart) Entry() (script string, preload []string) {
	if len(s.Argv) == 0 || s.Argv[0] != "node" {
		return "", nil
	}
	for i := 1; i < len(s.Argv); i++ {
		word := s.Argv[i]
		option, value, glued := strings.Cut(word, "=")
		switch {
		case word == "--":
			if i+1 < len(s.Argv) {
				return s.Argv[i+1], preload
			}
			return "", preload
		case slices.Contains([]string{"-r", "--require", "--import", "--loader", "--experimental-loader"}, option):
			if !glued && i+1 < len(s.Argv) {
				i++
				value = s.Argv[i]
			}
			preload = append(preload, value)
		case slices.Contains([]string{"-e", "--eval", "-p", "--print", "-c", "--check", "-i", "--interactive", "--run"}, option):
			return "", preload
		case slices.Contains([]string{"-C", "--conditions", "--stack-trace-limit", "--icu-data-dir", "--env-file", "--title", "--max-http-header-size", "--input-type"}, option):
			if !glued {
				i++
			}
		case !strings.HasPrefix(word, "-"):
			return word, preload
		}
	}
	return "", preload
}
