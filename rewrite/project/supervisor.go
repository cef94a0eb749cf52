package project

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/google/shlex"
	"gopkg.in/ini.v1"
)

// Supervisor is a configuration of supervisord.
type Supervisor struct {
	// Foreground is true when it says nodaemon.
	Foreground bool
	// Include are the patterns of further files, relative to the file's own directory.
	Include  []string
	Programs []SupervisorProgram
}

// SupervisorProgram is one section that starts a program.
type SupervisorProgram struct {
	Name string
	// Argv is the command; expansions such as %(ENV_PORT)s are still in it.
	Argv []string
	// Dir is where it runs, "" for the place where supervisord does.
	Dir string
	// User is whom it runs as, "" for the user of supervisord.
	User string
	// Env are its variables, NAME=VALUE.
	Env []string
	// Outputs are the files that its output goes to, other than the container's streams.
	Outputs []string
	// StopSignal is the signal that ends it, "" for TERM.
	StopSignal string
	// Processes is how many of it run; a listener of events counts as a program too.
	Processes int
}

// ReadSupervisor reads a configuration file of supervisord, as Python's configparser does.
func ReadSupervisor(text []byte) (*Supervisor, error) {
	file, err := ini.LoadSources(ini.LoadOptions{
		SpaceBeforeInlineComment: true, PreserveSurroundedQuote: true, IgnoreContinuation: true,
		AllowPythonMultilineValues: true, Insensitive: false, SkipUnrecognizableLines: false,
	}, text)
	if err != nil {
		return nil, fmt.Errorf("supervisor configuration: %w", err)
	}
	s := &Supervisor{}
	for _, section := range file.Sections() {
		kind, name, program := strings.Cut(section.Name(), ":")
		switch {
		case kind == "supervisord":
			s.Foreground = section.Key("nodaemon").MustBool()
		case kind == "include":
			s.Include = append(s.Include, strings.Fields(section.Key("files").String())...)
		case program && (kind == "program" || kind == "fcgi-program" || kind == "eventlistener"):
			if section.HasKey("autostart") && !section.Key("autostart").MustBool(true) {
				continue
			}
			p, err := supervisorProgram(name, section)
			if err != nil {
				return nil, err
			}
			s.Programs = append(s.Programs, p)
		}
	}
	return s, nil
}

func supervisorProgram(name string, section *ini.Section) (SupervisorProgram, error) {
	p := SupervisorProgram{Name: name, Dir: section.Key("directory").String(), User: section.Key("user").String(), Processes: section.Key("numprocs").MustInt(1)}
	var err error
	if p.Argv, err = shlex.Split(section.Key("command").String()); err != nil {
		return p, fmt.Errorf("supervisor configuration: program %s: %w", name, err)
	}
	for _, v := range strings.Split(section.Key("environment").String(), ",") {
		key, value, ok := strings.Cut(strings.TrimSpace(v), "=")
		if !ok {
			continue
		}
		if unquoted, err := strconv.Unquote(value); err == nil {
			value = unquoted
		}
		p.Env = append(p.Env, key+"="+strings.Trim(value, "'"))
	}
	for _, key := range []string{"stdout_logfile", "stderr_logfile"} {
		switch at := section.Key(key).String(); {
		case at == "" || at == "AUTO" || at == "NONE" || at == "syslog" || strings.HasPrefix(at, "/dev/") || strings.HasPrefix(at, "/proc/"):
		default:
			p.Outputs = append(p.Outputs, at)
		}
	}
	if signal := strings.TrimPrefix(section.Key("stopsignal").String(), "SIG"); signal != "TERM" {
		p.StopSignal = signal
	}
	return p, nil
}
