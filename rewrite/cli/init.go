package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/urfave/cli/v2"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/bulk"
	"github.com/dfmigrate/dfmigrate/rewrite/config"
)

// mostBases is how many images that nothing is known of a new configuration lists.
const mostBases = 20

const initHelp = `Write a ` + config.Name + ` into DIR (the current folder if none is named) that has every
key in a comment, and the images that the Dockerfiles below DIR build on and that
nothing is known of.

Usage:
  dfmigrate init [--to TARGET] [--force] [DIR]

Flags:
      --to TARGET   the family of the final base (default: distroless)
      --force       write over the one that is there
  -h, --help        print this text
`

// runInit reads the flags of init, and does what they say.
func (c *Command) runInit(_ context.Context, args []string) error {
	app := newApp()
	app.Name = "dfmigrate init"
	app.CustomAppHelpTemplate = initHelp
	app.Flags = []cli.Flag{&cli.StringFlag{Name: "to", Value: string(base.Distroless)}, &cli.BoolFlag{Name: "force"}}
	app.Action = c.init
	return c.runApp(app, args)
}

// init writes a configuration to begin with.
func (c *Command) init(parsed *cli.Context) error {
	dir := "."
	switch parsed.NArg() {
	case 0:
	case 1:
		dir = parsed.Args().First()
	default:
		return misuse("init takes one folder, and there are %d", parsed.NArg())
	}
	if err := checkChoice("to", parsed.String("to"), targets); err != nil {
		return err
	}
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return misuse("init: there is no folder %s", dir)
	}
	path := filepath.Join(dir, config.Name)
	if _, err := os.Lstat(path); err == nil && !parsed.Bool("force") {
		return misuse("init: %s is there already; --force writes over it", path)
	}
	starter := config.Starter{Target: parsed.String("to"), Above: bulk.ConfigAbove(dir), Today: c.now()}
	found, err := c.survey(dir, &starter)
	if err != nil {
		return err
	}
	text, err := starter.Text()
	if err != nil {
		return err
	}
	if err := bulk.WriteFile(path, text); err != nil {
		return err
	}
	fmt.Fprintf(c.Stderr, "wrote %s\n", path)
	if starter.Above != "" {
		fmt.Fprintf(c.Stderr, "it extends %s, which counted here alone until now\n", starter.Above)
	}
	if found > 0 {
		fmt.Fprintf(c.Stderr, "nothing is known of %s that Dockerfiles here build on: say below bases: what they are\n", counted(found, "image"))
	}
	return nil
}

// survey adds to a starter what the Dockerfiles below dir build on, and returns how many
// images of it nothing is known of.
func (c *Command) survey(dir string, starter *config.Starter) (int, error) {
	configs, err := bulk.NewConfigs(os.DevNull, c.now()) // others may hold mistakes, and count for other folders
	if err != nil {
		return 0, err
	}
	inputs, err := new(bulk.Folders).Find([]string{dir}, bulk.Selection{}, configs)
	if err != nil {
		return 0, err
	}
	unknown := bulk.UnknownBases(inputs)
	for _, u := range unknown {
		mirror := base.Mirror{From: "docker.io", To: u.Mirror}
		switch {
		case u.Mirror != "" && !slices.Contains(starter.Mirrors, mirror):
			starter.Mirrors = append(starter.Mirrors, mirror)
		case u.Mirror != "" || len(starter.Bases) == mostBases:
		default:
			found := config.StarterBase{Image: u.Name, Where: counted(u.Files, "Dockerfile")}
			if u.Public != "" {
				found.Like = u.Public + ":{tag}"
			}
			starter.Bases = append(starter.Bases, found)
		}
	}
	return len(unknown), nil
}
