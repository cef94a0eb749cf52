package project

import (
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
)

// DotnetSources is what the sources of a program do that the image has to allow. It is
// found in the text, as for Java: what a package does is not seen.
type DotnetSources struct {
	// Files is how many sources were read.
	Files int
	// TimeZones is the first place that asks for a time zone by its name.
	TimeZones string
	// Programs are the programs that it starts.
	Programs []JavaProgram
	// Writes are files and directories that it writes, settings included.
	Writes []WriteCall
	// Addresses are those that its settings let it listen on.
	Addresses []DotnetAddress
}

// Sources reads the C# and F# sources of the project and of those that it references.
func (p *DotnetProject) Sources(c *Context) DotnetSources {
	var s DotnetSources
	dirs := []string{p.Dir}
	for _, r := range p.references {
		dirs = appendNew(dirs, path.Dir(r))
	}
	for _, dir := range dirs {
		_ = c.Walk(dir, func(file string, d fs.DirEntry) error {
			switch {
			case d.IsDir() && (d.Name() == "bin" || d.Name() == "obj" || d.Name() == "node_modules" || strings.HasPrefix(d.Name(), ".")):
				return fs.SkipDir
			case d.IsDir() && dir == "." && strings.HasSuffix(d.Name(), "Tests"):
				return fs.SkipDir
			}
			if name := d.Name(); name == "appsettings.json" || name == "appsettings.Production.json" {
				if content, err := c.ReadFile(file); err == nil {
					s.Writes = append(s.Writes, dotnetSettings(file, content)...)
					s.Addresses = append(s.Addresses, dotnetAddresses(file, content)...)
				}
			}
			if ext := path.Ext(file); ext == ".cs" || ext == ".fs" {
				if content, err := c.ReadFile(file); err == nil {
					s.Files++
					s.read(file, string(content))
				}
			}
			return nil
		})
	}
	return s
}

// read looks for calls in the tokens of one file. C# shares its comments, names and
// ordinary strings with Java.
func (s *DotnetSources) read(file, src string) {
	tokens := slices.DeleteFunc(jvmLex(src, false), func(t jvmToken) bool { return t.Kind == jvmNewline })
	next := func(i int) jvmToken {
		if i >= 0 && i < len(tokens) {
			return tokens[i]
		}
		return jvmToken{}
	}
	s.Writes = append(s.Writes, dotnetWrites(file, tokens)...)
	started := false
	for i, t := range tokens {
		if t.Kind != jvmIdent {
			continue
		}
		switch t.Text {
		case "FindSystemTimeZoneById", "TryFindSystemTimeZoneById", "ConvertTimeBySystemTimeZoneId", "GetSystemTimeZones":
			if s.TimeZones == "" {
				s.TimeZones = path.Base(file) + ":" + strconv.Itoa(t.Line)
			}
		case "ProcessStartInfo":
			started = true
			if next(i+1).is("(") && next(i+2).Kind == jvmString {
				s.program(file, next(i+2))
			}
		case "Start":
			if next(i-1).is(".") && next(i-2).is("Process") && next(i+1).is("(") && next(i+2).Kind == jvmString {
				s.program(file, next(i+2))
			}
		case "FileName":
			if started && next(i+1).is("=") && next(i+2).Kind == jvmString {
				s.program(file, next(i+2))
			}
		}
	}
}

func (s *DotnetSources) program(file string, name jvmToken) {
	text := name.Text
	if strings.HasSuffix(text, ".exe") || strings.Contains(text, `\`) || strings.Contains(text, "://") || text == "" {
		return // for Windows, or a browser
	}
	p := JavaProgram{File: path.Base(file), Line: name.Line, Name: text, Shell: shells[path.Base(text)]}
	if !slices.Contains(s.Programs, p) {
		s.Programs = append(s.Programs, p)
	}
}
