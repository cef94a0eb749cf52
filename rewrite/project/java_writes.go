package project

import (
	"fmt"
	"slices"
	"strings"
)

// jvmWriters are constructors and methods of the JDK that create the file that their
// first argument names; those of jvmFiles do so as methods of java.nio.file.Files, and
// those of jvmTargets name it by their last one.
var (
	jvmWriters = []string{"FileOutputStream", "FileWriter", "RandomAccessFile", "FileHandler"}
	jvmFiles   = []string{"write", "writeString", "newBufferedWriter", "newOutputStream", "createFile"}
	jvmTargets = []string{"transferTo"}
	jvmFolders = []string{"createDirectories", "createDirectory"}
	// jvmMakers create what the File that they are methods of names.
	jvmMakers = []string{"mkdir", "mkdirs", "createNewFile"}
)

// jvmCreates tells of the identifier at i whether it is a call that creates a file or a
// directory, and gives the tokens that may name it.
func jvmCreates(tokens []jvmToken, i int) (args []jvmToken, dir, ok bool) {
	at := func(n int) jvmToken {
		if n >= 0 && n < len(tokens) {
			return tokens[n]
		}
		return jvmToken{}
	}
	name := tokens[i].Text
	if !at(i + 1).is("(") {
		return nil, false, false
	}
	method := at(i - 1).is(".")
	switch {
	case slices.Contains(jvmWriters, name) && !method, slices.Contains(jvmFiles, name) && method && at(i-2).is("Files"):
		return tokens[i+2:], false, true
	case slices.Contains(jvmFolders, name) && method && at(i-2).is("Files"):
		return tokens[i+2:], true, true
	case slices.Contains(jvmMakers, name) && method:
		// new File("uploads").mkdirs()
		if at(i-2).is(")") && at(i-3).Kind == jvmString && at(i-4).is("(") && at(i-5).is("File") {
			return tokens[i-3 : i-2], name != "createNewFile", true
		}
		return nil, true, at(i + 2).is(")")
	case slices.Contains(jvmTargets, name) && method:
		return nil, false, true
	}
	return nil, false, false
}

// write records one place that creates a file or a directory.
func (s *JavaSources) write(file string, line int, args []jvmToken, dir bool) {
	from := fmt.Sprintf("%s:%d", file, line)
	if name, inside, ok := createdName(args); ok {
		s.Writes = append(s.Writes, JavaWrite{Path: name, Dir: dir || inside, From: from})
	} else if s.Creates == "" {
		s.Creates = from
	}
}

// createdName is the path that an argument begins with. inside is true when only the
// directory stands there: "uploads/" + name, Path.of("uploads", name).
func createdName(args []jvmToken) (name string, inside, ok bool) {
	name, ok = firstString(args)
	at := slices.IndexFunc(args, func(t jvmToken) bool { return t.Kind == jvmString })
	if !ok || at+1 == len(args) {
		return name, false, ok
	}
	joined := at >= 2 && (args[at-2].is("get") || args[at-2].is("of"))
	switch next := args[at+1]; {
	case next.is("+"):
		folder := strings.LastIndexByte(name, '/')
		return name[:max(folder, 0)], true, folder > 0
	case next.is(",") && joined:
		return name, true, true
	}
	return name, false, true
}
