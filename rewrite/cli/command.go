// Package cli is the dfmigrate command: its flags, streams and exit codes.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/dfmigrate/dfmigrate/rewrite"
	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
	"github.com/dfmigrate/dfmigrate/rewrite/report"
)

// Exit codes. With several causes the highest is returned.
const (
	// ExitOK: every file is migrated, compliant, or skipped as a comment in it asks.
	ExitOK = 0
	// ExitWouldChange: --check found a file that would be migrated.
	ExitWouldChange = 1
	// ExitError: the command was misused, or some file could not be read, parsed or
	// written.
	ExitError = 2
	// ExitRefused: some file was refused.
	ExitRefused = 3
)

// Command is one run of dfmigrate with everything that it touches of the process.
type Command struct {
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	// LookupEnv finds an environment variable.
	LookupEnv func(name string) (value string, ok bool)

	// now is time.Now unless a test says otherwise: it decides which acceptances have
	// expired.
	now func() time.Time
	// migrateFile is rewrite.MigrateParsed unless a test says otherwise.
	migrateFile func(context.Context, *dockerfile.Dockerfile, *project.Context, rewrite.Options) rewrite.Result
}

// Main runs dfmigrate with the process's own arguments and streams until it is done
// or interrupted, and returns the exit code.
func Main() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	context.AfterFunc(ctx, stop) // so that a second interrupt ends the process
	c := &Command{Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, LookupEnv: os.LookupEnv}
	c.keepHeapRoomy()
	return c.Main(ctx, os.Args)
}

// Main runs the command and returns its exit code. args begins with its name.
func (c *Command) Main(ctx context.Context, args []string) int {
	if c.migrateFile == nil {
		c.migrateFile = rewrite.MigrateParsed
	}
	if c.now == nil {
		c.now = time.Now
	}
	exit := ExitOK
	app := newApp()
	app.Action = func(parsed *cli.Context) (err error) {
		exit, err = c.dispatch(ctx, parsed)
		return err
	}
	err := c.run(ctx, app, withoutDocker(args))
	if err == nil {
		return exit
	}
	var misuse *usageError
	for line := range strings.Lines(err.Error()) { // several of a configuration
		fmt.Fprintf(c.Stderr, "dfmigrate: %s\n", strings.TrimSuffix(line, "\n"))
	}
	if errors.As(err, &misuse) {
		fmt.Fprintln(c.Stderr, "Run 'dfmigrate --help' for usage.")
	}
	return max(exit, ExitError)
}

// run carries out a subcommand, or what the flags say.
func (c *Command) run(ctx context.Context, app *cli.App, args []string) error {
	if sub := findSubcommand(args[1:]); sub != nil {
		return sub.run(c, ctx, args[1:])
	}
	return c.runApp(app, args)
}

// runApp parses flags, of the command or of a subcommand, and does what they say.
func (c *Command) runApp(app *cli.App, args []string) error {
	app.Reader, app.Writer, app.ErrWriter = c.Stdin, c.Stdout, c.Stderr
	ordered, err := flagsFirst(app.Flags, args)
	if err != nil {
		return err
	}
	return app.Run(ordered)
}

func newApp() *cli.App {
	app := &cli.App{
		Name:                      "dfmigrate",
		Flags:                     newFlags(),
		HideVersion:               true, // --version is a flag of our own, without -v
		HideHelpCommand:           true, // "help" may be the name of a folder
		DisableSliceFlagSeparator: true, // a comma belongs to the value
		OnUsageError:              func(_ *cli.Context, err error, _ bool) error { return &usageError{err} },
		ExitErrHandler:            func(*cli.Context, error) {}, // exit codes are Main's
	}
	app.CustomAppHelpTemplate = helpText(app.Flags)
	return app
}

// dispatch does what the flags ask for.
func (c *Command) dispatch(ctx context.Context, parsed *cli.Context) (exit int, err error) {
	switch {
	case parsed.Bool("version"):
		_, err := fmt.Fprintln(c.Stdout, "dfmigrate", build())
		return ExitOK, err
	case parsed.IsSet("explain"):
		return ExitOK, explain(c.Stdout, parsed.String("explain"))
	}
	s, err := c.settings(parsed)
	if err != nil {
		return ExitError, err
	}
	return c.migrateAll(ctx, s)
}

// usageError is a mistake in the command line, as opposed to one in a file.
type usageError struct{ error }

func (e *usageError) Unwrap() error { return e.error }

func misuse(format string, args ...any) error {
	return &usageError{fmt.Errorf(format, args...)}
}

// style says whether what goes to w is coloured.
func (c *Command) style(w io.Writer, when string) report.Style {
	if c.wantsColor(w, when) {
		return report.Colored()
	}
	return report.Style{}
}
