package project

import (
	"path"
	"strings"
)

// javaFileOptions are options of the java launcher whose value is a file that the
// virtual machine writes, or a directory ("dir") for such files.
// Source: the manual page of java, and https://openjdk.org/jeps/158 for -Xlog.
var javaFileOptions = []struct {
	prefix string
	dir    bool
}{
	{"-Xloggc:", false}, {"-XX:ErrorFile=", false}, {"-XX:LogFile=", false}, {"-XX:HeapDumpPath=", false},
	{"-Djava.io.tmpdir=", true}, {"-Dderby.system.home=", true},
}

// Options adds what the words of a java command have the virtual machine or the
// program's framework write: -Xlog, -D and --NAME=VALUE included.
func (c *JavaConfig) Options(words []string) {
	for _, word := range words {
		for _, o := range javaFileOptions {
			if value, ok := strings.CutPrefix(word, o.prefix); ok {
				dir := o.dir || o.prefix == "-XX:HeapDumpPath=" && path.Ext(value) == ""
				c.add(value, dir, word)
			}
		}
		if value, ok := strings.CutPrefix(word, "-Xlog:"); ok {
			c.add(xlogFile(value), false, word)
		}
		setting, ok := strings.CutPrefix(word, "-D")
		if !ok {
			setting, ok = strings.CutPrefix(word, "--")
		}
		if key, value, assigned := strings.Cut(setting, "="); ok && assigned {
			c.settings(word, map[string]string{key: value})
		}
	}
}

// xlogFile is the file in WHAT:OUTPUT:DECORATORS:OPTIONS of -Xlog, "" for none.
func xlogFile(value string) string {
	_, output, ok := strings.Cut(value, ":")
	if !ok {
		return ""
	}
	if quoted, ok := strings.CutPrefix(output, `file="`); ok {
		file, _, _ := strings.Cut(quoted, `"`)
		return file
	}
	output, _, _ = strings.Cut(output, ":")
	output = strings.TrimPrefix(output, "file=")
	if output == "stdout" || output == "stderr" {
		return ""
	}
	return output
}
