package project

import (
	"path"
	"strings"
)

// outputs works out the archives of `mvn package`. The plugins run after the jar
// plugin and replace its jar (spring-boot, shade) or put one beside it.
func (r *mavenReader) outputs() {
	switch packaging := r.packaging(); packaging {
	case "pom":
	case "war":
		r.warOutputs()
	case "jar":
		r.jarOutputs()
	default:
		r.doubt("packaging " + packaging + " is not known")
	}
}

func (r *mavenReader) packaging() string {
	packaging, ok := r.pom.expand(r.pom.Packaging)
	if !ok || packaging == "" {
		return "jar"
	}
	return packaging
}

// finalName is the expanded name of the artifact's file without its extension.
func (r *mavenReader) finalName() string { return r.fileName(r.pom.finalName()) }

// fileName expands a name; what can't be known of it becomes "*".
func (r *mavenReader) fileName(raw string) string {
	if name, ok := r.pom.expand(raw); ok {
		return name
	}
	var parts []string
	for i, piece := range strings.Split(raw, "${") {
		if i == 0 {
			parts = append(parts, piece)
			continue
		}
		name, rest, _ := strings.Cut(piece, "}")
		value, ok := r.pom.expand("${" + name + "}")
		if !ok {
			value = "*"
		}
		parts = append(parts, value, rest)
	}
	return strings.Join(parts, "")
}

// target is the context path of a file in the build directory.
func (r *mavenReader) target(name string) string {
	dir := "target"
	for _, q := range r.pom.chain() {
		if q.Build.Directory == "" {
			continue
		}
		if expanded, ok := r.pom.expand(strings.NewReplacer("${project.basedir}/", "", "${basedir}/", "").Replace(q.Build.Directory)); ok {
			dir = expanded
		} else {
			r.doubt("the build directory in pom.xml uses a property without a value here")
		}
		break
	}
	return path.Join(r.build.Dir, dir, name)
}

func (r *mavenReader) add(o JavaOutput) { r.build.Outputs = append(r.build.Outputs, o) }

func (r *mavenReader) warOutputs() {
	o := JavaOutput{Path: r.target(r.finalName() + ".war"), Kind: WebArchive}
	// Spring Boot makes a war that java -jar starts as well.
	if _, repackaged := r.repackage(); repackaged {
		o.Runnable, o.Bundled = true, true
	}
	r.add(o)
}

func (r *mavenReader) jarOutputs() {
	main := r.mainJar()
	if config, repackaged := r.repackage(); repackaged {
		boot := JavaOutput{Path: main.Path, Kind: SpringBootJar, Runnable: true, Bundled: true}
		if name := setting(config, "finalName"); name != "" {
			boot.Path = r.target(r.fileName(name) + ".jar")
		}
		if classifier := setting(config, "classifier"); classifier != "" {
			boot.Path = withClassifier(boot.Path, r.fileName(classifier))
		}
		if boot.Path != main.Path {
			r.add(main)
		}
		r.add(boot)
		return
	}
	if r.quarkus() {
		r.add(main)
		return
	}
	if shaded, ok := r.shaded(main); ok {
		if shaded.Path != main.Path {
			r.add(main)
		} else {
			// The shade plugin keeps the jar that it replaces.
			r.add(JavaOutput{Path: path.Join(path.Dir(main.Path), "original-"+path.Base(main.Path)), Kind: PlainJar})
		}
		r.add(shaded)
		return
	}
	assembled, ok := r.assembled(main)
	if !ok || assembled.Path != main.Path {
		r.add(main)
	}
	if ok {
		r.add(assembled)
	}
}

// mainJar is what the jar plugin makes.
func (r *mavenReader) mainJar() JavaOutput {
	config := configs(r.pom.plugin("maven-jar-plugin"), "jar")
	name := r.finalName()
	if own := setting(config, "finalName"); own != "" {
		name = r.fileName(own)
	}
	o := JavaOutput{Path: r.target(name + ".jar"), Kind: PlainJar}
	if classifier := setting(config, "classifier"); classifier != "" {
		o.Path = withClassifier(o.Path, r.fileName(classifier))
	}
	o.Runnable = setting(config, "archive", "manifest", "mainClass") != "" ||
		setting(config, "archive", "manifestEntries", "Main-Class") != "" || r.parent.Classpath != ""
	if setting(config, "archive", "manifest", "addClasspath") == "true" {
		o.LibDir, _ = r.pom.expand(setting(config, "archive", "manifest", "classpathPrefix"))
		o.LibDir = path.Clean("./" + o.LibDir)
	} else if r.parent.Classpath != "" {
		o.LibDir = r.parent.Classpath
	} else if entry := setting(config, "archive", "manifestEntries", "Class-Path"); entry != "" {
		o.LibDir = path.Dir(strings.Fields(entry)[0])
		if strings.HasSuffix(strings.Fields(entry)[0], "/") || strings.Fields(entry)[0] == "." {
			o.LibDir = path.Clean(strings.Fields(entry)[0])
		}
	}
	if o.LibDir == "" && len(r.build.Dependencies) == 0 {
		o.Bundled = true // there is nothing else to hold
	}
	return o
}

// repackage reports whether Spring Boot's plugin makes the archive runnable: by an
// execution in a pom that is here, or by the one in its own parent.
func (r *mavenReader) repackage() ([]*pomConfig, bool) {
	plugins := r.pom.plugin("spring-boot-maven-plugin")
	if len(plugins) == 0 {
		return nil, false
	}
	config := configs(plugins, "repackage")
	if setting(config, "skip") == "true" {
		return nil, false
	}
	if hasGoal(plugins, "repackage") || r.parent.Repackages {
		return config, true
	}
	if r.pom.outerParent().ArtifactID != "" {
		// A parent that is not here may hold the execution; nobody lists the plugin
		// in a program for anything else.
		return config, true
	}
	return nil, false
}

func (r *mavenReader) shaded(main JavaOutput) (JavaOutput, bool) {
	plugins := r.pom.plugin("maven-shade-plugin")
	if !hasGoal(plugins, "shade") && !r.parent.Shades {
		return JavaOutput{}, false
	}
	config := configs(plugins, "shade")
	o := JavaOutput{Path: main.Path, Kind: ShadedJar, Bundled: true,
		Runnable: main.Runnable || r.shadeMainClass() != "" || r.parent.Shades}
	if name := setting(config, "finalName"); name != "" {
		o.Path = r.target(r.fileName(name) + ".jar")
	}
	if setting(config, "shadedArtifactAttached") == "true" {
		classifier := "shaded"
		if own := setting(config, "shadedClassifierName"); own != "" {
			classifier = r.fileName(own)
		}
		o.Path = withClassifier(o.Path, classifier)
	}
	if file := setting(config, "outputFile"); file != "" {
		o.Path = r.target("*.jar")
		r.doubt("the shade plugin writes to " + file)
	}
	return o, true
}

// assembled is the jar of the assembly plugin's jar-with-dependencies.
func (r *mavenReader) assembled(main JavaOutput) (JavaOutput, bool) {
	plugins := r.pom.plugin("maven-assembly-plugin")
	if !hasGoal(plugins, "single") && !hasGoal(plugins, "assembly") {
		return JavaOutput{}, false
	}
	config := configs(plugins, "single")
	withDependencies := false
	for _, c := range config {
		for _, ref := range c.all("descriptorRef") {
			withDependencies = withDependencies || strings.TrimSpace(ref.Text) == "jar-with-dependencies"
		}
	}
	if !withDependencies {
		r.doubt("the assembly plugin follows a descriptor of its own")
		return JavaOutput{}, false
	}
	name := r.finalName()
	if own := setting(config, "finalName"); own != "" {
		name = r.fileName(own)
	}
	if setting(config, "appendAssemblyId") != "false" {
		name += "-jar-with-dependencies"
	}
	return JavaOutput{Path: r.target(name + ".jar"), Kind: ShadedJar, Bundled: true,
		Runnable: setting(config, "archive", "manifest", "mainClass") != ""}, true
}

// quarkus adds what Quarkus makes beside the plain jar: the directory quarkus-app, or
// one NAME-runner.jar.
func (r *mavenReader) quarkus() bool {
	if len(r.pom.plugin("quarkus-maven-plugin")) == 0 {
		return false
	}
	kind := r.quarkusSetting("quarkus.package.jar.type")
	if kind == "" {
		kind = r.quarkusSetting("quarkus.package.type")
	}
	switch kind {
	case "", "jar", "fast-jar":
		r.add(JavaOutput{Path: r.target("quarkus-app/quarkus-run.jar"), Kind: QuarkusApp, Runnable: true, LibDir: "."})
	case "uber-jar":
		r.add(JavaOutput{Path: r.target(r.finalName() + "-runner.jar"), Kind: ShadedJar, Runnable: true, Bundled: true})
	default:
		r.doubt("Quarkus packages as " + kind)
	}
	return true
}

func (r *mavenReader) quarkusSetting(name string) string {
	if v, ok := r.pom.property(name); ok {
		return v
	}
	file, err := r.context.ReadFile(path.Join(r.build.Dir, "src/main/resources/application.properties"))
	if err != nil {
		return ""
	}
	return parseProperties(file)[name]
}

func withClassifier(file, classifier string) string {
	ext := path.Ext(file)
	return strings.TrimSuffix(file, ext) + "-" + classifier + ext
}
