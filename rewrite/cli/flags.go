package cli

import (
	"runtime"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/dfmigrate/dfmigrate/rewrite"
	"github.com/dfmigrate/dfmigrate/rewrite/report"
)

// The groups that help and docs/cli.md show the flags in, in their order. urfave
// sorts categories by name, which is why both are made from newFlags here.
const (
	groupResult = "Result"
	groupInput  = "Input"
	groupOutput = "Output"
	groupOther  = "Other"
)

var (
	targets = rewrite.Targets()
	formats = report.Formats()
	colors  = []string{"auto", "always", "never"}
)

// newFlags returns every flag. The first name is the long one; a word in backquotes
// names the value, and is left out of the text when ": " follows it.
func newFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Category: groupResult, Name: "to",
			Usage: "the family of the final base, `TARGET`: " + strings.Join(targets, ", ") + "; auto is distroless where the application needs no shell, else alpine (required, here or in the configuration)"},
		&cli.StringFlag{Category: groupResult, Name: "base",
			Usage: "end in `IMAGE`, and not in the image of the family that fits best; it tells the family too"},
		&cli.StringFlag{Category: groupResult, Name: "target",
			Usage: "migrate this `STAGE` (name or index) instead of the one that is the product"},
		&cli.StringFlag{Category: groupResult, Name: "user",
			Usage: "run as `UID[:GID]`, numbers, not root (default 65532:65532)"},
		&cli.StringSliceFlag{Category: groupResult, Name: "build-arg",
			Usage: "a value for an ARG, as in docker build: `NAME=VALUE`, or NAME from the environment; repeatable"},
		&cli.BoolFlag{Category: groupResult, Name: "debug-stage",
			Usage: "add a stage with a shell for docker build --target debug; the default image stays without"},
		&cli.StringFlag{Category: groupResult, Name: "templates",
			Usage: "take the templates of the final stage from `DIR`"},
		&cli.BoolFlag{Category: groupResult, Name: "strict",
			Usage: "refuse files with a review finding"},

		&cli.StringFlag{Category: groupInput, Name: "context",
			Usage: "the build context is `DIR`; by default the Dockerfile's folder, or one above it that has the files it copies"},
		&cli.StringFlag{Category: groupInput, Name: "config",
			Usage: "take `FILE` for the configuration of all files; by default the nearest .dfmigrate.yaml above each"},
		&cli.StringSliceFlag{Category: groupInput, Name: "include",
			Usage: "in folders, take files that match `GLOB` beside those called Dockerfile or Containerfile; repeatable"},
		&cli.StringSliceFlag{Category: groupInput, Name: "exclude",
			Usage: "leave out what matches `GLOB`, as in .dockerignore; without a slash, in every folder; repeatable"},

		&cli.BoolFlag{Category: groupOutput, Name: "write", Aliases: []string{"w"},
			Usage: "rewrite the files in place"},
		&cli.BoolFlag{Category: groupOutput, Name: "allow-dirty",
			Usage: "with --write, also rewrite files that have uncommitted changes in git"},
		&cli.StringFlag{Category: groupOutput, Name: "output", Aliases: []string{"o"},
			Usage: "write the migrated file to `FILE` (- is standard output); for one Dockerfile"},
		&cli.StringFlag{Category: groupOutput, Name: "split-by",
			Usage: "`" + strings.Join(splits, "|") + "`: write a patch and the body of a pull request for each owner or folder into the folder that --output names"},
		&cli.BoolFlag{Category: groupOutput, Name: "check",
			Usage: "write nothing, print one line per file, exit with 1 if a file would change"},
		&cli.StringFlag{Category: groupOutput, Name: "format", Value: report.FormatDiff,
			Usage: "print the results as `FORMAT`: " + strings.Join(formats, ", ")},
		&cli.StringFlag{Category: groupOutput, Name: "baseline",
			Usage: "report only what is new since the run whose --format json is in `FILE`"},
		&cli.StringFlag{Category: groupOutput, Name: "color", Value: "auto",
			Usage: "`" + strings.Join(colors, "|") + "`: colour the output; auto is on a terminal, unless NO_COLOR is set"},

		&cli.StringFlag{Category: groupOther, Name: "explain",
			Usage: "say what the finding `ID` means and what to do about it"},
		&cli.IntFlag{Category: groupOther, Name: "jobs", Aliases: []string{"j"}, Value: runtime.GOMAXPROCS(0), DefaultText: "the number of processors",
			Usage: "work on `N` files at once"},
		&cli.BoolFlag{Category: groupOther, Name: "version",
			Usage: "print the version"},
	}
}
