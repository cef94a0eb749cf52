package toolchain

import (
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
)

// fatJar are the facts of a directory whose jars hold everything that they need.
type fatJar struct{}

// scalaEffect records what sbt, mill, Leiningen and Clojure's own tools leave behind.
// Sources: https://www.scala-sbt.org/1.x/docs/, https://github.com/sbt/sbt-assembly,
// https://sbt-native-packager.readthedocs.io, https://leiningen.org, https://clojure.org/guides/tools_build
func scalaEffect(s *image.State, c *image.Command) bool {
	for _, d := range []string{".ivy2", ".sbt", ".cache", ".m2", ".lein", ".gitlibs", ".clojure"} {
		s.Write(c, path.Join(s.Home(), d), true)
	}
	switch c.Name() {
	case "sbt":
		sbtEffect(s, c)
	case "lein":
		s.Write(c, c.Abs("target"), true)
		if c.Has("uberjar", "ring") {
			s.Produce(c, image.Artifact{Toolchain: "java", Kind: "output", Path: c.Abs("target"), Facts: fatJar{}}, true)
		}
	case "clojure", "clj":
		s.Write(c, c.Abs("target"), true)
		if slices.ContainsFunc(c.Args[1:], func(a string) bool { return strings.Contains(a, "uber") }) {
			s.Produce(c, image.Artifact{Toolchain: "java", Kind: "output", Path: c.Abs("target"), Facts: fatJar{}}, true)
		}
	case "mill":
		if slices.ContainsFunc(c.Args[1:], func(a string) bool { return strings.HasSuffix(a, "assembly") }) {
			s.Produce(c, image.Artifact{Toolchain: "java", Kind: "output", Path: c.Abs("out"), Facts: fatJar{}}, true)
		}
	}
	return true
}

// sbtEffect records the jar of sbt-assembly, or the directory of native-packager's stage.
func sbtEffect(s *image.State, c *image.Command) {
	var tasks []string
	for _, a := range c.Args[1:] {
		for task := range strings.FieldsFuncSeq(a, func(r rune) bool { return r == ';' || r == ' ' }) {
			tasks = append(tasks, task[strings.LastIndexByte(task, '/')+1:])
		}
	}
	switch {
	case slices.Contains(tasks, "assembly"):
		s.Produce(c, image.Artifact{Toolchain: "java", Kind: "output", Path: c.Abs("target"), Facts: fatJar{}}, true)
	case slices.Contains(tasks, "stage"):
		s.Produce(c, image.Artifact{Toolchain: "java", Kind: "output", Path: c.Abs("target")}, true)
		files, err := project.New(treeFS{s.Image}, "")
		if err != nil {
			return
		}
		b := project.ReadSbtBuild(files, strings.TrimPrefix(c.Dir, "/"))
		o := project.JavaOutput{Path: path.Join(strings.TrimPrefix(c.Dir, "/"), "target/universal/stage"), Kind: project.Distribution}
		s.Produce(c, image.Artifact{Toolchain: "java", Kind: "jar", Path: path.Join("/", o.Path), Facts: &javaBuilt{Output: o, Build: b, Files: files}}, true)
	case slices.ContainsFunc(tasks, func(t string) bool { return t == "package" || t == "dist" || t == "packageBin" }):
		s.Produce(c, image.Artifact{Toolchain: "java", Kind: "output", Path: c.Abs("target")}, true)
	}
}
