package toolchain

import (
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
)

// redHatStart is what Red Hat's images of Java start by themselves, through
// /usr/local/s2i/run where they build, too. As remembered.
const redHatStart = "/opt/jboss/container/java/run/run-java.sh"

// runScript takes run-java.sh apart, the start script of Red Hat's and fabric8's
// images: `java $JAVA_OPTS $JAVA_OPTS_APPEND -jar $JAVA_APP_JAR $JAVA_ARGS "$@"`,
// with options for memory of its own. Nil when the file does not fix what it starts.
// Source: https://github.com/fabric8io-images/run-java-sh
func runScript(img *image.Image, p *image.Process) *javaProcess {
	value := func(name string) string {
		if v, ok := img.Config.Getenv(name); ok && !v.Symbolic {
			return v.Value
		}
		return ""
	}
	jar := value("JAVA_APP_JAR")
	dir := value("JAVA_APP_DIR")
	downloaded := downloadedRunScript(img, p)
	fabric8 := downloaded != "" || img.Base.Family == "fabric8"
	if !fabric8 && (img.Base.Family != "rhel" || img.Base.Language != "java") {
		return nil // neither of the two that are known
	}
	switch {
	case dir != "":
	case downloaded != "":
		dir = path.Dir(downloaded)
	default:
		dir = "/deployments"
	}
	switch {
	case jar == "":
		jar = onlyJar(img, dir)
	case !strings.Contains(jar, "/"):
		jar = path.Join(dir, jar)
	}
	if jar == "" || value("JAVA_MAIN_CLASS") != "" {
		return nil
	}
	argv := append([]string{"java", "-jar", jar}, strings.Fields(value("JAVA_ARGS"))...)
	facts := &javaProcess{script: p.Program()}
	var options []string
	if fabric8 {
		facts.optionsName = "JAVA_OPTIONS"
		options = strings.Fields(value("JAVA_OPTIONS"))
		p.Dir, p.Script = dir, downloaded // it changes into it
		facts.agents = downloaded == "" && value("AB_OFF") == ""
	} else {
		facts.optionsName = "JAVA_OPTS"
		options = append(strings.Fields(value("JAVA_OPTS")), strings.Fields(value("JAVA_OPTS_APPEND"))...)
	}
	// Of the script's own options the one without which a container goes on that can do nothing more.
	if exit := "-XX:+ExitOnOutOfMemoryError"; !slices.Contains(options, exit) {
		options = append([]string{exit}, options...)
	}
	facts.scriptOptions = options
	if p.Split > 0 {
		p.Split = len(argv)
	}
	if img.Config.Cmd != nil && img.Config.Entrypoint != nil && img.Config.Cmd.JSON {
		argv = append(argv, img.Config.Cmd.JSONArgs()...)
	}
	p.Argv, p.Verbatim = argv, false
	facts.command = parseJava(argv)
	return facts
}

// downloadedRunScript is the path of fabric8's run-java.sh where the file downloads it, and
// "" for a script of the base or of the file's own.
func downloadedRunScript(img *image.Image, p *image.Process) string {
	file, _, _ := img.Find(p.Program(), p.Dir)
	for at := img; at != nil && file != ""; at = at.Parent {
		for _, i := range at.Stage.Body {
			if (i.Keyword == "RUN" || i.Keyword == "ADD") && strings.Contains(i.Args.Text, "run-java-sh") {
				return file
			}
		}
	}
	return ""
}

// onlyJar is the one jar that the file copies into a directory, "" for none or several. Of
// Quarkus' output directory that is quarkus-run.jar, whether or not it is built yet.
// Source: https://quarkus.io/guides/maven-tooling#fast-jar
func onlyJar(img *image.Image, dir string) string {
	if slices.ContainsFunc(img.Copies, func(c *image.Copy) bool {
		return c.Dest == dir && slices.ContainsFunc(c.Sources, func(src string) bool { return strings.HasSuffix(src, "quarkus-app/*.jar") })
	}) {
		return path.Join(dir, "quarkus-run.jar")
	}
	found := ""
	for _, e := range img.Tree.Under(dir) {
		if path.Dir(e.Path) != dir || path.Ext(e.Path) != ".jar" {
			continue
		}
		if found != "" && found != e.Path {
			return ""
		}
		found = e.Path
	}
	return found
}

// scriptFinding tells that the script is gone, and hands its options to Java's own variable.
func (w *javaWork) scriptFinding() {
	if w.proc.script == "" {
		return
	}
	id, text := finding.JavaRunScript, w.proc.script+" of the old base ran "+strings.Join(w.Process.Argv, " ")
	if w.proc.distribution {
		id, text = finding.JavaStartScript, w.proc.script+" ran "+strings.Join(w.Process.Argv, " ")
	}
	if name := w.optionsVariable(); name != "" {
		text += "; options are now set with " + name + " in place of " + w.proc.optionsName
		if len(w.proc.scriptOptions) > 0 {
			w.rt.Env = append(w.rt.Env, Env{Name: name, Value: quoteOptions(w.proc.scriptOptions), Late: true, Comment: "Java reads this variable itself; the start script is gone."})
		}
	}
	if w.proc.agents {
		text += "; Jolokia and the exporter of metrics for Prometheus, which the old base adds, are gone"
	}
	w.say(id, w.processSpan(), "%s", text)
}

// startScript takes the script apart that Gradle's application plugin or sbt's
// native-packager writes. Where the build file gives the script options of its own, or
// does not name the main class, the script stays. Nil when the program is another one.
// Source: https://docs.gradle.org/current/userguide/application_plugin.html
func startScript(img *image.Image, p *image.Process) *javaProcess {
	if p.Instr == nil || len(p.Argv) == 0 || !strings.Contains(p.Program(), "/") {
		return nil
	}
	file, entry, presence := img.Find(p.Program(), p.Dir)
	if presence == image.Absent || entry.Artifact == nil || path.Base(path.Dir(file)) != "bin" {
		return nil
	}
	facts, ok := entry.Artifact.Facts.(*javaBuilt)
	if !ok || facts.Output.Kind != project.Distribution {
		return nil
	}
	if facts.Build.MainClass == "" || facts.Build.StartOptions {
		return &javaProcess{script: file, keepsScript: true}
	}
	home := path.Dir(path.Dir(file))
	argv := append([]string{"java", "-cp", path.Join(home, "lib") + "/*", facts.Build.MainClass}, p.Argv[1:]...)
	found := &javaProcess{script: p.Program(), distribution: true, optionsName: "JAVA_OPTS"}
	if v, ok := img.Config.Getenv("JAVA_OPTS"); ok && !v.Symbolic {
		found.scriptOptions = strings.Fields(v.Value)
	}
	if p.Split > 0 {
		p.Split += len(argv) - len(p.Argv)
	}
	p.Argv, p.Verbatim = argv, false
	found.command = parseJava(argv)
	return found
}
