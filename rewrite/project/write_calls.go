package project

import (
	"encoding/json"
	"path"
	"strings"

	"github.com/tailscale/hujson"
)

// WriteCall is a place where a source file, or a configuration, names what the program
// writes.
type WriteCall struct {
	// File is its path in the context.
	File string
	Line int
	// Path is what is written, as the source has it; relative to the working directory, or,
	// where Beside is set, to the directory of the source file.
	Path   string
	Beside bool
	// Dir: the path is a directory; else it is a file in one.
	Dir bool
}

// CWriteCalls finds what sources in C and C++ at or below a path of the context write.
func CWriteCalls(c *Context, p string) []WriteCall {
	return sourcesBelow(c, p, cWrites, cEndings...)
}

// cWrites reads fopen, open, creat, mkdir, sqlite3_open and output streams.
func cWrites(file, text string) []WriteCall {
	var out []WriteCall
	tokens, at := cTokens(text)
	for i, t := range tokens {
		if t.Kind != jvmString || !at(i-1).is("(") {
			continue
		}
		write := WriteCall{File: file, Line: t.Line, Path: t.Text}
		switch name := at(i - 2).Text; {
		case name == "mkdir":
			write.Dir = true
		case name == "creat", name == "sqlite3_open", name == "sqlite3_open_v2", at(i - 3).is("ofstream"), at(i - 3).is("fstream"):
		case name == "fopen" && at(i+2).Kind == jvmString && strings.ContainsAny(at(i+2).Text, "wa+"):
		case name == "open" && opensForWriting(tokens[i:]):
		default:
			continue
		}
		out = append(out, write)
	}
	return out
}

// CNames finds the string literals of sources in C and C++ at or below a path of the
// context that may be names of files or directories.
func CNames(c *Context, p string) []WriteCall {
	return sourcesBelow(c, p, cNames, cEndings...)
}

func cNames(file, text string) []WriteCall {
	var out []WriteCall
	for _, t := range jvmLex(text, false) {
		if t.Kind != jvmString || t.Text == "" || strings.ContainsAny(t.Text, " \t\r\n\\<>:;,\"'") {
			continue
		}
		// Of a format such as www/%s the directory before it is the name.
		name, _, format := strings.Cut(t.Text, "%")
		if format {
			name = path.Dir(name + "x")
		}
		if name = path.Clean(name); name != "." && name != ".." && name != "/" {
			out = append(out, WriteCall{File: file, Line: t.Line, Path: name})
		}
	}
	return out
}

// opensForWriting reads the flags of open, up to its closing parenthesis.
func opensForWriting(tokens []jvmToken) bool {
	for _, t := range tokens {
		switch {
		case t.is(")"):
			return false
		case t.is("O_CREAT") || t.is("O_WRONLY") || t.is("O_RDWR"):
			return true
		}
	}
	return false
}

// dotnetWriting maps methods of .NET that write their first argument to whether that is a
// directory, by class and name.
var dotnetWriting = map[string]bool{
	"File.WriteAllText": false, "File.WriteAllTextAsync": false, "File.WriteAllBytes": false, "File.WriteAllBytesAsync": false,
	"File.WriteAllLines": false, "File.WriteAllLinesAsync": false, "File.AppendAllText": false, "File.AppendAllTextAsync": false,
	"File.AppendAllLines": false, "File.AppendText": false, "File.CreateText": false, "File.Create": false, "File.OpenWrite": false,
	"WriteTo.File": false, "Directory.CreateDirectory": true,
}

// dotnetWrites reads what C# writes. $"…" is no literal where it has an expression in it.
func dotnetWrites(file string, tokens []jvmToken) []WriteCall {
	var out []WriteCall
	at := func(i int) jvmToken {
		if i >= 0 && i < len(tokens) {
			return tokens[i]
		}
		return jvmToken{}
	}
	for i, t := range tokens {
		if t.Kind != jvmString {
			continue
		}
		write := WriteCall{File: path.Base(file), Line: t.Line, Path: t.Text}
		before := i - 1
		if at(before).is("@") || at(before).is("$") {
			before--
		}
		dir, known := dotnetWriting[at(before-3).Text+"."+at(before-1).Text]
		switch database := sqliteFile(t.Text); {
		case at(i-1).is("$") && strings.Contains(t.Text, "{"):
			continue
		case database != "":
			write.Path = database
		case !at(before).is("("):
			continue
		case known:
			write.Dir = dir
		case at(before-1).is("StreamWriter") && at(before-2).is("new"):
		case at(before-1).is("DirectoryInfo") && at(before-4).is("PersistKeysToFileSystem"):
			write.Dir = true
		default:
			continue
		}
		if write.Path != "" && !strings.Contains(write.Path, `\`) {
			out = append(out, write)
		}
	}
	return out
}

// sqliteFile is the file of a connection string for SQLite, "" for other texts.
func sqliteFile(text string) string {
	for _, part := range strings.Split(text, ";") {
		key, value, ok := strings.Cut(part, "=")
		switch strings.ToLower(strings.ReplaceAll(strings.TrimSpace(key), " ", "")) {
		case "datasource", "filename":
			if value = strings.TrimSpace(value); ok && isDatabaseOrLog(value) {
				return value
			}
		}
	}
	return ""
}

// dotnetSettings reads the connection strings of SQLite in an appsettings.json.
func dotnetSettings(file string, text []byte) []WriteCall {
	plain, err := hujson.Standardize(text)
	var doc any
	if err != nil || json.Unmarshal(plain, &doc) != nil {
		return nil
	}
	var out []WriteCall
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			for _, key := range sortedKeys(v) {
				walk(v[key])
			}
		case []any:
			for _, item := range v {
				walk(item)
			}
		case string:
			if database := sqliteFile(v); database != "" {
				line := 1 + strings.Count(string(text[:max(0, strings.Index(string(text), v))]), "\n")
				out = append(out, WriteCall{File: path.Base(file), Line: line, Path: database})
			}
		}
	}
	walk(doc)
	return out
}
