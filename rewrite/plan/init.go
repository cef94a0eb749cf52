package plan

import (
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// initStage is the stage that the init program comes from, initProgram its path.
const (
	initStage   = "init"
	initProgram = "/usr/bin/tini-static"
)

// initWords are the words of the init program that a base without one gets: in the
// place of the file's own, or where the toolchain asks for one. Nil for none.
//
// The rule: a process that had an init keeps one, and one that took signals from a
// package manager gets one unless it handles them itself. A process that was PID 1
// before, or the child of a shell that passes nothing on, is no worse off than it was.
func (e *editor) initWords() []string {
	if hasShell(e.r.Target) {
		return nil
	}
	words := []string{initProgram}
	if len(e.Process.Init) == 0 {
		if !e.Runtime.Init {
			return nil
		}
		return append(words, "--")
	}
	options, ok := tiniOptions(path.Base(e.Process.Init[0]), e.Process.Init[1:])
	if !ok {
		return nil
	}
	return append(append(words, options...), "--")
}

// tiniOptions are tini's options for those of another init.
func tiniOptions(name string, args []string) (options []string, ok bool) {
	single := false
	for _, a := range args {
		switch {
		case a == "--":
		case name != "dumb-init":
			options = append(options, a)
		case a == "-c" || a == "--single-child":
			single = true
		case a == "-v" || a == "--verbose":
			options = append(options, "-v")
		default:
			return nil, false // it rewrites signals
		}
	}
	if name == "dumb-init" && !single {
		options = append(options, "-g") // dumb-init signals the whole group
	}
	return options, true
}

// withInit puts the init in front of the process.
func (e *editor) withInit(entrypoint, cmd []string) ([]string, []string) {
	words := e.initWords()
	if words == nil {
		return entrypoint, cmd
	}
	if own := e.Runtime.Final.Entrypoint; len(entrypoint) == 0 && len(own) > 0 && e.ownsCmd() {
		cmd = append(slices.Clone(own), cmd...) // the base's own ENTRYPOINT is replaced
	}
	return append(words, entrypoint...), cmd
}

// ownsCmd tells whether CMD holds arguments of the base's own ENTRYPOINT.
func (e *editor) ownsCmd() bool { return e.Runtime.Entrypoint != nil || e.Runtime.Cmd != nil }

// alpineInits are where Alpine's packages have the init programs.
var alpineInits = map[string]string{"tini": "/sbin/tini", "dumb-init": "/usr/bin/dumb-init", "catatonit": "/usr/bin/catatonit"}

// alpineInit is the path of the process's init on Alpine; what PATH finds stays as it is.
func (e *editor) alpineInit() string {
	old := e.Process.Init[0]
	if at, known := alpineInits[initPackage(old)]; known && strings.Contains(old, "/") && e.Image.Base.Libc != base.Musl {
		return at
	}
	return old
}

// initPackage is the package of an init program.
func initPackage(program string) string {
	return strings.TrimSuffix(path.Base(program), "-static")
}

// alpineInitPackage is the package that a final stage on Alpine needs for the init; ""
// when there is none, or the file itself installs it there.
func (e *editor) alpineInitPackage() string {
	if len(e.Process.Init) == 0 || e.Image.Base.Libc == base.Musl {
		return ""
	}
	if name := initPackage(e.Process.Init[0]); alpineInits[name] != "" {
		return name
	}
	return ""
}

// isInit tells of the init program's own file, which PATH may find.
func (e *editor) isInit(p string) bool {
	if len(e.Process.Init) == 0 {
		return false
	}
	program := e.Process.Init[0]
	return p == program || !strings.Contains(program, "/") && path.Base(p) == program && slices.Contains(e.Image.SearchPath(), path.Dir(p))
}

// alpineInitLink gives the init the path that a start command which stays as it is
// calls it by.
func (e *editor) alpineInitLink() []string {
	if e.alpineInitPackage() == "" || !e.keepsStart(e.r) || e.alpineInit() == e.Process.Init[0] {
		return nil
	}
	return []string{"RUN ln -s " + e.alpineInit() + " " + e.Process.Init[0]}
}

// initText is the stage that the init comes from; "" when there is none.
func (e *editor) initText(name string) (string, error) {
	if e.initWords() == nil {
		return "", nil
	}
	text, err := e.execute("init.tmpl", map[string]any{"Name": name,
		"System": e.Image.Catalog.SystemImage(e.Runtime.Final.Suite), "Suite": e.Runtime.Final.Suite})
	if err != nil {
		return "", err
	}
	return text + "\n", nil
}

// initCopy is the COPY that takes the init along.
func initCopy(name string) string { return "COPY --from=" + name + " /init/ /" }

// initInPlace puts the init's stage before the product, and gives its COPY.
func (e *editor) initInPlace() []string {
	name := e.freeName(initStage, "init-stage")
	text, err := e.initText(name)
	if err != nil {
		e.say(finding.Internal, source.Span{}, "%v", err)
	}
	if text == "" {
		return nil
	}
	e.insertBefore(text)
	return []string{initCopy(name)}
}

// initGoes removes the COPY or ADD that brought the file's own init, whose place another takes.
func (e *editor) initGoes() {
	if e.initWords() == nil || len(e.Process.Init) == 0 {
		return
	}
	at, presence := e.Image.Tree.Lookup(e.Process.Init[0])
	if presence != image.Present || at.Instr == nil || own(e.Stage, at.Instr) == nil || at.Instr.Keyword == "RUN" {
		return
	}
	for _, entry := range e.Image.Tree.Entries() {
		if entry.Instr == at.Instr && entry.Path != at.Path {
			return // it brought more
		}
	}
	e.remove(at.Instr)
}

// initFinding tells what became of an init program.
func (e *editor) initFinding() {
	if hasShell(e.r.Target) || e.Process.Instr == nil {
		return
	}
	words := e.initWords()
	switch {
	case words != nil && e.Process.Supervisor != "":
		e.say(finding.InitCarried, e.Process.Instr.Span, "%s passes signals on to the program, as %s did", initProgram, e.Process.Supervisor)
	case words != nil && len(e.Process.Init) > 0:
		e.say(finding.InitCarried, e.Process.Instr.Span, "%s becomes %s", strings.Join(e.Process.Init, " "), strings.Join(words, " "))
	case words != nil:
		e.say(finding.InitCarried, e.Process.Instr.Span, "%s passes signals on to the program, as %s did", initProgram, e.Process.Program())
	case len(e.Process.Init) > 0:
		e.say(finding.InitDropped, e.Process.Instr.Span, "%s is gone: %s is PID 1 now", e.Process.Init[0], e.Process.Program())
	}
}
