package project

import (
	"io/fs"
	"path"
	"slices"
	"strings"
)

// PythonUse is one place in the sources where the program needs something of the
// system: a shell, a program, a library, a variable or a path.
type PythonUse struct {
	// Name is the program, library, variable or path; "" where it is computed.
	Name string
	File string
	Line int
	// Beside is true of a path that starts at the source file: Name is relative to the
	// root of the context, not to the working directory.
	Beside bool
}

// PythonFile is what one source file of the context uses.
type PythonFile struct {
	// Path is relative to the root of the context.
	Path string
	// Imports are the modules that it imports, dotted, relative ones resolved as far
	// as the file's place tells ("." + name for what lies beside it).
	Imports []PythonImport
	// Shell are calls that always go through /bin/sh: os.system, os.popen,
	// subprocess with shell=True, subprocess.getoutput.
	Shell []PythonUse
	// Programs are programs started without a shell.
	Programs []PythonUse
	// Libraries are shared libraries opened by name through ctypes.
	Libraries []PythonUse
	// FindLibrary are calls of ctypes.util.find_library, which runs ldconfig or gcc.
	FindLibrary []PythonUse
	// Writes are directories, known as constants, that it makes or in which it
	// creates files: with open, as an sqlite database, as a log.
	Writes []PythonUse
}

// PythonImport is an imported module; Name is what "from Module import Name" takes,
// which may be a module of its own.
type PythonImport struct {
	Module string
	Name   string
	// Level is the number of leading dots.
	Level int
}

// PythonSources reads every Python file below dir, without tests and virtual
// environments, which no container process runs.
func PythonSources(c *Context, dir string) []*PythonFile {
	var files []*PythonFile
	c.Walk(dir, func(p string, d fs.DirEntry) error {
		if d.IsDir() {
			if isPythonAside(d.Name()) {
				return fs.SkipDir
			}
			return nil
		}
		name := d.Name()
		if !strings.HasSuffix(name, ".py") || strings.HasPrefix(name, "test_") || strings.HasSuffix(name, "_test.py") || name == "conftest.py" {
			return nil
		}
		if f, err := PythonSource(c, p); err == nil {
			files = append(files, f)
		}
		return nil
	})
	return files
}

// isPythonAside names directories whose files the program does not import.
func isPythonAside(name string) bool {
	switch name {
	case "tests", "test", "node_modules", "site-packages", "venv", ".venv", "env", ".git", ".tox", ".nox", "__pycache__":
		return true
	}
	return false
}

// PythonSource reads one source file.
func PythonSource(c *Context, p string) (*PythonFile, error) {
	src, err := c.ReadFile(p)
	if err != nil {
		return nil, err
	}
	m := parsePython(src)
	m.context = c
	f := &PythonFile{Path: clean(p)}
	for _, imp := range m.imports {
		f.Imports = append(f.Imports, PythonImport{imp.Module, imp.Name, imp.Level})
	}
	for _, call := range m.calls {
		f.note(m, call)
	}
	f.noteSettings(m)
	f.noteMethods(m)
	return f, nil
}

// note records what one call needs.
func (f *PythonFile) note(m *pyModule, call pyCall) {
	arg := func(i int) []pyToken {
		if i < len(call.Args) {
			return call.Args[i]
		}
		return nil
	}
	named := func(i int, keyword string) []pyToken {
		if kw, ok := call.Keywords[keyword]; ok {
			return kw
		}
		return arg(i)
	}
	use := func(tokens []pyToken) PythonUse {
		name, _ := m.literal(tokens)
		return PythonUse{Name: name, File: f.Path, Line: call.Line}
	}
	switch call.Name {
	case "os.system", "os.popen", "subprocess.getoutput", "subprocess.getstatusoutput", "asyncio.create_subprocess_shell":
		f.Shell = append(f.Shell, use(arg(0)))
	case "subprocess.run", "subprocess.call", "subprocess.check_call", "subprocess.check_output", "subprocess.Popen":
		command := arg(0)
		if kw, ok := call.Keywords["args"]; ok {
			command = kw
		}
		if truthy(call.Keywords["shell"]) {
			f.Shell = append(f.Shell, use(command))
			return
		}
		if first, ok := m.firstOfList(command); ok {
			if isSysExecutable(first) {
				return
			}
			command = first
		}
		f.Programs = append(f.Programs, use(command))
	case "asyncio.create_subprocess_exec", "shutil.which", "os.execvp", "os.execv", "os.execve", "os.execvpe", "os.execl", "os.execlp", "os.spawnvp", "pexpect.spawn":
		if !isSysExecutable(arg(0)) {
			f.Programs = append(f.Programs, use(arg(0)))
		}
	case "ctypes.util.find_library":
		f.FindLibrary = append(f.FindLibrary, use(arg(0)))
	case "ctypes.CDLL", "ctypes.cdll.LoadLibrary", "ctypes.PyDLL":
		if name, ok := m.literal(arg(0)); ok {
			f.Libraries = append(f.Libraries, PythonUse{Name: name, File: f.Path, Line: call.Line})
		}
	case "os.getenv", "os.environ.get", "os.environ.setdefault", "os.environ.pop":
		if name, ok := m.literal(arg(0)); ok {
			if settings, ok := m.literal(arg(1)); ok && name == "DJANGO_SETTINGS_MODULE" {
				f.Imports = append(f.Imports, PythonImport{Module: settings})
			}
		}
	case "open", "io.open", "aiofiles.open":
		mode := arg(1)
		if kw, ok := call.Keywords["mode"]; ok {
			mode = kw
		}
		if s, ok := m.literal(mode); ok && strings.ContainsAny(s, "wax+") {
			f.addWrite(m, named(0, "file"), call.Line)
		}
	case "pyrogram.Client": // its session is an SQLite file, unless it is kept elsewhere
		if len(call.Keywords["in_memory"]) == 0 && len(call.Keywords["session_string"]) == 0 {
			f.addWrite(m, named(0, "name"), call.Line)
		}
	case "os.makedirs", "os.mkdir":
		f.addMade(m, named(0, "name"), call.Line)
	}
	if keyword, ok := pyWriters[call.Name]; ok {
		f.addWrite(m, named(0, keyword), call.Line)
	}
	if kw, ok := call.Keywords["filename"]; ok && call.Name == "logging.basicConfig" {
		f.addWrite(m, kw, call.Line)
	}
}

func truthy(arg []pyToken) bool {
	return len(arg) > 0 && (len(arg) != 1 || (arg[0].Text != "False" && arg[0].Text != "0" && arg[0].Text != "None"))
}

// isSysExecutable recognises the interpreter itself as the program.
func isSysExecutable(arg []pyToken) bool {
	return len(arg) == 3 && arg[0].Text == "sys" && arg[2].Text == "executable"
}

// PythonReach returns the files that the module of entry (a file of files) imports,
// directly or through others, entry included. roots are the directories that stand
// on sys.path, relative to the context. What is imported by a name that is only
// known at run time (Django's settings, plugins) is not reached.
func PythonReach(files []*PythonFile, roots []string, entry ...string) []*PythonFile {
	byPath := map[string]*PythonFile{}
	for _, f := range files {
		byPath[f.Path] = f
	}
	var reached []*PythonFile
	queue := slices.Clone(entry)
	seen := map[string]bool{}
	for len(queue) > 0 {
		p := clean(queue[0])
		queue = queue[1:]
		f, ok := byPath[p]
		if !ok || seen[p] {
			continue
		}
		seen[p] = true
		reached = append(reached, f)
		for _, imp := range f.Imports {
			for _, base := range importBases(imp, f.Path, roots) {
				queue = append(queue, moduleFiles(base, imp)...)
			}
		}
	}
	return reached
}

// importBases are the directories that an import is looked up in.
func importBases(imp PythonImport, file string, roots []string) []string {
	if imp.Level == 0 {
		return roots
	}
	dir := path.Dir(file)
	for range imp.Level - 1 {
		dir = path.Dir(dir)
	}
	return []string{dir}
}

// moduleFiles are the files that an import may execute, packages on the way included.
func moduleFiles(base string, imp PythonImport) []string {
	var files []string
	dir := base
	parts := strings.FieldsFunc(imp.Module, func(r rune) bool { return r == '.' })
	if imp.Name != "" && imp.Name != "*" {
		parts = append(parts, imp.Name)
	} else if len(parts) == 0 {
		files = append(files, path.Join(dir, "__init__.py"))
	}
	for _, part := range parts {
		dir = path.Join(dir, part)
		files = append(files, dir+".py", path.Join(dir, "__init__.py"))
	}
	return files
}
