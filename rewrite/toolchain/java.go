package toolchain

import (
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// java migrates programs of the JVM: jars and class directories, started by java.
type java struct{}

func (java) Name() string { return "java" }

// javaProcess is what Match found.
type javaProcess struct {
	// command is the taken-apart java command; nil when there is another reason to claim the process.
	command *javaCommand
	// server and tool are the program of a process that is no java command.
	server, tool string
	// shell: the process is shell text in an image with Java.
	shell bool
	// script is a start script that was taken apart, "" for none, and scriptOptions the options that
	// the file hands to it.
	script        string
	scriptOptions []string
	// optionsName is the variable from which the script took options.
	optionsName string
	// agents: the script adds agents of the base to the program.
	agents bool
	// keepsScript: what the script starts can't be told.
	keepsScript bool
	// distribution: the script is the one that Gradle's application plugin writes.
	distribution bool
}

// Match takes java itself, the scripts of application servers, and the build tools
// that run a program from its sources.
func (java) Match(img *image.Image, p *image.Process) *Match {
	name := p.Name()
	if p.Inherited && img.Base.Family == "rhel" && img.Base.Language == "java" {
		if facts := runScript(img, p); facts != nil {
			facts.script = redHatStart
			return &Match{Facts: facts, Inherited: true}
		}
	}
	if facts := javaScript(img, p, name); facts != nil {
		p.Shell = nil // what the script does is known
		return &Match{Facts: facts}
	}
	switch server := baseServer(img); {
	case p.Shell != nil && server != "":
		return &Match{Facts: &javaProcess{server: server}} // the script may start what the base brings
	case p.Shell != nil && shellIs(img, "java"):
		return &Match{Facts: &javaProcess{shell: true}}
	case p.Shell != nil || p.Inherited:
		return nil // an image of Distroless without a CMD starts nothing
	case name == "java" || name == "javaw":
		return &Match{Facts: &javaProcess{command: parseJava(p.Argv)}}
	}
	return nil
}

// javaScript tells of scripts of base images, and of build tools, that are known by name.
func javaScript(img *image.Image, p *image.Process, name string) *javaProcess {
	switch {
	case javaServers[name]:
		return &javaProcess{server: name}
	case javaBuildTools[name] && !p.Inherited:
		return &javaProcess{tool: name}
	case name == "run-java.sh" && p.Instr != nil:
		return runScript(img, p)
	}
	return startScript(img, p)
}

// javaServers are scripts that start an application server.
var javaServers = map[string]bool{
	"catalina.sh": true, "standalone.sh": true, "domain.sh": true, "jetty.sh": true, "asadmin": true,
	"startInDebug.sh": true, "startInForeground.sh": true, "karaf": true,
}

var javaBuildTools = map[string]bool{
	"mvn": true, "mvnw": true, "gradle": true, "gradlew": true, "sbt": true, "lein": true, "jshell": true, "clojure": true, "clj": true, "mill": true, "bb": true,
}

// baseServer is the script with which the base starts an application server that it brings;
// "" for an image that has none.
func baseServer(img *image.Image) string {
	for _, word := range append(img.Base.Entrypoint[:len(img.Base.Entrypoint):len(img.Base.Entrypoint)], img.Base.Cmd...) {
		if name := path.Base(word); javaServers[name] {
			return name
		}
	}
	return ""
}

// javaWork is one answer to a Request, while it is put together.
type javaWork struct {
	Request
	proc     *javaProcess
	rt       *Runtime
	findings []finding.Finding

	// major is the feature release that runs; ready says that the final base has it.
	major string
	ready bool
	// home is the directory of the carried runtime, "" when the final base has one.
	home string
	// built is the artifact that the process starts, nil when no RUN made it.
	built *image.Artifact
	// build and files are the program's build file and the files it lies among, where they are known.
	build   *project.JavaBuild
	files   *project.Context
	sources project.JavaSources
	config  project.JavaConfig
}

func (w *javaWork) say(id finding.ID, span source.Span, format string, args ...any) {
	w.findings = append(w.findings, finding.New(id, span, format, args...))
}

// processSpan is the instruction that names the program.
func (w *javaWork) processSpan() source.Span {
	if w.Process.Instr != nil {
		return w.Process.Instr.Span
	}
	return w.Image.Stage.From.Span
}

func (w *javaWork) refused() bool {
	return slices.ContainsFunc(w.findings, func(f finding.Finding) bool { return f.Severity == finding.Blocker })
}

// dir is the directory that the process starts in.
func (w *javaWork) dir() string {
	if w.Process.Dir != "" {
		return w.Process.Dir
	}
	return w.Image.Config.Workdir
}

// Runtime works out the base, the files and the process of a Java program.
func (java) Runtime(r Request) (*Runtime, []finding.Finding) {
	w := &javaWork{Request: r, proc: r.Match.Facts.(*javaProcess), rt: &Runtime{}}
	w.rt.DropEnv = w.dropEnv
	if !w.claims() || !w.chooseBase() {
		return nil, w.findings
	}
	w.readProgram()
	w.place()
	w.process()
	w.needs()
	if w.refused() {
		return nil, w.findings
	}
	return w.rt, w.findings
}

// claims tells whether the process is one that the target can run at all.
func (w *javaWork) claims() bool {
	span := w.processSpan()
	switch p := w.proc; {
	case p.server != "":
		w.say(finding.JavaServer, span, "%s starts an application server, which %s has not", p.server, w.Target)
	case p.tool != "":
		w.say(finding.JavaBuildTool, span, "%s builds the program at every start", p.tool)
	case p.keepsScript && w.Target == base.Distroless:
		w.say(finding.JavaScriptKept, span, "%s sets more than a class path, or the build file does not name the class that it starts", p.script)
	case p.keepsScript:
	case p.shell:
		return w.Target == base.Alpine // the plan says which words need a shell
	case p.command.Class == "" && p.command.Jar == "" && p.command.Module == "":
		w.say(finding.NoProcess, span, "%q starts no program", strings.Join(w.Process.Argv, " "))
	case strings.HasSuffix(p.command.Class, ".java"):
		w.say(finding.JavaSourceFile, span, "%s is a source file, which a runtime without compiler can't start", p.command.Class)
	}
	if w.proc.command != nil && w.jettyStart() {
		w.say(finding.JavaServer, span, "start.jar is Jetty's, and starts the server with the wars in its directory")
	}
	return !w.refused()
}

// jettyStart: java -jar $JETTY_HOME/start.jar.
func (w *javaWork) jettyStart() bool {
	return strings.HasSuffix(w.proc.command.Jar, "/start.jar") && strings.Contains(strings.ToLower(w.proc.command.Jar), "jetty")
}

// dropEnv tells of variables that only builds read, and of those that say where the
// old image had its Java.
func (w *javaWork) dropEnv(name string) bool {
	switch name {
	case "JAVA_HOME", "JRE_HOME", "JDK_HOME":
		v, ok := w.Image.Config.Getenv(name)
		l, brought := w.Image.Language("java", "java")
		return ok && brought && l.By != "base" && image.Within(v.Value, l.Prefix) && !w.keepsPackage()
	case "MAVEN_OPTS", "MAVEN_ARGS", "MAVEN_HOME", "MAVEN_CONFIG", "MAVEN_VERSION", "M2_HOME", "GRADLE_OPTS", "GRADLE_HOME", "GRADLE_USER_HOME",
		"GRADLE_VERSION", "SBT_OPTS", "SBT_VERSION":
		return true
	}
	return false
}
