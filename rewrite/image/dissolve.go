package image

import (
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// dissolver takes shells, inits and scripts away from the front of a process,
// until the program itself stands there or something really needs a shell.
type dissolver struct {
	img *Image
	p   *Process
}

// dissolve repeats, because an init may run a script which runs sh -c.
func (d *dissolver) dissolve() {
	for range 8 {
		if len(d.p.Argv) == 0 || d.p.Shell != nil {
			return
		}
		if !d.step() {
			return
		}
	}
}

func (d *dissolver) step() bool {
	p := d.p
	name := p.Name()
	if n := optionsBefore(p.Argv); shellName(name) && n > 0 {
		// bash -o pipefail -c TEXT runs what bash -c TEXT runs: options only change how it ends.
		p.Argv = append([]string{p.Argv[0]}, p.Argv[1+n:]...)
		p.Split = max(0, p.Split-n)
	}
	switch {
	case d.wrapper(name):
		return true
	case p.Shell != nil:
		return false
	case shellName(name) && len(p.Argv) > 2 && shellFlags(p.Argv[1]):
		return d.commandString()
	case shellName(name) && len(p.Argv) == 2 && shellFlags(p.Argv[1]):
		p.Shell = &ShellNeed{Instr: p.Instr, Span: p.Instr.Span, Text: strings.Join(p.Argv, " "), Where: p.Instr.Keyword,
			Why: "takes shell text as the container's arguments"}
		return false
	case shellName(name) && len(p.Argv) > 1:
		return d.script(p.Argv[1], 2, name)
	}
	return d.script(p.Program(), 1, "")
}

func shellName(name string) bool {
	switch name {
	case "sh", "bash", "ash", "dash":
		return true
	}
	return false
}

// shellFlags tells of options that end in c, such as -c, -lc, -ec.
func shellFlags(arg string) bool {
	return strings.HasPrefix(arg, "-") && !strings.HasPrefix(arg, "--") && strings.HasSuffix(arg, "c")
}

// optionsBefore counts a shell's words between its name and -c; 0 when there is no -c.
func optionsBefore(argv []string) int {
	for i := 1; i < len(argv); i++ {
		switch {
		case shellFlags(argv[i]):
			return i - 1
		case argv[i] == "-o":
			i++
		case len(argv[i]) != 2 || !strings.Contains("-e-x-u-l", argv[i]):
			return 0
		}
	}
	return 0
}

// drop takes n words from the front of Argv.
func (d *dissolver) drop(n int) {
	d.p.Argv = d.p.Argv[n:]
	d.p.Split = max(0, d.p.Split-n)
	d.p.Vars = slices.DeleteFunc(d.p.Vars, func(v VarUse) bool { return v.Known && v.Index < n })
	for i := range d.p.Vars {
		d.p.Vars[i].Index = max(0, d.p.Vars[i].Index-n)
	}
}

// commandString takes sh -c TEXT apart.
func (d *dissolver) commandString() bool {
	p := d.p
	text, rest := p.Argv[2], p.Argv[3:]
	instr, exec := d.textOrigin(text)
	from := place{instr: instr, where: instr.Keyword}
	if !exec {
		args := instr.Args
		from.span = func(s source.Span) source.Span { return args.Span(s.Start, s.End) }
	}
	if len(rest) > 0 {
		rest = rest[1:] // sh -c TEXT $0 $1 …
	}
	split, words := p.Split, len(p.Argv)
	argv, ok := d.text(text, rest, from)
	if !ok {
		return false
	}
	p.Verbatim = false
	p.Argv = argv
	if split > 0 {
		// Without "$@" at the end, and a word for $0, arguments of docker run are none of
		// the program's.
		p.Split = len(argv)
		if given := words - split; split > 3 && len(argv) > given && slices.Equal(argv[len(argv)-given:], rest[len(rest)-given:]) {
			p.Split -= given
		}
	}
	return true
}

// textOrigin finds the instruction that holds a command string, and whether in exec form.
func (d *dissolver) textOrigin(text string) (instr *dockerfile.Instruction, exec bool) {
	for _, i := range []*dockerfile.Instruction{d.img.Config.Entrypoint, d.img.Config.Cmd} {
		if i == nil {
			continue
		}
		if !i.JSON && i.Args.Text == text {
			return i, false
		}
		if i.JSON && contains(i.JSONArgs(), text) {
			return i, true
		}
	}
	return d.p.Instr, true
}

// script takes an entrypoint script of the image apart; n is how many words of
// Argv name it, interpreter the shell in front of it, "" for its own #! line.
func (d *dissolver) script(program string, n int, interpreter string) bool {
	p := d.p
	file, _, presence := d.img.Find(program, p.Dir)
	if interpreter != "" {
		file = Join(orWorkdir(p.Dir, d.img), program)
		_, presence = d.img.Tree.Lookup(file)
	}
	looksShell := interpreter != "" || strings.HasSuffix(program, ".sh") || strings.HasSuffix(program, ".bash")
	if presence != Present {
		if looksShell {
			d.p.Shell = &ShellNeed{Instr: p.Instr, Span: p.Instr.Span, Text: program, Where: p.Instr.Keyword,
				Why: "is a script whose text is not at hand", Unread: true}
		}
		return false
	}
	content, ok := d.img.Tree.ReadFile(file)
	if e, _, _ := d.img.Tree.Origin(file); !ok || e.Edited {
		if looksShell {
			d.p.Shell = &ShellNeed{Instr: p.Instr, Span: p.Instr.Span, Text: program, Where: p.Instr.Keyword,
				Why: "is a script whose text is not at hand", Unread: true}
			if e.Edited {
				d.p.Shell.Why = "is a script that a RUN changes"
			}
		}
		return false
	}
	if interpreter == "" && !shellScript(content) {
		return false
	}
	text := d.record(file, interpreter)
	from := place{instr: p.Instr, where: path.Base(file), name: file}
	split, words, before := p.Split, len(p.Argv), p.Argv
	argv, ok := d.text(text, p.Argv[n:], from)
	if !ok {
		return false
	}
	p.Verbatim = false
	p.Script = file
	p.Argv = argv
	if split > 0 {
		// Words of CMD that the script passes on stay arguments that docker run replaces.
		p.Split = len(argv)
		if given := words - split; given <= len(argv) && slices.Equal(argv[len(argv)-given:], before[len(before)-given:]) {
			p.Split -= given
		}
	}
	return true
}

func orWorkdir(dir string, img *Image) string {
	if dir == "" {
		return img.Config.Workdir
	}
	return dir
}

// record keeps a script of the image that runs in front of the program, and gives its text.
func (d *dissolver) record(program, interpreter string) string {
	file, _, _ := d.img.Find(program, d.p.Dir)
	content, ok := d.img.Tree.ReadFile(file)
	if !ok {
		return ""
	}
	text := unixLines(string(content))
	d.p.Scripts = append(d.p.Scripts, Script{Path: file, Interpreter: interpreterOf(text, interpreter), Text: text})
	return text
}

// interpreterOf is the shell that runs a script: the one in front of it, or that of its #! line.
func interpreterOf(text, front string) string {
	if front != "" {
		return front
	}
	line, _, _ := strings.Cut(strings.TrimPrefix(text, "#!"), "\n")
	fields := strings.Fields(line)
	if len(fields) > 1 && path.Base(fields[0]) == "env" {
		fields = fields[1:]
	}
	if len(fields) == 0 {
		return "sh"
	}
	return path.Base(fields[0])
}

// shellScript tells by the #! line whether a file is a shell script.
func shellScript(content []byte) bool {
	line, _, _ := strings.Cut(string(content), "\n")
	line, ok := strings.CutPrefix(line, "#!")
	if !ok {
		return false
	}
	fields := strings.Fields(line)
	if len(fields) == 0 {
		return false
	}
	if path.Base(fields[0]) == "env" && len(fields) > 1 {
		fields = fields[1:]
	}
	return shellName(path.Base(fields[0]))
}
