package project

import (
	"maps"
	"slices"
	"strings"
)

// NodeNative is a package with machine code that an install puts in place.
type NodeNative struct {
	NodeLocked
	// Row is what is known of it; Known is false when only the lock file tells
	// that something runs at its install.
	Row   NodeNativeRow
	Known bool
	// Platform: the package itself holds a binary for one system and C library.
	Platform bool
}

// NodeNatives says which packages bring machine code.
type NodeNatives struct {
	// Packages are sorted by name.
	Packages []NodeNative
	// Complete is false when no lock file tells of the dependencies of
	// dependencies, so that there may be more.
	Complete bool
}

// ReadNodeNatives finds the packages with machine code among what an install of p
// gives. With production, dev dependencies are left out where the lock file tells
// them apart. Packages for other systems than Linux are not reported.
func ReadNodeNatives(p *NodePackage, locks []*NodeLock, production bool) NodeNatives {
	if len(locks) == 0 {
		return directNatives(p, production)
	}
	natives := NodeNatives{Complete: true}
	for _, locked := range locks[0].Packages {
		dev := locked.Dev || !locked.DevKnown && p.DevOnly(locked.Name)
		if production && dev {
			continue
		}
		if native, ok := nativePackage(locked); ok {
			natives.Packages = append(natives.Packages, native)
		}
	}
	return natives
}

func nativePackage(locked NodeLocked) (NodeNative, bool) {
	if len(locked.OS) > 0 {
		platform := slices.Contains(locked.OS, "linux")
		return NodeNative{NodeLocked: locked, Platform: true}, platform
	}
	row, known := LookupNodeNative(locked.Name)
	if known && !row.holds(locked.Version) {
		return NodeNative{}, false
	}
	// An install script alone may be a message or a husky; node-gyp says so itself
	// only in old lock files. What is unknown is reported as such.
	if !known && locked.Script != ScriptRuns {
		return NodeNative{}, false
	}
	return NodeNative{NodeLocked: locked, Row: row, Known: known}, true
}

// directNatives is all that package.json alone can tell.
func directNatives(p *NodePackage, production bool) NodeNatives {
	var natives NodeNatives
	groups := []map[string]string{p.Dependencies, p.OptionalDependencies}
	if !production {
		groups = append(groups, p.DevDependencies)
	}
	seen := map[string]bool{}
	for _, group := range groups {
		for _, name := range slices.Sorted(maps.Keys(group)) {
			if row, ok := LookupNodeNative(name); ok && !seen[name] && row.holds(group[name]) {
				seen[name] = true
				natives.Packages = append(natives.Packages, NodeNative{
					NodeLocked: NodeLocked{Name: name}, Row: row, Known: true,
				})
			}
		}
	}
	slices.SortFunc(natives.Packages, func(a, b NodeNative) int {
		return strings.Compare(a.Name, b.Name)
	})
	return natives
}
