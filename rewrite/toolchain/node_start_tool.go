package toolchain

import (
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/project"
)

// tool resolves a command of node_modules/.bin.
func (r *nodeStarter) tool(command string, args []string) error {
	row, known := project.LookupNodeTool(command)
	if r.start.Managed || known || r.inBin(command) {
		return r.knownTool(command, row, known, args)
	}
	r.start.Argv = append([]string{command}, args...)
	return nil
}

// inBin: a lock file says that an install gives the command.
func (r *nodeStarter) inBin(command string) bool {
	locks, _ := r.locks()
	return len(locks) > 0 && slices.ContainsFunc(locks[0].Packages, func(p project.NodeLocked) bool { return p.Bin[command] != "" })
}

func (r *nodeStarter) knownTool(command string, row project.NodeTool, known bool, args []string) error {
	tool := &nodeStartTool{NodeTool: row, Known: known}
	tool.Command = command
	if known && row.Does == project.NodeBuilds {
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

// locks are those of Dir, read once: they are large.
func (r *nodeStarter) locks() ([]*project.NodeLock, error) {
	if r.lockDir != r.start.Dir || r.read == nil {
		locks, err := project.ReadNodeLocks(r.files, r.start.Dir)
		if err != nil {
			return nil, err
		}
		r.lockDir, r.read = r.start.Dir, locks
	}
	return r.read, nil
}

// toolScript is the path of a tool's script from Dir, "" for one that is not
// installed in the program's own node_modules.
func (r *nodeStarter) toolScript(tool *nodeStartTool) (string, error) {
	asked, dev := r.asks(tool)
	tool.Dev = dev
	locks, err := r.locks()
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
			if bin, ok := tool.BinOf(lockedVersion(locks, tool.Package)); ok && tool.Known {
				return path.Join("node_modules", tool.Package, bin), nil
			}
			return "", r.fail(StartUnknown, tool.Command, "where the package of %q keeps its script is not known", tool.Command)
		}
		return "node_modules/.bin/" + tool.Command, nil
	}
	return path.Join("node_modules", tool.Package, tool.Bin), nil
}

// lockedVersion is the version of a package that a lock file has once, "" for none or several.
func lockedVersion(locks []*project.NodeLock, name string) string {
	version := ""
	for _, lock := range locks {
		for _, p := range lock.Packages {
			if p.Name == name && p.Version != version {
				if version != "" {
					return ""
				}
				version = p.Version
			}
		}
	}
	return version
}

// lockedScript is the script that the lock file names for the command.
func (r *nodeStarter) lockedScript(tool *nodeStartTool, lock *project.NodeLock, locked project.NodeLocked) string {
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
		below := strings.TrimPrefix(strings.TrimPrefix(r.start.Dir, root), "/")
		up = strings.Repeat("../", strings.Count(below, "/")+1)
	}
	return up + path.Join(at, locked.Bin[tool.Command])
}

// asks reports whether the package in Dir, or one above it, depends on the tool.
func (r *nodeStarter) asks(tool *nodeStartTool) (asked, dev bool) {
	for dir := r.start.Dir; ; dir = path.Dir(dir) {
		if pkg, err := project.ReadNodePackage(r.files, dir); err == nil {
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
	pkg, err := project.ReadNodePackage(r.files, r.start.Dir)
	if err != nil {
		return false
	}
	manager, _ := pkg.Manager()
	return manager == "pnpm"
}
