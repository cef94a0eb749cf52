package project

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"strings"
)

// GoUse is what a name in a program's source stands for.
type GoUse string

const (
	// UseNamed: a constant that looks like a path; nothing says what for.
	UseNamed GoUse = "named"
	// UseRead: a file or directory that is read; a pattern stands for its matches.
	UseRead GoUse = "read"
	// UseWrite: a file or directory that is made or written.
	UseWrite GoUse = "write"
	// UseOpen: a file opened in a way that decides between read and write.
	UseOpen GoUse = "open"
	// UseDatabase: a file that a database library reads, writes and creates.
	UseDatabase GoUse = "database"
	// UseProgram: a program that is started.
	UseProgram GoUse = "program"
	// UseShell: a constant that names a shell, outside of a call that starts it.
	UseShell GoUse = "shell"
	// UseEnv: an environment variable.
	UseEnv GoUse = "env"
	// UseHome: the home directory of the user.
	UseHome GoUse = "home"
	// UseAccount: an entry of /etc/passwd.
	UseAccount GoUse = "account"
	// UseZone: a time zone, looked up in the zone database.
	UseZone GoUse = "zone"
	// UseListen: an address that a server listens on.
	UseListen GoUse = "listen"
	// UseConfigDir and UseConfigName: where a configuration library looks, and for
	// which file, its extension left open.
	UseConfigDir  GoUse = "config-dir"
	UseConfigName GoUse = "config-name"
	// usePass: the call only matters for its Default.
	usePass GoUse = "pass"
)

// GoName is one name that a program's source holds for something outside of it.
type GoName struct {
	Use GoUse
	// Text is the constant; empty when the source computes it.
	Text string
	// Args are the further constant arguments of a started program, "" for one
	// that is computed.
	Args []string
	// Call is the function, such as "os.Open"; empty for UseNamed.
	Call string
	// File and Line are where it stands.
	File string
	Line int
}

// Computed reports whether the source computes the name, so that it is unknown.
func (n GoName) Computed() bool { return n.Text == "" }

// GoUses is what the source of a program says about the world around it: that of
// its own packages, not of those of others.
type GoUses struct {
	// Names are in the order of the files.
	Names []GoName
	// Embedded are the paths of the tree that go:embed compiles in.
	Embedded []string
}

// Of returns the names of a use.
func (u *GoUses) Of(use GoUse) []GoName {
	var found []GoName
	for _, n := range u.Names {
		if n.Use == use {
			found = append(found, n)
		}
	}
	return found
}

// Uses reads the source of the program's own packages. A file that does not parse
// is an error: the build would fail as well.
func (p *GoProgram) Uses() (*GoUses, error) {
	u := &GoUses{}
	for _, pkg := range p.Packages {
		if pkg.Vendored {
			continue
		}
		if err := u.readPackage(p.tree.fsys, pkg); err != nil {
			return nil, err
		}
	}
	return u, nil
}

func (u *GoUses) readPackage(fsys fs.FS, pkg *GoPackage) error {
	fset := token.NewFileSet()
	var files []*ast.File
	for _, name := range pkg.Files {
		b, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		f, err := parser.ParseFile(fset, name, b, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		files = append(files, f)
	}
	for _, pattern := range pkg.Embed {
		pattern = strings.TrimPrefix(pattern, "all:")
		matches, _ := fs.Glob(fsys, path.Join(pkg.Dir, pattern))
		u.Embedded = append(u.Embedded, matches...)
	}
	constants := goConstants(files)
	for _, f := range files {
		r := &goReader{uses: u, fset: fset, constants: constants, imports: goImports(f)}
		ast.Inspect(f, r.visit)
	}
	return nil
}
