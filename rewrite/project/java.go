package project

import (
	"path"
	"slices"
	"strings"
)

// JavaBuild is what the build files of a JVM program (Maven's or Gradle's) say about
// what a build leaves behind. Only what stands there literally is told; what could
// make it different is in Doubts.
type JavaBuild struct {
	// Tool is "maven" or "gradle".
	Tool string
	// Dir is the directory of the build file in the context; "." is the root.
	Dir string
	// Name and Version are the artifact's; empty when not literal.
	Name, Version string
	// JavaVersion is the feature release that the compiler is told to build for
	// ("8", "17"); empty when the file does not say.
	JavaVersion string
	// SpringBoot is the version of Spring Boot, "" when the build does not use it
	// and "?" when its version is not written in these files.
	SpringBoot string
	// Modules are the directories, in the context, of the builds below this one.
	Modules []string
	// MainClass is the class that the build names as the program's start.
	MainClass string
	// StartOptions says that the build file gives its start script options of its own
	// (applicationDefaultJvmArgs).
	StartOptions bool
	// Outputs are the archives that the build's package task yields.
	Outputs []JavaOutput
	// Dependencies are those that end up in the program: test and provided ones don't.
	Dependencies []JavaDependency
	// Plugins are the names of the build plugins in use: "group:artifact" of Maven,
	// ids of Gradle.
	Plugins []string
	// Doubts say what the files leave open, one sentence each.
	Doubts []string
}

// JavaOutputKind says how an archive is made, and so what it needs to run.
type JavaOutputKind string

const (
	// PlainJar holds the program's own classes.
	PlainJar JavaOutputKind = "jar"
	// SpringBootJar holds everything, and starts through Spring Boot's launcher.
	SpringBootJar JavaOutputKind = "spring-boot"
	// ShadedJar holds the classes of all dependencies (shade, assembly, shadowJar).
	ShadedJar JavaOutputKind = "shaded"
	// QuarkusApp is the directory quarkus-app, whose jar needs what lies beside it.
	QuarkusApp JavaOutputKind = "quarkus-app"
	// WebArchive is deployed into a servlet container.
	WebArchive JavaOutputKind = "war"
	// Distribution is Gradle's build/install/NAME: start scripts and a lib directory.
	Distribution JavaOutputKind = "distribution"
)

// JavaOutput is one archive or directory that a build yields.
type JavaOutput struct {
	// Path is relative to the root of the context. A "*" in it stands for a part
	// that the build files don't tell.
	Path string
	Kind JavaOutputKind
	// Runnable says that `java -jar` starts it: its manifest names a main class.
	Runnable bool
	// Bundled says that it holds its dependencies.
	Bundled bool
	// LibDir is the directory that the manifest's Class-Path points into, relative
	// to the archive's own directory; it has to come along. Empty when there is none.
	LibDir string
}

// JavaDependency is one library that the program is built with.
type JavaDependency struct {
	Group, Artifact string
	// Version is empty when it is managed elsewhere or not literal.
	Version string
}

// String gives group:artifact.
func (d JavaDependency) String() string { return d.Group + ":" + d.Artifact }

// Has reports whether the build depends on group:artifact.
func (b *JavaBuild) Has(group, artifact string) bool {
	return slices.ContainsFunc(b.Dependencies, func(d JavaDependency) bool {
		return d.Group == group && d.Artifact == artifact
	})
}

// HasPlugin reports whether the build uses a plugin of that name: "artifact" or
// "group:artifact" for Maven, the id for Gradle.
func (b *JavaBuild) HasPlugin(name string) bool {
	return slices.ContainsFunc(b.Plugins, func(p string) bool {
		return p == name || strings.HasSuffix(p, ":"+name)
	})
}

// Output returns the output at the context path p: the one of that very path, else
// the one whose "*" pattern matches it.
func (b *JavaBuild) Output(p string) (JavaOutput, bool) {
	for _, o := range b.Outputs {
		if o.Path == p {
			return o, true
		}
	}
	for _, o := range b.Outputs {
		if ok, err := path.Match(o.Path, p); err == nil && ok {
			return o, true
		}
	}
	return JavaOutput{}, false
}

// Matching returns the outputs that a glob such as target/*.jar finds, leaving out
// those whose own name is not fully known.
func (b *JavaBuild) Matching(glob string) (known []JavaOutput, certain bool) {
	certain = true
	for _, o := range b.Outputs {
		if strings.Contains(o.Path, "*") {
			certain = false
			continue
		}
		if ok, err := path.Match(path.Clean(glob), o.Path); err == nil && ok {
			known = append(known, o)
		}
	}
	return known, certain && len(b.Doubts) == 0
}

// ReadJavaBuild reads the build files in dir, Maven's before Gradle's. The result is
// nil when there are none, or none that can be parsed.
func ReadJavaBuild(c *Context, dir string) *JavaBuild {
	if b := readMaven(c, clean(dir)); b != nil {
		return b
	}
	return readGradle(c, clean(dir))
}

// JavaBuilds returns the build in dir and those of its modules, the outer ones first.
func JavaBuilds(c *Context, dir string) []*JavaBuild {
	var builds []*JavaBuild
	seen := map[string]bool{}
	queue := []string{clean(dir)}
	for len(queue) > 0 {
		next := queue[0]
		queue = queue[1:]
		if seen[next] {
			continue
		}
		seen[next] = true
		if b := ReadJavaBuild(c, next); b != nil {
			builds = append(builds, b)
			queue = append(queue, b.Modules...)
		}
	}
	return builds
}

// featureRelease turns a Java version as build files write it ("1.8", "17", "21.0.2",
// "VERSION_11", "VERSION_1_8") into the feature release ("8", "17", "21", "11", "8").
func featureRelease(version string) string {
	v := strings.TrimPrefix(strings.TrimSpace(version), "VERSION_")
	v = strings.ReplaceAll(v, "_", ".")
	v = strings.TrimPrefix(v, "1.")
	v, _, _ = strings.Cut(v, ".")
	if v == "" || strings.Trim(v, "0123456789") != "" {
		return ""
	}
	return v
}
