package toolchain

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
)

// nodeDevVerdict says whether a program runs without its dev dependencies.
type nodeDevVerdict struct {
	// Unneeded: nothing that the program loads comes from a dev dependency.
	Unneeded bool
	// Reason is why not, in one clause; empty when Unneeded.
	Reason string
}

// injectedRuntimes are packages that compilers put calls to into their output, so
// that no source names them.
var injectedRuntimes = []string{"tslib", "@babel/runtime", "@babel/runtime-corejs3", "core-js", "regenerator-runtime", "@swc/helpers"}

// nodeDevNeeds decides whether the program that start runs can do without the dev
// dependencies of pkg. It only says so when it is sure: every package that the
// sources import is a dependency, and no string in them names a dev dependency (a
// plugin, a transport, a dialect). sources are those of the program, or all that
// it may be compiled from.
func nodeDevNeeds(pkg *project.NodePackage, start *nodeStart, sources *project.NodeSources) nodeDevVerdict {
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
		if name := project.NodeModulePackage(module); pkg.DevOnly(name) {
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
		if sources.Names(name) {
			return needsDev("the sources name %s, a dev dependency", name)
		}
	}
	return nodeDevVerdict{Unneeded: true}
}

func needsDev(format string, args ...any) nodeDevVerdict {
	return nodeDevVerdict{Reason: fmt.Sprintf(format, args...)}
}

// aliased: the module name stands for a path of the program.
func aliased(pkg *project.NodePackage, module string) bool {
	_, ok := pkg.Aliases[module]
	return ok || strings.HasPrefix(module, "#") // the package's own "imports"
}

// nodeProgramSources reads the sources of what start runs: the script and all
// that it loads when it is in the files, else every source below the package, as
// the script is then a build's output.
func nodeProgramSources(files project.Files, start *nodeStart) *project.NodeSources {
	script, _ := start.Entry()
	dir := start.Dir
	if start.Tool == nil && script != "" {
		entry := path.Join(start.Dir, script)
		if strings.HasPrefix(script, "/") { // it may lie beside the working directory
			entry = strings.TrimPrefix(path.Clean(script), "/")
			if !image.Within("/"+entry, path.Join("/", dir)) {
				dir = path.Dir(entry)
			}
		}
		if program := project.ReadNodeProgram(files, entry); program.Complete {
			return program
		}
	}
	return project.ReadNodeTree(files, dir)
}
