package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/moby/buildkit/util/suggest"
	"github.com/urfave/cli/v2"

	"github.com/dfmigrate/dfmigrate/rewrite"
	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/bulk"
	"github.com/dfmigrate/dfmigrate/rewrite/config"
	"github.com/dfmigrate/dfmigrate/rewrite/report"
)

// settings is what the command line asks for, checked.
type settings struct {
	options    rewrite.Options // of flags alone
	contextDir string          // of flags alone
	inputs     []input
	paths      []string
	configs    *bulk.Configs
	narrowed   bool // --exclude leaves out what a configuration may be for
	mode       mode
	output     string // of writeFile
	format     string // "" when a mode other than printing was asked for, and no format
	color      string
	jobs       int
	allowDirty bool
	splitBy    string           // "" means that no groups are written
	baseline   *report.Baseline // nil means that everything is reported

	// catalog is that of files whose configuration describes no images.
	catalog *base.Catalog

	// workingDir is the current folder as the shell names it, here the same without
	// links; "" when there is none.
	workingDir, here string

	folders      *bulk.Folders // shared by what follows
	owners       bulk.Owners
	uncommitted  bulk.Uncommitted
	writer       bulk.Writer
	surroundings bulk.Surroundings
}

// wantsOwners tells whether something is made of the owners of files.
func (s *settings) wantsOwners() bool {
	return s.splitBy == splitByOwners || s.format == report.FormatHTML || s.format == report.FormatJSON
}

// mode is what to do with a migrated file.
type mode int

const (
	printOnly mode = iota
	writeInPlace
	writeFile
	checkOnly
)

func (c *Command) settings(parsed *cli.Context) (*settings, error) {
	s := &settings{
		color:      parsed.String("color"),
		contextDir: parsed.String("context"),
		output:     parsed.String("output"),
		jobs:       parsed.Int("jobs"),
		allowDirty: parsed.Bool("allow-dirty"),
		splitBy:    parsed.String("split-by"),
		options: rewrite.Options{
			Target:     parsed.String("to"),
			Base:       parsed.String("base"),
			Stage:      parsed.String("target"),
			BuildArgs:  c.buildArgs(parsed.StringSlice("build-arg")),
			Strict:     parsed.Bool("strict"),
			DebugStage: parsed.Bool("debug-stage"),
			Memory:     rewrite.NewMemory(),
		},
	}
	if here, err := os.Getwd(); err == nil {
		s.workingDir = here
		s.here, _ = filepath.EvalSymlinks(here)
	}
	s.folders = &bulk.Folders{}
	s.owners.Folders, s.uncommitted.Folders, s.writer.Folders, s.surroundings.Folders = s.folders, s.folders, s.folders, s.folders
	for _, read := range []func(*cli.Context) error{
		s.checkChoices, s.setMode, s.checkSplit, s.setBaseline, s.setFolders, s.setUser,
	} {
		if err := read(parsed); err != nil {
			return nil, err
		}
	}
	var err error
	if s.catalog, err = base.NewCatalog(nil, nil); err != nil {
		return nil, err
	}
	return s, s.setInputs(parsed, c.now())
}

func (s *settings) checkChoices(*cli.Context) error {
	if s.jobs < 1 {
		return misuse("--jobs %d: at least one file is worked on at once", s.jobs)
	}
	if err := checkChoice("color", s.color, colors); err != nil {
		return err
	}
	if s.options.Target == "" { // a configuration may say it
		return nil
	}
	return checkChoice("to", s.options.Target, targets)
}

// checkChoice reports a value of a flag that is none of the choices.
func checkChoice(flag, value string, choices []string) error {
	return checkWord("--"+flag, value, choices)
}

// checkWord reports a word that is none of the choices, and which they are.
func checkWord(before, value string, choices []string) error {
	if slices.Contains(choices, value) {
		return nil
	}
	err := fmt.Errorf("%s %s is unknown: it is one of %s", before, value, strings.Join(choices, ", "))
	return &usageError{suggest.WrapError(err, value, choices, true)}
}

// setMode reads what is to be printed or written, which are choices of one.
func (s *settings) setMode(parsed *cli.Context) error {
	modes := map[string]mode{"write": writeInPlace, "output": writeFile, "check": checkOnly}
	var asked []string
	for _, name := range []string{"write", "output", "check"} {
		if parsed.IsSet(name) {
			asked = append(asked, "--"+name)
			s.mode = modes[name]
		}
	}
	if len(asked) > 1 {
		return misuse("%s exclude each other: use one of them", strings.Join(asked, " and "))
	}
	if s.mode == writeFile && s.output == "" {
		return misuse("--output needs the name of a file, or - for standard output")
	}
	if s.mode == printOnly || parsed.IsSet("format") {
		s.format = parsed.String("format")
	}
	if s.mode == writeFile && s.output == "-" && s.format != "" {
		return misuse("--output - and --format both print to standard output: use one of them")
	}
	if s.format == "" {
		return nil
	}
	return checkChoice("format", s.format, formats)
}

// checkSplit reads --split-by, which makes a folder of --output.
func (s *settings) checkSplit(*cli.Context) error {
	switch {
	case s.splitBy == "":
		return nil
	case s.mode != writeFile || s.output == "-":
		return misuse("--split-by writes one patch and one body for each group: say into which folder with --output DIR")
	}
	return checkChoice("split-by", s.splitBy, splits)
}

// setBaseline reads the report that --baseline names.
func (s *settings) setBaseline(parsed *cli.Context) error {
	if !parsed.IsSet("baseline") {
		return nil
	}
	name := parsed.String("baseline")
	if s.mode == writeInPlace || s.mode == writeFile && s.splitBy == "" {
		return misuse("--baseline is for reports and --check: it says what is new, and writes nothing")
	}
	f, err := os.Open(name)
	if err != nil {
		return fmt.Errorf("--baseline: %w", err)
	}
	defer f.Close()
	if s.baseline, err = report.ReadBaseline(f); err != nil {
		return fmt.Errorf("--baseline %s: %w", name, err)
	}
	return nil
}

// setFolders checks the folders that flags name.
func (s *settings) setFolders(parsed *cli.Context) error {
	for _, name := range []string{"context", "templates"} {
		if !parsed.IsSet(name) {
			continue
		}
		dir := parsed.String(name)
		info, err := os.Stat(dir)
		if err != nil || !info.IsDir() {
			return misuse("--%s %s: there is no such folder", name, dir)
		}
		if name == "templates" {
			s.options.Templates = os.DirFS(dir)
		}
	}
	return nil
}

// setUser reads --user.
func (s *settings) setUser(parsed *cli.Context) error {
	if !parsed.IsSet("user") {
		return nil
	}
	s.options.User = parsed.String("user")
	if err := config.CheckUser(s.options.User); err != nil {
		return misuse("--user %w", err)
	}
	return nil
}

// buildArgs reads NAME=VALUE and NAME as docker build does: a NAME that the
// environment does not have is not given at all.
func (c *Command) buildArgs(given []string) map[string]string {
	args := map[string]string{}
	for _, arg := range given {
		name, value, ok := strings.Cut(arg, "=")
		if !ok {
			value, ok = c.LookupEnv(name)
		}
		if ok {
			args[name] = value
		}
	}
	return args
}

// setInputs finds the files, with what holds for each, and checks that they suit the mode.
func (s *settings) setInputs(parsed *cli.Context, now time.Time) error {
	paths := parsed.Args().Slice()
	if len(paths) == 0 {
		paths = []string{bulk.Default()}
	}
	if i := slices.Index(paths, ""); i >= 0 {
		return misuse("PATH is empty")
	}
	if s.mode == writeInPlace && slices.Contains(paths, bulk.Stdin) {
		return misuse("--write can't rewrite standard input: use --output FILE")
	}
	var err error
	if s.configs, err = bulk.NewConfigs(parsed.String("config"), now); errors.Is(err, fs.ErrNotExist) {
		return misuse("--config: %w", err)
	} else if err != nil {
		return err
	}
	want, err := selection(parsed)
	if err != nil {
		return err
	}
	found, err := s.folders.Find(paths, want, s.configs)
	if err != nil {
		return err
	}
	s.paths, s.narrowed = paths, parsed.IsSet("exclude")
	if err := s.choose(found); err != nil {
		return err
	}
	if s.mode == writeFile && s.splitBy == "" && len(s.inputs) > 1 {
		return misuse("--output takes the result of one Dockerfile, and there are %d: name one of them, or use --write", len(s.inputs))
	}
	if s.contextDir != "" {
		return s.checkContext()
	}
	return nil
}

// selection reads --include and --exclude.
func selection(parsed *cli.Context) (want bulk.Selection, err error) {
	for _, flag := range []struct {
		name string
		to   **config.Patterns
	}{{"include", &want.Include}, {"exclude", &want.Exclude}} {
		if *flag.to, err = config.NewPatterns(parsed.StringSlice(flag.name)); err != nil {
			return want, misuse("--%s: %w", flag.name, err)
		}
	}
	return want, nil
}

// checkContext reports a malformed .dockerignore once, not for every file.
func (s *settings) checkContext() error {
	c, err := s.folders.OpenContext(s.contextDir, "")
	if err != nil {
		return err
	}
	return c.Close()
}
