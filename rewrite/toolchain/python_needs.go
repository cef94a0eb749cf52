package toolchain

import (
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
)

// pythonSources is what the program's own files use.
type pythonSources struct {
	// reached are the files that the start file imports, others the rest of what the
	// image holds: a framework may load them by name.
	reached, others []*project.PythonFile
	// dirs maps directories of the context to the image's.
	dirs     map[string]string
	programs []string
}

// readPythonSources reads the Python files that COPY put into the image.
func readPythonSources(b *pythonBuild) *pythonSources {
	s := &pythonSources{dirs: map[string]string{}}
	ctx := b.Image.Context
	if !ctx.Known() {
		return s
	}
	var files []*project.PythonFile
	seen := map[string]bool{}
	add := func(f *project.PythonFile) {
		if !seen[f.Path] {
			seen[f.Path] = true
			files = append(files, f)
		}
	}
	for _, e := range contextEntries(b.Image, 0) {
		if ctx.IsDir(e.Source) {
			s.dirs[path.Clean(e.Source)] = e.Path
			for _, f := range project.PythonSources(ctx, e.Source) {
				add(f)
			}
			continue
		}
		if strings.HasSuffix(e.Source, ".py") {
			s.dirs[path.Dir(e.Source)] = path.Dir(e.Path)
			if f, err := project.PythonSource(ctx, e.Source); err == nil {
				add(f)
			}
		}
	}
	var roots, entry []string
	for dir := range s.dirs {
		roots = append(roots, dir, path.Join(dir, "src"))
	}
	slices.Sort(roots)
	for _, m := range b.entryModules() {
		for _, root := range roots {
			entry = append(entry, path.Join(root, m+".py"), path.Join(root, m, "__init__.py"), path.Join(root, m, "__main__.py"))
		}
	}
	if b.start.Kind == "file" {
		if e, _, presence := b.Image.Tree.Origin(image.Join(b.workdir(), b.start.Name)); presence == image.Present && e.Kind == image.FromContext {
			entry = append(entry, e.Source)
			roots = append(roots, path.Dir(e.Source))
		}
	}
	s.reached = project.PythonReach(files, roots, entry...)
	for _, f := range files {
		if !slices.Contains(s.reached, f) {
			s.others = append(s.others, f)
		}
	}
	for _, f := range s.reached {
		for _, use := range f.Programs {
			if use.Name != "" {
				s.programs = append(s.programs, path.Base(strings.Fields(use.Name)[0]))
			}
		}
	}
	return s
}

// contextEntries are the paths that an image has from the context, through stages too.
func contextEntries(img *image.Image, depth int) []image.Entry {
	var out []image.Entry
	for _, e := range img.Tree.Entries() {
		switch {
		case e.Kind == image.FromContext:
			out = append(out, e)
		case e.Kind == image.FromStage && e.From != nil && depth < 10:
			for _, inner := range contextEntries(e.From, depth+1) {
				if image.Within(inner.Path, e.Source) {
					inner.Path = path.Join(e.Path, strings.TrimPrefix(inner.Path, e.Source))
					out = append(out, inner)
				}
			}
		}
	}
	return out
}

// entryModules are the modules, as paths without suffix, that the start command names.
func (b *pythonBuild) entryModules() []string {
	var out []string
	if b.start.Kind == "module" {
		out = append(out, strings.ReplaceAll(b.start.Name, ".", "/"))
	}
	for _, a := range b.start.Args {
		a = strings.TrimPrefix(strings.TrimPrefix(a, "--app="), "--factory=")
		name, _, _ := strings.Cut(a, ":")
		name = strings.TrimSuffix(name, ".py")
		if name == "" || strings.ContainsAny(name, " =$-") || strings.Trim(name, "0123456789.") == "" {
			continue
		}
		out = append(out, strings.ReplaceAll(name, ".", "/"))
	}
	if v, ok := b.Image.Config.Getenv("FLASK_APP"); ok {
		name, _, _ := strings.Cut(v.Value, ":")
		out = append(out, strings.ReplaceAll(strings.TrimSuffix(name, ".py"), ".", "/"))
	} else if b.start.Name == "flask" {
		out = append(out, "app", "wsgi")
	}
	return out
}

// shellCalls tells of sources that go through /bin/sh, which Distroless has not.
func (b *pythonBuild) shellCalls() {
	for _, f := range b.sources.reached {
		for _, use := range f.Shell {
			b.say(finding.PythonShell, b.processSpan(), "%s:%d runs %s through /bin/sh", use.File, use.Line, named(use.Name))
			return
		}
	}
	for _, p := range b.needs {
		if p.Shell {
			b.say(finding.PythonShell, b.processSpan(), "%s goes through a shell script", p.Name)
			return
		}
	}
	for _, f := range b.sources.others {
		for _, use := range f.Shell {
			b.say(finding.PythonShellMaybe, b.processSpan(), "%s:%d runs %s through /bin/sh, which the final image has not; nothing shows that the process imports that file", use.File, use.Line, named(use.Name))
			return
		}
	}
}

func named(command string) string {
	if command == "" {
		return "a command"
	}
	line, _, _ := strings.Cut(command, "\n")
	return `"` + line + `"`
}

// programs collects what the process starts, and the places that it writes to.
func (b *pythonBuild) programs() {
	b.rt.Programs = append(b.rt.Programs, b.sources.programs...)
	for _, p := range b.needs {
		b.rt.Programs = append(b.rt.Programs, p.Programs...)
	}
	files := b.sources.reached
	if len(files) == 0 {
		files = b.sources.others
	}
	for _, f := range files {
		for _, use := range f.Writes {
			if dir := b.writtenDir(b.usePath(use)); dir != "" && !slices.Contains(b.rt.Writes, dir) {
				b.rt.Writes = append(b.rt.Writes, dir)
			}
		}
	}
	b.argumentWrites()
	slices.Sort(b.rt.Writes)
	b.rt.Writes = slices.Compact(b.rt.Writes)
	slices.Sort(b.rt.Programs)
	b.rt.Programs = slices.Compact(b.rt.Programs)
}

// usePath is a path of the sources as the process sees it: one that starts at the source
// file lies where the file was copied to.
func (b *pythonBuild) usePath(use project.PythonUse) string {
	if !use.Beside {
		return use.Name
	}
	file := path.Join("/", use.File)
	for _, e := range contextEntries(b.Image, 0) {
		if source := path.Join("/", e.Source); image.Within(file, source) {
			at := pathInImage(e, use.File)
			from, _ := filepath.Rel(path.Dir(use.File), use.Name)
			return path.Join(path.Dir(at), filepath.ToSlash(from))
		}
	}
	return "/" // the file did not come along
}

// writtenDir is the directory of the image that the sources write to; "" for what
// every user may write or nobody should.
func (b *pythonBuild) writtenDir(name string) string {
	p := image.Join(b.workdir(), strings.TrimPrefix(name, "file:"))
	for _, dir := range []string{"/tmp", "/var/tmp", "/dev", "/proc", "/etc", "/usr/local", "/root"} {
		if image.Within(p, dir) && !image.Within(p, b.workdir()) {
			return ""
		}
	}
	if p == "/" || strings.Contains(p, "~") || image.Within("/usr", p) {
		return ""
	}
	return p
}

// opens takes along the libraries that packages open by name, and refuses those
// that look for them with tools that the base has not.
func (b *pythonBuild) opens() {
	for _, p := range b.needs {
		if p.Find {
			b.say(finding.PythonFind, b.processSpan(), "%s looks for %s with ctypes.util.find_library, which finds nothing without ldconfig and a compiler", p.Name, strings.Join(p.Opens, ", "))
		}
	}
	for _, f := range b.sources.reached {
		for _, use := range f.FindLibrary {
			b.say(finding.PythonFindMaybe, b.processSpan(), "%s:%d looks for the library %s with ctypes.util.find_library, which finds nothing on the final image", use.File, use.Line, named(use.Name))
		}
	}
	var opens, files []string
	for _, p := range b.needs {
		opens = append(opens, p.Opens...)
		files = append(files, p.Files...)
	}
	for _, f := range b.sources.reached {
		for _, use := range f.Libraries {
			if strings.HasPrefix(use.Name, "lib") && strings.Contains(use.Name, ".so") && use.Name != "libc.so.6" {
				opens = append(opens, use.Name)
			}
		}
	}
	slices.Sort(opens)
	opens = slices.Compact(opens)
	if len(opens) == 0 {
		return
	}
	for _, stage := range b.rt.Carried {
		if c, ok := stage.Data.(interface {
			open(libraries, files []string)
		}); ok {
			c.open(opens, files)
		}
	}
}
