package toolchain

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/project"
	"github.com/dfmigrate/dfmigrate/rewrite/shell"
)

// nodeStart is what a start command (npm start, yarn serve, npx tool, …) comes
// down to once package.json and the tools' own rules are read: one argv that a
// container can run by itself.
type nodeStart struct {
	// Argv runs in Dir. Argv[0] is "node" for everything that node runs, with
	// scripts of tools as paths below node_modules.
	Argv []string
	// Dir is the directory, relative to the root of the files, that it runs in.
	Dir string
	// Env are the variables that the scripts set, in order; a later one wins.
	Env []nodeStartEnv
	// Steps are the scripts gone through, outermost first.
	Steps []nodeStep
	// Build are command lines that build the program before it starts, for a RUN in Dir.
	Build []string
	// Fixed are variables whose values became part of Argv or Env, Makes the absolute
	// directories that the scripts make first, Redirects the redirections of the program.
	Fixed     []nodeStartVariable
	Makes     []string
	Redirects []string
	// Managed: a package manager started it, so that npm_package_* were set, the
	// commands of node_modules/.bin were on PATH, and PID 1 forwarded signals.
	Managed bool
	// Through are the packages of tools that only set variables and then started
	// the program; Argv goes without them.
	Through []string
	// Tool is the tool whose script Argv runs; nil when it runs a script of the
	// program's own.
	Tool *nodeStartTool
}

// nodeStartEnv is one variable that a start script sets.
type nodeStartEnv struct{ Name, Value string }

// nodeStep is one script of a package.json.
type nodeStep struct {
	// Package is the path of the package.json, Name the script's name, Text its
	// command line.
	Package, Name, Text string
}

// String is the step as a reader of package.json finds it.
func (s nodeStep) String() string { return fmt.Sprintf("%s: %q: %s", s.Package, s.Name, s.Text) }

// nodeStartTool is a tool that stays in charge of the program.
type nodeStartTool struct {
	project.NodeTool
	// Known is false when only a lock file or a dependency tells of the command.
	Known bool
	// Dev: the tool's package is a dev dependency, which the program then needs
	// at run time.
	Dev bool
	// Global: no package.json asks for it, so that it was installed with
	// "npm install -g" or is fetched each time.
	Global bool
}

// nodeStartReason says why a start command could not be reduced to one argv.
type nodeStartReason string

const (
	// StartChain: several commands, one after the other.
	StartChain nodeStartReason = "chain"
	// StartBuild: a step that builds something stands before the program.
	StartBuild nodeStartReason = "build"
	// StartShell: something else that only a shell can do.
	StartShell nodeStartReason = "shell"
	// StartHook: prestart or poststart run beside the script.
	StartHook nodeStartReason = "hook"
	// StartMissing: there is no such script, or no package.json.
	StartMissing nodeStartReason = "missing"
	// StartUnknown: the command is no tool that is known.
	StartUnknown nodeStartReason = "unknown"
)

// nodeStartError is why resolveNodeStart gave up.
type nodeStartError struct {
	Reason nodeStartReason
	// Steps are the scripts gone through up to there.
	Steps []nodeStep
	// Command is the command line that stands in the way.
	Command string
	// Detail says what is wrong with it, in one clause.
	Detail string
}

func (e *nodeStartError) Error() string {
	if n := len(e.Steps); n > 0 {
		return fmt.Sprintf("%s: script %q: %s", e.Steps[n-1].Package, e.Steps[n-1].Name, e.Detail)
	}
	return e.Detail
}

// resolveNodeStart reduces argv, which runs in dir of files, to one command
// without a package manager or a shell. env tells the variables that are fixed
// when the container starts; those that it doesn't know stop the resolution. An
// argv that has nothing to do with node's tools comes back unchanged.
func resolveNodeStart(files project.Files, dir string, argv []string, env shell.Lookup) (*nodeStart, error) {
	r := &nodeStarter{files: files, env: env, start: nodeStart{Dir: path.Clean(dir)}}
	if err := r.argv(argv, 0); err != nil {
		return nil, err
	}
	return &r.start, nil
}

// Entry is the script that node runs, relative to Dir, and the modules that
// -r/--require and --import load before it. The script is "" when there is none:
// node -e, or a prompt.
func (s *nodeStart) Entry() (script string, preload []string) {
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
