package image

import (
	"maps"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/shell"
)

// Run is a RUN instruction and the commands that it runs.
type Run struct {
	Instr *dockerfile.Instruction
	// Script is the parsed shell text; nil in exec form, or when Err tells why it can't be parsed.
	Script *shell.Script
	Err    error
	// Heredoc is true when Script is the body of a heredoc and not the instruction's own text.
	Heredoc bool
	// Shell is the argv before the text of a shell form.
	Shell []string
	// Commands are in execution order, literal loops unrolled.
	Commands []*Command
	// Scripts are what its commands ran of shell scripts whose text is at hand; File is
	// the path in the image of such a script and Interpreter the shell that runs it, both
	// "" for the instruction's own text.
	Scripts           []*Run
	File, Interpreter string
	depth             int
}

func (in *Interpreter) run(s *State, instr *dockerfile.Instruction) {
	r := &Run{Instr: instr, Shell: s.Image.Config.Shell}
	s.Image.Runs = append(s.Image.Runs, r)
	if cmd, ok := instr.Cmd.(*instructions.RunCommand); ok && !cmd.PrependShell {
		in.execForm(s, r, instr.JSONArgs())
		return
	}
	text := instr.Args.Text
	if len(instr.Heredocs) > 0 {
		text, r.Heredoc = heredocScript(instr)
	}
	r.Script, r.Err = in.Scripts.Parse(text)
	if r.Err != nil {
		s.Image.Tree.opaque = append(s.Image.Tree.opaque, &Command{Instr: instr, Run: r})
		return
	}
	w := &walker{in: in, s: s, r: r, dir: s.Image.Config.Workdir, env: map[string]string{}}
	for _, sc := range r.Script.Commands {
		w.command(sc)
	}
}

// heredocScript is the text that the shell of a RUN with heredocs reads.
func heredocScript(instr *dockerfile.Instruction) (text string, body bool) {
	args := strings.TrimSpace(instr.Args.Text)
	first := instr.Heredocs[0]
	if strings.HasPrefix(args, "<<") && len(strings.Fields(args)) == 1 {
		return first.Content, true
	}
	var b strings.Builder
	b.WriteString(instr.Args.Text)
	b.WriteByte('\n')
	for _, h := range instr.Heredocs {
		b.WriteString(h.Content)
		b.WriteString(h.Name + "\n")
	}
	return b.String(), false
}

func (in *Interpreter) execForm(s *State, r *Run, args []string) {
	c := &Command{Instr: r.Instr, Run: r, Args: args, Dir: s.Image.Config.Workdir, Env: map[string]string{}}
	for range args {
		c.Known = append(c.Known, true)
	}
	if len(args) == 3 && (c.Name() == "sh" || c.Name() == "bash") && args[1] == "-c" {
		if script, err := in.Scripts.Parse(args[2]); err == nil {
			w := &walker{in: in, s: s, r: r, dir: c.Dir, env: map[string]string{}}
			for _, sc := range script.Commands {
				w.command(sc)
			}
			return
		}
	}
	in.apply(s, r, c)
}

// walker follows the directory and the variables through the commands of one RUN.
type walker struct {
	in  *Interpreter
	s   *State
	r   *Run
	dir string
	env map[string]string
	// outer is the directory to return to after a subshell; "" outside of one.
	outer string
}

func (w *walker) command(sc *shell.Command) {
	if sc.Subshell && w.outer == "" {
		w.outer = w.dir
	} else if !sc.Subshell && w.outer != "" {
		w.dir, w.outer = w.outer, ""
	}
	if name, values, ok := oneLoop(sc); ok {
		saved, had := w.env[name]
		for _, v := range values {
			w.env[name] = v
			w.once(sc)
		}
		delete(w.env, name)
		if had {
			w.env[name] = saved
		}
		return
	}
	w.once(sc)
}

// oneLoop returns the variable of a literal for loop around the command.
func oneLoop(sc *shell.Command) (string, []string, bool) {
	if len(sc.LoopVars) != 1 {
		return "", nil, false
	}
	for name, values := range sc.LoopVars {
		return name, values, true
	}
	return "", nil, false
}

func (w *walker) once(sc *shell.Command) {
	var assigns map[string]string
	for _, a := range sc.Assigns {
		if fields, ok := a.Value.Expand(w.lookup); ok {
			if assigns == nil {
				assigns = map[string]string{}
			}
			assigns[a.Name] = strings.Join(fields, " ")
		}
	}
	if len(sc.Words) == 0 {
		maps.Copy(w.env, assigns)
		return
	}
	c := &Command{Instr: w.r.Instr, Run: w.r, Shell: sc, Dir: w.dir, Conditional: sc.Conditional, Env: maps.Clone(w.env)}
	maps.Copy(c.Env, assigns)
	c.Args, c.Known = make([]string, 0, len(sc.Words)), make([]bool, 0, len(sc.Words))
	for _, word := range sc.Words {
		if text, ok := word.Literal(); ok { // as most are: it needs no list of its own
			c.Args, c.Known = append(c.Args, text), append(c.Known, true)
			continue
		}
		fields, ok := word.Expand(w.lookup)
		if !ok {
			c.Args, c.Known = append(c.Args, ""), append(c.Known, false)
			continue
		}
		for _, f := range fields {
			c.Args, c.Known = append(c.Args, f), append(c.Known, true)
		}
	}
	switch c.Name() {
	case "cd", "pushd":
		c.Understood = true
		if len(c.Args) > 1 && c.Known[1] {
			w.dir = c.Abs(c.Args[1])
		}
	case "export":
		c.Understood = true
		w.export(c)
	}
	w.in.apply(w.s, w.r, c)
}

func (w *walker) export(c *Command) {
	for i, a := range c.Args[1:] {
		if name, value, ok := strings.Cut(a, "="); ok && c.Known[i+1] {
			w.env[name] = value
		}
	}
}

func (w *walker) lookup(name string) (string, bool) {
	if v, ok := w.env[name]; ok {
		return v, true
	}
	if v, ok := w.s.Getenv(name); ok {
		return v, true
	}
	switch name {
	case "HOME":
		return w.s.Home(), true
	case "PWD":
		return w.dir, true
	}
	return "", false
}

// Home is the home directory of the user that instructions run as now.
func (s *State) Home() string {
	user := s.Image.Config.User
	if user == "" || user == "root" || user == "0" {
		return "/root"
	}
	for _, u := range s.Image.Users {
		if (u.Name == user || u.UID == user) && u.Home != "" {
			return u.Home
		}
	}
	return "/home/" + user
}

// apply asks the toolchains, then the general effects, what a command leaves behind.
func (in *Interpreter) apply(s *State, r *Run, c *Command) {
	r.Commands = append(r.Commands, c)
	unwrap(c)
	for _, effect := range in.Effects {
		if effect(s, c) {
			c.Understood = true
		}
	}
	if !c.Understood {
		c.Understood = in.script(s, r, c) || general(s, c)
	}
	redirects(s, c)
	s.languages(c)
	s.sources(c)
	if !c.Understood {
		s.Image.Tree.opaque = append(s.Image.Tree.opaque, c)
	}
}
