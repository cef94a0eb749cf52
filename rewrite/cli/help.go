package cli

import (
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"
)

// usage, examples and exit codes are part of both --help and docs/cli.md.
const usage = "dfmigrate --to distroless|alpine|scratch|auto [flags] [PATH…]"

// homepage is where people find more.
const homepage = "https://github.com/dfmigrate/dfmigrate"

const purpose = "dfmigrate moves Dockerfiles to Distroless or Alpine images with a non-root user."

const description = `It rewrites a Dockerfile into a multi-stage build, changes only what has to change,
and refuses a file, saying why, rather than break it. Unless told otherwise it
writes nothing and prints a diff that "git apply" takes.

PATH is a Dockerfile, a folder to search for Dockerfiles, or - for standard input;
without one it is ./Dockerfile, or the current folder if that has none.

A .dfmigrate.yaml says for a folder what flags say for a run, and more: your own base
images, exceptions for paths, accepted findings. "dfmigrate init [DIR]" begins one, and
docs/configuration.md tells of it.`

var examples = []struct{ does, command string }{
	{"Show what would become of ./Dockerfile:", "dfmigrate --to distroless"},
	{"Migrate every Dockerfile below services in place:", "dfmigrate --to distroless --write services"},
	{"Begin a configuration for this folder and all below it:", "dfmigrate init"},
	{"Fail a CI job if a Dockerfile could still be migrated:", "dfmigrate --to alpine --check ."},
}

var exitCodes = []struct {
	code    int
	meaning string
}{
	{ExitOK, "every file is migrated, compliant, or skipped as it asks"},
	{ExitWouldChange, "--check: some file would change"},
	{ExitError, "the command or a configuration is wrong, or a file can't be read, parsed or written"},
	{ExitRefused, "some file was refused"},
}

// The layout of --help: where the second column begins, and how wide both are.
const column, width = 31, 87

// helpText is what --help prints. urfave/cli takes it for a template, which it would
// be if it held two braces.
func helpText(flags []cli.Flag) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\nUsage:\n  %s\n\n%s\n\nExamples:\n", purpose, usage, description)
	for _, e := range examples {
		fmt.Fprintf(&b, "  %s\n    %s\n", e.does, e.command)
	}
	for _, group := range flagGroups(flags) {
		fmt.Fprintf(&b, "\n%s:\n", group.name)
		for _, row := range group.rows {
			fmt.Fprintf(&b, "  %-*s%s\n", column, row.synopsis(), indent(wrap(row.usage, width-column), column+2))
		}
	}
	b.WriteString("\nSubcommands (the first argument; a folder of that name is ./NAME):\n")
	for _, sub := range subcommands() {
		if !sub.hidden {
			fmt.Fprintf(&b, "  %s\n%s%s\n", sub.synopsis, strings.Repeat(" ", column+2), indent(wrap(sub.does, width-column), column+2))
		}
	}
	b.WriteString("\nExit codes (of several the highest):\n")
	for _, e := range exitCodes {
		fmt.Fprintf(&b, "  %d  %s\n", e.code, e.meaning)
	}
	b.WriteString("\nMore: docs/cli.md, and docs/findings.md for what each finding means.\n")
	return b.String()
}

// flagRow is how help and docs show one flag.
type flagRow struct {
	short, long, value, usage string
}

func (r flagRow) synopsis() string {
	text := "    --" + r.long
	if r.short != "" {
		text = "-" + r.short + ", --" + r.long
	}
	if r.value != "" {
		text += " " + r.value
	}
	return text
}

type flagGroup struct {
	name string
	rows []flagRow
}

// flagGroups sorts the flags into their groups, in the order of newFlags.
func flagGroups(flags []cli.Flag) []flagGroup {
	var groups []flagGroup
	for _, f := range append(flags, &cli.BoolFlag{Category: groupOther, Name: "help", Aliases: []string{"h"}, Usage: "print this text"}) {
		name := f.(cli.CategorizableFlag).GetCategory()
		if len(groups) == 0 || groups[len(groups)-1].name != name {
			groups = append(groups, flagGroup{name: name})
		}
		last := &groups[len(groups)-1]
		last.rows = append(last.rows, newFlagRow(f.(cli.DocGenerationFlag)))
	}
	return groups
}

func newFlagRow(f cli.DocGenerationFlag) flagRow {
	row := flagRow{usage: f.GetUsage()}
	for _, name := range f.Names() {
		if len(name) == 1 {
			row.short = name
		} else {
			row.long = name
		}
	}
	if before, rest, ok := strings.Cut(row.usage, "`"); ok {
		value, after, _ := strings.Cut(rest, "`")
		row.value, row.usage = value, before+value+after
		if choice, ok := strings.CutPrefix(after, ": "); ok && before == "" {
			row.usage = choice
		}
	}
	if text := defaultText(f); text != "" {
		row.usage += " (default: " + text + ")"
	}
	return row
}

// defaultText is the value that a flag has without being given; "" for none.
func defaultText(f cli.DocGenerationFlag) string {
	if !f.TakesValue() || f.GetValue() == "" || strings.Contains(f.GetUsage(), "(default") {
		return ""
	}
	return strings.Trim(f.GetDefaultText(), `"`)
}

// indent moves all lines but the first by some columns to the right.
func indent(text string, by int) string {
	return strings.ReplaceAll(text, "\n", "\n"+strings.Repeat(" ", by))
}
