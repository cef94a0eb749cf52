package project

import (
	"bytes"
	"encoding/xml"
	"io"
	"path"
	"strings"
)

// pom is the part of a pom.xml that decides what a build yields.
// Source: https://maven.apache.org/pom.html
type pom struct {
	GroupID      string          `xml:"groupId"`
	ArtifactID   string          `xml:"artifactId"`
	Version      string          `xml:"version"`
	Packaging    string          `xml:"packaging"`
	Parent       pomParent       `xml:"parent"`
	Properties   pomProperties   `xml:"properties"`
	Modules      []string        `xml:"modules>module"`
	Dependencies []pomDependency `xml:"dependencies>dependency"`
	Build        pomBuild        `xml:"build"`
	Profiles     []pomProfile    `xml:"profiles>profile"`

	dir    string
	parent *pom // when the context holds it
}

type pomParent struct {
	GroupID      string  `xml:"groupId"`
	ArtifactID   string  `xml:"artifactId"`
	Version      string  `xml:"version"`
	RelativePath *string `xml:"relativePath"`
}

type pomDependency struct {
	GroupID    string `xml:"groupId"`
	ArtifactID string `xml:"artifactId"`
	Version    string `xml:"version"`
	Scope      string `xml:"scope"`
	Type       string `xml:"type"`
}

type pomBuild struct {
	FinalName string      `xml:"finalName"`
	Directory string      `xml:"directory"`
	Plugins   []pomPlugin `xml:"plugins>plugin"`
	Managed   []pomPlugin `xml:"pluginManagement>plugins>plugin"`
}

type pomProfile struct {
	ID     string   `xml:"id"`
	Active string   `xml:"activation>activeByDefault"`
	Build  pomBuild `xml:"build"`
}

// pomProperties are free elements; the order does not matter.
type pomProperties struct {
	Entries []pomConfig `xml:",any"`
}

func (p pomProperties) get(name string) (string, bool) {
	for _, e := range p.Entries {
		if e.XMLName.Local == name {
			return strings.TrimSpace(e.Text), true
		}
	}
	return "", false
}

// readPom reads dir/pom.xml and the parents that the context holds; nil when it is
// absent or no XML.
func readPom(c *Context, dir string) *pom {
	return readPomFile(c, path.Join(dir, "pom.xml"), 0)
}

// maxPomParents ends a chain of parents that leads back to itself.
const maxPomParents = 12

// decodePom is nil for what is no POM.
func decodePom(content []byte) *pom {
	decoder := xml.NewDecoder(bytes.NewReader(content))
	// Names and versions are ASCII in practice, so that a Latin-1 file reads as well.
	decoder.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	p := &pom{}
	if err := decoder.Decode(p); err != nil {
		return nil
	}
	return p
}

func readPomFile(c *Context, file string, depth int) *pom {
	content, err := c.ReadFile(file)
	if err != nil {
		return nil
	}
	decoded := remember(c, "pom.xml", content, func() *pom { return decodePom(content) })
	if decoded == nil {
		return nil
	}
	copied := *decoded
	p := &copied
	p.dir = path.Dir(file)
	if p.Parent.ArtifactID == "" || depth == maxPomParents {
		return p
	}
	relative := "../pom.xml"
	if p.Parent.RelativePath != nil {
		relative = strings.TrimSpace(*p.Parent.RelativePath)
	}
	if relative == "" { // <relativePath/>: always from the repository
		return p
	}
	parentFile := path.Join(p.dir, relative)
	if strings.HasPrefix(parentFile, "../") { // outside of the context
		return p
	}
	if c.IsDir(parentFile) {
		parentFile = path.Join(parentFile, "pom.xml")
	}
	if parent := readPomFile(c, parentFile, depth+1); parent != nil && parent.ArtifactID == p.Parent.ArtifactID {
		p.parent = parent
	}
	return p
}

// chain returns p and its parents in the context, nearest first.
func (p *pom) chain() []*pom {
	var all []*pom
	for ; p != nil; p = p.parent {
		all = append(all, p)
	}
	return all
}

// outerParent returns the coordinates of the first parent that the context does not
// hold, or none.
func (p *pom) outerParent() pomParent {
	all := p.chain()
	return all[len(all)-1].Parent
}

// expand resolves ${…} in a value; ok is false when a property is not known.
func (p *pom) expand(value string) (expanded string, ok bool) {
	return p.expandDepth(strings.TrimSpace(value), 0)
}

func (p *pom) expandDepth(value string, depth int) (string, bool) {
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(value, "${")
		out.WriteString(before)
		if !found {
			return out.String(), true
		}
		name, after, closed := strings.Cut(rest, "}")
		if !closed || depth > 8 {
			return "", false
		}
		raw, known := p.property(name)
		if !known {
			return "", false
		}
		inner, ok := p.expandDepth(raw, depth+1)
		if !ok {
			return "", false
		}
		out.WriteString(inner)
		value = after
	}
}

// property returns the raw value of a property or of a project.* expression.
func (p *pom) property(name string) (string, bool) {
	field := strings.TrimPrefix(strings.TrimPrefix(name, "project."), "pom.")
	if field != name || name == "artifactId" || name == "version" {
		switch field {
		case "artifactId":
			return p.ArtifactID, true
		case "version":
			return p.version()
		case "groupId":
			return p.groupID()
		case "parent.version":
			return p.Parent.Version, p.Parent.Version != ""
		case "parent.artifactId":
			return p.Parent.ArtifactID, p.Parent.ArtifactID != ""
		case "build.finalName":
			return p.finalName(), true
		case "build.directory":
			return "target", true
		case "packaging":
			return p.Packaging, p.Packaging != ""
		}
	}
	for _, q := range p.chain() {
		if v, ok := q.Properties.get(name); ok {
			return v, true
		}
	}
	return "", false
}

func (p *pom) version() (string, bool) {
	if p.Version != "" {
		return p.Version, true
	}
	return p.Parent.Version, p.Parent.Version != ""
}

func (p *pom) groupID() (string, bool) {
	if p.GroupID != "" {
		return p.GroupID, true
	}
	return p.Parent.GroupID, p.Parent.GroupID != ""
}

// finalName is build.finalName of this pom or an inherited one, unexpanded; the
// default is Maven's.
func (p *pom) finalName() string {
	for _, q := range p.chain() {
		if q.Build.FinalName != "" {
			return q.Build.FinalName
		}
	}
	outer := p.outerParent()
	if known, ok := findMavenParent(outer.GroupID, outer.ArtifactID); ok && known.FinalName != "" {
		return known.FinalName
	}
	return "${project.artifactId}-${project.version}"
}
