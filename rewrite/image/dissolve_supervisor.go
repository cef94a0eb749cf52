package image

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/project"
)

// supervisord takes supervisord away where it starts one program, by its configuration
// in the image.
func (d *dissolver) supervisord() bool {
	p := d.p
	programs, why := d.supervised()
	switch {
	case why != "":
		d.wrapperNeeds(why)
		return false
	case len(programs) == 0:
		d.wrapperNeeds("starts no program that its configuration names")
		return false
	case len(programs) > 1:
		var names []string
		for _, s := range programs {
			names = append(names, s.Name)
		}
		d.wrapperNeeds("starts several programs: " + strings.Join(names, ", "))
		return false
	}
	program := programs[0]
	if program.Processes != 1 {
		d.wrapperNeeds(fmt.Sprintf("starts %s %d times", program.Name, program.Processes))
		return false
	}
	if program.StopSignal != "" {
		d.wrapperNeeds("ends " + program.Name + " with SIG" + program.StopSignal)
		return false
	}
	for i, word := range program.Argv {
		expanded, why := d.expandSupervised(word, program.Name)
		if why != "" {
			d.wrapperNeeds(why)
			return false
		}
		program.Argv[i] = expanded
	}
	for _, v := range program.Env {
		key, value, _ := strings.Cut(v, "=")
		if strings.Contains(value, "%(") {
			d.wrapperNeeds("makes " + key + " of other variables")
			return false
		}
		p.Env = append(p.Env, EnvVar{Name: key, Value: value})
	}
	for _, out := range program.Outputs {
		p.Redirects = append(p.Redirects, "> "+out)
	}
	if program.Dir != "" && program.Dir != orWorkdir(p.Dir, d.img) {
		p.Dir = program.Dir
	}
	if program.User != "" && program.User != "root" {
		p.AsUser = program.User
	}
	// It passed signals on and reaped what the program left behind.
	p.Supervisor, p.Init = path.Base(p.Argv[0]), []string{"tini", "--"}
	p.Verbatim, p.Argv = false, program.Argv
	if p.Split > 0 {
		p.Split = len(p.Argv)
	}
	return true
}

// supervised are the programs of supervisord's configuration; why says why they are not known.
func (d *dissolver) supervised() (programs []project.SupervisorProgram, why string) {
	config, foreground := "", false
	args := d.p.Argv[1:]
	for i := 0; i < len(args); i++ {
		option, value, glued := strings.Cut(args[i], "=")
		switch {
		case option == "-n" || option == "--nodaemon":
			foreground = true
		case slices.Contains([]string{"-c", "--configuration", "-l", "--logfile", "-e", "--loglevel", "-j", "--pidfile", "-u", "--user", "-d", "--directory"}, option):
			if !glued && i+1 < len(args) {
				i++
				value = args[i]
			}
			switch option {
			case "-c", "--configuration":
				config = value
			case "-u", "--user", "-d", "--directory":
				return nil, "starts programs in another way than its configuration says"
			}
		case strings.HasPrefix(option, "-c") && !strings.HasPrefix(option, "--"):
			config = args[i][2:]
		default:
			return nil, "is given " + args[i] + ", which is not understood"
		}
	}
	const unread = "starts programs by a configuration that is not at hand"
	at := d.supervisorConfig(config)
	if at == "" {
		return nil, unread
	}
	main, err := d.readSupervisor(at)
	switch {
	case errors.Is(err, errNotAtHand) && at == debianSupervisor:
		main = &project.Supervisor{Include: []string{"/etc/supervisor/conf.d/*.conf"}}
	case err != nil:
		return nil, unread
	}
	programs = main.Programs
	for _, pattern := range main.Include {
		files, ok := d.img.glob(Join(path.Dir(at), pattern))
		if !ok && len(d.img.Tree.Under(path.Dir(Join(path.Dir(at), pattern)))) > 0 {
			return nil, unread
		}
		for _, f := range files {
			more, err := d.readSupervisor(f)
			if err != nil {
				return nil, unread
			}
			programs = append(programs, more.Programs...)
		}
	}
	if !foreground && !main.Foreground {
		return nil, "goes to the background, which ends the container"
	}
	return programs, ""
}

// debianSupervisor is the configuration that Debian's package brings.
const debianSupervisor = "/etc/supervisor/supervisord.conf"

// supervisorConfig is the path of the configuration: the one that is named, or the first
// that supervisord looks for; "" when there is none.
func (d *dissolver) supervisorConfig(named string) string {
	dir := orWorkdir(d.p.Dir, d.img)
	if named != "" {
		return Join(dir, named)
	}
	for _, at := range []string{Join(dir, "supervisord.conf"), Join(dir, "etc/supervisord.conf"), "/etc/supervisord.conf", debianSupervisor} {
		if _, presence := d.img.Tree.Lookup(at); presence == Present {
			return at
		}
	}
	if slices.ContainsFunc(d.img.Packages, func(p Package) bool { return p.Name == "supervisor" && p.Manager == "apt" }) {
		return debianSupervisor
	}
	return ""
}

var errNotAtHand = errors.New("not at hand")

func (d *dissolver) readSupervisor(at string) (*project.Supervisor, error) {
	e, _, _ := d.img.Tree.Origin(at)
	text, ok := d.img.Tree.ReadFile(at)
	if !ok || e.Edited {
		return nil, errNotAtHand
	}
	return project.ReadSupervisor(text)
}

// expandSupervised puts in what supervisord expands in a command.
func (d *dissolver) expandSupervised(word, program string) (expanded, why string) {
	for {
		before, rest, found := strings.Cut(word, "%(")
		if !found {
			return strings.ReplaceAll(word, "%%", "%"), ""
		}
		name, after, _ := strings.Cut(rest, ")s")
		value := program
		if variable, ok := strings.CutPrefix(name, "ENV_"); ok {
			v, ok := d.img.Config.Getenv(variable)
			if !ok || v.Symbolic {
				return "", "takes " + variable + " from the environment"
			}
			value = v.Value
			d.p.Frozen = append(d.p.Frozen, VarUse{Name: variable, Word: "%(" + name + ")s", Known: true, Span: d.p.Instr.Span})
		} else if name != "program_name" {
			return "", "expands %(" + name + ")s"
		}
		word = before + value + after
	}
}
