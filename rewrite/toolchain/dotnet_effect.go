package toolchain

import (
	"path"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
)

// dotnetBuild is a dotnet publish or dotnet build, and what it was told.
type dotnetBuild struct {
	Command *image.Command
	// Verb is "publish" or "build".
	Verb string
	// Projects are the programs that it builds, as far as they can be read in Files.
	Projects []*project.DotnetProject
	Files    *project.Context
	// Configuration and RID are the values of -c and -r; Arch is true when -a names the architecture.
	Configuration, RID string
	Arch               bool
	// Output is what -o names, "" without it.
	Output string
	// Properties are those of the command line, by lower-case name.
	Properties map[string]string
}

// property is a property of the build: the command line's, else the project's own.
func (b *dotnetBuild) property(p *project.DotnetProject, name string) string {
	if v, ok := b.Properties[strings.ToLower(name)]; ok {
		return v
	}
	if p == nil {
		return ""
	}
	return p.Property(name)
}

func (b *dotnetBuild) is(p *project.DotnetProject, name string) bool {
	if v, ok := b.Properties[strings.ToLower(name)]; ok {
		return strings.EqualFold(v, "true")
	}
	return p != nil && p.Maybe(name)
}

// selfContained tells whether the program brings its runtime for certain.
func (b *dotnetBuild) selfContained(p *project.DotnetProject) bool {
	return b.is(p, "SelfContained") || b.is(p, "PublishAot")
}

// native tells whether what it makes is machine code for one C library, beyond an
// executable that only starts dotnet.
func (b *dotnetBuild) native(p *project.DotnetProject) bool {
	return b.RID != "" || b.Arch || b.selfContained(p) || b.property(p, "RuntimeIdentifier") != "" ||
		b.is(p, "PublishReadyToRun") || b.is(p, "PublishSingleFile") || b.is(p, "PublishTrimmed")
}

// Effect understands the commands of the SDK.
// Source: https://learn.microsoft.com/dotnet/core/tools/dotnet-publish
func (dotnet) Effect(s *image.State, c *image.Command) bool {
	if c.Name() != "dotnet" || len(c.Args) < 2 {
		return false
	}
	switch verb := c.Args[1]; verb {
	case "publish", "build":
		dotnetOutput(s, c, verb)
	case "restore", "clean", "test", "nuget", "workload", "dev-certs", "sln", "add", "--info", "--version", "--list-sdks", "format", "build-server", "list", "user-secrets":
		// What they write lies in obj, in bin or in the home directory.
		s.Write(c, path.Join(s.Home(), ".nuget"), true)
	case "tool":
		if dir, ok := c.Flag("--tool-path"); ok {
			s.Write(c, c.Abs(dir), true)
		} else {
			s.Write(c, path.Join(s.Home(), ".dotnet"), true)
		}
	default:
		return false
	}
	return true
}

// dotnetOutput records where a build leaves its program.
func dotnetOutput(s *image.State, c *image.Command, verb string) {
	b := &dotnetBuild{Command: c, Verb: verb, Properties: map[string]string{}}
	target := b.parse(c)
	s.Write(c, path.Join(s.Home(), ".nuget"), true)
	var err error
	if b.Files, err = project.New(treeFS{s.Image}, ""); err != nil {
		return
	}
	for _, f := range project.DotnetProjectsIn(b.Files, strings.TrimPrefix(target, "/")) {
		if p := project.ReadDotnetProject(b.Files, f); p != nil && (p.Runs() || project.DotnetProjectFile(target)) {
			b.Projects = append(b.Projects, p)
		}
	}
	if b.Output != "" {
		s.Produce(c, image.Artifact{Toolchain: "dotnet", Kind: verb, Path: c.Abs(b.Output), Facts: b}, true)
		return
	}
	for _, p := range b.Projects {
		s.Produce(c, image.Artifact{Toolchain: "dotnet", Kind: verb, Path: path.Join("/", p.Dir, "bin"), Facts: b}, true)
	}
	if len(b.Projects) == 0 {
		dir := target
		if project.DotnetProjectFile(target) || strings.HasPrefix(path.Ext(target), ".sln") {
			dir = path.Dir(target)
		}
		s.Produce(c, image.Artifact{Toolchain: "dotnet", Kind: verb, Path: path.Join(dir, "bin"), Facts: b}, true)
	}
}

// parse reads the options, and gives the project, solution or directory that is built.
func (b *dotnetBuild) parse(c *image.Command) (target string) {
	target = c.Dir
	for i := 2; i < len(c.Args); i++ {
		word, value := c.Args[i], ""
		if i+1 < len(c.Args) {
			value = c.Args[i+1]
		}
		name, inline, joined := strings.Cut(word, "=")
		if !joined {
			name, inline, joined = strings.Cut(word, ":")
		}
		if properties, ok := dotnetProperties(word); ok {
			b.setProperties(properties)
			continue
		}
		if joined && strings.HasPrefix(word, "-") {
			value = inline
		}
		taken := !joined
		switch name {
		case "-o", "--output":
			b.Output = value
		case "-c", "--configuration":
			b.Configuration = value
		case "-r", "--runtime", "--use-current-runtime", "--ucr":
			if strings.HasPrefix(name, "--u") {
				b.Arch, taken = true, false
				break
			}
			b.RID = value
		case "-a", "--arch":
			b.Arch = true
		case "--self-contained", "--sc":
			taken = taken && (value == "true" || value == "false")
			if !taken && !joined {
				value = "true"
			}
			b.Properties["selfcontained"] = value
		case "--no-self-contained":
			b.Properties["selfcontained"], taken = "false", false
		case "-f", "--framework", "-v", "--verbosity", "--version-suffix", "-s", "--source", "--os", "--manifest", "--artifacts-path", "--packages":
		case "-p", "--property":
			b.setProperties(value)
		default:
			taken = false
			if !strings.HasPrefix(word, "-") && !strings.HasPrefix(word, "/p") && word != "" {
				target = c.Abs(word)
			}
		}
		if taken {
			i++
		}
	}
	return target
}

// dotnetProperties are the assignments of one word: -p:A=1;B=2, /p:A=1, --property:A=1.
func dotnetProperties(word string) (string, bool) {
	for _, prefix := range []string{"-p:", "/p:", "--property:", "-property:", "/property:"} {
		if text, ok := strings.CutPrefix(word, prefix); ok {
			return text, true
		}
	}
	return "", false
}

func (b *dotnetBuild) setProperties(text string) {
	for assignment := range strings.SplitSeq(text, ";") {
		name, value, _ := strings.Cut(assignment, "=")
		value = strings.Trim(value, `"`)
		switch strings.ToLower(name) {
		case "publishdir", "outputpath", "outdir":
			b.Output = value
		case "runtimeidentifier":
			b.RID = value
		}
		b.Properties[strings.ToLower(name)] = value
	}
}
