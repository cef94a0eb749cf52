package toolchain

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
)

func TestParseJava(t *testing.T) {
	tests := map[string]struct {
		argv []string
		want javaCommand
	}{
		"jar": {[]string{"java", "-jar", "app.jar", "-x"}, javaCommand{Options: 1, Main: 2, Jar: "app.jar"}},
		"options behind -jar": {[]string{"java", "-jar", "-Dspring.profiles.active=docker", "/app.jar"},
			javaCommand{Options: 2, Main: 3, Jar: "/app.jar", Properties: map[string]string{"spring.profiles.active": "docker"}}},
		"class path": {[]string{"java", "-cp", "app:app/lib/*", "a.Main", "-cp"},
			javaCommand{Options: 2, Main: 3, Class: "a.Main", ClassPath: []string{"app", "app/lib/*"}, HasClassPath: true}},
		"long class path": {[]string{"java", "--class-path=x", "--add-opens", "java.base/java.lang=ALL-UNNAMED", "M"},
			javaCommand{Options: 3, Main: 4, Class: "M", ClassPath: []string{"x"}, HasClassPath: true}},
		"agents": {[]string{"java", "-javaagent:/otel.jar=port=1", "-Xbootclasspath/a:a.jar:b.jar", "@args", "M"},
			javaCommand{Options: 3, Main: 4, Class: "M", Files: []string{"/otel.jar", "a.jar", "b.jar", "args"}}},
		"module": {[]string{"java", "-p", "mods", "-m", "m/a.M"},
			javaCommand{Options: 3, Main: 4, Module: "m/a.M", ModulePath: []string{"mods"}}},
		"variables": {[]string{"java", "$JAVA_OPTS", "${MORE}", "-jar", "$JAR_FILE.jar"},
			javaCommand{Options: 3, Main: 4, Jar: "$JAR_FILE.jar"}},
		"nothing": {[]string{"java", "--version"}, javaCommand{Options: 1, Main: 2}},
		"cut off": {[]string{"java", "-cp"}, javaCommand{Options: 1, Main: 2}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got := parseJava(test.argv)
			if test.want.Properties == nil {
				test.want.Properties = map[string]string{}
			}
			if diff := cmp.Diff(&test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestJavaMajor(t *testing.T) {
	for ref, want := range map[string]string{
		"eclipse-temurin:17.0.5_8-jre-focal":              "17",
		"openjdk:8u111-jre-alpine":                        "8",
		"maven:3.8.5-openjdk-17":                          "17",
		"gradle:8-jdk21":                                  "21",
		"registry.access.redhat.com/ubi8/openjdk-21:1.20": "21",
		"adoptopenjdk/openjdk11:alpine-jre":               "11",
		"gcr.io/distroless/java:11":                       "11",
		"debian:bookworm":                                 "",
	} {
		img, _ := (*base.Catalog)(nil).ResolveText(ref)
		if got := javaMajor(&image.Image{Base: img}); got != want {
			t.Errorf("%s: Java %q, want %q", ref, got, want)
		}
	}
	for name, want := range map[string]string{
		"openjdk-17-jre-headless": "17", "openjdk8-jre-base": "8", "java-11-openjdk-headless": "11",
		"java-1.8.0-openjdk": "8", "temurin-21-jre": "21", "default-jre": "", "javascript-common": "",
	} {
		got := javaMajor(&image.Image{Packages: []image.Package{{Name: name}}})
		if got != want {
			t.Errorf("package %s: Java %q, want %q", name, got, want)
		}
	}
}

// A tag that was never published must not be named, however likely it sounds.
func TestJavaRuntimeImageIsPublished(t *testing.T) {
	for ref, want := range map[string]string{
		"openjdk:8-jdk-alpine":       "openjdk:8-jre-slim",
		"openjdk:8u111-jre-alpine":   "eclipse-temurin:8-jre",
		"openjdk:18-jdk":             "eclipse-temurin:18-jre",
		"eclipse-temurin:11":         "eclipse-temurin:11-jre",
		"eclipse-temurin:22-jre":     "eclipse-temurin:22-jre",
		"amazoncorretto:11":          "eclipse-temurin:11-jre",
		"adoptopenjdk:8-jre-hotspot": "adoptopenjdk:8-jre-hotspot",
	} {
		img, _ := (*base.Catalog)(nil).ResolveText(ref)
		w := &javaWork{Request: Request{Image: &image.Image{Base: img}}}
		w.major = javaMajor(w.Image)
		got, ok := w.runtimeImage()
		if !ok || got.Ref.String() != want {
			t.Errorf("%s: %s, %v; want %s", ref, got.Ref.String(), ok, want)
		}
	}
}

func TestPureVariable(t *testing.T) {
	for word, want := range map[string]bool{
		"$JAVA_OPTS": true, "${JAVA_OPTS}": true, `"$A"`: true, "${JAVA_OPTS:-}": true,
		"-D$A": false, "$A/b.jar": false, "${A}b": false, "$": false, "x": false,
	} {
		if got := pureVariable(word); got != want {
			t.Errorf("pureVariable(%q) = %v", word, got)
		}
	}
}
