package project

import (
	"cmp"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"slices"
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

// goImports maps the names under which a file knows its imports to their paths.
func goImports(f *ast.File) map[string]string {
	names := map[string]string{}
	for _, spec := range f.Imports {
		p := strings.Trim(spec.Path.Value, "\"`")
		name := GoBinaryName(p)
		if i := strings.LastIndex(name, ".v"); i > 0 { // gopkg.in/ini.v1
			name = name[:i]
		}
		if spec.Name != nil {
			name = spec.Name.Name
		}
		names[name] = p
	}
	return names
}

// goReader collects the names of one file.
type goReader struct {
	uses      *GoUses
	fset      *token.FileSet
	constants map[string]string
	imports   map[string]string
	// taken are expressions that a call has already explained.
	taken map[ast.Expr]bool
}

func (r *goReader) visit(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.ImportSpec:
		return false
	case *ast.Field:
		n.Tag = nil // a struct tag is no path
	case *ast.CallExpr:
		r.call(n)
	case ast.Expr:
		if !r.taken[n] {
			r.named(n)
		}
		if _, whole := n.(*ast.BinaryExpr); whole {
			if _, ok := r.constant(n); ok {
				return false // its parts mean nothing alone
			}
		}
	}
	return true
}

// call records what the arguments of a known function name.
func (r *goReader) call(c *ast.CallExpr) {
	pkg, name := r.callee(c)
	if name == "" {
		return
	}
	for _, row := range goCallsNamed(name) {
		if row.Package != "" && row.Package != pkg || row.Package == "" && pkg != "" {
			continue
		}
		r.match(c, row, name)
	}
	if (pkg == "path/filepath" || pkg == "path") && name == "Join" {
		r.joined(c)
	}
}

// callee returns the package and name of a called function; the package is empty
// for a method, both are for anything else.
func (r *goReader) callee(c *ast.CallExpr) (pkg, name string) {
	selector, ok := c.Fun.(*ast.SelectorExpr)
	if !ok {
		return "", ""
	}
	if x, ok := selector.X.(*ast.Ident); ok {
		return r.imports[x.Name], selector.Sel.Name
	}
	return "", selector.Sel.Name
}

func (r *goReader) match(c *ast.CallExpr, row goCall, name string) {
	if len(row.If) > 0 {
		if len(c.Args) == 0 {
			return
		}
		if v, _ := r.constant(c.Args[0]); !slices.Contains(row.If, v) {
			return
		}
	}
	call := name
	if row.Package != "" {
		call = path.Base(row.Package) + "." + name
	}
	if row.Use == usePass || len(c.Args) <= row.Arg {
		if row.Default != "" || row.Use == UseHome || row.Use == UseAccount {
			r.add(c, GoName{Use: cmp.Or(map[GoUse]GoUse{usePass: UseRead}[row.Use], row.Use), Text: row.Default, Call: call})
		}
		return
	}
	args := c.Args[row.Arg:]
	if !row.Rest {
		args = args[:1]
	}
	for _, arg := range args {
		r.argument(c, row, call, arg)
	}
}

func (r *goReader) argument(c *ast.CallExpr, row goCall, call string, arg ast.Expr) {
	text, constant := r.constant(arg)
	if !constant && row.Package == "" {
		return // some other type's method
	}
	found := GoName{Use: row.Use, Text: text, Call: call}
	switch row.Use {
	case UseProgram:
		for _, more := range c.Args[row.Arg+1:] {
			text, _ := r.constant(more)
			found.Args = append(found.Args, text)
		}
	case UseOpen:
		found.Use = goOpenedFor(c)
	}
	r.take(arg)
	r.add(arg, found)
}

// goOpenedFor tells what os.OpenFile does with its file.
func goOpenedFor(c *ast.CallExpr) GoUse {
	use := UseRead
	if len(c.Args) > 1 {
		ast.Inspect(c.Args[1], func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok && slices.Contains([]string{"O_WRONLY", "O_RDWR", "O_CREATE", "O_APPEND"}, id.Name) {
				use = UseWrite
			}
			return true
		})
	}
	return use
}

// joined records the constant tail of a path whose beginning is computed: as a
// rule the working directory.
func (r *goReader) joined(c *ast.CallExpr) {
	if _, ok := r.constant(c); ok {
		return
	}
	var tail []string
	for i := len(c.Args) - 1; i >= 0; i-- {
		text, ok := r.constant(c.Args[i])
		if !ok {
			break
		}
		r.take(c.Args[i])
		tail = append([]string{text}, tail...)
	}
	if len(tail) > 0 {
		r.add(c, GoName{Use: UseNamed, Text: path.Join(tail...)})
	}
}

// named records a constant that looks like a path.
func (r *goReader) named(e ast.Expr) {
	switch e := e.(type) {
	case *ast.BasicLit, *ast.BinaryExpr:
		if text, ok := r.constant(e); ok {
			switch {
			case text == "sh" || text == "/bin/sh" || text == "/bin/bash":
				r.add(e, GoName{Use: UseShell, Text: text})
			case looksLikeGoPath(text):
				r.add(e, GoName{Use: UseNamed, Text: text})
			}
			return
		}
		if sum, ok := e.(*ast.BinaryExpr); ok && sum.Op == token.ADD {
			if text, ok := r.constant(sum.Y); ok && strings.HasPrefix(text, "/") && looksLikeGoPath(text[1:]) {
				r.take(sum.Y)
				r.add(e, GoName{Use: UseNamed, Text: text[1:]})
			}
		}
	}
}

func (r *goReader) take(e ast.Expr) {
	if r.taken == nil {
		r.taken = map[ast.Expr]bool{}
	}
	r.taken[e] = true
}

func (r *goReader) add(at ast.Node, n GoName) {
	pos := r.fset.Position(at.Pos())
	n.File, n.Line = pos.Filename, pos.Line
	r.uses.Names = append(r.uses.Names, n)
}

// looksLikeGoPath reports whether a constant may be the path of a file: one line
// without spaces, with a slash or an extension, and no address.
func looksLikeGoPath(s string) bool {
	if s == "" || len(s) > 200 || strings.ContainsAny(s, " \n\t%<>{}\"'()|;,$=&") || strings.Contains(s, "://") && !strings.HasPrefix(s, "file://") {
		return false
	}
	ext := path.Ext(s)
	return strings.Contains(s, "/") && strings.Trim(s, "/") != "" || len(ext) > 1
}

// goCallsNamed returns the rows of a function name.
func goCallsNamed(name string) []goCall {
	var rows []goCall
	for _, row := range loadGoCallRows().Calls {
		if slices.Contains(row.Funcs, name) {
			rows = append(rows, row)
		}
	}
	return rows
}
