package plan

import (
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/shell"
)

// healthcheck is the final stage's HEALTHCHECK for the file's: word for word,
// rewritten for the programs at hand, or nothing, with a finding.
func (e *editor) healthcheck(i *dockerfile.Instruction) []string {
	keep := []string{strings.TrimPrefix(strings.Join(e.moved(i), "\n"), "\n")}
	command, args, change := e.probe(i)
	if !change {
		return keep
	}
	if args == nil {
		e.say(finding.HealthcheckDrop, i.Span, "nothing in %s can run %q", e.Base, command)
		return nil
	}
	e.say(finding.HealthcheckMoved, i.Span, "%q became %s", command, execForm(args))
	comment := strings.ReplaceAll(e.file.Text(e.attached(i)), "\r\n", "\n")
	return []string{comment + e.healthcheckFlags(i) + "CMD " + execForm(args)}
}

func (e *editor) healthcheckFlags(i *dockerfile.Instruction) string {
	var b strings.Builder
	b.WriteString("HEALTHCHECK ")
	for _, f := range i.Flags {
		b.WriteString(e.file.Text(f.Span) + " ")
	}
	return b.String()
}

// healthcheckInPlace edits the HEALTHCHECK where it stands.
func (e *editor) healthcheckInPlace() {
	i := e.Image.Config.Healthcheck
	if i == nil {
		return
	}
	command, args, change := e.probe(i)
	switch {
	case !change:
	case args == nil:
		e.say(finding.HealthcheckDrop, i.Span, "nothing in %s can run %q", e.Base, command)
		e.remove(i)
	default:
		e.say(finding.HealthcheckMoved, i.Span, "%q became %s", command, execForm(args))
		e.replace(i.Args.Span(0, len(i.Args.Text)), "CMD "+execForm(args))
	}
}

// probe tells whether a health check has to change for the new base, and into what.
func (e *editor) probe(i *dockerfile.Instruction) (command string, args []string, change bool) {
	joined, json, argv, ok := i.HealthcheckCommand()
	if !ok {
		return "", nil, false
	}
	command = joined.Text
	if hasShell(e.r.Target) && !e.missingOnAlpine(command) {
		return command, nil, false
	}
	if json && len(argv) > 0 {
		if len(argv) == 3 && shellProgram(argv[0]) && argv[1] == "-c" {
			command = argv[2]
		} else {
			command = strings.Join(argv, " ")
			if !asks(argv[0]) && !hasShell(e.r.Target) && !e.isScript(argv[0]) {
				args := e.probeArgv(argv)
				return command, args, !slices.Equal(args, argv)
			}
		}
	}
	script, err := shell.Parse(command)
	if err != nil {
		return command, nil, true
	}
	q, ok := e.question(script)
	switch {
	case ok && hasShell(e.r.Target) && q.strict:
		return command, []string{"wget", "-q", "-O", "/dev/null", q.url}, true
	case hasShell(e.r.Target):
		return command, nil, false // its program is installed
	case ok && q.strict && e.Runtime.Probe != nil:
		return command, e.Runtime.Probe(q.url), true
	case ok && !q.strict && e.Runtime.Dial != nil:
		return command, e.Runtime.Dial(q.host, q.port), true
	case ok:
		return command, nil, true
	}
	for _, c := range script.Commands {
		if fields, known := c.Argv(e.healthLookup); known && alone(script, c) {
			return command, e.probeArgv(fields), true
		}
	}
	return command, nil, true
}

// alone tells whether c is all that a script runs, beside "|| exit 1".
func alone(script *shell.Script, c *shell.Command) bool {
	for _, other := range script.Commands {
		exits := other.Name() == "exit" && other.Op == shell.Or
		if other != c && !exits || len(other.Redirects) > 0 || len(other.Assigns) > 0 {
			return false
		}
	}
	return c.Op != shell.Pipe && !c.Loop && !c.Background && !c.Negated
}

func (e *editor) healthLookup(name string) (string, bool) {
	v, ok := e.Image.Config.Getenv(name)
	return v.Value, ok && !v.Symbolic
}

// sameProgram tells whether a health check starts the process's own program.
func (e *editor) sameProgram(argv []string) bool {
	return len(argv) > 0 && argv[0] == e.Process.Program()
}

// missingOnAlpine tells of a health check that calls curl where the old base
// brought it by itself: Alpine has it only as a package.
func (e *editor) missingOnAlpine(command string) bool {
	if e.Base == e.Stage.Base.Raw {
		return false
	}
	script, err := shell.Parse(command)
	if err != nil {
		return false
	}
	calls := slices.ContainsFunc(script.Commands, func(c *shell.Command) bool { return c.Name() == "curl" })
	return calls && !slices.ContainsFunc(e.Image.Packages, func(p image.Package) bool { return p.Name == "curl" })
}

// shellProgram tells of a shell by its name or path.
func shellProgram(p string) bool {
	switch p[strings.LastIndexByte(p, '/')+1:] {
	case "sh", "bash", "ash", "dash":
		return true
	}
	return false
}

// probeArgv is a health check that starts a program of the image: the process's
// own, or one of its interpreter.
func (e *editor) probeArgv(argv []string) []string {
	if len(argv) == 0 {
		return nil
	}
	name := argv[0][strings.LastIndexByte(argv[0], '/')+1:]
	final := e.Runtime.Final
	if final.Interpreter != "" && (name == final.Language || name == "python3" && final.Language == "python") {
		return append([]string{final.Interpreter}, argv[1:]...)
	}
	if e.sameProgram(argv) {
		return argv
	}
	for _, c := range e.Runtime.Copies {
		if c.Source == argv[0] || c.Dest == argv[0] {
			return argv
		}
	}
	if _, entry, _ := e.Image.Find(argv[0], ""); entry.Artifact != nil {
		return argv
	}
	return nil
}
