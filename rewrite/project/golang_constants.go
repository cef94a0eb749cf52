package project

import (
	"go/ast"
	"go/token"
	"path"
	"strconv"
)

// goConstants returns the string constants of a package by name, and those of its
// variables that are declared with a constant.
func goConstants(files []*ast.File) map[string]string {
	r := &goReader{constants: map[string]string{}}
	for range 2 { // a constant may be made from one declared further down
		for _, f := range files {
			r.imports = goImports(f)
			for _, decl := range f.Decls {
				if g, ok := decl.(*ast.GenDecl); ok && (g.Tok == token.CONST || g.Tok == token.VAR) {
					r.declare(g)
				}
			}
		}
	}
	return r.constants
}

func (r *goReader) declare(g *ast.GenDecl) {
	for _, spec := range g.Specs {
		v := spec.(*ast.ValueSpec)
		for i, name := range v.Names {
			if i >= len(v.Values) {
				break
			}
			if text, ok := r.constant(v.Values[i]); ok {
				r.constants[name.Name] = text
			}
		}
	}
}

// constant returns the string that an expression always has, as far as literals,
// constants of the package, concatenation and path joins go.
func (r *goReader) constant(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		if e.Kind != token.STRING {
			return "", false
		}
		text, err := strconv.Unquote(e.Value)
		return text, err == nil
	case *ast.ParenExpr:
		return r.constant(e.X)
	case *ast.Ident:
		text, ok := r.constants[e.Name]
		return text, ok
	case *ast.BinaryExpr:
		x, okX := r.constant(e.X)
		y, okY := r.constant(e.Y)
		return x + y, e.Op == token.ADD && okX && okY
	case *ast.CallExpr:
		return r.constantCall(e)
	}
	return "", false
}

// constantCall returns the result of the functions that only put paths together.
func (r *goReader) constantCall(c *ast.CallExpr) (string, bool) {
	pkg, name := r.callee(c)
	if pkg != "path/filepath" && pkg != "path" {
		return "", false
	}
	var args []string
	for _, arg := range c.Args {
		text, ok := r.constant(arg)
		if !ok {
			return "", false
		}
		args = append(args, text)
	}
	switch {
	case name == "Join":
		return path.Join(args...), true
	case (name == "Clean" || name == "FromSlash" || name == "ToSlash") && len(args) == 1:
		return args[0], true
	}
	return "", false
}
