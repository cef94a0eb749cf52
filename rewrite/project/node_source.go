package project

import (
	"io/fs"
	"path"
	"slices"
	"strings"
)

// NodeSources is what the sources of a Node program say about its process.
type NodeSources struct {
	// Files are those that were read.
	Files []string
	// Complete: Files are all that the program can load of its own, as no module
	// is missing and none is named by a variable. False for a mere list of files.
	Complete bool
	// Missing are modules of the program that were not found, or whose name is
	// only known when it runs (with an empty name).
	Missing []NodeUse
	// Modules are the packages that are imported at run time, without node's own.
	Modules []NodeUse
	// Literals are all the strings in the sources.
	Literals map[string]bool
	// Signals are those that are handled ("SIGTERM").
	Signals []NodeUse
	// Shell are the calls that hand a command line to a shell; the name is the
	// command line where it is literal.
	Shell []NodeUse
	// Programs are the programs that are started by name without a shell.
	Programs []NodeUse
	// Environment are the variables that are read.
	Environment []NodeUse
	// Writes are the files and directories that are made or written.
	Writes []NodeWrite
}

// NodeUse is one place in the sources.
type NodeUse struct {
	Name string
	File string
	Line int
}

// sourceExtensions are tried in this order, as bundlers do, for a module that is
// named without one.
var sourceExtensions = []string{".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".jsx", ".tsx"}

// ReadNodeProgram reads the source entry and every module of the program that it
// loads, directly or not. Packages under node_modules are not looked into. entry
// is a path in files, with or without its extension.
func ReadNodeProgram(files Files, entry string) *NodeSources {
	s := newNodeSources()
	s.Complete = true
	first, ok := resolveNodeModule(files, clean(entry))
	if !ok {
		s.miss(NodeUse{Name: entry})
		return s
	}
	queue := []string{first}
	for i := 0; i < len(queue); i++ {
		for _, next := range s.read(files, queue[i]) {
			if !slices.Contains(queue, next) {
				queue = append(queue, next)
			}
		}
	}
	return s
}

// ReadNodeTree reads all sources below dir: what a program may be compiled from.
// Tests, declarations and the configuration of tools are left out.
func ReadNodeTree(files Files, dir string) *NodeSources {
	s := newNodeSources()
	files.Walk(dir, func(p string, d fs.DirEntry) error {
		if d.IsDir() && noProgram(d.Name()) {
			return fs.SkipDir
		}
		if !d.IsDir() && isNodeSource(d.Name()) {
			s.read(files, p)
		}
		return nil
	})
	return s
}

// noProgram are directories that hold nothing that the program loads.
func noProgram(name string) bool {
	switch name {
	case "node_modules", "test", "tests", "__tests__", "__mocks__", "spec", "e2e", "cypress", "coverage", "docs", "examples":
		return true
	}
	return strings.HasPrefix(name, ".")
}

func isNodeSource(name string) bool {
	if strings.HasSuffix(name, ".d.ts") || strings.HasPrefix(name, ".") {
		return false
	}
	for _, part := range []string{".test.", ".spec.", ".config.", ".stories."} {
		if strings.Contains(name, part) {
			return false
		}
	}
	if path.Ext(name) == ".json" { // a program's own configuration may name packages
		return !strings.HasPrefix(name, "package") && !strings.HasPrefix(name, "tsconfig")
	}
	return slices.Contains(sourceExtensions, path.Ext(name))
}

func newNodeSources() *NodeSources { return &NodeSources{Literals: map[string]bool{}} }

func (s *NodeSources) miss(use NodeUse) {
	s.Complete = false
	s.Missing = append(s.Missing, use)
}

// read takes up the facts of one file and returns the program's own modules that
// it loads.
func (s *NodeSources) read(files Files, name string) []string {
	content, err := files.ReadFile(name)
	if err != nil {
		s.miss(NodeUse{Name: name})
		return nil
	}
	s.Files = append(s.Files, name)
	f := readJS(name, string(content))
	switch path.Ext(name) {
	case ".node":
		return nil
	case ".json":
		s.takeLiterals(f)
		return nil
	}
	s.take(f)
	var next []string
	for _, m := range f.imports {
		switch {
		case m.Name == "":
			s.miss(m)
		case m.Name[0] == '.' || m.Name[0] == '/':
			p, ok := resolveNodeModule(files, path.Join(path.Dir(name), m.Name))
			if !ok {
				s.miss(m)
				continue
			}
			next = append(next, p)
		default:
			s.addModule(m)
		}
	}
	return next
}

func (s *NodeSources) addModule(m NodeUse) {
	m.Name = strings.TrimPrefix(m.Name, "node:")
	if nodeBuiltin(m.Name) {
		return
	}
	m.Name = NodeModulePackage(m.Name)
	if !slices.ContainsFunc(s.Modules, func(u NodeUse) bool { return u.Name == m.Name }) {
		s.Modules = append(s.Modules, m)
	}
}

// Uses reports whether the sources import the package.
func (s *NodeSources) Uses(pkg string) bool {
	return slices.ContainsFunc(s.Modules, func(u NodeUse) bool { return u.Name == pkg })
}

// Handles returns where the signal is handled.
func (s *NodeSources) Handles(signal string) (NodeUse, bool) {
	i := slices.IndexFunc(s.Signals, func(u NodeUse) bool { return u.Name == signal })
	if i < 0 {
		return NodeUse{}, false
	}
	return s.Signals[i], true
}

// Names reports whether a string in the sources is the package or something in it.
func (s *NodeSources) Names(pkg string) bool {
	if s.Literals[pkg] {
		return true
	}
	for text := range s.Literals {
		if strings.HasPrefix(text, pkg+"/") {
			return true
		}
	}
	return false
}

// NodeModulePackage is the package of a module: "@a/b/lib/c" is in "@a/b".
func NodeModulePackage(module string) string {
	parts := strings.SplitN(module, "/", 3)
	if strings.HasPrefix(module, "@") && len(parts) > 1 {
		return parts[0] + "/" + parts[1]
	}
	return parts[0]
}

// nodeBuiltin reports whether a module comes with node, by its first element.
func nodeBuiltin(module string) bool {
	module, _, _ = strings.Cut(module, "/")
	switch module {
	case "assert", "async_hooks", "buffer", "child_process", "cluster", "console", "constants", "crypto", "dgram",
		"diagnostics_channel", "dns", "domain", "events", "fs", "http", "http2", "https", "inspector", "module",
		"net", "os", "path", "perf_hooks", "process", "punycode", "querystring", "readline", "repl", "sea", "sqlite",
		"stream", "string_decoder", "sys", "test", "timers", "tls", "trace_events", "tty", "url", "util", "v8", "vm",
		"wasi", "worker_threads", "zlib":
		return true
	}
	return false
}

// resolveNodeModule finds the file of a module as node does, and as compilers do,
// for which "./a.js" may stand for a.ts.
func resolveNodeModule(files Files, p string) (string, bool) {
	if files.Exists(p) && !files.IsDir(p) {
		return p, true
	}
	for _, ext := range append(slices.Clone(sourceExtensions), ".json", ".node") {
		if files.Exists(p + ext) {
			return p + ext, true
		}
	}
	if ext := path.Ext(p); ext == ".js" || ext == ".mjs" || ext == ".cjs" || ext == ".jsx" {
		stem := strings.TrimSuffix(p, ext)
		for _, ts := range []string{".ts", ".tsx", ".mts", ".cts"} {
			if files.Exists(stem + ts) {
				return stem + ts, true
			}
		}
	}
	if !files.IsDir(p) {
		return "", false
	}
	if main, err := ReadNodePackage(files, p); err == nil && main.Main != "" && path.Clean(main.Main) != "." {
		return resolveNodeModule(files, path.Join(p, main.Main))
	}
	for _, ext := range sourceExtensions {
		if index := path.Join(p, "index"+ext); files.Exists(index) {
			return index, true
		}
	}
	return "", false
}
