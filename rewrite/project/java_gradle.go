package project

import (
	"path"
	"slices"
	"strings"
)

// readGradle tells what Gradle's assemble in dir yields, from what its build file
// says literally; nil without a build file. Groovy and Kotlin are programs: whatever
// is computed in them stays unknown.
// Source: https://docs.gradle.org/current/userguide/java_plugin.html
func readGradle(c *Context, dir string) *JavaBuild {
	var facts *gradleFacts
	for _, name := range []string{"build.gradle", "build.gradle.kts"} {
		if content, err := c.ReadFile(path.Join(dir, name)); err == nil {
			facts = gradleLiterals(string(content))
			break
		}
	}
	settings := readGradleSettings(c, dir)
	if facts == nil && settings == nil {
		return nil
	}
	if facts == nil {
		facts = &gradleFacts{archives: map[string]*gradleArchive{}}
	}
	r := gradleReader{context: c, facts: facts, settings: settings,
		build: &JavaBuild{Tool: "gradle", Dir: dir, MainClass: facts.mainClass, JavaVersion: facts.javaVersion, StartOptions: facts.startOptions}}
	r.names()
	r.plugins()
	r.dependencies()
	r.outputs()
	return r.build
}

type gradleReader struct {
	context  *Context
	facts    *gradleFacts
	settings *gradleSettings // of this directory
	build    *JavaBuild
}

func (r *gradleReader) doubt(sentence string) { r.build.Doubts = append(r.build.Doubts, sentence) }

// names finds the project's name (the settings file's, else the directory's) and version.
func (r *gradleReader) names() {
	b := r.build
	switch {
	case r.settings != nil && r.settings.name != "":
		b.Name = r.settings.name
	case r.settings == nil && b.Dir != ".":
		b.Name = path.Base(b.Dir)
	default:
		r.doubt("the project's name is that of its directory, which the build context does not tell")
	}
	b.Version = r.facts.version
	for dir := b.Dir; b.Version == ""; dir = path.Dir(dir) {
		if content, err := r.context.ReadFile(path.Join(dir, "gradle.properties")); err == nil {
			b.Version = parseProperties(content)["version"]
		}
		if dir == "." {
			break
		}
	}
	if r.facts.versionComputed {
		b.Version = "*"
		r.doubt("the version is computed in the build file")
	}
	if r.settings != nil {
		for _, m := range r.settings.modules {
			b.Modules = append(b.Modules, path.Join(b.Dir, m))
		}
	}
}

// plugins takes the ids and those that a version catalogue stands for.
func (r *gradleReader) plugins() {
	r.build.Plugins = r.facts.plugins
	versions := r.facts.pluginVersions
	if len(r.facts.aliases) > 0 {
		catalogue := r.catalogue()
		for _, alias := range r.facts.aliases {
			id, version := catalogue.plugin(alias)
			if id == "" {
				r.doubt("the plugin " + alias + " comes from a version catalogue that is not here")
				continue
			}
			r.build.Plugins = append(r.build.Plugins, id)
			versions[id] = version
		}
	}
	if r.build.HasPlugin("org.springframework.boot") {
		r.build.SpringBoot = versions["org.springframework.boot"]
		if r.build.SpringBoot == "" {
			r.build.SpringBoot = "?"
		}
	}
}

func (r *gradleReader) dependencies() {
	catalogue := r.catalogue()
	for _, d := range r.facts.dependencies {
		if alias, ok := strings.CutPrefix(d, "libs."); ok {
			d = catalogue.library(alias)
		}
		parts := strings.Split(d, ":")
		if len(parts) < 2 {
			continue
		}
		dep := JavaDependency{Group: parts[0], Artifact: parts[1]}
		if len(parts) > 2 {
			dep.Version = parts[2]
		}
		r.build.Dependencies = append(r.build.Dependencies, dep)
	}
}

// outputs works out the archives of assemble.
func (r *gradleReader) outputs() {
	b := r.build
	if !r.makesJar() {
		return
	}
	plainClassifier := ""
	if b.SpringBoot != "" {
		plainClassifier = "plain" // since Spring Boot 2.5; before, the plain jar was switched off
		if boot, enabled := r.archive("bootJar", ""); enabled {
			b.Outputs = append(b.Outputs, JavaOutput{Path: boot, Kind: SpringBootJar, Runnable: true, Bundled: true})
		}
	}
	if b.HasPlugin("com.github.johnrengelman.shadow") || b.HasPlugin("com.gradleup.shadow") || b.HasPlugin("io.ktor.plugin") {
		if shadow, enabled := r.archive("shadowJar", "all"); enabled {
			b.Outputs = append(b.Outputs, JavaOutput{Path: shadow, Kind: ShadedJar, Runnable: b.MainClass != "", Bundled: true})
		}
	}
	if plain, enabled := r.archive("jar", plainClassifier); enabled {
		jar := r.facts.archives["jar"]
		o := JavaOutput{Path: plain, Kind: PlainJar}
		if jar != nil {
			o.Runnable, o.Bundled, o.LibDir = jar.mainClass, jar.fat, jar.libDir
		}
		o.Bundled = o.Bundled || len(b.Dependencies) == 0
		if b.HasPlugin("spring-boot") { // the id before 2.0, which repackages the jar itself
			o = JavaOutput{Path: plain, Kind: SpringBootJar, Runnable: true, Bundled: true}
		}
		b.Outputs = append(b.Outputs, o)
	}
	if b.HasPlugin("war") {
		if war, enabled := r.archive("war", ""); enabled {
			b.Outputs = append(b.Outputs, JavaOutput{Path: strings.TrimSuffix(war, ".jar") + ".war", Kind: WebArchive})
		}
	}
	if b.HasPlugin("application") && b.Name != "" {
		b.Outputs = append(b.Outputs, JavaOutput{Path: path.Join(b.Dir, "build/install", b.Name), Kind: Distribution, Bundled: true})
	}
}

// makesJar reports whether a plugin is there that brings the jar task.
func (r *gradleReader) makesJar() bool {
	return slices.ContainsFunc(r.build.Plugins, func(id string) bool {
		return jvmGradlePlugins[id] || strings.HasPrefix(id, "org.jetbrains.kotlin.") || strings.HasPrefix(id, "io.micronaut.")
	})
}

// jvmGradlePlugins apply Gradle's java plugin, which makes the jar.
var jvmGradlePlugins = map[string]bool{
	"java": true, "java-library": true, "application": true, "war": true, "groovy": true, "scala": true,
	"org.springframework.boot": true, "spring-boot": true, "io.ktor.plugin": true, "io.quarkus": true,
}

// archive is the context path of what an archive task writes.
func (r *gradleReader) archive(task, classifier string) (file string, enabled bool) {
	a := r.facts.archives[task]
	if a == nil {
		a = &gradleArchive{}
	}
	if a.disabled {
		return "", false
	}
	name := a.file
	if name == "" {
		base, version := firstOf(a.base, r.facts.base, r.build.Name, "*"), r.build.Version
		if a.versionSet {
			version = a.version
		}
		if a.classifierSet {
			classifier = a.classifier
		}
		name = base
		for _, part := range []string{version, classifier} {
			if part != "" {
				name += "-" + part
			}
		}
		name += ".jar"
	}
	return path.Join(r.build.Dir, "build/libs", name), true
}

func firstOf(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}
