package project

import (
	"io/fs"
	"path"
	"slices"
	"strings"
)

// RustUse is what a program does with a name that its source holds.
type RustUse int

const (
	// RustMentions: the name may be that of a file.
	RustMentions RustUse = iota
	// RustWrites: the file is created or written.
	RustWrites
	// RustStarts: the program of that name is started.
	RustStarts
	// RustEnv: the environment variable is read.
	RustEnv
)

// RustName is a name in the source of a program.
type RustName struct {
	Use  RustUse
	Text string
	// Directory is set where the name is that of a directory which is made.
	Directory bool
	File      string
	Line      int
}

// rustCalls are the functions whose first argument says more than that it is a name,
// by the end of their path.
var rustCalls = []struct {
	suffix string
	use    RustUse
	dir    bool
}{
	{"File::create", RustWrites, false}, {"fs::write", RustWrites, false}, {"create_dir_all", RustWrites, true}, {"create_dir", RustWrites, true},
	{"rolling::daily", RustWrites, true}, {"rolling::hourly", RustWrites, true}, {"rolling::never", RustWrites, true},
	{"Connection::open", RustWrites, false},
	{"Command::new", RustStarts, false},
	{"env::var", RustEnv, false}, {"env::var_os", RustEnv, false}, {"dotenv::var", RustEnv, false}, {"dotenvy::var", RustEnv, false},
}

// rustCompiled are macros that put a file into the program when it is compiled, or
// write text.
var rustCompiled = []string{
	"include_str!", "include_bytes!", "include!", "include_dir!", "migrate!", "embed_migrations!", "env!", "option_env!", "concat!",
	"println!", "eprintln!", "print!", "eprint!", "info!", "debug!", "warn!", "error!", "trace!", "panic!", "bail!", "anyhow!", "assert!", "assert_eq!",
	"expect", "unwrap_or_else", "context", "query!", "query_as!", "query_file!", "query_file_as!", "sql_query", "write!", "writeln!", "todo!", "unimplemented!",
}

// Uses reads the sources of the project's packages, tests and examples left out.
func (p *RustProject) Uses() []RustName {
	var names []RustName
	for _, pkg := range p.Packages {
		names = append(names, rustUsesBelow(p.files, path.Join(pkg.Dir, "src"))...)
	}
	return names
}

func rustUsesBelow(files fs.FS, dir string) []RustName {
	var names []RustName
	entries, _ := fs.ReadDir(files, dir)
	for _, e := range entries {
		file := path.Join(dir, e.Name())
		switch {
		case e.IsDir() && e.Name() != "tests":
			names = append(names, rustUsesBelow(files, file)...)
		case strings.HasSuffix(file, ".rs") && e.Name() != "tests.rs":
			if b, err := fs.ReadFile(files, file); err == nil {
				names = append(names, rustUses(file, string(b))...)
			}
		}
	}
	return names
}

// importsClapCommand tells of a file in which Command describes a command line, and starts nothing.
func importsClapCommand(src string) bool {
	for rest := src; ; {
		_, after, found := strings.Cut(rest, "use clap::")
		if !found {
			return false
		}
		imports, tail, _ := strings.Cut(after, ";")
		if slices.Contains(strings.FieldsFunc(imports, func(r rune) bool { return strings.ContainsRune("{}, \n\t:", r) }), "Command") {
			return true
		}
		rest = tail
	}
}

func rustUses(file, src string) []RustName {
	var names []RustName
	clap := importsClapCommand(src)
	for _, s := range lexRust(src) {
		if s.Attribute || s.Text == "" || slices.ContainsFunc(rustCompiled, func(c string) bool { return strings.HasSuffix(s.Call, c) }) {
			continue
		}
		n := RustName{Text: s.Text, File: file, Line: s.Line}
		for _, c := range rustCalls {
			if strings.HasSuffix(s.Call, c.suffix) && !s.Later && !(c.use == RustStarts && (clap && s.Call == c.suffix || strings.HasSuffix(s.Call, "clap::"+c.suffix))) {
				n.Use, n.Directory = c.use, c.dir
			}
		}
		if db, ok := strings.CutPrefix(s.Text, "sqlite:"); ok {
			n.Use, n.Text = RustWrites, strings.TrimPrefix(db, "//")
			n.Text, _, _ = strings.Cut(n.Text, "?")
			if n.Text == ":memory:" || n.Text == "" {
				continue
			}
		}
		names = append(names, n)
	}
	return names
}
