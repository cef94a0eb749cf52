package cli

import (
	"context"
	"strings"
)

// subcommand is something that dfmigrate does instead of migrating. It is one where
// its name is the first argument; a folder of that name is ./NAME.
type subcommand struct {
	name, synopsis, does string
	// hidden ones are for programs: help and completion leave them out.
	hidden bool
	// args begins with the name.
	run func(c *Command, ctx context.Context, args []string) error
}

func subcommands() []subcommand {
	return []subcommand{
		{name: "init", synopsis: "init [--to TARGET] [--force] [DIR]", does: "write a .dfmigrate.yaml to begin with into DIR, or the current folder", run: (*Command).runInit},
		{name: "completion", synopsis: "completion bash|zsh|fish|powershell", does: "print the shell's completion script; --help says how to load it", run: (*Command).complete},
		{name: "man", synopsis: "man", does: "print the manual page, for man -l -", run: (*Command).man},
		{name: completeRequest, hidden: true, run: (*Command).complete},
		{name: completeRequestNoDesc, hidden: true, run: (*Command).complete},
		{name: pluginMetadataRequest, hidden: true, run: (*Command).pluginMetadata},
	}
}

// findSubcommand returns the subcommand that args, without the program's name, begin
// with; nil when they ask for a migration.
func findSubcommand(args []string) *subcommand {
	if len(args) == 0 || strings.HasPrefix(args[0], "-") {
		return nil
	}
	for _, sub := range subcommands() {
		if sub.name == args[0] {
			return &sub
		}
	}
	return nil
}
