package project

import (
	"cmp"
	"go/ast"
	"go/token"
	"path"
	"slices"
	"strings"
)

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
