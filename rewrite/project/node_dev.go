package project

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
)

// NodeDevVerdict says whether a program runs without its dev dependencies.
type NodeDevVerdict struct {
	// Unneeded: nothing that the program loads comes from a dev dependency.
	Unneeded bool
	// Reason is why not, in one clause; empty when Unneeded.
	Reason string
}

// injectedRuntimes are packages that compilers put calls to into their output, so
// that no source names them.
var injectedRuntimes = []string{"tslib", "@babel/runtime", "@babel/runtime-corejs3", "core-js", "regenerator-runtime", "@swc/helpers"}

// NodeDevNeeds decides whether the program that start runs can do without the dev
// dependencies of pkg. It only says so when it is sure: every package that the
// sources import is a dependency, and no string in them names a dev dependency (a
// plugin, a transport, a dialect). sources are those of the program, or all that
// it may be compiled from.
func NodeDevNeeds(pkg *NodePackage, start *NodeStart, sources *NodeSources) NodeDevVerdict {
	if len(pkg.Workspaces) > 0 {
		return needsDev("the package has workspaces")
	}
	if len(sources.Files) == 0 {
		return needsDev("no source of the program is at hand")
	}
	if start.Tool != nil && start.Tool.Dev {
		return needsDev("%s, which starts the program, is a dev dependency", start.Tool.Command)
	}
	_, preload := start.Entry()
	for _, module := range preload {
		if name := modulePackage(module); pkg.DevOnly(name) {
			return needsDev("%s, which is loaded first, is a dev dependency", name)
		}
	}
	for _, m := range sources.Modules {
		if !pkg.Production(m.Name) && m.Name != pkg.Name && !aliased(pkg, m.Name) {
			return needsDev("%s imports %s, which is not among the dependencies", path.Base(m.File), m.Name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(pkg.DevDependencies)) {
		if !pkg.DevOnly(name) {
			continue
		}
		if slices.Contains(injectedRuntimes, name) {
			return needsDev("compiled code may load %s, a dev dependency", name)
		}
		if sources.names(name) {
			return needsDev("the sources name %s, a dev dependency", name)
		}
	}
	return NodeDevVerdict{Unneeded: true}
}

func needsDev(format string, args ...any) NodeDevVerdict {
	return NodeDevVerdict{Reason: fmt.Sprintf(format, args...)}
}

// aliased: the module name stands for a path of the program.
func aliased(pkg *NodePackage, module string) bool {
	_, ok := pkg.Aliases[module]
	return ok || strings.HasPrefix(module, "#") // the package's own "imports"
}

// names reports whether a string in the sources is the package or something in it.
func (s *NodeSources) names(pkg string) bool {
	if s.Literals[pkg] {
		return true
	}
	for text := range s.Literals {
		if strings.HasPrefix(text, pkg+"/") {
			return true
		}
	}
	return false
}

// NodeProgramSources reads the sources of what start runs: the script and all
// that it loads when it is in the files, else every source below the package, as
// the script is then a build's output.
func NodeProgramSources(files Files, start *NodeStart) *NodeSources {
	script, _ := start.Entry()
	if start.Tool == nil && script != "" && !strings.HasPrefix(script, "/") {
		if program := ReadNodeProgram(files, path.Join(start.Dir, script)); program.Complete {
			return program
		}
	}
	return ReadNodeTree(files, start.Dir)
}

// NextStandalone reports whether next.config.* of dir asks for output:
// "standalone", so that a build leaves a server with its own node_modules in
// .next/standalone. sure is false when that depends on something.
func NextStandalone(files Files, dir string) (standalone, sure bool) {
	for _, name := range []string{"next.config.js", "next.config.mjs", "next.config.ts", "next.config.cjs"} {
		content, err := files.ReadFile(path.Join(dir, name))
		if err != nil {
			continue
		}
		tokens := lexJS(string(content))
		for i, t := range tokens {
			if t.kind != jsString || t.text != "standalone" || i < 2 {
				continue
			}
			return true, tokens[i-1].is(":") && tokens[i-2].is("output")
		}
		return false, true
	}
	return false, true
}
