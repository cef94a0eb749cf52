package toolchain

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
)

// pythonRunners are the tools that set up an environment and then start a program in it.
var pythonRunners = []string{"uv", "poetry", "pipenv", "pdm", "uvx", "pipx", "hatch", "rye"}

// unwrapRunner takes "uv run", "poetry run", "pipenv run" and "pdm run" away. A tool that
// does more than to start the program has a RunnerWhy.
func (s *pythonStart) unwrapRunner(img *image.Image, p *image.Process) {
	a, tool := s.Argv, path.Base(s.Argv[0])
	if !slices.Contains(pythonRunners, tool) {
		return
	}
	run := 1
	for run < len(a) && strings.HasPrefix(a[run], "-") {
		run++ // options of the tool itself, such as poetry --no-interaction
	}
	n, why := run+1, ""
	switch {
	case tool == "uvx" || tool == "pipx" || tool == "hatch" || tool == "rye":
		why = "makes an environment of its own when the container starts"
	case run >= len(a) || a[run] != "run" && tool != "pdm":
		why = "is no start of a program"
	case slices.ContainsFunc(a[1:run], func(o string) bool { return !quietOptions[o] }):
		why = "is given " + strings.Join(a[1:run], " ") + ", which changes the environment"
	case tool == "uv":
		n, why = uvRunOptions(a, n, img.Config.Workdir)
	case n < len(a) && a[run] == "run" && strings.HasPrefix(a[n], "-") && a[n] != "--":
		why = "is given " + a[n] + ", which changes the environment"
	}
	if a[min(n, len(a)-1)] == "--" && tool != "uv" {
		n++
	}
	if why == "" && n >= len(a) && (tool != "pdm" || run >= len(a)) {
		why = "runs nothing"
	}
	if why == "" && tool == "pdm" {
		n, why = s.pdmScript(img, startDir(img, p), a, run, n)
	}
	if why != "" {
		s.Runner, s.RunnerWhy = a[:1:1], why
		return
	}
	s.Runner, s.Argv = a[:n:n], append(s.scripted, a[n:]...)
	s.Split = max(0, s.Split-n)
	if s.Split > 0 {
		s.Split += len(s.scripted)
	}
	if a[n-1] == "-m" || a[n-1] == "--module" {
		s.Argv = append([]string{"python", "-m"}, s.Argv...)
		if s.Split > 0 {
			s.Split += 2
		}
	}
	for _, in := range pythonInstalls(img) {
		if in.facts.Tool == tool && in.facts.Place == "venv" {
			s.Venv = in.path
		}
	}
}

// quietOptions of the tools themselves change nothing about what they start.
var quietOptions = map[string]bool{
	"-n": true, "--no-interaction": true, "-q": true, "--quiet": true, "-v": true, "--verbose": true, "--no-ansi": true, "--ansi": true,
	"--no-cache": true, "--offline": true, "--no-progress": true, "--color": true,
}

// uvRunOptions is where the program of "uv run" starts; why says which option changes
// what is installed or started.
func uvRunOptions(a []string, n int, workdir string) (at int, why string) {
	for ; n < len(a) && strings.HasPrefix(a[n], "-"); n++ {
		option, value, glued := strings.Cut(a[n], "=")
		if uvValueOptions[option] || option == "--directory" {
			if !glued && n+1 < len(a) {
				n++
				value = a[n]
			}
			if option == "--directory" && image.Join(workdir, value) != workdir {
				return n, "starts in " + value
			}
			continue
		}
		switch {
		case a[n] == "--" || a[n] == "-m" || a[n] == "--module":
			return n + 1, ""
		case quietOptions[a[n]] || uvPlainOptions[a[n]]:
		case option == "--env-file":
			return n, "reads its variables from a file"
		default:
			return n, "is given " + a[n] + ", which changes the environment"
		}
	}
	return n, ""
}

// uvPlainOptions only say how the environment is brought up to date, which the build has
// done; uvValueOptions do too, with a value.
var uvPlainOptions = map[string]bool{
	"--no-sync": true, "--frozen": true, "--locked": true, "--no-dev": true, "--only-dev": true, "--dev": true, "--all-extras": true, "--all-groups": true,
	"--no-default-groups": true, "--no-editable": true, "--exact": true, "--inexact": true, "--no-config": true, "--no-project": true, "--active": true,
	"--no-build": true, "--no-python-downloads": true, "--no-managed-python": true, "--all-packages": true, "--no-env-file": true, "--compile-bytecode": true,
	"--system-certs": true, "--native-tls": true,
}

var uvValueOptions = map[string]bool{
	"--project": true, "--extra": true, "--group": true, "--no-group": true, "--package": true, "--only-group": true, "--no-extra": true, "--link-mode": true,
	"--cache-dir": true, "--index-url": true, "--extra-index-url": true, "--index": true, "--default-index": true,
}

// pdmScript resolves pdm run NAME by the scripts of pyproject.toml, and gives how many
// words of a the runner has.
func (s *pythonStart) pdmScript(img *image.Image, dir string, a []string, run, n int) (words int, why string) {
	if a[run] != "run" {
		n = run // "pdm start" is short for "pdm run start"
	}
	if n >= len(a) {
		return n, "runs nothing"
	}
	scripts, ok := pdmScripts(img, dir)
	switch script, named := scripts[a[n]]; {
	case !ok && a[run] != "run":
		return n, "runs a script of pyproject.toml, which is not at hand"
	case named && script.Why != "":
		return n, fmt.Sprintf("runs the script %s, which %s", a[n], script.Why)
	case named:
		s.scripted = script.Argv
		return n + 1, ""
	case a[run] != "run":
		return n, "is no start of a program"
	}
	return n, ""
}

// pdmScripts are the scripts of the project that lies in dir of the image.
func pdmScripts(img *image.Image, dir string) (map[string]project.PDMScript, bool) {
	text, ok := img.Tree.ReadFile(path.Join(dir, "pyproject.toml"))
	if !ok {
		return nil, false
	}
	scripts, err := project.ReadPDMScripts(text)
	return scripts, err == nil
}
