package project

import "strings"

// jsFile is what one source says.
type jsFile struct {
	name     string
	tokens   []jsToken
	imports  []NodeUse // of modules, at run time; an empty name is not literal
	bindings map[string]jsBinding
	consts   map[string]int // where the value of a constant starts
}

// jsBinding is a name that stands for a module (member "") or for one thing in it.
type jsBinding struct{ module, member string }

func readJS(name, source string) *jsFile {
	f := &jsFile{name: name, tokens: lexJS(source), bindings: map[string]jsBinding{}, consts: map[string]int{}}
	for i := range f.tokens {
		f.readImport(i)
		f.readConst(i)
	}
	return f
}

// at returns a token, or an empty one outside of the file.
func (f *jsFile) at(i int) jsToken {
	if i < 0 || i >= len(f.tokens) {
		return jsToken{kind: jsPunct}
	}
	return f.tokens[i]
}

func (f *jsFile) use(i int, name string) NodeUse {
	return NodeUse{Name: name, File: f.name, Line: f.at(i).line}
}

// member reports whether the token is behind a ".": a property, not a variable.
func (f *jsFile) member(i int) bool { return f.at(i - 1).is(".") }

// readImport takes up import, export-from, require(…) and import(…) at i.
func (f *jsFile) readImport(i int) {
	t := f.at(i)
	if t.kind != jsName || f.member(i) {
		return
	}
	switch {
	case (t.text == "require" || t.text == "import") && f.at(i+1).is("("):
		f.readRequire(i)
	case t.text == "import" && f.at(i+1).kind == jsString:
		f.imports = append(f.imports, f.use(i, f.at(i+1).text))
	case t.text == "import" || t.text == "export":
		f.readImportFrom(i)
	}
}

// readRequire reads require("x") and what it is assigned to.
func (f *jsFile) readRequire(i int) {
	if f.at(i - 1).is("function") {
		return // its declaration in bundled code
	}
	module := ""
	if f.at(i+2).kind == jsString && (f.at(i+3).is(")") || f.at(i+3).is(",")) {
		module = f.at(i + 2).text
	} else if value, base, ok := f.path(i + 2); ok && base == NodeFromFile {
		module = "./" + value // require(path.join(__dirname, "x"))
	}
	f.imports = append(f.imports, f.use(i, module))
	if !f.at(i-1).is("=") && !f.at(i-1).is("await") {
		return
	}
	eq := i - 1
	if f.at(eq).is("await") {
		eq--
	}
	member := ""
	if f.at(i+4).is(".") && !f.at(i+5).is("verbose") { // sqlite3's gives itself
		member = f.at(i + 5).text
	}
	if f.at(eq - 1).is("}") {
		f.bindList(eq-1, module)
		return
	}
	f.bindings[f.at(eq-1).text] = jsBinding{module, member}
}

// bindList binds the names of { a, b: c, d as e } that closes at end.
func (f *jsFile) bindList(end int, module string) {
	for i := end - 1; i >= 0 && !f.at(i).is("{"); i-- {
		t := f.at(i)
		if t.kind != jsName || t.text == "as" || t.text == "type" {
			continue
		}
		member := t.text
		if sep := f.at(i - 1); sep.is(":") || sep.is("as") {
			member = f.at(i - 2).text
			f.bindings[t.text] = jsBinding{module, member}
			i -= 2
			continue
		}
		f.bindings[t.text] = jsBinding{module, member}
	}
}

// readImportFrom reads import and export statements with a "from". What is only
// imported for its type does not exist at run time.
func (f *jsFile) readImportFrom(i int) {
	j := i + 1
	if f.at(j).is("type") && !f.at(j+1).is("from") && !f.at(j+1).is(",") {
		return
	}
	depth, from := 0, -1
	for ; j < len(f.tokens) && j < i+2000; j++ {
		t := f.at(j)
		if t.is("from") && depth == 0 && f.at(j+1).kind == jsString {
			from = j
			break
		}
		switch {
		case t.is("{"):
			depth++
		case t.is("}"):
			depth--
		case t.kind == jsName, t.is(","), t.is("*"):
		case depth == 0:
			return // an import(…), import.meta, or an export of something else
		}
	}
	if from < 0 || f.onlyTypes(i+1, from) {
		return
	}
	module := f.at(from + 1).text
	f.imports = append(f.imports, f.use(i, module))
	if f.at(i).is("export") {
		return
	}
	for k := i + 1; k < from; k++ {
		if f.at(k).is("}") {
			f.bindList(k, module)
		}
	}
	// The default, or "* as name".
	if f.at(i+1).kind == jsName {
		f.bindings[f.at(i+1).text] = jsBinding{module, ""}
	}
	if f.at(from-2).is("as") && f.at(from-3).is("*") {
		f.bindings[f.at(from-1).text] = jsBinding{module, ""}
	}
}

// onlyTypes: { type A, type B } and nothing else.
func (f *jsFile) onlyTypes(start, end int) bool {
	if !f.at(start).is("{") || f.at(start+1).is("}") {
		return false
	}
	for i := start + 1; i < end; i++ {
		if (f.at(i-1).is("{") || f.at(i-1).is(",")) && f.at(i).kind == jsName && !f.at(i).is("type") {
			return false
		}
	}
	return true
}

func (f *jsFile) readConst(i int) {
	if t := f.at(i); t.kind == jsName && (t.text == "const" || t.text == "let" || t.text == "var") && f.at(i+1).kind == jsName {
		for j := i + 2; j < i+12; j++ { // over a type annotation
			if f.at(j).is("=") {
				f.consts[f.at(i+1).text] = j + 1
				return
			}
		}
	}
}

// target is the module and member that the call or name at i stands for.
func (f *jsFile) target(i int) (module, member string) {
	if f.at(i).kind != jsName {
		return "", ""
	}
	if !f.member(i) {
		b := f.bindings[f.at(i).text]
		return strings.TrimPrefix(b.module, "node:"), b.member
	}
	switch before := f.at(i - 2); {
	case before.kind == jsName && !f.member(i-2):
		if b, ok := f.bindings[before.text]; ok && (b.member == "" || b.member == "default" || b.member == "promises") {
			return strings.TrimPrefix(b.module, "node:"), f.at(i).text
		}
	case before.is("promises") && f.member(i-2):
		if b, ok := f.bindings[f.at(i-4).text]; ok && b.member == "" {
			return strings.TrimPrefix(b.module, "node:"), f.at(i).text
		}
	case before.is(")") && f.at(i-3).kind == jsString && f.at(i-4).is("(") && f.at(i-5).is("require"):
		return strings.TrimPrefix(f.at(i-3).text, "node:"), f.at(i).text
	}
	return "", ""
}

// inImport: the name stands in the statement that binds it, which the name of its
// module ends where no semicolon does.
func (f *jsFile) inImport(i int) bool {
	for j := i; j >= 0 && j > i-40; j-- {
		if t := f.at(j); t.is(";") || t.is("(") || t.is("=") || t.kind == jsString {
			return false
		} else if (t.is("import") || t.is("const") || t.is("let") || t.is("var")) && !f.member(j) {
			return true
		}
	}
	return false
}
