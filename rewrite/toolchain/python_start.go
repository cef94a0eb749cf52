package toolchain

import (
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
)

// pythonStart is what a process comes down to.
type pythonStart struct {
	// Kind is "file", "module", "code", "script" (a console script), "none" (the bare
	// interpreter), "shell" (shell text, of which nothing more is known) or "runner" (a tool
	// that does more than to start a program).
	Kind string
	// Options are the interpreter's own, before Name.
	Options []string
	// Name is the file, module, code or console script.
	Name string
	// Args follow it.
	Args []string
	// Program is the word that was started, Runner the words before it that were taken
	// away ("uv run"), and Venv the environment that the runner or the program names.
	Program string
	Runner  []string
	Venv    string
	// RunnerWhy says why Runner can't be taken away, "" when it can; scripted are the
	// words that a script of the runner's own stands for.
	RunnerWhy string
	scripted  []string
	// Argv are the words from Program on; Split is how many of them ENTRYPOINT has.
	Argv  []string
	Split int
	// Row is what is known of a console script; Own is set for one of the project itself.
	Row   project.PythonScript
	Known bool
	Own   bool
}

// pythonStartOf tells what a process of Python's runs; nil for other processes.
func pythonStartOf(img *image.Image, p *image.Process) *pythonStart {
	if p.Inherited || len(p.Argv) == 0 {
		return nil
	}
	inPython := holds(img, "python") || hasArtifactOf(img, "python", 0)
	if p.Shell != nil {
		if !shellIs(img, "python") {
			return nil
		}
		return &pythonStart{Kind: "shell", Program: p.Program(), Argv: p.Argv, Split: p.Split}
	}
	s := &pythonStart{Argv: p.Argv, Split: p.Split}
	if inPython {
		s.unwrapRunner(img, p)
		if s.RunnerWhy != "" {
			s.Kind, s.Program = "runner", s.Argv[0]
			return s
		}
	}
	if len(s.Argv) == 0 {
		return nil
	}
	s.Program = s.Argv[0]
	name := path.Base(s.Program)
	if strings.Contains(s.Program, "/") {
		if venv := path.Dir(path.Dir(image.Join(startDir(img, p), s.Program))); isVenv(img, venv) {
			s.Venv = venv
		}
	}
	switch {
	case isPythonName(name):
		s.interpreter()
		return s
	case len(s.Runner) > 0 && strings.HasSuffix(name, ".py"):
		s.Kind, s.Name, s.Args = "file", s.Program, s.Argv[1:]
		return s
	case strings.Contains(s.Program, "/") && isPythonName(shebangProgram(img, image.Join(startDir(img, p), s.Program))):
		s.Kind, s.Name, s.Args = "file", s.Program, s.Argv[1:]
		return s
	case !inPython:
		return nil
	case s.consoleScript(img, name):
		return s
	}
	return nil
}

func startDir(img *image.Image, p *image.Process) string {
	if p.Dir != "" {
		return p.Dir
	}
	return img.Config.Workdir
}

// interpreter reads the interpreter's command line.
func (s *pythonStart) interpreter() {
	i := 1
	for ; i < len(s.Argv); i++ {
		a := s.Argv[i]
		switch {
		case a == "-m" || a == "-c":
			s.Kind = map[string]string{"-m": "module", "-c": "code"}[a]
			s.Options = s.Argv[1:i]
			if i+1 < len(s.Argv) {
				s.Name, s.Args = s.Argv[i+1], s.Argv[i+2:]
			} else {
				s.Kind = "none"
			}
			return
		case a == "-X" || a == "-W" || a == "--check-hash-based-pycs":
			i++
		case strings.HasPrefix(a, "-") && len(a) > 1:
			if m := strings.IndexByte(a, 'm'); m > 1 && !strings.HasPrefix(a, "--") && a[1] != 'X' && a[1] != 'W' { // -um module
				s.Kind, s.Options = "module", append(slices.Clone(s.Argv[1:i]), a[:m])
				if rest := a[m+1:]; rest != "" {
					s.Name, s.Args = rest, s.Argv[i+1:]
				} else if i+1 < len(s.Argv) {
					s.Name, s.Args = s.Argv[i+1], s.Argv[i+2:]
				} else {
					s.Kind = "none"
				}
				return
			}
		default:
			s.Kind, s.Options, s.Name, s.Args = "file", s.Argv[1:i], a, s.Argv[i+1:]
			return
		}
	}
	s.Kind = "none"
}

// consoleScript takes a command that a distribution put on PATH.
func (s *pythonStart) consoleScript(img *image.Image, name string) bool {
	s.Kind, s.Name, s.Args = "script", name, s.Argv[1:]
	if s.Row, s.Known = project.PythonScriptNamed(name); s.Known {
		return true
	}
	if s.Venv != "" {
		return true
	}
	if strings.Contains(s.Program, "/") && !slices.Contains([]string{"/usr/local/bin", "/usr/bin"}, path.Dir(s.Program)) && !strings.HasSuffix(path.Dir(s.Program), "/.local/bin") {
		return false
	}
	if e, presence := img.Tree.Lookup(path.Join("/usr/local/bin", name)); presence == image.Present && e.Artifact == nil && e.Kind != image.FromStage {
		return false // a file of another kind that the Dockerfile put there
	}
	normal := project.NormalPythonName(name)
	for _, in := range pythonInstalls(img) {
		if slices.Contains(in.facts.Names, normal) {
			return true
		}
	}
	s.Own = ownScript(img, name)
	return s.Own
}

// ownScript tells whether a project that the image holds defines the console script.
func ownScript(img *image.Image, name string) bool {
	if !img.Context.Known() {
		return false
	}
	dirs := []string{"."}
	for _, c := range img.Copies {
		if c.From == nil && c.Image == "" {
			dirs = append(dirs, c.Sources...)
		}
	}
	for _, dir := range dirs {
		if !img.Context.IsDir(dir) {
			dir = path.Dir(dir)
		}
		if facts, err := project.PythonAt(img.Context, dir); err == nil && facts.Scripts[name] != "" {
			return true
		}
	}
	return false
}

// placedInstall is an installation and where it lies in the product's image.
type placedInstall struct {
	path  string
	facts *pythonInstall
	made  *image.Artifact
}

// pythonInstalls are the installations of an image, those that came by COPY --from
// included, at the paths that they have in the image.
func pythonInstalls(img *image.Image) []placedInstall {
	return collectInstalls(img, 0)
}

func collectInstalls(img *image.Image, depth int) []placedInstall {
	if img == nil || depth > 20 {
		return nil
	}
	var out []placedInstall
	for _, c := range img.Copies {
		if c.From == nil {
			continue
		}
		for _, in := range collectInstalls(c.From, depth+1) {
			for _, src := range c.Sources {
				src = path.Join("/", src)
				switch {
				case image.Within(in.path, src):
					in.path = path.Join(c.Dest, strings.TrimPrefix(in.path, src))
					out = append(out, in)
				case image.Within(src, in.path): // a part, such as its bin
					out = append(out, in)
				}
			}
		}
	}
	for _, a := range img.Artifacts {
		if facts, ok := a.Facts.(*pythonInstall); ok && a.Kind == "packages" {
			out = append(out, placedInstall{a.Path, facts, a})
		}
	}
	return out
}
