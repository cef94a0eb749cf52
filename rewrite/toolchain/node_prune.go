package toolchain

import (
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
)

// prune removes dev dependencies at the end of the stage that installed them,
// where the program provably needs none.
func (w *nodeWork) prune() {
	a := w.programModules()
	if a == nil || w.pkg == nil || len(w.pkg.DevDependencies) == 0 {
		return
	}
	install := a.Facts.(*nodeInstall)
	if install.Production {
		return
	}
	span := a.Command.Instr.Span
	reason := w.pruneObstacle(a, install)
	if reason != "" {
		w.say(finding.NodeDevKept, span, "dev dependencies stay: %s", reason)
		return
	}
	w.say(finding.NodePruned, span, "dev dependencies are removed after the build")
	w.rt.Change(a.Image.Stage).Last = append(w.rt.Change(a.Image.Stage).Last, "RUN "+w.pruneCommand(install))
}

// programModules is the install that the program's node_modules comes from.
func (w *nodeWork) programModules() *image.Artifact {
	if w.proc.start == nil {
		return nil
	}
	e, _, presence := w.Image.Tree.Origin(path.Join("/", w.proc.start.Dir, "node_modules"))
	if presence == image.Absent || e.Artifact == nil {
		return nil
	}
	if _, ok := e.Artifact.Facts.(*nodeInstall); !ok || e.Artifact.Kind != "dependencies" {
		return nil
	}
	return e.Artifact
}

// pruneObstacle says why dev dependencies stay; "" when they can go.
func (w *nodeWork) pruneObstacle(a *image.Artifact, install *nodeInstall) string {
	switch {
	case w.kept:
		return "the start command was not taken apart"
	case !w.dev.Unneeded:
		return w.dev.Reason
	case !w.seesPackage(a):
		return "the package that was installed can't be seen"
	case len(install.Named) > 0:
		return "the install names packages itself"
	case a.Command.Dir != path.Dir(a.Path):
		return "they were installed from another directory"
	case w.Target == base.Alpine && w.rt.Cmd == nil && w.rt.Entrypoint == nil && w.throughDev() != "":
		return w.throughDev() + ", which the start script uses, is one"
	case w.generates():
		return "something is generated into node_modules, which a prune would remove"
	case w.sharedStage(a.Image.Stage):
		return "another stage uses the same node_modules"
	}
	switch install.Manager {
	case "npm":
		return ""
	case "yarn":
		if len(w.natives.Packages) > 0 || !w.natives.Complete {
			return "yarn would install packages with machine code again"
		}
		if w.cachesMounted(a) {
			return "yarn has no cache left to install from"
		}
		for _, hook := range []string{"preinstall", "install", "postinstall"} {
			if w.pkg.Scripts[hook] != "" {
				return "the script " + hook + " would run again without them"
			}
		}
		return ""
	case "pnpm":
		return ""
	}
	return "that is not known for " + install.Manager
}

// seesPackage: what the install read is at hand, and it is a single package. A
// prune does not know which of a workspace's packages runs.
func (w *nodeWork) seesPackage(a *image.Artifact) bool {
	files, dir := newImageFiles(a.Image), strings.TrimPrefix(path.Dir(a.Path), "/")
	pkg, err := project.ReadNodePackage(files, dir)
	return err == nil && len(pkg.Workspaces) == 0 && !files.Exists(path.Join(dir, "pnpm-workspace.yaml"))
}

func (w *nodeWork) throughDev() string {
	for _, tool := range w.proc.start.Through {
		if w.pkg.DevOnly(tool) {
			return tool
		}
	}
	return ""
}

// generates: prisma and the like write a client into node_modules.
func (w *nodeWork) generates() bool {
	return slices.ContainsFunc(w.natives.Packages, func(n project.NodeNative) bool {
		return strings.HasPrefix(n.Name, "@prisma/")
	}) || w.pkg.Production("@prisma/client")
}

// sharedStage: a stage that does not belong to the product builds on st.
func (w *nodeWork) sharedStage(st *dockerfile.Stage) bool {
	if st == w.Image.Stage {
		return false
	}
	for _, other := range w.Dockerfile.Stages {
		if other.Parent == st && findImage(w.Image, other, 0) == nil || other != w.Image.Stage && w.buildsWith(other, st) {
			return true
		}
	}
	return false
}

// buildsWith: a stage copies from st and runs something, such as a build that wants
// the dev dependencies.
func (w *nodeWork) buildsWith(other, st *dockerfile.Stage) bool {
	copies, runs := false, false
	for _, i := range other.Body {
		f, ok := i.Flag("from")
		copies = copies || ok && w.Dockerfile.StageByName(f.Value) == st
		runs = runs || copies && i.Keyword == "RUN"
	}
	return runs
}

// cachesMounted: the packages' cache is a mount, or was cleaned.
func (w *nodeWork) cachesMounted(a *image.Artifact) bool {
	if _, ok := a.Command.Instr.Flag("mount"); ok {
		return true
	}
	for _, c := range a.Command.Run.Commands {
		if c.Name() == "yarn" && c.Has("cache") {
			return true
		}
	}
	return false
}

func (w *nodeWork) pruneCommand(install *nodeInstall) string {
	switch install.Manager {
	case "yarn":
		return "yarn install --production --ignore-scripts --prefer-offline"
	case "pnpm":
		return "CI=true pnpm prune --prod"
	}
	flag := "--production"
	if project.NodeHas("npm_omit", w.official.Version) {
		flag = "--omit=dev"
	}
	return strings.Join(append([]string{"npm prune " + flag}, install.Flags...), " ")
}
