package project

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
)

// JarManifest is the main section of a jar's META-INF/MANIFEST.MF.
// Source: https://docs.oracle.com/en/java/javase/21/docs/specs/jar/jar.html
type JarManifest struct {
	MainClass string
	// ClassPath are the entries of Class-Path, relative to the jar's own directory.
	ClassPath []string
	// StartClass is Spring Boot's name for the program's own main class.
	StartClass string
	// Native says that the jar holds ELF libraries (entries ending in .so).
	Native bool
}

// ReadJarManifest reads the manifest of a jar that lies in the context; ok is false
// when it is absent, larger than ReadFile gives, or no jar.
func ReadJarManifest(c *Context, p string) (m JarManifest, ok bool) {
	content, err := c.ReadFile(p)
	if err != nil {
		return m, false
	}
	jar, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return m, false
	}
	for _, f := range jar.File {
		if strings.HasSuffix(f.Name, ".so") {
			m.Native = true
		}
		if f.Name != "META-INF/MANIFEST.MF" {
			continue
		}
		r, err := f.Open()
		if err != nil {
			return m, false
		}
		text, err := io.ReadAll(io.LimitReader(r, MaxFileSize))
		r.Close()
		if err != nil {
			return m, false
		}
		m.parse(string(text))
		ok = true
	}
	return m, ok
}

// parse reads the attributes; a line that begins with a space continues the one above.
func (m *JarManifest) parse(text string) {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	text, _, _ = strings.Cut(text, "\n\n") // further sections are about single entries
	text = strings.ReplaceAll(text, "\n ", "")
	for _, line := range strings.Split(text, "\n") {
		name, value, _ := strings.Cut(line, ":")
		value = strings.TrimSpace(value)
		switch name {
		case "Main-Class":
			m.MainClass = value
		case "Start-Class":
			m.StartClass = value
		case "Class-Path":
			m.ClassPath = strings.Fields(value)
		}
	}
}
