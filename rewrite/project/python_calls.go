package project

import (
	"slices"
	"strings"
)

// pyModule is what the tokens of one file were understood as: its imports and its
// calls, each name resolved through the imports.
type pyModule struct {
	imports []pyImport
	calls   []pyCall
	// assigns are the string constants that top-level names hold.
	assigns map[string]pyToken
	// exprs are the expressions that names were last given.
	exprs map[string][]pyToken
	// bound are the dotted names behind what imports brought.
	bound  map[string]string
	tokens []pyToken
	// context is where imported modules lie; nil where they can't be looked up.
	context *Context
	// modules are those that were looked up for their names, by file.
	modules map[string]*pyModule
}

// pyImport is "import Module" or "from Module import Name"; a relative one has
// Level dots.
type pyImport struct {
	Module string
	Name   string // "" for a plain import
	As     string // the name that it binds
	Level  int
	Line   int
}

// pyCall is a call of a dotted name, such as subprocess.run, or of a method of
// something unknown (then Name begins with a dot: ".write_text").
type pyCall struct {
	Name string
	// Args are the positional arguments' tokens, Keywords the others'.
	Args     [][]pyToken
	Keywords map[string][]pyToken
	Line     int
}

func parsePython(src []byte) *pyModule {
	bound := map[string]string{} // local name -> dotted name
	m := &pyModule{assigns: map[string]pyToken{}, exprs: map[string][]pyToken{}, bound: bound, tokens: lexPython(src)}
	for i := 0; i < len(m.tokens); i++ {
		t := m.tokens[i]
		if t.Column >= 0 && t.Kind == pyName && (t.Text == "import" || t.Text == "from") {
			end := pyLineEnd(m.tokens, i)
			m.readImport(m.tokens[i:end], bound)
			i = end
			continue
		}
		if t.Column == 0 && t.Kind == pyName && isPyOp(m.tokens, i+1, "=") && i+3 < len(m.tokens) &&
			m.tokens[i+2].Kind == pyString && m.tokens[i+3].Kind == pyNewline {
			m.assigns[t.Text] = m.tokens[i+2]
		}
		if t.Column >= 0 && t.Kind == pyName && isPyOp(m.tokens, i+1, "=") && !isPyOp(m.tokens, i+2, "=") {
			m.exprs[t.Text] = m.tokens[i+2 : pyLineEnd(m.tokens, i)]
		}
		if t.Kind == pyOp && t.Text == "(" && i > 0 {
			if name, ok := calleeBefore(m.tokens, i, bound); ok {
				call := pyCall{Name: name, Keywords: map[string][]pyToken{}, Line: m.tokens[i-1].Line}
				call.readArgs(m.tokens, i)
				m.calls = append(m.calls, call)
			}
		}
	}
	return m
}

func pyLineEnd(tokens []pyToken, i int) int {
	for i < len(tokens) && tokens[i].Kind != pyNewline {
		i++
	}
	return i
}

func isPyOp(tokens []pyToken, i int, op string) bool {
	return i >= 0 && i < len(tokens) && tokens[i].Kind == pyOp && tokens[i].Text == op
}

// readImport takes one import statement and notes what it binds.
func (m *pyModule) readImport(line []pyToken, bound map[string]string) {
	i := 1
	if line[0].Text == "import" {
		for i < len(line) {
			var module string
			module, i = pyDottedName(line, i)
			imp := pyImport{Module: module, Line: line[0].Line}
			imp.As, i = pyAsName(line, i)
			if imp.As == "" {
				imp.As, _, _ = strings.Cut(module, ".")
				bound[imp.As] = imp.As
			} else {
				bound[imp.As] = module
			}
			if module != "" {
				m.imports = append(m.imports, imp)
			}
			for i < len(line) && !isPyOp(line, i, ",") {
				if isPyOp(line, i, ";") {
					return
				}
				i++
			}
			i++
		}
		return
	}
	level := 0
	for isPyOp(line, i, ".") {
		level++
		i++
	}
	var module string
	if i < len(line) && line[i].Text != "import" {
		module, i = pyDottedName(line, i)
	}
	if i >= len(line) || line[i].Text != "import" {
		return
	}
	for i++; i < len(line); i++ {
		if line[i].Kind != pyName {
			if isPyOp(line, i, "*") {
				m.imports = append(m.imports, pyImport{Module: module, Name: "*", Level: level, Line: line[0].Line})
			}
			continue
		}
		imp := pyImport{Module: module, Name: line[i].Text, As: line[i].Text, Level: level, Line: line[0].Line}
		if as, next := pyAsName(line, i+1); as != "" {
			imp.As, i = as, next-1
		}
		if level == 0 {
			bound[imp.As] = module + "." + imp.Name
		}
		m.imports = append(m.imports, imp)
	}
}

func pyDottedName(line []pyToken, i int) (string, int) {
	var b strings.Builder
	for i < len(line) && line[i].Kind == pyName {
		b.WriteString(line[i].Text)
		i++
		if !isPyOp(line, i, ".") {
			break
		}
		b.WriteByte('.')
		i++
	}
	return b.String(), i
}

func pyAsName(line []pyToken, i int) (string, int) {
	if i+1 < len(line) && line[i].Kind == pyName && line[i].Text == "as" {
		return line[i+1].Text, i + 2
	}
	return "", i
}

// calleeBefore reads the dotted name that ends before the opening parenthesis at
// tokens[open] and resolves its first part through the imports.
func calleeBefore(tokens []pyToken, open int, bound map[string]string) (string, bool) {
	i := open - 1
	var parts []string
	for i >= 0 && tokens[i].Kind == pyName && !isPyKeyword(tokens[i].Text) {
		parts = append(parts, tokens[i].Text)
		if !isPyOp(tokens, i-1, ".") {
			break
		}
		i -= 2
	}
	if len(parts) == 0 {
		return "", false
	}
	first := open - 2*len(parts) + 1
	if first > 0 && tokens[first-1].Kind == pyName && (tokens[first-1].Text == "def" || tokens[first-1].Text == "class") {
		return "", false
	}
	slices.Reverse(parts)
	if isPyOp(tokens, first-1, ".") { // a method of an expression: foo().bar(
		return "." + parts[len(parts)-1], true
	}
	if full, ok := bound[parts[0]]; ok {
		parts[0] = full
	}
	return strings.Join(parts, "."), true
}

func (c *pyCall) readArgs(tokens []pyToken, open int) {
	depth := 0
	start := open + 1
	flush := func(end int) {
		arg := tokens[start:end]
		start = end + 1
		if len(arg) == 0 {
			return
		}
		if len(arg) >= 2 && arg[0].Kind == pyName && arg[1].Kind == pyOp && arg[1].Text == "=" &&
			(len(arg) < 3 || arg[2].Kind != pyOp || arg[2].Text != "=") {
			c.Keywords[arg[0].Text] = arg[2:]
			return
		}
		c.Args = append(c.Args, arg)
	}
	for i := open; i < len(tokens); i++ {
		if tokens[i].Kind != pyOp {
			continue
		}
		switch tokens[i].Text {
		case "(", "[", "{":
			depth++
		case ")", "]", "}":
			if depth--; depth == 0 {
				flush(i)
				return
			}
		case ",":
			if depth == 1 {
				flush(i)
			}
		}
	}
}

// literal gives the value of an argument that is one string constant, or a
// top-level name of this file that holds one.
func (m *pyModule) literal(arg []pyToken) (string, bool) {
	if len(arg) != 1 {
		return "", false
	}
	t := arg[0]
	if t.Kind == pyName {
		t = m.assigns[t.Text]
	}
	return t.Text, t.Kind == pyString && t.Literal && t.Text != ""
}

// firstOfList gives the first element of an argument that is a list or tuple.
func (m *pyModule) firstOfList(arg []pyToken) (first []pyToken, ok bool) {
	if len(arg) < 2 || arg[0].Kind != pyOp || (arg[0].Text != "[" && arg[0].Text != "(") {
		return nil, false
	}
	list := pyCall{Keywords: map[string][]pyToken{}}
	list.readArgs(arg, 0)
	if len(list.Args) == 0 {
		return nil, false
	}
	return list.Args[0], true
}

func isPyKeyword(s string) bool {
	switch s {
	case "if", "elif", "while", "and", "or", "not", "in", "is", "return", "yield", "assert", "await",
		"lambda", "else", "del", "raise", "for", "with", "import", "from", "except", "print", "async", "match", "case":
		return s != "print"
	}
	return false
}
