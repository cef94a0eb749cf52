package rewrite

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/around"
	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/plan"
	"github.com/dfmigrate/dfmigrate/rewrite/shell"
)

// surroundings says where files around the Dockerfile would meet an image that is no
// longer what they expect. before is the plan of the file, after that of its result.
func surroundings(before, after *plan.Plan, uses around.Uses) []finding.Finding {
	s := &surrounding{before: before, after: after, told: map[finding.Finding]bool{}}
	for _, b := range uses.Builds {
		if !s.buildsProduct(b) && b.Target != "" {
			s.say(b.Place, finding.OverrideElsewhere, "%s builds stage %q, which stays as it was", b.By, b.Target)
		}
	}
	for _, c := range uses.Containers {
		if c.Build != nil && !s.buildsProduct(c.Build) {
			continue
		}
		for _, o := range c.Overrides {
			s.override(c, o)
		}
	}
	slices.SortStableFunc(s.findings, func(a, b finding.Finding) int {
		return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	return s.findings
}

type surrounding struct {
	before, after *plan.Plan
	findings      []finding.Finding
	told          map[finding.Finding]bool
}

func (s *surrounding) say(at around.Place, id finding.ID, format string, args ...any) {
	f := finding.In(at.File, at.Line, id, format, args...)
	if !s.told[f] {
		s.told[f] = true
		s.findings = append(s.findings, f)
	}
}

// buildsProduct tells whether a build ends in the stage that is migrated.
func (s *surrounding) buildsProduct(b *around.Build) bool {
	product := s.before.Stage
	if b.Target == "" {
		return product.Index == s.before.Stages-1
	}
	return strings.EqualFold(b.Target, product.Name)
}

func (s *surrounding) override(c *around.Container, o around.Override) {
	switch o.Kind {
	case around.User:
		s.user(c, o)
	case around.Arguments:
		old, now := entrypoint(s.before.Image), entrypoint(s.after.Image)
		switch {
		case len(now) == 0:
			s.program(c, o)
		case len(old) == 0:
			s.say(o.Place, finding.OverrideEntrypoint, "%s of %s is %q: it was the whole command, and is now passed to ENTRYPOINT %q",
				o.What, c.By, strings.Join(o.Argv, " "), strings.Join(now, " "))
		}
	case around.Develop:
		if !s.before.Runtime.Final.Shell {
			s.say(o.Place, finding.OverrideShell, "the dev container builds this file's last stage, which has no shell any more")
		}
	default:
		s.program(c, o)
	}
}

// program says that the new image has not what a command needs.
func (s *surrounding) program(c *around.Container, o around.Override) {
	if strings.ContainsAny(o.Argv[0], "$") {
		return // only known when it runs
	}
	name := path.Base(o.Argv[0])
	final := s.before.Runtime.Final
	what := o.What + " of " + c.By
	if o.What == c.By {
		what = c.By
	}
	switch {
	case isShell(name) && !final.Shell:
		s.say(o.Place, finding.OverrideShell, "%s runs %q, and %s has no shell", what, strings.Join(o.Argv, " "), s.before.Base)
	case final.Shell:
		for _, lost := range s.lost(o.Argv) {
			s.say(o.Place, finding.OverrideProgram, "%s runs %q, and %s has no %s", what, strings.Join(o.Argv, " "), s.before.Base, lost)
		}
	case !s.has(o.Argv[0]):
		s.say(o.Place, finding.OverrideProgram, "%s runs %q, and %s has no %s", what, strings.Join(o.Argv, " "), s.before.Base, name)
	}
}

func isShell(name string) bool {
	return slices.Contains([]string{"sh", "bash", "ash", "dash", "zsh"}, name)
}

// lost are the programs of a command, and of the shell text in it, that came with a
// package which the old image had and the new one has not.
func (s *surrounding) lost(argv []string) []string {
	names := []string{path.Base(argv[0])}
	if len(argv) == 3 && isShell(names[0]) && argv[1] == "-c" {
		if script, err := shell.Parse(argv[2]); err == nil {
			for _, c := range script.Commands {
				names = append(names, path.Base(c.Name()))
			}
		}
	}
	var out []string
	for _, name := range names {
		if base.Applet(name) && s.before.Runtime.Final.Target == base.Alpine {
			continue
		}
		if hasPackage(s.before.Image, name) && !hasPackage(s.after.Image, name) && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

// hasPackage tells whether an image has the package of a name.
func hasPackage(img *image.Image, name string) bool {
	return slices.Contains(img.Base.Packages, name) || slices.ContainsFunc(img.Packages, func(p image.Package) bool { return p.Name == name })
}

// has tells whether the new image has a program: by its path, on PATH, or as the
// base's interpreter, which also answers to its name without a version.
func (s *surrounding) has(program string) bool {
	if _, _, presence := s.after.Image.Find(program, ""); presence != image.Absent {
		return true
	}
	final := s.before.Runtime.Final
	if program == final.Interpreter {
		return true
	}
	return final.Interpreter != "" && !strings.Contains(program, "/") && strings.HasPrefix(path.Base(final.Interpreter), program) &&
		slices.Contains(final.Path, path.Dir(final.Interpreter))
}

func (s *surrounding) user(c *around.Container, o around.Override) {
	user, _, _ := strings.Cut(o.Argv[0], ":")
	switch {
	case user == "" || strings.Contains(user, "$"):
	case user == "root" || strings.Trim(user, "0") == "":
		s.say(o.Place, finding.OverrideUser, "%s of %s is %s: the container still runs as root", o.What, c.By, o.Argv[0])
	case strings.Trim(user, "0123456789") == "":
		if final, _, _ := strings.Cut(s.after.Image.Config.User, ":"); user != final && len(s.before.Runtime.Writes) > 0 {
			s.say(o.Place, finding.OverrideUser, "%s of %s is %s, and what the process writes belongs to %s", o.What, c.By, o.Argv[0], final)
		}
	case !slices.ContainsFunc(s.after.Image.Users, func(u image.User) bool { return u.Name == user }):
		s.say(o.Place, finding.OverrideUser, "%s of %s is %s, a name that the new image does not know", o.What, c.By, o.Argv[0])
	}
}

// entrypoint is what arguments are passed to: the ENTRYPOINT of a file or its base, where
// one that only runs its arguments counts as none.
func entrypoint(img *image.Image) []string {
	argv := img.Base.Entrypoint
	if instr := img.Config.Entrypoint; instr != nil {
		if argv = []string{instr.Args.Text}; instr.JSON {
			argv = instr.JSONArgs()
		}
	} else if len(argv) > 0 && image.PassThrough(argv[0]) {
		return nil
	}
	return argv
}
