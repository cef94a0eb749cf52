package project

import (
	"path"
	"strings"
)

// NodeBase says from where a path in the sources counts.
type NodeBase int

const (
	// NodeFromWorkdir paths are relative to the directory that the process runs in.
	NodeFromWorkdir NodeBase = iota
	// NodeFromFile paths are relative to the directory of the source file, which
	// for compiled programs is that of its compiled file.
	NodeFromFile
	// NodeAbsolute paths start with "/".
	NodeAbsolute
)

// NodeWrite is something that the sources write. An empty Path is one that is
// only known when the program runs.
type NodeWrite struct {
	NodeUse
	Path string
	Base NodeBase
	// Dir: the path is a directory; else it is a file in one.
	Dir bool
}

// Directory is the directory that has to be writable.
func (w NodeWrite) Directory() string {
	if w.Dir || w.Path == "" {
		return w.Path
	}
	return path.Dir(w.Path)
}

// writingCalls maps calls that write their first argument to whether that is a
// directory.
var writingCalls = map[string]bool{
	"mkdir": true, "mkdirSync": true, "mkdirp": true, "mkdirpSync": true, "ensureDir": true, "ensureDirSync": true,
	"writeFile": false, "writeFileSync": false, "appendFile": false, "appendFileSync": false,
	"createWriteStream": false, "outputFile": false, "outputFileSync": false, "outputJson": false, "outputJsonSync": false,
	"writeJson": false, "writeJsonSync": false, "writeJSON": false, "ensureFile": false, "ensureFileSync": false,
}

// runtimeWriting are those of Deno's and Bun's own functions.
var runtimeWriting = map[string]bool{
	"Deno.mkdir": true, "Deno.mkdirSync": true, "Deno.writeTextFile": false, "Deno.writeTextFileSync": false, "Deno.writeFile": false,
	"Deno.writeFileSync": false, "Deno.create": false, "Deno.createSync": false, "Deno.openKv": false, "Bun.write": false,
}

func (s *NodeSources) takeWrite(f *jsFile, i int) {
	name := f.at(i).text
	module, member := f.target(i)
	switch {
	case module == "fs" || module == "fs/promises" || module == "fs-extra" || module == "graceful-fs":
		if dir, ok := writingCalls[member]; ok && f.at(i+1).is("(") {
			s.addWrite(f, i, i+2, dir)
		}
	case (name == "Deno" || name == "Bun") && f.at(i+1).is(".") && f.at(i+3).is("(") && !f.member(i):
		if dir, ok := runtimeWriting[name+"."+f.at(i+2).text]; ok {
			s.addWrite(f, i, i+4, dir)
		}
	case module == "bun:sqlite" && name == "Database" && f.at(i-1).is("new") && f.at(i+1).is("(") && f.at(i+2).text != ":memory:" && !f.at(i+2).is(")"):
		s.addWrite(f, i, i+2, false)
	case (module == "mkdirp" || module == "make-dir") && f.at(i+1).is("("):
		s.addWrite(f, i, i+2, true)
	case name == "Database" && f.at(i+1).is("(") && (module == "better-sqlite3" || module == "sqlite3"),
		module == "better-sqlite3" && f.at(i-1).is("new") && f.at(i+1).is("("),
		module == "sqlite" && member == "DatabaseSync" && f.at(i+1).is("("):
		if f.at(i+2).text != ":memory:" {
			s.addWrite(f, i, i+2, false)
		}
	}
}

// takeWriteOption reads { dest: "uploads/" } and the like at the string i.
func (s *NodeSources) takeWriteOption(f *jsFile, i int) {
	if !f.at(i-1).is(":") || f.at(i-2).kind != jsName {
		return
	}
	value := f.at(i).text
	write := NodeWrite{NodeUse: f.use(i, f.at(i-2).text), Path: value}
	switch f.at(i - 2).text {
	case "dest", "uploadDir", "dirname":
		write.Dir = true
	case "filename", "storage", "database":
		if !isDatabaseOrLog(value) {
			return
		}
	default:
		return
	}
	if value == "" || strings.Contains(value, "://") || strings.ContainsAny(value, " *") {
		return
	}
	if strings.HasPrefix(value, "/") {
		write.Base = NodeAbsolute
	}
	s.Writes = append(s.Writes, write)
}

func isDatabaseOrLog(p string) bool {
	switch path.Ext(p) {
	case ".log", ".db", ".sqlite", ".sqlite3":
		return true
	}
	return false
}

func (s *NodeSources) addWrite(f *jsFile, at, arg int, dir bool) {
	p, base, ok := f.path(arg)
	if !ok {
		p = ""
	}
	s.Writes = append(s.Writes, NodeWrite{NodeUse: f.use(at, f.at(at).text), Path: p, Base: base, Dir: dir})
}

// path gives the value of the expression at i when it is a path made of literals,
// __dirname, process.cwd(), path.join and constants of the file.
func (f *jsFile) path(i int) (value string, base NodeBase, ok bool) {
	e := &jsPath{file: f, pos: i, fuel: 200}
	value, base, ok = e.expression()
	if ok && strings.HasPrefix(value, "/") && base == NodeFromWorkdir {
		base = NodeAbsolute
	}
	return value, base, ok
}

// jsPath evaluates one expression; fuel ends constants that refer to each other.
type jsPath struct {
	file *jsFile
	pos  int
	fuel int
}

// expression reads terms joined by "+", or the default behind "||" and "??".
func (e *jsPath) expression() (string, NodeBase, bool) {
	value, base, ok := e.term()
	for {
		next, after := e.file.at(e.pos), e.file.at(e.pos+1)
		switch {
		case next.is("+"):
			e.pos++
			more, _, okMore := e.term()
			value, ok = value+more, ok && okMore
		case next.is("|") && after.is("|"), next.is("?") && after.is("?"):
			e.pos += 2
			return e.expression()
		default:
			return value, base, ok
		}
	}
}

func (e *jsPath) term() (string, NodeBase, bool) {
	if e.fuel--; e.fuel < 0 {
		return "", 0, false
	}
	f, i := e.file, e.pos
	t := f.at(i)
	switch {
	case t.kind == jsString:
		e.pos++
		return t.text, NodeFromWorkdir, true
	case t.kind == jsTemplate:
		return e.template()
	case t.is("__dirname"):
		e.pos++
		return ".", NodeFromFile, true
	case t.is("import") && f.at(i+2).is("meta") && f.at(i+4).is("dirname"):
		e.pos += 5
		return ".", NodeFromFile, true
	case t.is("process") && f.at(i+2).is("cwd"):
		e.pos += 5
		return ".", NodeFromWorkdir, true
	case t.is("process") && f.at(i+2).is("env"):
		e.pos += 5
		return "", 0, false
	case t.is("path") && f.at(i+1).is(".") && (f.at(i+2).is("join") || f.at(i+2).is("resolve")) && f.at(i+3).is("("):
		e.pos += 4
		return e.joined()
	case (t.is("join") || t.is("resolve")) && f.at(i+1).is("(") && f.bindings[t.text].module != "":
		e.pos += 2
		return e.joined()
	case t.kind == jsName && !f.at(i+1).is("(") && !f.at(i+1).is("."):
		e.pos++
		start, ok := f.consts[t.text]
		if !ok {
			return "", 0, false
		}
		inner := &jsPath{file: f, pos: start, fuel: e.fuel / 2}
		return inner.expression()
	}
	e.pos++
	return "", 0, false
}

// template joins the parts of `${a}/b`.
func (e *jsPath) template() (string, NodeBase, bool) {
	value, base, ok := e.file.at(e.pos).text, NodeFromWorkdir, true
	for first := true; ; first = false {
		e.pos++
		part, partBase, partOK := e.expression()
		if first && value == "" {
			base = partBase
		}
		rest := e.file.at(e.pos)
		if !partOK || rest.kind != jsTemplate {
			return "", 0, false
		}
		value += part + rest.text
		// A part with another substitution behind it is followed by its expression;
		// the last is followed by what ends the argument.
		if after := e.file.at(e.pos + 1); after.kind == jsPunct {
			e.pos++
			return value, base, ok
		}
	}
}

// joined reads the arguments of path.join up to its ")".
func (e *jsPath) joined() (string, NodeBase, bool) {
	var parts []string
	base, ok := NodeFromWorkdir, true
	for {
		part, partBase, partOK := e.expression()
		if len(parts) == 0 {
			base = partBase
		}
		parts, ok = append(parts, part), ok && partOK
		switch t := e.file.at(e.pos); {
		case t.is(","):
			e.pos++
		case t.is(")"):
			e.pos++
			return path.Join(parts...), base, ok
		default:
			return "", 0, false
		}
	}
}
