package project

import (
	"bytes"
	"encoding/xml"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
)

// JavaConfig is what the configuration files in a program's resources say about
// files that it writes.
type JavaConfig struct {
	// Writes are the files and directories with the place that names them.
	Writes []JavaWrite
	// Ports are those that it listens on.
	Ports []JavaPort
}

// JavaPort is a port that the program listens on, as configured.
type JavaPort struct {
	Number int
	// From is the file in the context and the setting that says so.
	From string
}

// JavaWrite is one path that the program writes to, as configured.
type JavaWrite struct {
	// Path is relative to the working directory unless it begins with "/".
	Path string
	// Dir says that Path itself is a directory, not a file in one.
	Dir bool
	// From is the file in the context and the setting that says so.
	From string
}

// Directory is the directory that must be writable; "." is the working directory.
func (w JavaWrite) Directory() string {
	if w.Dir {
		return path.Clean(w.Path)
	}
	return path.Dir(path.Clean(w.Path))
}

// ReadJavaConfig reads application*.properties, application*.yml and the Logback and
// Log4j files in the resources below dir.
func ReadJavaConfig(c *Context, dir string) JavaConfig {
	var config JavaConfig
	_ = c.Walk(dir, func(p string, d fs.DirEntry) error {
		if d.IsDir() {
			if skippedSourceDirs[d.Name()] {
				return fs.SkipDir
			}
			return nil
		}
		base, ext := path.Base(p), path.Ext(p)
		switch {
		case ext == ".properties" && (strings.HasPrefix(base, "application") || strings.HasPrefix(base, "bootstrap")):
			if content, err := c.ReadFile(p); err == nil {
				config.settings(p, parseProperties(content))
			}
		case (ext == ".yml" || ext == ".yaml") && (strings.HasPrefix(base, "application") || strings.HasPrefix(base, "bootstrap")):
			if content, err := c.ReadFile(p); err == nil {
				config.settings(p, flattenYAML(content))
			}
		case ext == ".xml" && (strings.HasPrefix(base, "logback") || strings.HasPrefix(base, "log4j2")):
			if content, err := c.ReadFile(p); err == nil {
				config.logging(p, content)
			}
		}
		return nil
	})
	return config
}

// writeSettings are Spring Boot's and Quarkus' settings that name a file or a
// directory the program writes to.
// Source: https://docs.spring.io/spring-boot/appendix/application-properties/index.html
var writeSettings = map[string]struct{ dir bool }{
	"logging.file": {false}, "logging.file.name": {false}, "logging.file.path": {true}, "logging.path": {true},
	"server.tomcat.basedir": {true}, "server.tomcat.accesslog.directory": {true},
	"spring.servlet.multipart.location": {true}, "spring.http.multipart.location": {true},
	"quarkus.log.file.path": {false},
}

// portSettings are Spring Boot's, Quarkus' and Micronaut's settings of a port.
var portSettings = []string{"server.port", "management.server.port", "quarkus.http.port", "micronaut.server.port"}

func (c *JavaConfig) settings(file string, values map[string]string) {
	for _, key := range slices.Sorted(maps.Keys(values)) {
		value := values[key]
		if slices.Contains(portSettings, key) && !otherProfile(file) {
			literal, _ := placeholderDefault(strings.TrimSpace(value))
			// ${PORT:-1} is -1 here, any free port: only logging's files take :- for a default.
			if n, err := strconv.Atoi(literal); err == nil && !strings.Contains(value, ":-") {
				c.Ports = append(c.Ports, JavaPort{Number: n, From: file + ": " + key})
			}
		}
		if setting, ok := writeSettings[key]; ok {
			c.add(value, setting.dir, file+": "+key)
		}
		if database, ok := fileDatabase(value); ok && strings.HasSuffix(key, ".url") {
			c.add(database, false, file+": "+key)
		}
	}
}

// otherProfile tells of the settings of a profile for a developer's own machine.
func otherProfile(file string) bool {
	name := strings.TrimSuffix(path.Base(file), path.Ext(file))
	return strings.HasSuffix(name, "-dev") || strings.HasSuffix(name, "-local") || strings.HasSuffix(name, "-test")
}

// add keeps a path whose value is literal; ${X:default} counts as its default.
func (c *JavaConfig) add(value string, dir bool, from string) {
	value, ok := placeholderDefault(strings.TrimSpace(value))
	if !ok || value == "" {
		return
	}
	c.Writes = append(c.Writes, JavaWrite{Path: value, Dir: dir, From: from})
}

// placeholderDefault replaces ${NAME:default} by its default and fails on ${NAME}.
func placeholderDefault(value string) (string, bool) {
	for strings.Contains(value, "${") {
		start := strings.LastIndex(value, "${")
		end := strings.Index(value[start:], "}")
		if end < 0 {
			return "", false
		}
		_, def, ok := strings.Cut(value[start+2:start+end], ":")
		if !ok {
			return "", false
		}
		value = value[:start] + strings.TrimPrefix(def, "-") + value[start+end+1:]
	}
	return value, true
}

// fileDatabase is the file of an embedded database's URL: jdbc:h2:file:./data/db,
// jdbc:h2:~/db, jdbc:sqlite:app.db, jdbc:hsqldb:file:db.
func fileDatabase(url string) (string, bool) {
	for _, prefix := range []string{"jdbc:h2:file:", "jdbc:sqlite:", "jdbc:hsqldb:file:", "jdbc:derby:"} {
		if rest, ok := strings.CutPrefix(url, prefix); ok {
			rest, _, _ = strings.Cut(rest, ";")
			if rest == "" || strings.HasPrefix(rest, ":memory:") || strings.HasPrefix(rest, "memory:") {
				return "", false
			}
			return rest, true
		}
	}
	if rest, ok := strings.CutPrefix(url, "jdbc:h2:"); ok && (strings.HasPrefix(rest, "~") || strings.HasPrefix(rest, ".") || strings.HasPrefix(rest, "/")) {
		rest, _, _ = strings.Cut(rest, ";")
		return rest, true
	}
	return "", false
}

// flattenYAML gives the settings of all documents of a file by their dotted names.
func flattenYAML(content []byte) map[string]string {
	values := map[string]string{}
	decoder := yaml.NewDecoder(bytes.NewReader(content))
	for {
		var document any
		if err := decoder.Decode(&document); err != nil {
			return values // the end, or a template that is no YAML
		}
		flatten(values, "", document)
	}
}

func flatten(into map[string]string, prefix string, v any) {
	switch v := v.(type) {
	case map[string]any:
		for key, value := range v {
			flatten(into, strings.TrimPrefix(prefix+"."+key, "."), value)
		}
	case string:
		into[prefix] = v
	}
}

// logging takes <file>, <File> and fileName="…" of Logback and Log4j.
func (c *JavaConfig) logging(file string, content []byte) {
	decoder := xml.NewDecoder(bytes.NewReader(content))
	decoder.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	properties := map[string]string{}
	inFile := false
	for {
		token, err := decoder.Token()
		if err != nil {
			return
		}
		switch t := token.(type) {
		case xml.StartElement:
			inFile = strings.EqualFold(t.Name.Local, "file")
			attributes := map[string]string{}
			for _, a := range t.Attr {
				attributes[a.Name.Local] = a.Value
			}
			if strings.EqualFold(t.Name.Local, "property") && attributes["name"] != "" {
				properties[attributes["name"]] = attributes["value"]
			}
			if name := attributes["fileName"]; name != "" {
				c.add(expandLogging(name, properties), false, file+": fileName")
			}
		case xml.CharData:
			if inFile {
				c.add(expandLogging(string(t), properties), false, file+": file")
			}
		case xml.EndElement:
			inFile = false
		}
	}
}

func expandLogging(value string, properties map[string]string) string {
	for name, v := range properties {
		value = strings.ReplaceAll(value, "${"+name+"}", v)
	}
	return value
}
