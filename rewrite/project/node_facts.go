package project

import (
	"path"
	"slices"
	"strings"
)

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

func (s *NodeSources) takeLiterals(f *jsFile) {
	for _, t := range f.tokens {
		if t.kind == jsString {
			s.Literals[t.text] = true
		}
	}
}

// take adds the facts of one file.
func (s *NodeSources) take(f *jsFile) {
	s.takeLiterals(f)
	for i, t := range f.tokens {
		switch t.kind {
		case jsString:
			s.takeWriteOption(f, i)
		case jsName:
			s.takeProcess(f, i)
			s.takeChild(f, i)
			s.takeRuntime(f, i)
			s.takeWrite(f, i)
		}
	}
	for _, m := range f.imports {
		row, ok := LookupNodeLibrary(NodeModulePackage(m.Name))
		if ok && row.Signals {
			s.Signals = append(s.Signals, f.useOf(m, "SIGTERM"))
		}
		if ok && row.Shell {
			s.Shell = append(s.Shell, f.useOf(m, ""))
		}
		if ok && row.Program != "" {
			s.Programs = append(s.Programs, f.useOf(m, row.Program))
		}
	}
}

func (f *jsFile) useOf(m NodeUse, name string) NodeUse {
	return NodeUse{Name: name, File: m.File, Line: m.Line}
}

// takeProcess reads process.on("SIGTERM"), process.env.NAME, and Nest's
// enableShutdownHooks().
func (s *NodeSources) takeProcess(f *jsFile, i int) {
	if f.at(i).text == "enableShutdownHooks" && f.member(i) {
		s.Signals = append(s.Signals, f.use(i, "SIGTERM"))
		return
	}
	if f.at(i).text != "process" || f.member(i) || !f.at(i+1).is(".") {
		return
	}
	switch f.at(i + 2).text {
	case "on", "once", "addListener", "prependListener":
		if arg := f.at(i + 4); arg.kind == jsString {
			if strings.HasPrefix(arg.text, "SIG") {
				s.Signals = append(s.Signals, f.use(i, arg.text))
			}
		} else if slices.ContainsFunc(f.tokens, func(t jsToken) bool { return t.kind == jsString && t.text == "SIGTERM" }) {
			s.Signals = append(s.Signals, f.use(i, "SIGTERM")) // [...].forEach(sig => process.on(sig, …))
		}
	case "env":
		if f.at(i + 3).is(".") {
			s.Environment = append(s.Environment, f.use(i, f.at(i+4).text))
		} else if f.at(i+3).is("[") && f.at(i+4).kind == jsString {
			s.Environment = append(s.Environment, f.use(i, f.at(i+4).text))
		} else if f.at(i+3).kind != jsName && f.at(i-1).is("=") && f.at(i-2).is("}") {
			s.takeEnvPattern(f, i-2)
		}
	}
}

// takeEnvPattern reads const { A, B } = process.env, which closes at end.
func (s *NodeSources) takeEnvPattern(f *jsFile, end int) {
	for i := end - 1; i >= 0 && !f.at(i).is("{"); i-- {
		if before := f.at(i - 1); f.at(i).kind == jsName && (before.is("{") || before.is(",")) {
			s.Environment = append(s.Environment, f.use(i, f.at(i).text))
		}
	}
}

// takeChild reads the calls of child_process.
func (s *NodeSources) takeChild(f *jsFile, i int) {
	module, member := f.target(i)
	if module == "cross-spawn" && member == "" {
		module, member = "child_process", "spawn"
	}
	if module != "child_process" || f.inImport(i) {
		return
	}
	arg := f.at(i + 2)
	literal := f.at(i+1).is("(") && (arg.kind == jsString || arg.kind == jsTemplate)
	switch member {
	case "exec", "execSync":
		use := f.use(i, "")
		if literal {
			use.Name = arg.text
		}
		s.Shell = append(s.Shell, use)
	case "spawn", "spawnSync", "execFile", "execFileSync":
		use := f.use(i, "")
		if literal {
			use.Name = arg.text
		}
		if !f.at(i + 1).is("(") {
			return
		}
		if f.hasOption(i+1, "shell") {
			s.Shell = append(s.Shell, use)
		} else if !f.isExecPath(i + 2) {
			s.starts(use)
		}
	}
}

// starts adds a program that is started by name: a shell is one that reads a command.
func (s *NodeSources) starts(use NodeUse) {
	if shells[path.Base(use.Name)] {
		s.Shell = append(s.Shell, use)
	} else {
		s.Programs = append(s.Programs, use)
	}
}

// takeRuntime reads what Deno and Bun start by themselves: new Deno.Command("git"),
// Deno.run({cmd: ["git"]}), Bun.spawn(["git"]), and the first word of Bun's own shell.
func (s *NodeSources) takeRuntime(f *jsFile, i int) {
	runtime, member := f.at(i), f.at(i+2).text
	if f.member(i) || !f.at(i+1).is(".") || !runtime.is("Deno") && !runtime.is("Bun") {
		return
	}
	arg := i + 4
	switch {
	case runtime.is("Deno") && member == "Command":
	case runtime.is("Deno") && member == "run", runtime.is("Bun") && (member == "spawn" || member == "spawnSync"):
		for f.at(arg).is("{") || f.at(arg).is("cmd") || f.at(arg).is(":") || f.at(arg).is("[") {
			arg++
		}
	default:
		return
	}
	if f.at(arg).kind == jsString {
		s.starts(f.use(i, f.at(arg).text))
	}
}

// isExecPath: process.execPath, process.argv[0].
func (f *jsFile) isExecPath(i int) bool {
	return f.at(i).is("process") && (f.at(i+2).is("execPath") || f.at(i+2).is("argv") || f.at(i+2).is("argv0"))
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

// hasOption: the call that opens at i has NAME: in an argument, and not false.
func (f *jsFile) hasOption(i int, name string) bool {
	depth := 0
	for ; i < len(f.tokens); i++ {
		switch t := f.at(i); {
		case t.is("("), t.is("{"), t.is("["):
			depth++
		case t.is(")"), t.is("}"), t.is("]"):
			if depth--; depth == 0 {
				return false
			}
		case t.kind == jsName && t.text == name && f.at(i+1).is(":"):
			return !f.at(i + 2).is("false")
		}
	}
	return false
}
