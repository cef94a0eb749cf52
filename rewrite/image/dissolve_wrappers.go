package image

import (
	"slices"
	"strings"
)

// inits are the init programs and those of their options that take a value.
var inits = map[string][]string{
	"tini": {"-p", "-e"}, "tini-static": {"-p", "-e"}, "dumb-init": {"--rewrite", "-r"}, "catatonit": {}, "docker-init": {"-p", "-e"},
}

// plainWrappers run their arguments and change nothing that a container shows, with
// those of their options that take a value.
var plainWrappers = map[string][]string{
	"nohup": {}, "catsegv": {}, "time": {"-f", "-o"}, "stdbuf": {"-i", "-o", "-e"}, "unbuffer": {}, "setsid": {},
}

// limiters set a limit or a priority, which may need root, and then run their arguments,
// with those of their options that take a value; operands is how many words without a
// dash follow them.
var limiters = map[string]struct {
	values   []string
	operands int
}{
	"nice":    {values: []string{"-n"}},
	"ionice":  {values: []string{"-c", "-n", "--class", "--classdata"}},
	"chrt":    {operands: 1},
	"taskset": {operands: 1},
	"prlimit": {},
}

// waiters wait for a service before they run their arguments.
var waiters = []string{"wait-for-it.sh", "wait-for-it", "wait-for.sh", "wait-for", "dockerize", "wait4x", "waitforit"}

// Supervisors start several programs by a configuration.
var Supervisors = []string{"supervisord", "foreman", "honcho", "s6-svscan", "runsvdir", "runit", "circusd", "overmind"}

// wrapper takes a program away that only runs its arguments. It is true when it did.
// IsInit tells by its name of an init, which runs the program that its arguments name.
func IsInit(name string) bool { return inits[name] != nil }

func (d *dissolver) wrapper(name string) bool {
	p := d.p
	if len(p.Argv) < 2 && !slices.Contains(Supervisors, name) && p.Program() != s6Init {
		return false
	}
	switch {
	case inits[name] != nil:
		n := 1 + optionWords(p.Argv[1:], inits[name])
		if n >= len(p.Argv) {
			return false
		}
		p.Init = slices.Clone(p.Argv[:n])
		d.drop(n)
		return true
	case plainWrappers[name] != nil:
		n := 1 + optionWords(p.Argv[1:], plainWrappers[name])
		return d.unwrap(n, name)
	case name == "env":
		return d.env()
	case slices.Contains([]string{"nice", "ionice", "chrt", "taskset", "prlimit"}, name):
		return d.limiter(name)
	case userWrappers[name] != nil:
		return userWrappers[name](d)
	case name == "timeout":
		d.wrapperNeeds("ends the program after a while")
	case slices.Contains(waiters, name):
		d.record(p.Program(), "")
		d.wrapperNeeds("waits for another service")
	case p.Program() == s6Init:
		return d.s6()
	case name == "supervisord":
		return d.supervisord()
	case slices.Contains(Supervisors, name):
		d.wrapperNeeds("starts several programs by a configuration of its own")
	}
	return false
}

// unwrap takes the first n words away, which name a wrapper.
func (d *dissolver) unwrap(n int, name string) bool {
	if n >= len(d.p.Argv) {
		return false
	}
	if name != "" {
		d.p.Wrappers = append(d.p.Wrappers, name)
	}
	d.p.Verbatim = false
	d.drop(n)
	return true
}

// wrapperNeeds refuses what the front of the process does at each start.
func (d *dissolver) wrapperNeeds(why string) {
	p := d.p
	if p.Instr == nil {
		return
	}
	p.Shell = &ShellNeed{Instr: p.Instr, Span: p.Instr.Span, Text: strings.Join(p.Argv[:min(3, len(p.Argv))], " "), Where: p.Instr.Keyword, Why: why}
}

// env takes env A=b away, and the -S that a #! line has.
func (d *dissolver) env() bool {
	p := d.p
	n := 1
	for n < len(p.Argv) && p.Argv[n] == "--" {
		n++
	}
	if strings.HasPrefix(p.Argv[n], "-") {
		return false
	}
	for ; n < len(p.Argv) && strings.Contains(p.Argv[n], "="); n++ {
		k, v, _ := strings.Cut(p.Argv[n], "=")
		p.Env = append(p.Env, EnvVar{Name: k, Value: v})
	}
	return d.unwrap(n, "")
}

// limiter takes a program away that limits the program that it runs.
func (d *dissolver) limiter(name string) bool {
	p, row := d.p, limiters[name]
	n := 1 + optionWords(p.Argv[1:], row.values) + row.operands
	if n >= len(p.Argv) {
		return false
	}
	p.Priorities = append(p.Priorities, strings.Join(p.Argv[:n], " "))
	return d.unwrap(n, "")
}

// optionWords counts the options in front, with their values and the "--" after them.
func optionWords(args, withValue []string) int {
	n := 0
	for n < len(args) && strings.HasPrefix(args[n], "-") {
		if args[n] == "--" {
			return n + 1
		}
		if contains(withValue, args[n]) {
			n++
		}
		n++
	}
	return n
}
