package toolchain

import (
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/image"
)

// phpStart is what a process comes down to.
type phpStart struct {
	// Kind is "file", "code", "server" (PHP's own), "fpm", "apache", "none" (the bare
	// interpreter) or "shell" (shell text).
	Kind string
	// Name is the file or code, Args follow it.
	Name string
	Args []string
	// Scripts are the indices in Argv of files that are started by their #! line,
	// which names env.
	Scripts []int
	// Options is true when the image's entrypoint puts php before the process.
	Options bool
}

// phpStartOf tells what a process of PHP's runs; nil for other processes.
func phpStartOf(img *image.Image, p *image.Process) *phpStart {
	s := &phpStart{}
	switch {
	case phpVariant(img.Base, "apache") && (p.Inherited || p.Shell != nil || p.Name() == "apache2-foreground"):
		s.Kind = "apache"
		return s
	case p.Shell != nil:
		if img.Base.Language != "php" {
			return nil
		}
		s.Kind, s.Name = "shell", p.Program()
		return s
	case len(p.Argv) == 0:
		return nil
	}
	name := path.Base(p.Argv[0])
	switch {
	case isVersioned(name, "php-fpm"):
		s.Kind, s.Args = "fpm", p.Argv[1:]
	case p.Inherited:
		return nil
	case isVersioned(name, "php"):
		s.interpreter(p.Argv[1:])
	case strings.HasPrefix(name, "-") && path.Base(p.Wrapper) == "docker-php-entrypoint":
		s.Options = true
		s.interpreter(p.Argv)
	case phpScript(img, p, p.Argv[0]):
		s.Kind, s.Name, s.Args, s.Scripts = "file", p.Argv[0], p.Argv[1:], []int{0}
	default:
		return nil
	}
	return s
}

// phpScript tells whether a word names a script of PHP in the image: by its first
// line, or as the console of a framework.
func phpScript(img *image.Image, p *image.Process, word string) bool {
	if !strings.Contains(word, "/") {
		return false
	}
	file := image.Join(startDir(img, p), word)
	if shebangProgram(img, file) == "php" {
		return true
	}
	name := path.Base(word)
	return img.Base.Language == "php" && !img.Context.Known() && (name == "artisan" || name == "console")
}

// interpreter reads the interpreter's own options.
func (s *phpStart) interpreter(args []string) {
	for i := 0; i < len(args); i++ {
		switch a := args[i]; {
		case a == "-S" || strings.HasPrefix(a, "-S") && len(a) > 2:
			s.Kind = "server"
			s.serverFile(args[i:])
			return
		case a == "-r":
			s.Kind, s.Name = "code", strings.Join(args[i+1:min(i+2, len(args))], "")
			return
		case a == "-f":
			if i+1 < len(args) {
				s.Kind, s.Name, s.Args = "file", args[i+1], args[i+2:]
				return
			}
		case slices.Contains([]string{"-d", "-c", "-z", "-t"}, a):
			i++
		case strings.HasPrefix(a, "-"):
		default:
			s.Kind, s.Name, s.Args = "file", a, args[i+1:]
			return
		}
	}
	s.Kind = "none"
}

// serverFile finds the router script behind -S ADDRESS [-t DIR].
func (s *phpStart) serverFile(args []string) {
	for i := 0; i < len(args); i++ {
		switch a := args[i]; {
		case a == "-S" || a == "-t" || a == "-d" || a == "-c":
			i++
		case !strings.HasPrefix(a, "-"):
			s.Name = a
			return
		}
	}
}
