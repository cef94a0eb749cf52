package project

import (
	"path"
	"slices"
	"strings"
)

// readMaven tells what `mvn package` in dir yields; nil without a readable pom.xml.
func readMaven(c *Context, dir string) *JavaBuild {
	p := readPom(c, dir)
	if p == nil {
		return nil
	}
	r := mavenReader{context: c, pom: p, build: &JavaBuild{Tool: "maven", Dir: dir, Name: p.ArtifactID}}
	r.coordinates()
	r.dependencies()
	r.outputs()
	return r.build
}

// mavenReader fills in a JavaBuild from a pom.
type mavenReader struct {
	context *Context
	pom     *pom
	build   *JavaBuild
	parent  mavenParent
}

func (r *mavenReader) doubt(sentence string) { r.build.Doubts = append(r.build.Doubts, sentence) }

func (r *mavenReader) coordinates() {
	p, b := r.pom, r.build
	if v, ok := p.version(); ok {
		if v, ok = p.expand(v); ok {
			b.Version = v
		} else {
			r.doubt("the version in pom.xml uses a property without a value here")
		}
	}
	for _, m := range p.Modules {
		b.Modules = append(b.Modules, moduleDir(r.context, b.Dir, strings.TrimSpace(m)))
	}
	if outer := p.outerParent(); outer.ArtifactID != "" {
		known, ok := findMavenParent(outer.GroupID, outer.ArtifactID)
		r.parent = known
		if !ok {
			r.doubt("the parent " + outer.GroupID + ":" + outer.ArtifactID + " is not in the build context")
		}
	}
	for _, q := range p.chain() {
		for _, plugin := range q.Build.Plugins {
			group := plugin.GroupID
			if group == "" {
				group = "org.apache.maven.plugins"
			}
			if name := group + ":" + plugin.ArtifactID; !slices.Contains(b.Plugins, name) {
				b.Plugins = append(b.Plugins, name)
			}
		}
	}
	b.JavaVersion = r.javaVersion()
	b.SpringBoot = r.springBoot()
	b.MainClass = r.mainClass()
}

// moduleDir is the directory of a module, which may be named by its pom's file.
func moduleDir(c *Context, dir, module string) string {
	p := path.Join(dir, module)
	if strings.HasSuffix(p, ".xml") && !c.IsDir(p) {
		return path.Dir(p)
	}
	return p
}

// javaVersion is what the compiler builds for: the compiler plugin's configuration
// before the properties, release before target, as Maven has it.
func (r *mavenReader) javaVersion() string {
	compiler := configs(r.pom.plugin("maven-compiler-plugin"), "compile")
	for _, name := range []string{"release", "target", "source"} {
		if v, ok := r.pom.expand(setting(compiler, name)); ok && v != "" {
			return featureRelease(v)
		}
	}
	for _, name := range []string{"maven.compiler.release", "java.version", "maven.compiler.target", "maven.compiler.source", "jdk.version"} {
		if raw, ok := r.pom.property(name); ok {
			if v, ok := r.pom.expand(raw); ok {
				return featureRelease(v)
			}
		}
	}
	return ""
}

func (r *mavenReader) springBoot() string {
	for _, q := range r.pom.chain() {
		if q.Parent.ArtifactID == "spring-boot-starter-parent" {
			return q.Parent.Version
		}
	}
	used := len(r.pom.plugin("spring-boot-maven-plugin")) > 0
	for _, plugin := range r.pom.plugin("spring-boot-maven-plugin") {
		if v, ok := r.pom.expand(plugin.Version); ok && v != "" {
			return v
		}
	}
	for _, name := range []string{"spring-boot.version", "spring.boot.version", "spring-boot-dependencies.version"} {
		if raw, ok := r.pom.property(name); ok {
			if v, ok := r.pom.expand(raw); ok && v != "" {
				return v
			}
		}
	}
	if used {
		return "?"
	}
	return ""
}

// mainClass is what a plugin puts into the manifest or a property of that name says.
func (r *mavenReader) mainClass() string {
	candidates := []string{
		setting(configs(r.pom.plugin("maven-jar-plugin"), "jar"), "archive", "manifest", "mainClass"),
		setting(configs(r.pom.plugin("spring-boot-maven-plugin"), "repackage"), "mainClass"),
		setting(configs(r.pom.plugin("maven-assembly-plugin"), ""), "archive", "manifest", "mainClass"),
		r.shadeMainClass(),
	}
	for _, name := range []string{"mainClass", "start-class", "exec.mainClass", "main.class"} {
		if v, ok := r.pom.property(name); ok {
			candidates = append(candidates, v)
		}
	}
	for _, candidate := range candidates {
		if v, ok := r.pom.expand(candidate); ok && v != "" {
			return v
		}
	}
	return ""
}

func (r *mavenReader) shadeMainClass() string {
	for _, c := range configs(r.pom.plugin("maven-shade-plugin"), "shade") {
		for _, found := range c.all("mainClass") {
			return strings.TrimSpace(found.Text)
		}
		for _, found := range c.all("Main-Class") {
			return strings.TrimSpace(found.Text)
		}
	}
	return ""
}

func (r *mavenReader) dependencies() {
	for _, q := range r.pom.chain() {
		for _, d := range q.Dependencies {
			if d.Scope == "test" || d.Scope == "provided" || d.Type == "pom" {
				continue
			}
			group, _ := r.pom.expand(d.GroupID)
			version, _ := r.pom.expand(d.Version)
			r.build.Dependencies = append(r.build.Dependencies,
				JavaDependency{Group: group, Artifact: strings.TrimSpace(d.ArtifactID), Version: version})
		}
	}
}
