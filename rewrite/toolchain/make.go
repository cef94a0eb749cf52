package toolchain

import (
	"maps"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
	"github.com/dfmigrate/dfmigrate/rewrite/shell"
)

// makeEffect looks for commands of a toolchain in the recipes of a makefile of the
// image. It reports true when all that the recipes do is understood.
func makeEffect(s *image.State, c *image.Command, effect image.Effect, depth int) bool {
	if c.Name() != "make" || depth > 4 {
		return false
	}
	call := parseMake(c)
	file, ok := call.read(s.Image)
	if !ok {
		return false
	}
	understood := true
	for _, target := range call.targets {
		lines, ok := file.Recipe(target, call.set)
		if !ok {
			understood = false
			continue
		}
		for _, line := range lines {
			r := &recipe{s: s, make: c, effect: effect, dir: call.dir, env: maps.Clone(c.Env), depth: depth}
			maps.Copy(r.env, file.Exports(call.set))
			understood = r.run(line) && understood
		}
	}
	return understood
}

// makeCall is the command line of make.
type makeCall struct {
	dir, file string
	targets   []string
	set       map[string]string
}

func parseMake(c *image.Command) makeCall {
	call := makeCall{dir: c.Dir, set: map[string]string{}}
	for i := 1; i < len(c.Args); i++ {
		a := c.Args[i]
		name, value, assigns := strings.Cut(a, "=")
		switch {
		case !c.Known[i]:
			if assigns {
				call.set[name] = project.UnknownMakeValue
			}
		case (a == "-C" || a == "-f" || a == "--file" || a == "--directory") && i+1 < len(c.Args):
			i++
			if a == "-C" || a == "--directory" {
				call.dir = c.Abs(c.Args[i])
			} else {
				call.file = c.Args[i]
			}
		case a == "-j" && i+1 < len(c.Args) && strings.Trim(c.Args[i+1], "0123456789") == "":
			i++
		case strings.HasPrefix(a, "-"):
		case assigns:
			call.set[name] = value
		default:
			call.targets = append(call.targets, a)
		}
	}
	if call.targets == nil {
		call.targets = []string{""}
	}
	return call
}

func (call makeCall) read(img *image.Image) (*project.Makefile, bool) {
	names := []string{"GNUmakefile", "makefile", "Makefile"}
	if call.file != "" {
		names = []string{call.file}
	}
	for _, name := range names {
		if b, ok := img.Tree.ReadFile(image.Join(call.dir, name)); ok {
			return project.ParseMakefile(b), true
		}
	}
	return nil, false
}

// recipe is one line of a recipe, which a shell of its own runs.
type recipe struct {
	s      *image.State
	make   *image.Command
	effect image.Effect
	dir    string
	env    map[string]string
	depth  int
}

func (r *recipe) run(line string) bool {
	script, err := shell.Parse(line)
	if err != nil {
		return false
	}
	understood := true
	for _, sc := range script.Commands {
		if sc.CmdSubst {
			continue
		}
		understood = r.command(sc) && understood
	}
	return understood
}

func (r *recipe) command(sc *shell.Command) bool {
	c := &image.Command{
		Instr: r.make.Instr, Run: &image.Run{Instr: r.make.Instr}, Dir: r.dir, Env: maps.Clone(r.env),
		Conditional: r.make.Conditional || sc.Conditional,
	}
	for _, a := range sc.Assigns {
		value, ok := a.Value.Expand(r.lookup)
		if ok && len(sc.Words) == 0 {
			r.env[a.Name] = strings.Join(value, " ")
		} else if ok {
			c.Env[a.Name] = strings.Join(value, " ")
		}
	}
	for _, w := range sc.Words {
		fields, ok := w.Expand(r.lookup)
		if !ok {
			fields = []string{""}
		}
		for _, f := range fields {
			c.Args, c.Known = append(c.Args, f), append(c.Known, ok)
		}
	}
	switch c.Name() {
	case "", "echo", "printf", "mkdir", "rm", "test", "[", "true", "set", "export", "git", "date", "gofmt", "golangci-lint", "chmod":
		return true
	case "cd":
		if len(c.Args) > 1 && c.Known[1] {
			r.dir = c.Abs(c.Args[1])
			return true
		}
		return false
	case "make":
		return makeEffect(r.s, c, r.effect, r.depth+1)
	}
	return r.effect(r.s, c)
}

// lookup knows the environment of the recipe; a variable that nothing sets is
// empty, as it is for a shell.
func (r *recipe) lookup(name string) (string, bool) {
	if v, ok := r.env[name]; ok {
		return v, true
	}
	if v, ok := r.s.Getenv(name); ok {
		return v, true
	}
	return "", true
}
