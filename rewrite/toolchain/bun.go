package toolchain

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
	"github.com/dfmigrate/dfmigrate/rewrite/shell"
)

// bun migrates programs that Bun runs: a script of package.json or a source file, with
// what bun install brought.
type bun struct{}

func (bun) Name() string { return "bun" }

// bunProgram is where the official images keep bun.
const bunProgram = "/usr/local/bin/bun"

func (bun) Effect(s *image.State, c *image.Command) bool {
	if c.Name() != "bun" && c.Name() != "bunx" {
		return false
	}
	if c.Has("install", "i", "add", "ci") {
		s.Write(c, path.Join(c.Dir, "node_modules"), true)
	}
	return true
}

// Match takes bun itself, and what the entrypoint of its image hands to it.
func (bun) Match(img *image.Image, p *image.Process) *Match {
	if img.Base.Language != "bun" || p.Inherited || len(p.Argv) == 0 {
		return nil
	}
	argv := p.Argv
	switch name := p.Name(); {
	case p.Shell != nil:
	case name == "bun":
		argv = append([]string{"bun"}, argv[1:]...)
	case name == "bunx":
	case strings.HasPrefix(name, "-") || scriptSource(name):
		argv = append([]string{"bun"}, argv...)
	default:
		return nil
	}
	return &Match{Facts: argv}
}

func (bun) Runtime(r Request) (*Runtime, []finding.Finding) {
	b := &scriptRuntime{answer: answer{Request: r, rt: &Runtime{}}, program: bunProgram, tool: "Bun", account: "1000:1000"}
	argv := r.Match.Facts.([]string)
	if r.Target == base.Alpine {
		b.alpine()
		b.reads(argv)
		return b.done()
	}
	b.carried()
	argv, env, err := bunStart(r.Image, argv, b.workdir(), 0)
	if err != nil {
		b.say(finding.BunStart, b.processSpan(), "%s: %v", strings.Join(r.Process.Argv, " "), err)
		return b.done()
	}
	b.rt.Env = append(b.rt.Env, env...)
	b.reads(argv)
	if !slices.Equal(argv, r.Process.Argv) {
		b.rt.Cmd = argv
		b.rt.ProcessWhy = strings.Join(r.Process.Argv, " ") + " runs this through a shell."
	}
	return b.done()
}

// bunStart takes scripts of package.json away until bun runs a file: bun hands scripts
// to a shell, which the final image has not.
func bunStart(img *image.Image, argv []string, dir string, depth int) ([]string, []Env, error) {
	if argv[0] == "bunx" || len(argv) > 1 && argv[1] == "x" {
		return nil, nil, fmt.Errorf("bunx downloads and runs a package")
	}
	at := 1
	for at < len(argv) && (strings.HasPrefix(argv[at], "-") || argv[at] == "run") {
		at++
	}
	if at >= len(argv) {
		return nil, nil, fmt.Errorf("it names neither a script nor a file")
	}
	name := argv[at]
	files := newImageFiles(img)
	if strings.ContainsAny(name, "./") || files.Exists(strings.TrimPrefix(image.Join(dir, name), "/")) {
		return argv, nil, nil
	}
	pkg, err := project.ReadNodePackage(files, strings.TrimPrefix(dir, "/"))
	if err != nil {
		return nil, nil, fmt.Errorf("package.json is not at hand")
	}
	text, ok := pkg.Scripts[name]
	switch {
	case !ok:
		return nil, nil, fmt.Errorf("package.json has no script %q", name)
	case pkg.Scripts["pre"+name] != "" || pkg.Scripts["post"+name] != "":
		return nil, nil, fmt.Errorf("the script %q has others before or after it", name)
	case depth > 5:
		return nil, nil, fmt.Errorf("its scripts start each other")
	}
	script, err := shell.Parse(text)
	if err != nil || len(script.Commands) != 1 || len(script.Commands[0].Redirects) > 0 || script.Commands[0].Background {
		return nil, nil, fmt.Errorf("the script %q is %q, which takes a shell", name, text)
	}
	c := script.Commands[0]
	lookup := func(n string) (string, bool) {
		v, ok := img.Config.Getenv(n)
		return v.Value, ok && !v.Symbolic
	}
	words, ok := c.Argv(lookup)
	if !ok || len(words) == 0 || words[0] != "bun" {
		return nil, nil, fmt.Errorf("the script %q is %q, which is no command of Bun's", name, text)
	}
	var env []Env
	for _, a := range c.Assigns {
		v, ok := a.Value.Expand(lookup)
		if !ok {
			return nil, nil, fmt.Errorf("the script %q sets %s from something only known at run time", name, a.Name)
		}
		env = append(env, Env{Name: a.Name, Value: strings.Join(v, " "), Late: true})
	}
	out, more, err := bunStart(img, append(words, argv[at+1:]...), dir, depth+1)
	return out, append(env, more...), err
}
