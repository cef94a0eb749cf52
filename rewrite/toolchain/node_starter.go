package toolchain

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/project"
	"github.com/dfmigrate/dfmigrate/rewrite/shell"
)

// nodeStarter walks from command to command until one is left.
type nodeStarter struct {
	files project.Files
	env   shell.Lookup
	start nodeStart
	// ran are the scripts gone through, to notice one that runs itself.
	ran map[string]bool
	// read are the lock files of lockDir.
	read    []*project.NodeLock
	lockDir string
}

func (r *nodeStarter) fail(reason nodeStartReason, command, format string, args ...any) error {
	return &nodeStartError{Reason: reason, Steps: r.start.Steps, Command: command, Detail: fmt.Sprintf(format, args...)}
}

// manifest names the package.json of a directory for a reader.
func (r *nodeStarter) manifest(dir string) string {
	p := path.Join(dir, "package.json")
	if named, ok := r.files.(interface{ Name(p string) string }); ok {
		return named.Name(p)
	}
	return p
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
			if argv[0] == "cross-env" {
				r.start.Through = append(r.start.Through, argv[0])
			}
			return r.argv(argv[1+i:], depth+1)
		}
		r.start.Env = append(r.start.Env, nodeStartEnv{name, value})
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
	pkg, err := project.ReadNodePackage(r.files, dir)
	if err != nil {
		return r.fail(StartMissing, call.text, "%q needs %s, which is not at hand", call.text, r.manifest(dir))
	}
	text, ok := pkg.Scripts[call.name]
	if !ok && call.name == "start" && call.manager == "npm" && r.files.Exists(path.Join(dir, "server.js")) {
		text, ok = "node server.js", true // npm's own default
	}
	if !ok {
		if call.orTool {
			return r.tool(call.name, call.args)
		}
		return r.fail(StartMissing, call.text, "%s has no script %q", r.manifest(dir), call.name)
	}
	return r.script(pkg, call, text, depth)
}

func (r *nodeStarter) workspace(dir, want string) (string, error) {
	root, err := project.ReadNodePackage(r.files, dir)
	if err != nil {
		return "", r.fail(StartMissing, want, "workspace %s: %s is not at hand", want, r.manifest(dir))
	}
	for _, member := range project.NodeWorkspaces(r.files, root) {
		if member.Name == want || member.Dir == path.Join(dir, want) {
			return member.Dir, nil
		}
	}
	return "", r.fail(StartMissing, want, "no workspace is called %s", want)
}

// script runs one script of a package as its manager does.
func (r *nodeStarter) script(pkg *project.NodePackage, call nodeManagerCall, text string, depth int) error {
	step := nodeStep{Package: r.manifest(pkg.Dir), Name: call.name, Text: text}
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
			cmd, ok := pkg.Scripts[hook]
			if ok && strings.HasPrefix(hook, "pre") && r.onlyBuilds(cmd) {
				r.start.Build = append(r.start.Build, call.manager+" run "+hook)
				continue
			}
			if ok {
				return r.fail(StartHook, cmd, "%q runs as well: %s", hook, cmd)
			}
		}
	}
	script, err := shell.Parse(text)
	if err != nil {
		return r.fail(StartShell, text, "%q is no shell command: %v", text, err)
	}
	argv, err := r.followed(script)
	if err != nil {
		return err
	}
	return r.argv(append(argv, call.args...), depth+1)
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
	tool, ok := project.LookupNodeTool(name)
	if ok && tool.Does == project.NodeBuilds {
		return text, true
	}
	return text, ok && tool.Does == project.NodeServes && slices.Contains(words, "build")
}
