package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"
	"github.com/urfave/cli/v2"

	"github.com/dfmigrate/dfmigrate/rewrite/finding"
)

// What a completion script calls the program with, once for each Tab; Docker, too,
// asks its plugins this way.
const (
	completeRequest       = cobra.ShellCompRequestCmd
	completeRequestNoDesc = cobra.ShellCompNoDescRequestCmd
)

// complete prints a completion script, or answers one.
//
// The scripts are cobra's: they are what docker, kubectl and helm use, in four shells.
// urfave/cli's know nothing of values, and its own parsing never sees our arguments.
func (c *Command) complete(ctx context.Context, args []string) error {
	if args[0] == "completion" {
		if err := checkShell(args[1:]); err != nil {
			return err
		}
	}
	root := completions(newFlags())
	root.SetArgs(args)
	root.SetIn(c.Stdin)
	root.SetOut(c.Stdout)
	root.SetErr(c.Stderr)
	if err := root.ExecuteContext(ctx); err != nil {
		return &usageError{err}
	}
	return nil
}

var shells = []string{"bash", "zsh", "fish", "powershell"}

// checkShell reports what cobra would answer with a page of help, as if all were well.
func checkShell(args []string) error {
	switch {
	case len(args) == 0:
		return misuse("completion: of which shell? Say completion %s", strings.Join(shells, ", or completion "))
	case strings.HasPrefix(args[0], "-"):
		return nil
	}
	return checkWord("completion", args[0], shells)
}

// completions describes the command to cobra, which does nothing else with it.
func completions(flags []cli.Flag) *cobra.Command {
	root := &cobra.Command{
		Use:               "dfmigrate",
		SilenceErrors:     true, // Main prints them
		SilenceUsage:      true,
		ValidArgsFunction: completePath,
		Run:               func(*cobra.Command, []string) {},
		CompletionOptions: cobra.CompletionOptions{HiddenDefaultCmd: true}, // see completePath
	}
	for _, f := range flags {
		row := newFlagRow(f.(cli.DocGenerationFlag))
		short, _, _ := strings.Cut(row.usage, "; ")
		switch f.(type) {
		case *cli.BoolFlag:
			root.Flags().BoolP(row.long, row.short, false, short)
			continue
		case *cli.StringSliceFlag:
			root.Flags().StringArrayP(row.long, row.short, nil, short)
		default:
			root.Flags().StringP(row.long, row.short, "", short)
		}
		if err := root.RegisterFlagCompletionFunc(row.long, valueOf(row.long)); err != nil {
			panic(err) // the flag was defined just above
		}
	}
	return root
}

// flagValues says what completes the value of a flag; nothing does where it is nil.
var flagValues = map[string]cobra.CompletionFunc{
	"to":       cobra.FixedCompletions(targets, cobra.ShellCompDirectiveNoFileComp),
	"format":   cobra.FixedCompletions(formats, cobra.ShellCompDirectiveNoFileComp),
	"color":    cobra.FixedCompletions(colors, cobra.ShellCompDirectiveNoFileComp),
	"split-by": cobra.FixedCompletions(splits, cobra.ShellCompDirectiveNoFileComp),
	"explain":  completeFinding,

	"context":   completeFolder,
	"templates": completeFolder,
	"baseline":  completeFile,
	"config":    completeFile,
	"output":    completeFile,

	"target":    nil,
	"base":      nil,
	"user":      nil,
	"build-arg": nil,
	"include":   nil,
	"exclude":   nil,
	"jobs":      nil,
}

func valueOf(flag string) cobra.CompletionFunc {
	if values := flagValues[flag]; values != nil {
		return values
	}
	return cobra.NoFileCompletions
}

func completeFolder(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
	return nil, cobra.ShellCompDirectiveFilterDirs
}

func completeFile(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
	return nil, cobra.ShellCompDirectiveDefault
}

func completeFinding(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
	var ids []cobra.Completion
	for _, rule := range finding.Rules() {
		ids = append(ids, cobra.CompletionWithDesc(string(rule.ID), rule.Title))
	}
	return ids, cobra.ShellCompDirectiveNoFileComp
}

// completePath leaves paths to the shell. Subcommands come into it once a letter of
// theirs is there: a shell that is given names offers no files beside them.
func completePath(_ *cobra.Command, args []string, word string) ([]cobra.Completion, cobra.ShellCompDirective) {
	var names []cobra.Completion
	for _, sub := range subcommands() {
		if len(args) == 0 && word != "" && !sub.hidden && strings.HasPrefix(sub.name, word) {
			names = append(names, cobra.CompletionWithDesc(sub.name, sub.does))
		}
	}
	return names, cobra.ShellCompDirectiveDefault
}
