package project

import (
	"io/fs"
	"path"
	"strings"
)

// NginxDirective is one directive of an nginx configuration.
type NginxDirective struct {
	Name string
	Args []string
	// File is where it stands, Line on which line.
	File string
	Line int
	// Block holds the directives between its braces.
	Block []NginxDirective
}

// NginxConfig is a configuration as nginx reads it, includes followed.
type NginxConfig struct {
	Directives []NginxDirective
	// Unseen are includes whose files are not at hand, as written.
	Unseen []string
}

// ReadNginxConfig reads a main configuration and what it includes from files, whose
// paths have no leading slash. Relative includes are looked for in prefix.
func ReadNginxConfig(files Files, name, text, prefix string) *NginxConfig {
	c := &NginxConfig{}
	c.Directives = c.read(files, name, text, strings.TrimPrefix(prefix, "/"), 0)
	return c
}

func (c *NginxConfig) read(files Files, name, text, prefix string, depth int) []NginxDirective {
	l := &nginxLexer{text: text, line: 1}
	return c.include(files, l.block(name), prefix, depth)
}

// include puts the directives of included files in the place of include.
func (c *NginxConfig) include(files Files, list []NginxDirective, prefix string, depth int) []NginxDirective {
	var out []NginxDirective
	for _, d := range list {
		d.Block = c.include(files, d.Block, prefix, depth)
		if d.Name != "include" || len(d.Args) != 1 || depth > 8 {
			out = append(out, d)
			continue
		}
		pattern := d.Args[0]
		if !strings.HasPrefix(pattern, "/") {
			pattern = path.Join(prefix, pattern)
		}
		found := c.files(files, strings.TrimPrefix(pattern, "/"))
		if len(found) == 0 {
			c.Unseen = append(c.Unseen, d.Args[0])
		}
		out = append(out, NginxDirective{Name: d.Name, Args: d.Args, File: d.File, Line: d.Line})
		for _, f := range found {
			if text, err := files.ReadFile(f); err == nil {
				out = append(out, c.read(files, f, string(text), prefix, depth+1)...)
			} else {
				c.Unseen = append(c.Unseen, "/"+f)
			}
		}
	}
	return out
}

// files are those that an include names; a pattern only has wildcards in its last part.
func (c *NginxConfig) files(files Files, pattern string) []string {
	if !strings.ContainsAny(pattern, "*?[") {
		if !files.Exists(pattern) {
			return nil
		}
		return []string{pattern}
	}
	var out []string
	dir := path.Dir(pattern)
	_ = files.Walk(dir, func(p string, d fs.DirEntry) error {
		if d.IsDir() {
			return fs.SkipDir
		}
		if ok, _ := path.Match(pattern, p); ok {
			out = append(out, p)
		}
		return nil
	})
	return out
}

// Each calls f for every directive, those in blocks included.
func (c *NginxConfig) Each(f func(NginxDirective)) { eachNginx(c.Directives, f) }

func eachNginx(list []NginxDirective, f func(NginxDirective)) {
	for _, d := range list {
		f(d)
		eachNginx(d.Block, f)
	}
}

// nginxLexer splits a configuration into words, semicolons and braces as nginx does.
type nginxLexer struct {
	text string
	at   int
	line int
}

// block reads directives until the brace that closes the block, or the end.
func (l *nginxLexer) block(file string) []NginxDirective {
	var out []NginxDirective
	d := NginxDirective{File: file}
	for {
		word, mark := l.next()
		switch {
		case mark == 0 && word == "":
			return out
		case mark == '}':
			return out
		case mark == ';':
			if d.Name != "" {
				out = append(out, d)
			}
			d = NginxDirective{File: file}
		case mark == '{':
			d.Block = l.block(file)
			out = append(out, d)
			d = NginxDirective{File: file}
		case d.Name == "":
			d.Name, d.Line = word, l.line
		default:
			d.Args = append(d.Args, word)
		}
	}
}

// next is a word, or one of ; { } as mark; neither at the end of the text.
func (l *nginxLexer) next() (word string, mark byte) {
	for l.at < len(l.text) {
		switch c := l.text[l.at]; {
		case c == '\n':
			l.line++
			l.at++
		case c == ' ' || c == '\t' || c == '\r':
			l.at++
		case c == '#':
			end := strings.IndexByte(l.text[l.at:], '\n')
			if end < 0 {
				end = len(l.text) - l.at
			}
			l.at += end
		case c == ';' || c == '{' || c == '}':
			l.at++
			return "", c
		case c == '"' || c == '\'':
			return l.quoted(c), 'w'
		default:
			return l.word(), 'w'
		}
	}
	return "", 0
}

func (l *nginxLexer) quoted(quote byte) string {
	var b strings.Builder
	for l.at++; l.at < len(l.text); l.at++ {
		switch c := l.text[l.at]; {
		case c == quote:
			l.at++
			return b.String()
		case c == '\\' && l.at+1 < len(l.text):
			l.at++
			b.WriteByte(l.text[l.at])
		case c == '\n':
			l.line++
			b.WriteByte(c)
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// word reads up to a blank, a semicolon or a brace; ${name} belongs to it.
func (l *nginxLexer) word() string {
	start := l.at
	for l.at < len(l.text) {
		c := l.text[l.at]
		if c == '\\' {
			l.at = min(l.at+2, len(l.text))
			continue
		}
		if c == '{' && l.at > start && l.text[l.at-1] == '$' {
			if end := strings.IndexByte(l.text[l.at:], '}'); end > 0 {
				l.at += end + 1
				continue
			}
		}
		if strings.IndexByte(" \t\r\n;{", c) >= 0 {
			break
		}
		l.at++
	}
	return l.text[start:l.at]
}
