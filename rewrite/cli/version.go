package cli

import "runtime/debug"

// release and commit are set by the linker where a release is built:
// -X github.com/dfmigrate/dfmigrate/rewrite/cli.release=1.2.3.
var release, commit string

// version is the release, or what the Go toolchain recorded: the module's version, or
// the commit that a work tree was built from.
func version() string {
	if release != "" {
		return release
	}
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "(unknown version)"
	}
	return info.Main.Version
}

// build is the version with the commit that it was built from, where that is known.
func build() string {
	if commit == "" {
		return version()
	}
	return version() + " (commit " + commit + ")"
}
