package project

import (
	"bytes"
	"encoding/xml"
	"path"
	"slices"
	"strings"
)

// DotnetProject is what a project file of .NET (csproj, fsproj, vbproj), and the
// Directory.Build.props above it, say of the program that it builds.
type DotnetProject struct {
	// Path is the project file, relative to the root of the context; Dir its directory.
	Path, Dir string
	// Name is the file's name without its extension.
	Name string
	// SDK is the project's SDK, such as Microsoft.NET.Sdk.Web.
	SDK string
	// Packages are the NuGet packages that it and the projects it references ask for.
	Packages []string
	// Frameworks are its framework references, such as Microsoft.AspNetCore.App.
	Frameworks []string

	properties  map[string]string
	conditional map[string]string
	references  []string
}

// msbuild is the part of a project file that is read.
// Source: https://learn.microsoft.com/dotnet/core/project-sdk/msbuild-props
type msbuild struct {
	SDK    string `xml:"Sdk,attr"`
	Groups []struct {
		Condition string `xml:"Condition,attr"`
		Entries   []struct {
			XMLName   xml.Name
			Condition string `xml:"Condition,attr"`
			Text      string `xml:",chardata"`
		} `xml:",any"`
	} `xml:"PropertyGroup"`
	SDKs []struct {
		Name string `xml:"Name,attr"`
	} `xml:"Sdk"`
	Items []struct {
		Packages   []msbuildItem `xml:"PackageReference"`
		Projects   []msbuildItem `xml:"ProjectReference"`
		Frameworks []msbuildItem `xml:"FrameworkReference"`
	} `xml:"ItemGroup"`
}

type msbuildItem struct {
	Include string `xml:"Include,attr"`
}

// DotnetProjectFile tells of the name of a project that dotnet builds.
func DotnetProjectFile(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".csproj", ".fsproj", ".vbproj":
		return true
	}
	return false
}

// ReadDotnetProject reads a project file, nil when it can't be read.
func ReadDotnetProject(c *Context, file string) *DotnetProject {
	file = clean(file)
	p := &DotnetProject{
		Path: file, Dir: path.Dir(file), Name: strings.TrimSuffix(path.Base(file), path.Ext(file)),
		properties: map[string]string{}, conditional: map[string]string{},
	}
	for dir := p.Dir; ; dir = path.Dir(dir) {
		if props := path.Join(dir, "Directory.Build.props"); c.Exists(props) {
			p.read(c, props) // only the nearest is imported
			break
		}
		if dir == "." || dir == "/" {
			break
		}
	}
	if !p.read(c, file) {
		return nil
	}
	p.readReferences(c)
	return p
}

// read takes the settings of one file over those before it.
func (p *DotnetProject) read(c *Context, file string) bool {
	content, err := c.ReadFile(file)
	if err != nil {
		return false
	}
	var m msbuild
	d := xml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(content, []byte("\xef\xbb\xbf"))))
	d.Strict = false
	if err := d.Decode(&m); err != nil {
		return false
	}
	if m.SDK != "" {
		p.SDK, _, _ = strings.Cut(m.SDK, "/")
	}
	for _, s := range m.SDKs {
		if p.SDK == "" {
			p.SDK = s.Name
		}
	}
	for _, g := range m.Groups {
		for _, e := range g.Entries {
			into := p.properties
			if g.Condition != "" || e.Condition != "" {
				into = p.conditional
			}
			into[strings.ToLower(e.XMLName.Local)] = strings.TrimSpace(e.Text)
		}
	}
	for _, g := range m.Items {
		p.Packages = appendIncludes(p.Packages, g.Packages)
		p.Frameworks = appendIncludes(p.Frameworks, g.Frameworks)
		for _, r := range appendIncludes(nil, g.Projects) {
			if !strings.Contains(r, "$(") {
				p.references = append(p.references, path.Join(path.Dir(file), strings.ReplaceAll(r, `\`, "/")))
			}
		}
	}
	return true
}

func appendIncludes(to []string, items []msbuildItem) []string {
	for _, i := range items {
		for name := range strings.SplitSeq(i.Include, ";") {
			if name = strings.TrimSpace(name); name != "" && !slices.Contains(to, name) {
				to = append(to, name)
			}
		}
	}
	return to
}

// readReferences adds the packages and frameworks of the projects that it references,
// which are published with it.
func (p *DotnetProject) readReferences(c *Context) {
	for i := 0; i < len(p.references) && i < 200; i++ {
		other := &DotnetProject{properties: map[string]string{}, conditional: map[string]string{}}
		if !other.read(c, p.references[i]) {
			continue
		}
		for _, r := range other.references {
			if !slices.Contains(p.references, r) {
				p.references = append(p.references, r)
			}
		}
		for _, n := range other.Packages {
			p.Packages = appendNew(p.Packages, n)
		}
		for _, n := range other.Frameworks {
			p.Frameworks = appendNew(p.Frameworks, n)
		}
	}
}

// Property is the value of a property that the file sets in any case.
func (p *DotnetProject) Property(name string) string { return p.properties[strings.ToLower(name)] }

// True tells whether a property is set to true in any case; Maybe also where a
// condition decides.
func (p *DotnetProject) True(name string) bool { return strings.EqualFold(p.Property(name), "true") }

// Maybe tells whether a property is true, or may be in some configuration.
func (p *DotnetProject) Maybe(name string) bool {
	return p.True(name) || strings.EqualFold(p.conditional[strings.ToLower(name)], "true")
}

// Assembly is the name of the program, without extension.
func (p *DotnetProject) Assembly() string {
	if n := p.Property("AssemblyName"); n != "" && !strings.Contains(n, "$(") {
		return n
	}
	return p.Name
}

// TargetFramework is the framework that it is built for, such as net8.0; "" when there
// are several, or none that can be told.
func (p *DotnetProject) TargetFramework() string {
	if f := p.Property("TargetFramework"); f != "" && !strings.Contains(f, "$(") {
		return f
	}
	if f := p.Property("TargetFrameworks"); f != "" && !strings.ContainsAny(f, ";$") {
		return f
	}
	return ""
}

// Web tells whether the program needs ASP.NET Core's framework.
func (p *DotnetProject) Web() bool {
	switch p.SDK {
	case "Microsoft.NET.Sdk.Web", "Microsoft.NET.Sdk.BlazorWebAssembly":
		return true
	}
	return slices.Contains(p.Frameworks, "Microsoft.AspNetCore.App") ||
		slices.ContainsFunc(p.Packages, func(n string) bool { return strings.HasPrefix(n, "Microsoft.AspNetCore.") })
}

// Runs tells whether the project builds a program, and not a library or tests.
func (p *DotnetProject) Runs() bool {
	if p.True("IsTestProject") || slices.Contains(p.Packages, "Microsoft.NET.Test.Sdk") && !p.Web() {
		return false
	}
	switch p.SDK {
	case "Microsoft.NET.Sdk.Web", "Microsoft.NET.Sdk.Worker":
		return true
	}
	return strings.EqualFold(p.Property("OutputType"), "exe") || strings.EqualFold(p.Property("OutputType"), "winexe")
}

// DotnetProjectsIn are the project files that a dotnet command given a directory, a
// project or a solution builds.
func DotnetProjectsIn(c *Context, name string) []string {
	name = clean(name)
	switch {
	case DotnetProjectFile(name):
		return []string{name}
	case strings.HasSuffix(name, ".sln") || strings.HasSuffix(name, ".slnx") || strings.HasSuffix(name, ".slnf"):
		return solutionProjects(c, name)
	}
	var projects, solutions []string
	for _, e := range c.readDir(name) {
		switch p := path.Join(name, e.Name()); {
		case e.IsDir():
		case DotnetProjectFile(e.Name()):
			projects = append(projects, p)
		case strings.HasSuffix(e.Name(), ".sln") || strings.HasSuffix(e.Name(), ".slnx"):
			solutions = append(solutions, p)
		}
	}
	if len(projects) == 0 && len(solutions) == 1 {
		return solutionProjects(c, solutions[0])
	}
	return projects
}

// solutionProjects are the quoted names of projects in a solution, whose three formats
// all quote them.
func solutionProjects(c *Context, file string) []string {
	content, err := c.ReadFile(file)
	if err != nil {
		return nil
	}
	var out []string
	for i, word := range strings.Split(string(content), `"`) {
		word = strings.ReplaceAll(strings.ReplaceAll(word, `\\`, "/"), `\`, "/")
		if i%2 == 1 && DotnetProjectFile(word) {
			out = appendNew(out, path.Join(path.Dir(file), word))
		}
	}
	return out
}
