package cli

import "runtime/debug"

// version is what the Go toolchain recorded: the module's version, or the commit
// that a work tree was built from.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "(unknown version)"
	}
	return info.Main.Version
}
