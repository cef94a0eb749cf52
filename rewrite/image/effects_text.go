package image

import (
	"slices"
	"strings"
)

// edited marks the files that sed -i and its like change where they lie: their text
// is not known any more. Taking carriage returns away changes nothing that is read.
func edited(s *State, c *Command) {
	if c.Name() == "sed" && !slices.ContainsFunc(c.Args, func(a string) bool { return strings.HasPrefix(a, "-i") || a == "--in-place" }) {
		return
	}
	ops := operands(c, "e")
	if c.Name() == "sed" && slices.ContainsFunc(c.Args, onlyCarriageReturns) {
		return
	}
	for _, p := range ops {
		if e, presence := s.Image.Tree.Lookup(c.Abs(p)); presence == Present && !e.Dir {
			e.Path, e.Edited = c.Abs(p), true
			s.Image.Tree.add(e)
		}
	}
}

// onlyCarriageReturns tells of the sed programs that mend Windows line ends.
func onlyCarriageReturns(program string) bool {
	switch program {
	case `s/\r$//`, `s/\r$//g`, `s/\r//g`, `s/\r//`, `s/\r\n$/\n/`, `s/\r\n/\n/g`, `s/^M$//`, `s/.$//`:
		return true
	}
	return false
}

// redirects records the files that output goes to, with their text where echo, printf
// or a here-document gives it.
func redirects(s *State, c *Command) {
	if c.Shell == nil {
		return
	}
	for _, r := range c.Shell.Redirects {
		if !strings.HasPrefix(r.Op, ">") && r.Op != "&>" {
			continue
		}
		target, ok := r.Target.Literal()
		if !ok {
			if fields, known := r.Target.Expand(func(n string) (string, bool) { return c.Getenv(s, n) }); known && len(fields) == 1 {
				target, ok = fields[0], true
			}
		}
		if !ok || strings.HasPrefix(target, "/dev/") || strings.HasPrefix(target, "&") || target == "" || isFD(target) {
			continue
		}
		text, known := printed(c)
		if known && r.Op == ">>" {
			var before []byte
			before, known = s.Image.Tree.ReadFile(c.Abs(target))
			text = string(before) + text
		}
		if !known || r.FD != 1 || c.Conditional {
			s.Write(c, c.Abs(target), false)
			continue
		}
		s.Image.Tree.add(Entry{Path: c.Abs(target), Kind: FromRun, Instr: c.Instr, Command: c, Content: text, Written: true})
	}
}

// printed is what a command prints, where its own text tells.
func printed(c *Command) (string, bool) {
	if slices.Contains(c.Known, false) || len(c.Args) == 0 {
		return "", false
	}
	switch c.Name() {
	case "cat":
		if len(c.Args) != 1 {
			return "", false
		}
		for _, r := range c.Shell.Redirects {
			if r.Op == "<<" || r.Op == "<<-" {
				return r.Heredoc, r.Literal || !strings.ContainsAny(r.Heredoc, "$`\\")
			}
		}
	case "echo":
		args := c.Args[1:]
		end := "\n"
		interpret := len(c.Run.shell()) == 0 || c.Run.shell() == "sh" // dash and BusyBox print \n as a new line
		for len(args) > 0 && (args[0] == "-e" || args[0] == "-n" || args[0] == "-ne" || args[0] == "-en") {
			interpret = interpret || strings.Contains(args[0], "e")
			if strings.Contains(args[0], "n") {
				end = ""
			}
			args = args[1:]
		}
		text := strings.Join(args, " ")
		if strings.Contains(text, `\`) && interpret {
			text = escapes.Replace(text)
		}
		return text + end, true
	case "printf":
		if len(c.Args) == 2 && !strings.Contains(c.Args[1], "%") {
			return escapes.Replace(c.Args[1]), true
		}
		if len(c.Args) > 2 && (c.Args[1] == `%s\n` || c.Args[1] == "%s") {
			end := strings.TrimPrefix(escapes.Replace(c.Args[1]), "%s")
			return strings.Join(c.Args[2:], end) + end, true
		}
	}
	return "", false
}

// escapes are the sequences of echo and printf that scripts are written with.
var escapes = strings.NewReplacer(`\\`, `\`, `\n`, "\n", `\t`, "\t", `\"`, `"`)

// shell is the name of the shell that runs the instruction.
func (r *Run) shell() string {
	if len(r.Shell) == 0 {
		return ""
	}
	return r.Shell[0][strings.LastIndexByte(r.Shell[0], '/')+1:]
}
