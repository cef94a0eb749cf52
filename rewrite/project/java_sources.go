package project

import (
	"io/fs"
	"path"
	"slices"
	"strings"
)

// JavaSources is what the program's own sources do that the image has to allow.
// It is found in the text: what a library does, or a program name that is computed,
// is not seen.
type JavaSources struct {
	// Files is how many sources were read.
	Files int
	// Programs are the programs started with ProcessBuilder or Runtime.exec.
	Programs []JavaProgram
	// Writes are the files and directories that the sources create under names that stand
	// there.
	Writes []JavaWrite
	// Creates is the first place that creates files under names that are computed: empty
	// when none does.
	Creates string
	// Compiler is the first file that imports a tool of the JDK (javax.tools,
	// com.sun.tools); empty when none does.
	Compiler string
	// Strings are the literals that could name a file: without blanks, and with a
	// slash or an extension.
	Strings []string
}

// JavaProgram is one place where a program is started.
type JavaProgram struct {
	File string
	Line int
	// Name is the program as written; empty when it is computed.
	Name string
	// Shell says that a shell is started.
	Shell bool
}

// ReadJavaSources reads the Java, Kotlin, Groovy and Scala sources below dir, those of
// tests and of build output left out.
func ReadJavaSources(c *Context, dir string) JavaSources {
	var s JavaSources
	_ = c.Walk(dir, func(p string, d fs.DirEntry) error {
		if d.IsDir() {
			if skippedSourceDirs[d.Name()] {
				return fs.SkipDir
			}
			return nil
		}
		switch ext := path.Ext(p); ext {
		case ".java", ".kt", ".groovy", ".scala":
			if content, err := c.ReadFile(p); err == nil {
				s.Files++
				s.read(p, string(content), ext != ".java")
			}
		}
		return nil
	})
	return s
}

// skippedSourceDirs hold no source of the program itself.
var skippedSourceDirs = map[string]bool{
	"test": true, "androidTest": true, "integrationTest": true, "testFixtures": true,
	"target": true, "build": true, ".git": true, ".gradle": true, "node_modules": true, "buildSrc": true,
}

// shells are the programs that interpret a command line.
var shells = map[string]bool{"sh": true, "bash": true, "dash": true, "ash": true, "zsh": true}

func (s *JavaSources) read(file, src string, interpolate bool) {
	tokens := slices.DeleteFunc(jvmLex(src, interpolate), func(t jvmToken) bool { return t.Kind == jvmNewline })
	for i, t := range tokens {
		if t.Kind == jvmString && !t.Computed && fileLike(t.Text) {
			s.Strings = appendNew(s.Strings, t.Text)
		}
		if t.Kind != jvmIdent {
			continue
		}
		next := func(n int) jvmToken {
			if i+n < len(tokens) && i+n >= 0 {
				return tokens[i+n]
			}
			return jvmToken{}
		}
		if args, dir, creates := jvmCreates(tokens, i); creates {
			s.write(file, t.Line, args, dir)
		}
		switch t.Text {
		case "import":
			name := dottedName(tokens[i+1:])
			if s.Compiler == "" && (strings.HasPrefix(name, "javax.tools") || strings.HasPrefix(name, "com.sun.tools")) {
				s.Compiler = file
			}
		case "ProcessBuilder":
			if next(1).is("(") && !next(2).is(")") {
				s.program(file, t.Line, tokens[i+2:])
			}
		case "exec":
			if next(1).is("(") && next(-1).is(".") && (next(-2).is(")") && next(-4).is("getRuntime") || next(-2).is("runtime")) {
				s.program(file, t.Line, tokens[i+2:])
			}
		}
	}
}

// fileLike tells of a string that could be a file's name.
func fileLike(s string) bool {
	return len(s) > 1 && len(s) < 200 && !strings.ContainsAny(s, " \n\t{}<>\"'*?") && strings.ContainsAny(s, "./")
}

// program records what the arguments at the front of tokens start: a string (the
// first word is the program, without a shell), or a list of strings.
func (s *JavaSources) program(file string, line int, args []jvmToken) {
	p := JavaProgram{File: file, Line: line}
	if text, ok := firstString(args); ok {
		if fields := strings.Fields(text); len(fields) > 0 {
			p.Name = fields[0]
		}
	}
	p.Shell = shells[path.Base(p.Name)]
	s.Programs = append(s.Programs, p)
}

// firstString is the first argument if it is a string, looking through the wrappers
// that lists and paths are written with: new String[]{…, List.of(…, Paths.get(….
func firstString(args []jvmToken) (string, bool) {
	for _, t := range args {
		switch {
		case t.Kind == jvmString:
			return t.Text, !t.Computed
		case t.Kind == jvmIdent && wrapperNames[t.Text], t.is("("), t.is("."), t.is("["), t.is("]"), t.is("{"):
		default:
			return "", false
		}
	}
	return "", false
}

var wrapperNames = map[string]bool{
	"new": true, "String": true, "List": true, "Arrays": true, "asList": true, "of": true, "listOf": true,
	"arrayOf": true, "Paths": true, "Path": true, "get": true, "File": true, "Files": true,
}

func dottedName(tokens []jvmToken) string {
	var name strings.Builder
	for i, t := range tokens {
		if t.is("static") && i == 0 {
			continue
		}
		if t.Kind != jvmIdent && !t.is(".") || i > 0 && t.Kind == jvmIdent && tokens[i-1].Kind == jvmIdent && !tokens[i-1].is("static") {
			break
		}
		name.WriteString(t.Text)
	}
	return name.String()
}

func appendNew(list []string, s string) []string {
	if slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}
