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

// userWrappers change the user and then run their arguments.
var userWrappers = []string{"gosu", "su-exec", "setuidgid"}

// waiters wait for a service before they run their arguments.
var waiters = []string{"wait-for-it.sh", "wait-for-it", "wait-for.sh", "wait-for", "dockerize", "wait4x", "waitforit"}

// Supervisors start several programs by a configuration.
var Supervisors = []string{"supervisord", "foreman", "honcho", "s6-svscan", "runsvdir", "runit", "circusd", "overmind"}

// wrapper takes a program away that only runs its arguments. It is true when it did.
func (d *dissolver) wrapper(name string) bool {
	p := d.p
	if len(p.Argv) < 2 && !slices.Contains(Supervisors, name) {
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
	case slices.Contains(userWrappers, name) && len(p.Argv) > 2:
		p.AsUser, _, _ = strings.Cut(p.Argv[1], ":")
		return d.unwrap(2, "")
	case name == "sudo" || name == "runuser":
		return d.sudo()
	case slices.Contains(waiters, name):
		d.record(p.Program(), "")
		d.wrapperNeeds("waits for another service")
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

// sudo takes sudo -u USER away, where it changes nothing but the user.
func (d *dissolver) sudo() bool {
	p := d.p
	for n := 1; n < len(p.Argv); n++ {
		switch word := p.Argv[n]; {
		case word == "-u" || word == "--user" || word == "-g":
			if n++; n < len(p.Argv) && word != "-g" {
				p.AsUser = p.Argv[n]
			}
		case strings.HasPrefix(word, "--user="):
			p.AsUser = strings.TrimPrefix(word, "--user=")
		case word == "--":
			return d.unwrap(n+1, "")
		case word == "-E" || word == "-H" || word == "-n" || word == "-EH" || word == "--preserve-env":
		case strings.HasPrefix(word, "-"):
			return false
		default:
			return d.unwrap(n, "")
		}
	}
	return false
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
