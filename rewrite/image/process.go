package image

import (
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// Process is what a container of the image runs, as far as it can be said
// without a shell.
type Process struct {
	// Argv is the program and its arguments, shells, inits and scripts taken away.
	Argv []string
	// Split is how many words of Argv come from ENTRYPOINT; arguments of docker run replace the rest.
	Split int
	// Env are variables that a shell form, env or a script set before the program.
	Env []EnvVar
	// Frozen are variables of the container's environment whose values went into Env.
	Frozen []VarUse
	// Prepare are commands in front of the program that a build can run instead.
	Prepare []Prepared
	// Owners are chowns and chmods in front of the program, Limits its ulimits.
	Owners, Limits []Prepared
	// Branches are questions of a script that another container could answer otherwise,
	// Checks are variables without which it gave up.
	Branches, Checks []Asked
	// HandedOn are assignments of NAME=$NAME for a variable that only the container sets.
	HandedOn []Asked
	// Priorities are programs that were in front and gave the program a priority, a
	// processor or a limit, such as "nice -n 10".
	Priorities []string
	// Redirects are redirections of the program that left its output where it is, or dropped it.
	Redirects []string
	// Wrappers are programs that were in front and only ran the program, such as nohup.
	Wrappers []string
	// AsUser is the user that gosu, su-exec or sudo in front would have changed to.
	AsUser string
	// Dir is where the program starts when it isn't the image's WORKDIR, else "".
	Dir string
	// Init is an init program that was in front, such as ["tini", "--"].
	Init []string
	// Supervisor is a program that was in front, such as supervisord, started the program
	// by a configuration, and started it again when it ended.
	Supervisor string
	// Wrapper is an entrypoint of the base image that runs its arguments, such as docker-entrypoint.sh.
	Wrapper string
	// Script is the path of an entrypoint script that was taken apart.
	Script string
	// Scripts are all shell scripts that run in front of the program, taken apart or not.
	Scripts []Script
	// Verbatim is true when Argv is word for word what exec forms of the file say.
	Verbatim bool
	// Inherited is true when the file has neither ENTRYPOINT nor CMD.
	Inherited bool
	// Vars are the variables whose values a shell put into Argv.
	Vars []VarUse
	// Shell says for what the process needs a shell; nil when it needs none.
	Shell *ShellNeed
	// Instr is the instruction that names the program; nil when inherited.
	Instr *dockerfile.Instruction
	// Ignored is a CMD that a shell-form ENTRYPOINT keeps from having any effect.
	Ignored *dockerfile.Instruction
}

// VarUse is a variable in a word of Argv.
type VarUse struct {
	Name string
	// Index is the first word of Argv that the variable's word became, Count how many.
	Index, Count int
	// Word is the shell word as written, such as "$JAVA_OPTS".
	Word string
	// Known is true when ENV or a default gives the value; else Argv[Index] is Word itself.
	Known bool
	// Default is true when the word's own default was taken, the variable being unset.
	Default bool
	// Bare is true when the word is the variable alone, without quotes: unset, it is no word at all.
	Bare bool
	// Span is the word's place in the Dockerfile; zero in a script.
	Span source.Span
}

// Prepared is a command that ran before the program.
type Prepared struct {
	Argv []string
	Env  []EnvVar
	// Dir is where it ran.
	Dir string
	// Text is the command as written, Span its place in the Dockerfile.
	Text string
	Span source.Span
}

// Script is a shell script of the image.
type Script struct {
	Path string
	// Interpreter is the name of the shell that runs it.
	Interpreter string
	// Text is its content, with Unix line ends.
	Text string
}

// Asked is a question that a script asked about a variable.
type Asked struct {
	// Name is the variable's, "@" for the arguments of the script.
	Name string
	// Text is the question as written, Span its place in the Dockerfile.
	Text string
	Span source.Span
}

// ShellNeed is a reason why the process can't start without a shell.
type ShellNeed struct {
	// Instr is the instruction and Span the words in it.
	Instr *dockerfile.Instruction
	Span  source.Span
	// Text are the words in question, Where their place ("CMD", "entrypoint.sh:12").
	Text, Where string
	// Why says what a shell does with them.
	Why string
	// Unread is true when the text itself is not at hand.
	Unread bool
}

// Settled tells whether something that each start decided anew is decided for all of
// them now: a value, a branch, a step that the build does.
func (p *Process) Settled() bool {
	return len(p.Vars) > 0 || len(p.Frozen) > 0 || len(p.Prepare) > 0 || len(p.Owners) > 0 || len(p.Checks) > 0 || len(p.Limits) > 0 || len(p.Branches) > 0
}

// Unset returns the variables that nothing in the file gives a value.
func (p *Process) Unset() []VarUse {
	var out []VarUse
	for _, v := range p.Vars {
		if !v.Known {
			out = append(out, v)
		}
	}
	return out
}

// Program is Argv[0], or "".
func (p *Process) Program() string {
	if len(p.Argv) == 0 {
		return ""
	}
	return p.Argv[0]
}

// Name is the program without its folder.
func (p *Process) Name() string { return path.Base(p.Program()) }

// Process works out what a container of the image runs.
func (img *Image) Process() *Process {
	c := img.Config
	p := &Process{Verbatim: true}
	switch {
	case c.Entrypoint == nil && c.Cmd == nil:
		p.Inherited = true
		p.Argv = append(append([]string(nil), img.Base.Entrypoint...), img.Base.Cmd...)
		p.Split = len(img.Base.Entrypoint)
		if len(img.Base.Entrypoint) > 0 && PassThrough(img.Base.Entrypoint[0]) {
			p.Wrapper, p.Argv, p.Split = img.Base.Entrypoint[0], p.Argv[1:], p.Split-1
		}
		return p
	case c.Entrypoint == nil:
		p.Instr = c.Cmd
		base := img.Base.Entrypoint
		if i := slices.IndexFunc(base, PassThrough); i >= 0 {
			// An init may stand before it, as in [/tini, --, docker-entrypoint.sh].
			p.Init, p.Wrapper, base = base[:i:i], base[i], base[i+1:]
		}
		p.Argv, p.Split = append(p.Argv, base...), len(base)
		p.Argv = append(p.Argv, img.words(p, c.Cmd)...)
	default:
		p.Instr = c.Entrypoint
		p.Argv = img.words(p, c.Entrypoint)
		p.Split = len(p.Argv)
		if c.Cmd != nil && c.Entrypoint.JSON {
			p.Argv = append(p.Argv, img.words(p, c.Cmd)...)
		} else if c.Cmd != nil {
			p.Ignored = c.Cmd
		}
	}
	d := &dissolver{img: img, p: p}
	d.dissolve()
	return p
}

// words are the argv that an instruction stands for, a shell form as SHELL would run it.
func (img *Image) words(p *Process, instr *dockerfile.Instruction) []string {
	if instr.JSON {
		return instr.JSONArgs()
	}
	p.Verbatim = false
	return append(append([]string(nil), img.Config.Shell...), instr.Args.Text)
}

// PassThrough tells of the official images' entrypoints that prepare nothing an
// application needs and run their arguments.
func PassThrough(entrypoint string) bool {
	switch path.Base(entrypoint) {
	case "docker-entrypoint.sh", "docker-php-entrypoint", "mvn-entrypoint.sh", "__cacert_entrypoint.sh":
		return true
	}
	return false
}

// Find returns the absolute path of a program as execvp would: by its path
// from the working directory, or in the directories of PATH.
func (img *Image) Find(program, dir string) (string, Entry, Presence) {
	if dir == "" {
		dir = img.Config.Workdir
	}
	if strings.Contains(program, "/") {
		p := Join(dir, program)
		e, presence := img.Tree.Lookup(p)
		return p, e, presence
	}
	best, entry, presence := "", Entry{}, Absent
	for _, d := range img.SearchPath() {
		p := path.Join(d, program)
		e, found := img.Tree.Lookup(p)
		if found == Present {
			return p, e, found
		}
		// What a toolchain says of a directory, or a COPY of a file, tells more than a command
		// that nobody knows.
		better := e.Artifact != nil || e.Kind != FromRun && entry.Kind == FromRun
		if found == Possible && (presence == Absent || better && entry.Artifact == nil) {
			best, entry, presence = p, e, found
		}
	}
	return best, entry, presence
}

// SearchPath are the directories of the image's PATH.
func (img *Image) SearchPath() []string {
	if v, ok := img.Config.Getenv("PATH"); ok && v.From != nil {
		var dirs []string
		for _, d := range strings.Split(v.Value, ":") {
			if d == "$PATH" || d == "${PATH}" {
				dirs = append(dirs, img.basePath()...)
			} else if d != "" {
				dirs = append(dirs, d)
			}
		}
		return dirs
	}
	return img.basePath()
}

func (img *Image) basePath() []string {
	dirs := append([]string(nil), img.Base.Path...)
	for _, d := range []string{"/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"} {
		if !contains(dirs, d) {
			dirs = append(dirs, d)
		}
	}
	return dirs
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}
