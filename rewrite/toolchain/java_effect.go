package toolchain

import (
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
)

// javaBuilt are the facts of an artifact that Maven or Gradle made.
type javaBuilt struct {
	// Output says what it is; Build is the build file's account of it.
	Output project.JavaOutput
	Build  *project.JavaBuild
	// Files are the files of the image that built it.
	Files *project.Context
}

// Effect understands Maven, Gradle, the JDK's own tools, and Spring Boot's jarmode.
func (java) Effect(s *image.State, c *image.Command) bool {
	switch c.Name() {
	case "mvn", "mvnw":
		return mavenEffect(s, c)
	case "gradle", "gradlew":
		return gradleEffect(s, c)
	case "sbt", "lein", "clojure", "clj", "mill":
		return scalaEffect(s, c)
	case "javac":
		return javacEffect(s, c)
	case "kotlinc":
		if d, ok := c.Flag("-d"); ok {
			s.Produce(c, image.Artifact{Toolchain: "java", Kind: "jar", Path: c.Abs(d)}, path.Ext(d) != ".jar")
		}
		return true
	case "jar":
		return jarEffect(s, c)
	case "jlink":
		if d, ok := c.Flag("--output"); ok {
			s.Produce(c, image.Artifact{Toolchain: "java", Kind: "runtime", Path: c.Abs(d)}, true)
		}
		return true
	case "keytool":
		return keytoolEffect(s, c)
	case "java":
		return jarmodeEffect(s, c)
	case "jdeps", "javap", "jshell":
		return true
	}
	return false
}

// mavenEffect records what the package phase, or one behind it, leaves in target.
func mavenEffect(s *image.State, c *image.Command) bool {
	dir := c.Dir
	if f, ok := c.Flag("-f", "--file"); ok {
		dir = c.Abs(f)
		if strings.HasSuffix(f, ".xml") {
			dir = path.Dir(dir)
		}
	}
	s.Write(c, path.Join(homeOf(s), ".m2"), true)
	if !slices.ContainsFunc(c.Args[1:], func(a string) bool {
		return a == "package" || a == "install" || a == "verify" || a == "deploy" || a == "spring-boot:repackage" || a == "integration-test"
	}) {
		return true
	}
	produceBuilds(s, c, dir, "target")
	return true
}

// gradleEffect records what a task that makes an archive leaves in build/libs.
func gradleEffect(s *image.State, c *image.Command) bool {
	dir := c.Dir
	if p, ok := c.Flag("-p", "--project-dir"); ok {
		dir = c.Abs(p)
	}
	home := path.Join(homeOf(s), ".gradle")
	if v, ok := c.Getenv(s, "GRADLE_USER_HOME"); ok && strings.HasPrefix(v, "/") {
		home = v
	}
	s.Write(c, home, true)
	if !slices.ContainsFunc(c.Args[1:], func(a string) bool { return gradleArchives[a[strings.LastIndexByte(a, ':')+1:]] }) {
		return true
	}
	produceBuilds(s, c, dir, "build")
	return true
}

// gradleArchives are the tasks that leave archives or an installation behind.
var gradleArchives = map[string]bool{
	"build": true, "assemble": true, "jar": true, "bootJar": true, "bootWar": true, "war": true, "shadowJar": true,
	"buildFatJar": true, "installDist": true, "installShadowDist": true, "install": true, "quarkusBuild": true, "distTar": true, "distZip": true,
}

func homeOf(s *image.State) string { return s.Home() }

// produceBuilds records the outputs of the build in dir and of its modules. Where the
// build file can't be seen, the output directory itself is all that is known.
func produceBuilds(s *image.State, c *image.Command, dir, output string) {
	files, err := project.New(treeFS{s.Image}, "")
	if err != nil {
		return
	}
	builds := project.JavaBuilds(files, strings.TrimPrefix(dir, "/"))
	if len(builds) == 0 {
		s.Produce(c, image.Artifact{Toolchain: "java", Kind: "output", Path: path.Join(dir, output)}, true)
		return
	}
	for _, b := range builds {
		s.Produce(c, image.Artifact{Toolchain: "java", Kind: "output", Path: path.Join("/", b.Dir, output)}, true)
	}
	for _, b := range builds {
		for _, o := range b.Outputs {
			if strings.Contains(o.Path, "*") {
				continue
			}
			s.Produce(c, image.Artifact{Toolchain: "java", Kind: "jar", Path: path.Join("/", o.Path),
				Facts: &javaBuilt{Output: o, Build: b, Files: files}}, o.Kind == project.Distribution)
		}
	}
}

// javacEffect records class files, in the directory of -d or beside their sources.
func javacEffect(s *image.State, c *image.Command) bool {
	if d, ok := c.Flag("-d"); ok {
		s.Produce(c, image.Artifact{Toolchain: "java", Kind: "classes", Path: c.Abs(d)}, true)
		return true
	}
	for _, a := range c.Args[1:] {
		if src, ok := strings.CutSuffix(a, ".java"); ok && !strings.ContainsAny(src, "*?[") {
			s.Produce(c, image.Artifact{Toolchain: "java", Kind: "classes", Path: c.Abs(src + ".class")}, false)
		}
	}
	return true
}

// jarEffect records the archive that jar creates, or what it unpacks.
func jarEffect(s *image.State, c *image.Command) bool {
	if len(c.Args) < 2 {
		return false
	}
	file, named := c.Flag("--file", "-f")
	mode := c.Args[1]
	short := strings.TrimPrefix(mode, "-")
	creates := c.Has("--create") || !strings.HasPrefix(mode, "--") && strings.HasPrefix(short, "c")
	if !named && creates && !strings.HasPrefix(mode, "--") {
		// cfe out.jar Main …: the values stand in the order of the letters.
		at := 2
		for _, letter := range short {
			if letter == 'f' && at < len(c.Args) {
				file, named = c.Args[at], true
			}
			if strings.ContainsRune("fme", letter) {
				at++
			}
		}
	}
	switch {
	case creates && named:
		s.Produce(c, image.Artifact{Toolchain: "java", Kind: "jar", Path: c.Abs(file)}, false)
	case c.Has("--extract") || strings.HasPrefix(short, "x"):
		for _, d := range []string{"BOOT-INF", "META-INF", "WEB-INF", "org"} {
			s.Write(c, c.Abs(d), true)
		}
	case strings.HasPrefix(short, "u") || strings.HasPrefix(short, "t"):
	default:
		return false
	}
	return true
}

// keytoolEffect records the key store that an import changes.
func keytoolEffect(s *image.State, c *image.Command) bool {
	if store, ok := c.Flag("-keystore"); ok {
		if strings.HasSuffix(store, "/security/cacerts") {
			s.Produce(c, image.Artifact{Toolchain: "java", Kind: "truststore", Path: c.Abs(store)}, false)
		} else {
			s.Write(c, c.Abs(store), false)
		}
		return true
	}
	if c.Has("-cacerts") && s.Image.Base.Prefix != "" && c.Has("-import", "-importcert", "-delete") {
		s.Produce(c, image.Artifact{Toolchain: "java", Kind: "truststore", Path: path.Join(s.Image.Base.Prefix, "lib/security/cacerts")}, false)
	}
	return true
}

// jarmodeEffect records the layers that Spring Boot's jar extracts, and lets java
// -version and its like pass.
func jarmodeEffect(s *image.State, c *image.Command) bool {
	command := parseJava(c.Args)
	mode := command.Properties["jarmode"]
	if mode == "" {
		return c.Has("-version", "--version", "-XshowSettings:properties", "-Xshare:dump")
	}
	if !c.Has("extract") {
		return true
	}
	dest := c.Dir
	if d, ok := c.Flag("--destination"); ok {
		dest = c.Abs(d)
	} else if mode != "layertools" {
		dest = path.Join(dest, strings.TrimSuffix(path.Base(command.Jar), ".jar"))
	}
	if mode != "layertools" && !c.Has("--layers") {
		s.Produce(c, image.Artifact{Toolchain: "java", Kind: "layers", Path: dest}, true)
		return true
	}
	for _, layer := range []string{"dependencies", "spring-boot-loader", "snapshot-dependencies", "application"} {
		s.Produce(c, image.Artifact{Toolchain: "java", Kind: "layers", Path: path.Join(dest, layer)}, true)
	}
	return true
}
