package toolchain

import (
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
)

// dotnet migrates programs that dotnet publish made, on Microsoft's own images: the
// chiseled ones where the target is Distroless, whose Debian has no .NET.
type dotnet struct{}

func (dotnet) Name() string { return "dotnet" }

// dotnetProcess is what Match found.
type dotnetProcess struct {
	// program is the absolute path of the assembly or of the executable, "" when a
	// variable names it.
	program string
	// host is true when it is an executable of its own, not given to dotnet.
	host bool
	// tool is the command of the SDK that the process is ("run", "watch"), "" for none.
	tool string
	// shell: the process is shell text in an image with .NET.
	shell bool
}

// Match takes dotnet itself, and executables that dotnet made or that an image of
// Microsoft's runs.
func (dotnet) Match(img *image.Image, p *image.Process) *Match {
	switch {
	case p.Shell != nil && img.Base.Language == "dotnet":
		return &Match{Facts: &dotnetProcess{shell: true}}
	case p.Shell != nil || p.Inherited:
		return nil
	case p.Name() == "dotnet":
		return &Match{Facts: dotnetCommand(img, p)}
	}
	file, entry, presence := img.Find(p.Program(), p.Dir)
	ours := entry.Artifact != nil && entry.Artifact.Toolchain == "dotnet"
	if !ours {
		ours = img.Base.Language == "dotnet" && img.Base.Kind == "runtime" && presence != image.Absent &&
			path.Ext(file) != ".sh" && shebangProgram(img, file) == ""
	}
	if !ours || presence == image.Absent {
		return nil
	}
	return &Match{Facts: &dotnetProcess{program: file, host: true}}
}

// dotnetCommand takes a dotnet command line apart: options of the host, then an
// assembly, or a command of the SDK.
// Source: https://learn.microsoft.com/dotnet/core/tools/dotnet
func dotnetCommand(img *image.Image, p *image.Process) *dotnetProcess {
	for i := 1; i < len(p.Argv); i++ {
		switch word := p.Argv[i]; {
		case word == "exec":
		case slices.Contains([]string{"--additionalprobingpath", "--additional-deps", "--depsfile", "--runtimeconfig", "--fx-version", "--roll-forward"}, word):
			i++
		case strings.HasPrefix(word, "-"):
		case strings.EqualFold(path.Ext(word), ".dll") || strings.EqualFold(path.Ext(word), ".exe"):
			return &dotnetProcess{program: image.Join(startDir(img, p), word)}
		case strings.Contains(word, "$"):
			return &dotnetProcess{} // an assembly whose name only a build, or a shell, knows
		default:
			return &dotnetProcess{tool: word}
		}
	}
	return &dotnetProcess{tool: "--help"}
}

// dotnetWork is one answer to a Request, while it is put together.
type dotnetWork struct {
	*answer
	proc *dotnetProcess
	// built is the publish or build that made the program, nil when no RUN did, and
	// artifact what it left behind.
	built    *dotnetBuild
	artifact *image.Artifact
	// project is the program's own, nil when it can't be seen.
	project *project.DotnetProject
	sources project.DotnetSources
	// version is that of .NET, in the precision of the file.
	version string
}

// Runtime works out the base, the files and the process of a .NET program.
func (dotnet) Runtime(r Request) (*Runtime, []finding.Finding) {
	w := &dotnetWork{answer: &answer{Request: r, rt: &Runtime{DropEnv: dropDotnetEnv}}, proc: r.Match.Facts.(*dotnetProcess)}
	if !w.claims() {
		return nil, w.findings
	}
	w.readProgram()
	if !w.chooseBase() {
		return nil, w.findings
	}
	w.place()
	w.sameLibc()
	w.needs()
	w.port()
	if w.refused() {
		return nil, w.findings
	}
	return w.rt, w.findings
}

// claims tells whether the process is one that the target can run at all.
func (w *dotnetWork) claims() bool {
	switch p := w.proc; {
	case p.shell:
		return w.Target == base.Alpine // the plan says which words need a shell
	case p.tool == "run" || p.tool == "watch":
		w.say(finding.DotnetRun, w.processSpan(), "dotnet %s compiles the program when the container starts: put %q before it, and start %q",
			p.tool, "RUN dotnet publish -c Release -o /app/publish", "dotnet /app/publish/"+w.assemblyHere()+".dll")
	case p.tool != "":
		w.say(finding.DotnetTool, w.processSpan(), "dotnet %s is a command of the SDK, not a program", p.tool)
	}
	return !w.refused()
}

// assemblyHere is the name of the one program whose project lies in the image, "App"
// where there are several.
func (w *dotnetWork) assemblyHere() string {
	files, err := project.New(treeFS{w.Image}, "")
	if err != nil {
		return "App"
	}
	dir := w.workdir()
	if at := slices.Index(w.Process.Argv, "--project"); at > 0 && at+1 < len(w.Process.Argv) {
		dir = image.Join(dir, w.Process.Argv[at+1])
	}
	var names []string
	for _, f := range project.DotnetProjectsIn(files, strings.TrimPrefix(dir, "/")) {
		if p := project.ReadDotnetProject(files, f); p != nil && p.Runs() {
			names = append(names, p.Assembly())
		}
	}
	if len(names) == 1 {
		return names[0]
	}
	return "App"
}

// readProgram finds the build, the project and the sources behind the process.
func (w *dotnetWork) readProgram() {
	if w.proc.program == "" {
		return
	}
	entry, _ := w.Image.Tree.Lookup(w.proc.program)
	if a := entry.Artifact; a != nil && a.Toolchain == "dotnet" {
		w.artifact = a
		w.built, _ = a.Facts.(*dotnetBuild)
	}
	if w.built == nil {
		return
	}
	name := strings.TrimSuffix(path.Base(w.proc.program), path.Ext(w.proc.program))
	if w.proc.host {
		name = path.Base(w.proc.program)
	}
	for _, p := range w.built.Projects {
		if strings.EqualFold(p.Assembly(), name) || len(w.built.Projects) == 1 {
			w.project = p
		}
	}
	if w.project != nil {
		w.sources = w.project.Sources(w.built.Files)
	}
}

// dropDotnetEnv tells of variables that only the SDK reads.
func dropDotnetEnv(name string) bool {
	switch name {
	case "NUGET_XMLDOC_MODE", "NUGET_PACKAGES", "DOTNET_CLI_TELEMETRY_OPTOUT", "DOTNET_NOLOGO", "DOTNET_SKIP_FIRST_TIME_EXPERIENCE",
		"DOTNET_USE_POLLING_FILE_WATCHER", "DOTNET_CLI_HOME", "MSBUILDSINGLELOADCONTEXT", "DOTNET_GENERATE_ASPNET_CERTIFICATE":
		return true
	}
	return false
}
