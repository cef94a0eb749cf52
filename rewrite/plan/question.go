package plan

import (
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/shell"
)

// question is what a health check asks.
type question struct {
	// strict asks a URL for a success; otherwise it is enough that host answers at port.
	strict     bool
	url        string
	host, port string
}

// asks tells of the programs whose questions are understood.
func asks(program string) bool {
	switch path.Base(program) {
	case "curl", "wget", "nc", "ncat", "netcat":
		return true
	}
	return false
}

// question is what a health check's text asks, when that is one thing.
func (e *editor) question(script *shell.Script) (question, bool) {
	var found *question
	for _, c := range script.Commands {
		switch name := path.Base(c.Name()); {
		case name == "exit" || name == "true" || name == "set" || name == "echo":
			continue
		case c.Op == shell.Pipe || c.Loop || c.Background || c.Negated || c.Subshell || c.CmdSubst || found != nil:
			return question{}, false
		}
		argv, ok := c.Argv(e.healthLookup)
		if !ok || len(argv) == 0 {
			return question{}, false
		}
		q, ok := e.questionOf(argv)
		if !ok {
			return question{}, false
		}
		found = &q
	}
	if found == nil {
		return question{}, false
	}
	return *found, true
}

func (e *editor) questionOf(argv []string) (question, bool) {
	switch name := path.Base(argv[0]); {
	case name == "curl" || name == "wget":
		return webQuestion(name, argv[1:])
	case name == "nc" || name == "ncat" || name == "netcat":
		return portQuestion(argv[1:])
	case shellProgram(argv[0]) && len(argv) == 2:
		return e.scriptQuestion(argv[1])
	case len(argv) == 1 && e.isScript(argv[0]):
		return e.scriptQuestion(argv[0])
	}
	return question{}, false
}

// isScript tells of a shell script of the image.
func (e *editor) isScript(program string) bool {
	_, ok := e.scriptText(program)
	return ok
}

func (e *editor) scriptText(program string) (string, bool) {
	if !strings.Contains(program, "/") {
		return "", false
	}
	content, ok := e.Image.Tree.ReadFile(image.Join(e.Image.Config.Workdir, program))
	first, _, _ := strings.Cut(string(content), "\n")
	interpreter := strings.TrimSpace(first[strings.LastIndexAny(first, "/ ")+1:])
	return strings.ReplaceAll(string(content), "\r\n", "\n"), ok && strings.HasPrefix(first, "#!") && shellProgram(interpreter)
}

// scriptQuestion is what a script of the image asks.
func (e *editor) scriptQuestion(program string) (question, bool) {
	text, ok := e.scriptText(program)
	if !ok {
		return question{}, false
	}
	script, err := shell.Parse(text)
	if err != nil {
		return question{}, false
	}
	return e.question(script)
}

// webOptions are the options of curl and wget that change nothing about the question;
// those that take a value are marked. Every other one makes it another question.
var webOptions = map[string]bool{
	"-f": false, "--fail": false, "-s": false, "--silent": false, "-S": false, "--show-error": false, "-L": false, "--location": false,
	"-q": false, "--quiet": false, "-v": false, "--verbose": false, "-nv": false, "--no-verbose": false, "--spider": false, "-I": false, "--head": false,
	"-o": true, "--output": true, "-O": true, "--output-document": true, "-m": true, "--max-time": true, "--connect-timeout": true,
	"-t": true, "--tries": true, "-T": true, "--timeout": true, "--retry": true, "--retry-delay": true, "--retry-max-time": true, "-4": false,
}

// webQuestion reads curl and wget.
func webQuestion(name string, args []string) (question, bool) {
	q := question{strict: name == "wget"}
	for i := 0; i < len(args); i++ {
		a := args[i]
		if !strings.HasPrefix(a, "-") || a == "-" {
			if q.url != "" {
				return question{}, false
			}
			q.url = a
			continue
		}
		option, _, glued := strings.Cut(a, "=")
		takes, known := webOptions[option]
		if !known {
			if option, takes, known = cluster(a); !known {
				return question{}, false
			}
			glued = glued || takes && !strings.HasSuffix(a, option[1:])
		}
		if name == "curl" && (option == "--fail" || strings.HasPrefix(a, "-") && !strings.HasPrefix(a, "--") && strings.Contains(a, "f")) {
			q.strict = true
		}
		if name == "curl" && option == "-O" {
			continue // curl's has no value
		}
		if takes && !glued {
			i++
		}
	}
	return q.at()
}

// cluster reads several one-letter options in one word; the last is returned.
func cluster(word string) (last string, takes, known bool) {
	if strings.HasPrefix(word, "--") {
		return "", false, false
	}
	for _, letter := range word[1:] {
		last = "-" + string(letter)
		if takes, known = webOptions[last]; !known {
			return "", false, false
		}
		if takes {
			return last, true, true // what follows is its value
		}
	}
	return last, takes, known
}

// at completes the address; false for one that is no plain HTTP.
func (q question) at() (question, bool) {
	if q.url != "" && !strings.Contains(q.url, "://") {
		q.url = "http://" + q.url
	}
	u, err := url.Parse(q.url)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || u.User != nil || strings.ContainsAny(q.url, "'\"\\ ") {
		return question{}, false
	}
	q.host, q.port = u.Hostname(), u.Port()
	if q.port == "" {
		q.port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	return q, true
}

// portQuestion reads nc -z HOST PORT.
func portQuestion(args []string) (question, bool) {
	q, asks := question{}, false
	var operands []string
	for i := 0; i < len(args); i++ {
		switch a := args[i]; {
		case a == "-w" || a == "-i":
			i++
		case strings.HasPrefix(a, "-"):
			if strings.Trim(a, "-zvnw0123456789") != "" {
				return question{}, false
			}
			asks = asks || strings.Contains(a, "z")
		default:
			operands = append(operands, a)
		}
	}
	if !asks || len(operands) != 2 || !number(operands[1]) || slices.ContainsFunc(operands, func(o string) bool { return strings.ContainsAny(o, "'\"\\ ") }) {
		return question{}, false
	}
	q.host, q.port = operands[0], operands[1]
	return q, true
}

// usedByHealth tells whether the health check, which no longer runs them, is what
// the programs are there for.
func (e *editor) usedByHealth(programs []string) bool {
	hc := e.Image.Config.Healthcheck
	if hc == nil {
		return false
	}
	command, _, _, ok := hc.HealthcheckCommand()
	script, err := shell.Parse(command.Text)
	return ok && err == nil && slices.ContainsFunc(script.Commands, func(c *shell.Command) bool {
		return slices.Contains(programs, path.Base(c.Name()))
	})
}
