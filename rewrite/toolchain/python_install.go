package toolchain

import (
	"path"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
)

// pythonInstall is what a package manager put somewhere: the facts of an artifact
// of kind "packages".
type pythonInstall struct {
	// Place says what the artifact's path is: "system", "venv", "user", "prefix" or "target".
	Place string
	// Tool is the manager: "pip", "uv", "poetry", "pipenv", "pdm", "conda".
	Tool string
	// Names are the distributions that it was asked for, normalised.
	Names []string
	// Complete is true when Names is all that was asked for; false when a
	// requirements file could not be read.
	Complete bool
	// Editable is true when the project's own files are imported where they lie.
	Editable bool
	// Dir is where the command ran.
	Dir string
	// InProject is the variable that puts the environment to where the artifact's path
	// says; "" where it is there anyway.
	InProject string
}

// pythonEffect records what commands of Python's package managers leave behind.
func pythonEffect(s *image.State, c *image.Command) bool {
	name, args := pythonTool(c)
	switch {
	case name == "pip" && len(args) > 0:
		return pipEffect(s, c, args)
	case name == "uv" && len(args) > 0:
		return uvEffect(s, c, args)
	case name == "poetry" && len(args) > 0:
		return poetryEffect(s, c, args)
	case name == "pipenv" && len(args) > 0:
		return pipenvEffect(s, c, args)
	case name == "pdm" && len(args) > 0:
		return pdmEffect(s, c, args)
	case name == "venv" || name == "virtualenv":
		if dir := lastOperand(args); dir != "" {
			makeVenv(s, c, c.Abs(dir))
		}
		return true
	case name == "conda" || name == "mamba" || name == "micromamba":
		s.Produce(c, image.Artifact{Toolchain: "python", Kind: "packages", Path: "/opt/conda",
			Facts: &pythonInstall{Place: "conda", Tool: "conda", Dir: c.Dir}}, true)
		return true
	case name == "python":
		return pythonCommandEffect(s, c, args)
	}
	return false
}

// pythonTool is the package manager, or "python", that a command runs, "python -m
// X" counting as X, and the arguments after it.
func pythonTool(c *image.Command) (string, []string) {
	name, args := c.Name(), c.Args[min(1, len(c.Args)):]
	switch {
	case isPythonName(name):
		rest := args
		for len(rest) > 0 && strings.HasPrefix(rest[0], "-") && rest[0] != "-m" && rest[0] != "-c" {
			rest = rest[1:]
		}
		if len(rest) > 1 && rest[0] == "-m" {
			switch rest[1] {
			case "pip", "venv", "virtualenv", "pipenv", "poetry", "uv", "pdm":
				return rest[1], rest[2:]
			}
		}
		return "python", args
	case isVersioned(name, "pip"):
		return "pip", args
	}
	return name, args
}

// isPythonName tells of python, python3, python3.12 and the like.
func isPythonName(name string) bool { return isVersioned(name, "python") || name == "pypy3" }

func isVersioned(name, stem string) bool {
	rest, ok := strings.CutPrefix(name, stem)
	return ok && strings.Trim(rest, "0123456789.") == ""
}

func lastOperand(args []string) string {
	for i := len(args) - 1; i >= 0; i-- {
		if !strings.HasPrefix(args[i], "-") && args[i] != "" {
			return args[i]
		}
	}
	return ""
}

// makeVenv records an empty virtual environment.
func makeVenv(s *image.State, c *image.Command, dir string) {
	s.Produce(c, image.Artifact{Toolchain: "python", Kind: "venv", Path: dir, Facts: &pythonInstall{Place: "venv", Dir: c.Dir}}, true)
}

// pipEffect records pip install, and the subcommands that install nothing.
func pipEffect(s *image.State, c *image.Command, args []string) bool {
	sub := firstOperand(args)
	switch sub {
	case "install", "sync":
		in := &pythonInstall{Tool: "pip", Dir: c.Dir, Complete: true}
		readPipArguments(s, c, in, args)
		producePackages(s, c, in, pipPlace(s, c, in))
	case "wheel", "download":
		dir, ok := c.Flag("-w", "--wheel-dir", "-d", "--dest")
		if !ok {
			dir = "."
		}
		s.Write(c, c.Abs(dir), true)
	}
	return true
}

func firstOperand(args []string) string {
	for _, a := range args {
		if !strings.HasPrefix(a, "-") {
			return a
		}
	}
	return ""
}

// pipValueFlags are the options of pip install whose value is the next word and
// no requirement.
var pipValueFlags = map[string]bool{
	"-i": true, "--index-url": true, "--extra-index-url": true, "-f": true, "--find-links": true, "-c": true, "--constraint": true,
	"-t": true, "--target": true, "--prefix": true, "--root": true, "--platform": true, "--python-version": true, "--abi": true,
	"--implementation": true, "--no-binary": true, "--only-binary": true, "--progress-bar": true, "--trusted-host": true,
	"--timeout": true, "--retries": true, "--cache-dir": true, "--proxy": true, "--cert": true, "--src": true, "--python": true,
	"-p": true, "--default-timeout": true, "--config-settings": true, "--global-option": true, "--upgrade-strategy": true, "--root-user-action": true,
	"--index-strategy": true, "--index": true, "--torch-backend": true, "--link-mode": true, "--extra": true, "--group": true,
}

// readPipArguments notes what pip install was asked for.
func readPipArguments(s *image.State, c *image.Command, in *pythonInstall, args []string) {
	started := false
	for i := 0; i < len(args); i++ {
		a := args[i]
		switch {
		case !started:
			started = a == "install" || a == "sync"
		case a == "":
			in.Complete = false // a word that only the build knows
		case a == "-r" || a == "--requirement":
			if i++; i < len(args) {
				readRequirements(s, c, in, args[i])
			}
		case strings.HasPrefix(a, "--requirement="):
			readRequirements(s, c, in, strings.TrimPrefix(a, "--requirement="))
		case strings.HasPrefix(a, "-r") && len(a) > 2:
			readRequirements(s, c, in, a[2:])
		case a == "-e" || a == "--editable":
			in.Editable = true
			if i++; i < len(args) {
				readProject(s, in, c.Abs(cutBracket(args[i])))
			}
		case pipValueFlags[a]:
			i++
		case strings.HasPrefix(a, "-"):
		case strings.HasPrefix(a, ".") || strings.HasPrefix(a, "/"):
			readProject(s, in, c.Abs(cutBracket(a)))
		default:
			if req, ok := project.ParsePipArgument(a, "."); ok && req.Name != "" {
				in.Names = append(in.Names, req.Name)
				for _, extra := range req.Extras {
					in.Names = append(in.Names, req.Name+"-"+extra) // psycopg[binary] brings psycopg-binary
				}
			}
		}
	}
}

func cutBracket(s string) string {
	s, _, _ = strings.Cut(s, "[")
	return s
}

// readRequirements adds the names of a requirements file of the image.
func readRequirements(s *image.State, c *image.Command, in *pythonInstall, file string) {
	p, ok := contextPath(s, c, c.Abs(file))
	if !ok {
		in.Complete = false
		return
	}
	reqs, err := project.ParseRequirements(s.Context, p)
	if err != nil {
		in.Complete = false
	}
	in.addAll(reqs)
}

// readProject adds the dependencies of a project that lies in dir of the image.
func readProject(s *image.State, in *pythonInstall, dir string) {
	p, ok := contextPath(s, nil, dir)
	if !ok {
		in.Complete = false
		return
	}
	facts, err := project.PythonAt(s.Context, p)
	if err != nil || len(facts.Manifests) == 0 {
		in.Complete = in.Complete && err == nil && path.Ext(dir) == ".whl"
		return
	}
	in.addAll(facts.Requirements)
}

func (in *pythonInstall) addAll(reqs []project.PythonRequirement) {
	for _, r := range reqs {
		if r.Name == "" || r.Group != "" {
			continue // a group beyond the main one
		}
		in.Names = append(in.Names, r.Name)
		for _, extra := range r.Extras {
			in.Names = append(in.Names, r.Name+"-"+extra)
		}
	}
}

// contextPath is the path in the build context of a file or directory of the image
// that COPY, or a bind mount of the command's RUN, took from there.
func contextPath(s *image.State, c *image.Command, p string) (string, bool) {
	if !s.Context.Known() {
		return "", false
	}
	if c != nil {
		if src, ok := boundPath(s, c, p); ok {
			return src, s.Context.Exists(src)
		}
	}
	e, _, presence := s.Image.Tree.Origin(p)
	if presence == image.Absent || e.Kind != image.FromContext {
		// a directory into which single files were copied
		for _, name := range []string{"pyproject.toml", "setup.py", "requirements.txt", "Pipfile"} {
			inner, _, presence := s.Image.Tree.Origin(path.Join(p, name))
			if presence == image.Present && inner.Kind == image.FromContext && path.Base(inner.Source) == name {
				return path.Dir(inner.Source), true
			}
		}
		return "", false
	}
	return e.Source, true
}

// boundPath resolves p through RUN --mount=type=bind of the context.
func boundPath(s *image.State, c *image.Command, p string) (string, bool) {
	for _, f := range c.Instr.Flags {
		if f.Name != "mount" {
			continue
		}
		kind, source, target, from := "bind", "", "", ""
		for part := range strings.SplitSeq(f.Value, ",") {
			key, value, _ := strings.Cut(part, "=")
			switch key {
			case "type":
				kind = value
			case "source", "src":
				source = value
			case "target", "dst", "destination":
				target = image.Join(s.Image.Config.Workdir, s.Expand(value))
			case "from":
				from = value
			}
		}
		if kind == "bind" && from == "" && target != "" && image.Within(p, target) {
			return path.Join(".", source, strings.TrimPrefix(p, target)), true
		}
	}
	return "", false
}

// producePackages records an installation at root: of a virtual environment the
// whole, elsewhere the directory that the packages lie in.
func producePackages(s *image.State, c *image.Command, in *pythonInstall, root string) {
	s.Produce(c, image.Artifact{Toolchain: "python", Kind: "packages", Path: root, Facts: in}, true)
}

// readProjectAt adds the dependencies of a project of the context.
func readProjectAt(s *image.State, in *pythonInstall, dir string) {
	facts, err := project.PythonAt(s.Context, dir)
	if err != nil {
		in.Complete = false
		return
	}
	in.addAll(facts.Requirements)
}
