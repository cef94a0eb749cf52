package toolchain

import (
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
)

// rubyStart is what a process comes down to.
type rubyStart struct {
	// Kind is "file", "code", "command" (an executable of a gem), "none" (the bare
	// interpreter, or Bundler without exec) or "shell" (shell text).
	Kind string
	// Name is the file, the code or the executable.
	Name string
	// Args follow it.
	Args []string
	// Scripts are the indices in Argv of files that are started by their #! line,
	// which may name env.
	Scripts []int
	// Bundled is true behind "bundle exec".
	Bundled bool
	// Command is what is known of the executable.
	Command project.RubyCommand
}

// rubyStartOf tells what a process of Ruby's runs; nil for other processes.
func rubyStartOf(img *image.Image, p *image.Process) *rubyStart {
	if p.Inherited || len(p.Argv) == 0 {
		return nil
	}
	if p.Shell != nil {
		if img.Base.Language != "ruby" {
			return nil
		}
		return &rubyStart{Kind: "shell", Name: p.Program()}
	}
	s := &rubyStart{}
	if !s.read(img, p, 0) {
		return nil
	}
	return s
}

// read takes the words from at on.
func (s *rubyStart) read(img *image.Image, p *image.Process, at int) bool {
	if at >= len(p.Argv) {
		s.Kind = "none"
		return at > 0
	}
	word, rest := p.Argv[at], p.Argv[at+1:]
	name := path.Base(word)
	inRuby := img.Base.Language == "ruby" || hasArtifactOf(img, "ruby", 0)
	command, known := project.RubyCommandNamed(name)
	switch {
	case isVersioned(name, "ruby"):
		s.interpreter(rest)
		return true
	case name == "bundle" || name == "bundler":
		if strings.Contains(word, "/") && path.Dir(word) != "/usr/local/bin" && path.Dir(word) != gemHome+"/bin" {
			s.Scripts = append(s.Scripts, at)
		}
		if len(rest) == 0 || rest[0] != "exec" {
			s.Kind, s.Name, s.Args = "none", "bundle", rest
			return true
		}
		s.Bundled = true
		return s.read(img, p, at+2+bundleExecOptions(rest[1:]))
	case strings.Contains(word, "/"):
		file := image.Join(startDir(img, p), word)
		binstub := inRuby && (known && path.Base(path.Dir(file)) == "bin" || path.Dir(file) == gemHome+"/bin")
		if !rubyShebang(img, file) && !binstub {
			return false
		}
		if !s.Bundled && !image.Within(file, gemHome) && !image.Within(file, "/usr/local/bin") {
			s.Scripts = append(s.Scripts, at)
		}
		s.Kind, s.Name, s.Args, s.Command = "file", word, rest, command
	case !inRuby:
		return false
	case known || s.Bundled || gemNamed(img, name):
		s.Kind, s.Name, s.Args, s.Command = "command", name, rest, command
	default:
		return false
	}
	if command.Runs {
		return s.read(img, p, at+1)
	}
	return true
}

func bundleExecOptions(args []string) int {
	n := 0
	for n < len(args) && strings.HasPrefix(args[n], "-") {
		n++
	}
	return n
}

// interpreter reads the interpreter's own options.
func (s *rubyStart) interpreter(args []string) {
	for i := 0; i < len(args); i++ {
		a := args[i]
		switch {
		case a == "-e":
			s.Kind, s.Name = "code", strings.Join(args[i+1:min(i+2, len(args))], "")
			return
		case a == "-I" || a == "-r" || a == "-C" || a == "-E" || a == "-x":
			i++
		case strings.HasPrefix(a, "-"):
		default:
			s.Kind, s.Name, s.Args = "file", a, args[i+1:]
			if c, ok := project.RubyCommandNamed(path.Base(a)); ok {
				s.Command = c
			}
			return
		}
	}
	s.Kind = "none"
}

// rubyShebang tells whether the first line of a file of the image names Ruby.
func rubyShebang(img *image.Image, p string) bool {
	return isVersioned(shebangProgram(img, p), "ruby")
}

// gemNamed tells whether a gem of that name is installed: most executables are
// called as their gem.
func gemNamed(img *image.Image, name string) bool {
	for _, in := range rubyInstalls(img, 0) {
		if slices.Contains(in.facts.Names, name) {
			return true
		}
		if facts, ok := rubyProject(in.made.Image, in.facts.Dir); ok && in.facts.Dir != "" && facts.Has(name) {
			return true
		}
	}
	return false
}

// placedGems is an installation of gems and where it lies in the image.
type placedGems struct {
	path  string
	facts *rubyInstall
	made  *image.Artifact
}

// rubyInstalls are the installations of an image, those of the stages that it
// copies from included, at the paths that they have there.
func rubyInstalls(img *image.Image, depth int) []placedGems {
	if img == nil || depth > 20 {
		return nil
	}
	var out []placedGems
	for _, c := range img.Copies {
		if c.From == nil {
			continue
		}
		for _, in := range rubyInstalls(c.From, depth+1) {
			for _, src := range c.Sources {
				src = path.Join("/", src)
				switch {
				case image.Within(in.path, src):
					moved := in
					moved.path = path.Join(c.Dest, strings.TrimPrefix(in.path, src))
					out = append(out, moved)
				case image.Within(src, in.path):
					out = append(out, in)
				}
			}
		}
	}
	for _, a := range img.Artifacts {
		if facts, ok := a.Facts.(*rubyInstall); ok && a.Kind == "gems" {
			out = append(out, placedGems{a.Path, facts, a})
		}
	}
	return out
}

// rubyProject reads the manifests that lie in a directory of the image.
func rubyProject(img *image.Image, dir string) (project.Ruby, bool) {
	for _, name := range []string{"Gemfile.lock", "Gemfile", "gems.locked", "gems.rb"} {
		e, _, presence := img.Tree.Origin(path.Join(dir, name))
		if presence == image.Present && e.Kind == image.FromContext {
			return project.RubyAt(img.Context, path.Dir(e.Source))
		}
	}
	return project.Ruby{}, false
}
