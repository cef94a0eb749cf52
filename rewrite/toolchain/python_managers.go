package toolchain

import (
	"path"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/image"
)

// uvEffect records uv sync, uv pip, uv venv and the commands that leave nothing.
func uvEffect(s *image.State, c *image.Command, args []string) bool {
	switch firstOperand(args) {
	case "pip":
		in := &pythonInstall{Tool: "uv", Dir: c.Dir, Complete: true}
		readPipArguments(s, c, in, args)
		if c.Has("install", "sync") {
			producePackages(s, c, in, uvPipPlace(s, c, in))
		}
	case "sync":
		dir := c.Dir
		if d, ok := c.Flag("--project", "--directory"); ok {
			dir = c.Abs(d)
		}
		in := &pythonInstall{Tool: "uv", Dir: dir, Place: "venv", Complete: true, Editable: !c.Has("--no-editable", "--no-install-project", "--no-install-workspace")}
		readLocked(s, c, in, dir)
		env := uvEnvironment(s, c, dir)
		if env == "/usr/local" { // the interpreter's own
			in.Place, env = "system", systemSite(s.Image)
		}
		producePackages(s, c, in, env)
	case "venv":
		dir := lastOperand(afterWord(args, "venv"))
		if dir == "" || strings.HasPrefix(dir, "3.") {
			dir = ".venv"
		}
		makeVenv(s, c, c.Abs(dir))
	case "python":
		if c.Has("install") {
			s.Produce(c, image.Artifact{Toolchain: "python", Kind: "managed", Path: uvPythonDir(s, c)}, true)
		}
	case "export", "lock", "cache", "version", "tree", "build", "tool", "init":
		if out, ok := c.Flag("-o", "--output-file"); ok {
			s.Write(c, c.Abs(out), false)
		}
		for _, r := range c.OutputFiles() {
			if t, ok := r.Target.Literal(); ok {
				s.Write(c, c.Abs(t), false)
			}
		}
	}
	return true
}

func afterWord(args []string, word string) []string {
	for i, a := range args {
		if a == word {
			return args[i+1:]
		}
	}
	return nil
}

// uvPipPlace follows uv's own rules: --system, --target, --prefix, --python, then
// VIRTUAL_ENV, then .venv of the working directory.
func uvPipPlace(s *image.State, c *image.Command, in *pythonInstall) string {
	system, _ := c.Getenv(s, "UV_SYSTEM_PYTHON")
	if c.Has("--system", "--break-system-packages") || system == "1" || system == "true" {
		in.Place = "system"
		return systemSite(s.Image)
	}
	for _, flag := range []string{"--python", "-p"} {
		if v, ok := c.Flag(flag); ok {
			dir := c.Abs(v)
			if strings.Contains(path.Base(v), "python") {
				dir = path.Dir(path.Dir(dir))
			}
			if isVenv(s.Image, dir) {
				in.Place = "venv"
				return dir
			}
		}
	}
	if c.Has("--target", "--prefix", "--user") || hasPrefixed(c.Args, "--target=", "--prefix=") {
		return pipPlace(s, c, in)
	}
	if v, _ := c.Getenv(s, "UV_PROJECT_ENVIRONMENT"); v == "/usr/local" {
		in.Place = "system"
		return systemSite(s.Image)
	}
	if venv := venvOf(s, c); venv != "" {
		in.Place = "venv"
		return venv
	}
	if dir := c.Abs(".venv"); isVenv(s.Image, dir) {
		in.Place = "venv"
		return dir
	}
	in.Place = "system"
	return systemSite(s.Image)
}

func hasPrefixed(args []string, prefixes ...string) bool {
	for _, a := range args {
		for _, p := range prefixes {
			if strings.HasPrefix(a, p) {
				return true
			}
		}
	}
	return false
}

// uvEnvironment is the project's environment.
func uvEnvironment(s *image.State, c *image.Command, dir string) string {
	if v, _ := c.Getenv(s, "UV_PROJECT_ENVIRONMENT"); v != "" {
		return image.Join(dir, v)
	}
	if v, _ := c.Getenv(s, "VIRTUAL_ENV"); v != "" && c.Has("--active") {
		return image.Join(dir, v)
	}
	return path.Join(dir, ".venv")
}

func uvPythonDir(s *image.State, c *image.Command) string {
	if v, _ := c.Getenv(s, "UV_PYTHON_INSTALL_DIR"); v != "" {
		return c.Abs(v)
	}
	return path.Join(s.Home(), ".local/share/uv/python")
}

// readLocked adds the dependencies of the project that a lock file belongs to.
func readLocked(s *image.State, c *image.Command, in *pythonInstall, dir string) {
	for _, name := range []string{"pyproject.toml", "uv.lock", "Pipfile"} {
		if p, ok := contextPath(s, c, path.Join(dir, name)); ok {
			readProjectAt(s, in, path.Dir(p))
			return
		}
	}
	in.Complete = false
}

// poetryEffect records poetry install, and keeps in mind what poetry config set.
func poetryEffect(s *image.State, c *image.Command, args []string) bool {
	switch firstOperand(args) {
	case "config":
		setting := afterWord(args, "config")
		for len(setting) > 0 && strings.HasPrefix(setting[0], "-") {
			setting = setting[1:]
		}
		if len(setting) > 1 {
			s.Image.Artifacts = append(s.Image.Artifacts, &image.Artifact{
				Toolchain: "python", Kind: "setting", Path: setting[0], Command: c, Image: s.Image, Facts: setting[1],
			})
		}
	case "install", "update", "sync", "add":
		in := &pythonInstall{Tool: "poetry", Dir: c.Dir, Complete: true, Editable: !c.Has("--no-root")}
		readLocked(s, c, in, c.Dir)
		producePackages(s, c, in, poetryPlace(s, c, in))
	case "export":
		if out, ok := c.Flag("-o", "--output"); ok {
			s.Write(c, c.Abs(out), false)
		}
		for _, r := range c.OutputFiles() {
			if t, ok := r.Target.Literal(); ok {
				s.Write(c, c.Abs(t), false)
			}
		}
	case "build":
		s.Write(c, c.Abs("dist"), true)
	}
	return true
}

func poetryPlace(s *image.State, c *image.Command, in *pythonInstall) string {
	in.Place = "venv"
	if venv := venvOf(s, c); venv != "" {
		return venv
	}
	if poetrySetting(s, c, "virtualenvs.create") == "false" {
		in.Place = "system"
		return systemSite(s.Image)
	}
	switch poetrySetting(s, c, "virtualenvs.in-project") {
	case "true":
		return c.Abs(".venv")
	case "": // else in its cache, under a name that holds a hash of the project's path
		in.InProject = "POETRY_VIRTUALENVS_IN_PROJECT=true"
		return c.Abs(".venv")
	}
	in.Place = "hidden"
	return path.Join(s.Home(), ".cache/pypoetry/virtualenvs")
}

// poetrySetting is a boolean setting, from the environment or poetry config.
func poetrySetting(s *image.State, c *image.Command, name string) string {
	env := "POETRY_" + strings.ToUpper(strings.NewReplacer(".", "_", "-", "_").Replace(name))
	if v, ok := c.Getenv(s, env); ok {
		switch strings.ToLower(v) {
		case "0", "false", "no":
			return "false"
		}
		return "true"
	}
	for i := len(s.Image.Artifacts) - 1; i >= 0; i-- {
		if a := s.Image.Artifacts[i]; a.Kind == "setting" && a.Path == name {
			v, _ := a.Facts.(string)
			return strings.ToLower(v)
		}
	}
	return ""
}

// pipenvEffect records pipenv install and sync.
func pipenvEffect(s *image.State, c *image.Command, args []string) bool {
	switch firstOperand(args) {
	case "install", "sync":
	case "requirements", "lock":
		for _, r := range c.OutputFiles() {
			if t, ok := r.Target.Literal(); ok {
				s.Write(c, c.Abs(t), false)
			}
		}
		return true
	default:
		return true
	}
	in := &pythonInstall{Tool: "pipenv", Dir: c.Dir, Complete: true}
	readLocked(s, c, in, c.Dir)
	inProject, _ := c.Getenv(s, "PIPENV_VENV_IN_PROJECT")
	system, _ := c.Getenv(s, "PIPENV_SYSTEM")
	switch venv := venvOf(s, c); {
	case c.Has("--system") || system == "1":
		in.Place = "system"
		producePackages(s, c, in, systemSite(s.Image))
	case venv != "":
		in.Place = "venv"
		producePackages(s, c, in, venv)
	case inProject == "1" || inProject == "true":
		in.Place = "venv"
		producePackages(s, c, in, c.Abs(".venv"))
	case inProject == "":
		in.Place, in.InProject = "venv", "PIPENV_VENV_IN_PROJECT=1"
		producePackages(s, c, in, c.Abs(".venv"))
	default:
		in.Place = "hidden"
		producePackages(s, c, in, path.Join(s.Home(), ".local/share/virtualenvs"))
	}
	return true
}

// pythonCommandEffect records Python programs that builds run and whose result is known.
func pythonCommandEffect(s *image.State, c *image.Command, args []string) bool {
	if len(args) == 0 {
		return true
	}
	rest := args
	for len(rest) > 0 && strings.HasPrefix(rest[0], "-") && rest[0] != "-m" && rest[0] != "-c" && rest[0] != "-" {
		rest = rest[1:]
	}
	switch {
	case len(rest) > 1 && rest[0] == "-m":
		switch rest[1] {
		case "compileall", "ensurepip", "spacy", "site", "sysconfig":
			return true // all of it lies beside the packages
		case "nltk.downloader":
			dir, ok := c.Flag("-d")
			if !ok {
				dir = path.Join(s.Home(), "nltk_data")
			}
			s.Produce(c, image.Artifact{Toolchain: "python", Kind: "nltk", Path: c.Abs(dir)}, true)
			return true
		}
	case len(rest) > 1 && rest[0] == "-c":
		return strings.Contains(rest[1], "import ") && !strings.ContainsAny(rest[1], "(=") // only tries an import
	case len(rest) > 1 && path.Base(rest[0]) == "setup.py" && (rest[1] == "install" || rest[1] == "develop" || rest[1] == "build_ext"):
		in := &pythonInstall{Tool: "pip", Place: "system", Dir: c.Dir, Complete: true, Editable: rest[1] == "develop"}
		readProject(s, in, c.Dir)
		if rest[1] != "build_ext" {
			producePackages(s, c, in, pipPlace(s, c, in))
		}
		return true
	case len(rest) > 1 && path.Base(rest[0]) == "manage.py":
		switch rest[1] {
		case "collectstatic", "compilemessages", "compress", "check", "migrate", "makemigrations", "createcachetable":
			// They write where the settings say: below the project, which is carried whole.
			return true
		}
	}
	return false
}
