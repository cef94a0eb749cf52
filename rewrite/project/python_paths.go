package project

import (
	"path"
	"strconv"
	"strings"
)

// pyPath is the value of an expression that makes a path or a URL of constants.
type pyPath struct {
	text string
	// beside is true when the path starts at the source file itself (__file__): text is
	// relative to the root of the context then.
	beside bool
}

// pyPaths evaluates expressions of one module: constants, names that hold them,
// __file__, and what os.path and pathlib make of these.
type pyPaths struct {
	m    *pyModule
	file string
	// depth ends the search for names that are defined through each other.
	depth int
	// asked are the names that other modules were asked for, which may import each other.
	asked map[string]bool
}

// path evaluates an expression; false when something in it is only known at run time.
func (m *pyModule) path(file string, expr []pyToken) (pyPath, bool) {
	return (&pyPaths{m: m, file: file, asked: map[string]bool{}}).eval(expr)
}

// eval reads operands that / and + join.
func (e *pyPaths) eval(expr []pyToken) (pyPath, bool) {
	if e.depth > 8 || len(expr) == 0 {
		return pyPath{}, false
	}
	e.depth++
	defer func() { e.depth-- }()
	value, at, ok := e.operand(expr, 0)
	for ok && at < len(expr) {
		op := expr[at]
		if op.Kind != pyOp || op.Text != "/" && op.Text != "+" {
			return pyPath{}, false
		}
		var right pyPath
		if right, at, ok = e.operand(expr, at+1); !ok {
			break
		}
		switch {
		case op.Text == "/":
			value = value.join(right)
		case right.beside: // "sqlite:///" + path
			value = pyPath{value.text + besideMark + right.text, false}
		default:
			value.text += right.text
		}
	}
	return value, ok
}

// besideMark stands in a text, such as a URL, for the directory that is the root of
// the context. No path has this character.
const besideMark = "\x00"

func (p pyPath) join(q pyPath) pyPath {
	if q.beside || strings.HasPrefix(q.text, "/") {
		return q
	}
	return pyPath{path.Join(p.text, q.text), p.beside}
}

func (p pyPath) parent() pyPath { return pyPath{path.Dir(p.text), p.beside} }

// operand reads one value and what is asked of it: .parent, .resolve(), "x".
func (e *pyPaths) operand(t []pyToken, at int) (pyPath, int, bool) {
	if at >= len(t) {
		return pyPath{}, at, false
	}
	var value pyPath
	ok := false
	var dotted []string
	switch first := t[at]; {
	case first.Kind == pyString:
		value, ok = e.text(first)
		at++
	case isPyOp(t, at, "("):
		end := pyClosing(t, at)
		value, ok = e.eval(t[at+1 : end])
		at = end + 1
	case first.Kind == pyName && first.Text == "__file__":
		value, ok = pyPath{e.file, true}, true
		at++
	case first.Kind == pyName:
		at++
		if !isPyOp(t, at, "(") {
			value, ok = e.name(first.Text)
		}
		if !ok {
			dotted = []string{first.Text}
		}
	default:
		return pyPath{}, at, false
	}
	for at < len(t) {
		switch {
		case isPyOp(t, at, ".") && at+1 < len(t) && t[at+1].Kind == pyName:
			attribute := t[at+1].Text
			at += 2
			if !ok {
				dotted = append(dotted, attribute)
				continue
			}
			value, at, ok = e.attribute(value, attribute, t, at)
			if !ok {
				return pyPath{}, at, false
			}
		case isPyOp(t, at, "(") && !ok:
			call := pyCall{Keywords: map[string][]pyToken{}}
			call.readArgs(t, at)
			if full, bound := e.m.bound[dotted[0]]; bound {
				dotted[0] = full
			}
			value, ok = e.call(strings.Join(dotted, "."), call)
			if !ok {
				return pyPath{}, at, false
			}
			at = pyClosing(t, at) + 1
		default:
			return value, at, ok
		}
	}
	return value, at, ok
}

// name is what a name of the module holds.
func (e *pyPaths) name(name string) (pyPath, bool) {
	if expr, known := e.m.exprs[name]; known {
		return e.eval(expr)
	}
	if e.m.context == nil || e.depth > 4 {
		return pyPath{}, false
	}
	for _, imp := range e.m.imports {
		if imp.Name != "*" && (imp.As != name || imp.Name == "") {
			continue
		}
		if v, ok := e.imported(imp, name); ok {
			return v, true
		}
	}
	return pyPath{}, false
}

// imported is what a name holds in the module that it is imported from.
func (e *pyPaths) imported(imp pyImport, name string) (pyPath, bool) {
	if imp.Name != "*" {
		name = imp.Name
	}
	from := PythonImport{Module: imp.Module, Level: imp.Level}
	roots := []string{path.Dir(e.file), path.Dir(path.Dir(e.file)), "."}
	for _, dir := range importBases(from, e.file, roots) {
		files := moduleFiles(dir, from)
		for _, file := range files[max(0, len(files)-2):] {
			if e.asked[file+":"+name] {
				continue
			}
			e.asked[file+":"+name] = true
			m := e.m.module(file)
			if m == nil {
				continue
			}
			if v, ok := (&pyPaths{m: m, file: file, depth: e.depth + 1, asked: e.asked}).name(name); ok {
				return v, true
			}
		}
	}
	return pyPath{}, false
}

// module is another file of the context, nil where there is none. All that are reached from
// one file share what was parsed.
func (m *pyModule) module(file string) *pyModule {
	if m.modules == nil {
		m.modules = map[string]*pyModule{}
	}
	other, parsed := m.modules[file]
	if !parsed {
		if src, err := m.context.ReadFile(file); err == nil {
			other = parsePython(src)
			other.context, other.modules = m.context, m.modules
		}
		m.modules[file] = other
	}
	return other
}

// text is a string, an f-string of names with their values.
func (e *pyPaths) text(t pyToken) (pyPath, bool) {
	if t.Literal {
		return pyPath{text: t.Text}, true
	}
	var b strings.Builder
	beside := false
	rest := t.Text
	for {
		before, after, open := strings.Cut(rest, "{")
		b.WriteString(before)
		if !open {
			return pyPath{b.String(), beside}, b.Len() > 0
		}
		field, tail, closed := strings.Cut(after, "}")
		expr := lexPython([]byte(field))
		value, ok := e.eval(expr[:pyLineEnd(expr, 0)])
		if !closed || !ok {
			return pyPath{}, false
		}
		switch {
		case value.beside && b.Len() == 0:
			beside = true
		case value.beside:
			b.WriteString(besideMark)
		}
		b.WriteString(value.text)
		rest = tail
	}
}

// attribute is a property or a method of a path.
func (e *pyPaths) attribute(p pyPath, name string, t []pyToken, at int) (pyPath, int, bool) {
	switch name {
	case "parent":
		return p.parent(), at, true
	case "parents":
		if isPyOp(t, at, "[") && at+2 < len(t) && t[at+1].Kind == pyNumber && isPyOp(t, at+2, "]") {
			n, err := strconv.Atoi(t[at+1].Text)
			for ; n >= 0; n-- {
				p = p.parent()
			}
			return p, at + 3, err == nil
		}
		return pyPath{}, at, false
	}
	if !isPyOp(t, at, "(") {
		return pyPath{}, at, false
	}
	call := pyCall{Keywords: map[string][]pyToken{}}
	call.readArgs(t, at)
	end := pyClosing(t, at) + 1
	switch name {
	case "resolve", "absolute", "as_posix", "expanduser":
		return p, end, true
	case "joinpath":
		v, ok := e.joined(p, call.Args)
		return v, end, ok
	}
	return pyPath{}, at, false
}

// call is the result of a function of a path.
func (e *pyPaths) call(name string, c pyCall) (pyPath, bool) {
	arg := func(i int) (pyPath, bool) {
		if i >= len(c.Args) {
			return pyPath{}, false
		}
		return e.eval(c.Args[i])
	}
	switch name {
	case "pathlib.Path", "Path", "pathlib.PurePath", "os.path.join":
		p, ok := arg(0)
		if !ok {
			return pyPath{}, len(c.Args) == 0 && name != "os.path.join"
		}
		return e.joined(p, c.Args[1:])
	case "os.path.abspath", "os.path.realpath", "os.path.normpath", "os.fspath", "str":
		return arg(0)
	case "os.path.dirname":
		p, ok := arg(0)
		return p.parent(), ok
	case "os.getcwd", "pathlib.Path.cwd", "Path.cwd":
		return pyPath{text: "."}, true
	case "os.getenv", "os.environ.get", "os.environ.setdefault", "config", "decouple.config", "env", "env.str":
		if d, ok := c.Keywords["default"]; ok {
			return e.eval(d)
		}
		return arg(1)
	}
	return pyPath{}, false
}

func (e *pyPaths) joined(p pyPath, parts [][]pyToken) (pyPath, bool) {
	for _, part := range parts {
		q, ok := e.eval(part)
		if !ok {
			return pyPath{}, false
		}
		p = p.join(q)
	}
	return p, true
}

// pyClosing is the index of the bracket that closes the one at open; the last token
// where none does.
func pyClosing(t []pyToken, open int) int {
	depth := 0
	for i := open; i < len(t); i++ {
		if t[i].Kind != pyOp {
			continue
		}
		switch t[i].Text {
		case "(", "[", "{":
			depth++
		case ")", "]", "}":
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return len(t) - 1
}
