package toolchain

import (
	"path"
	"strconv"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
)

// chooseBase finds the feature release that runs and the final that has it.
func (w *javaWork) chooseBase() bool {
	if a := w.jlinkRuntime(); a != nil {
		return w.chooseJlink(a)
	}
	span := rootOf(w.Image.Stage).From.Span
	w.major = javaMajor(w.Image)
	if w.major == "" {
		w.say(finding.JavaVersion, span, "%s does not tell which version of Java runs", w.Image.Base.Ref.String())
		return false
	}
	w.rt.Version = w.major
	if w.Image.Base.Language == "java" && w.Image.Base.Moving {
		w.say(finding.JavaVersionMoves, span, "%s meant Java %s when this was written", w.Image.Base.Ref.String(), w.major)
	}
	if w.Target == base.Alpine {
		return w.chooseAlpine() && w.archiveFits()
	}
	if w.archive() != "" && w.ownRuntime() {
		w.rt.Final, _ = w.Image.Catalog.Plain(base.Distroless, "java-base")
		return w.carry()
	}
	if !w.archiveFits() {
		return false
	}
	w.rt.Final, w.ready = w.Image.Catalog.Runtime(base.Distroless, "java", w.major)
	if w.ready {
		w.say(finding.JavaReady, span, "%s has Java %s", w.rt.Final.Image, w.rt.Final.Patch)
		w.vendor(w.rt.Final.Image)
		return true
	}
	w.rt.Final, _ = w.Image.Catalog.Plain(base.Distroless, "java-base")
	return w.carry()
}

// jlinkRuntime is the runtime that a RUN made with jlink and that the process starts,
// nil when it starts another one.
func (w *javaWork) jlinkRuntime() *image.Artifact {
	if len(w.Process.Argv) == 0 || w.proc.command == nil {
		return nil
	}
	_, entry, presence := w.Image.Find(w.Process.Argv[0], w.dir())
	if presence == image.Absent || entry.Artifact == nil || entry.Artifact.Kind != "runtime" {
		return nil
	}
	return entry.Artifact
}

// chooseJlink ends in the base without a runtime: the file brings its own.
func (w *javaWork) chooseJlink(a *image.Artifact) bool {
	w.major, w.ready = javaMajor(a.Image), true
	w.rt.Version = w.major
	libc := base.Glibc
	w.rt.Final, _ = w.Image.Catalog.Plain(base.Distroless, "java-base")
	if w.Target == base.Alpine {
		w.rt.Final, _ = w.Image.Catalog.Plain(base.Alpine, "alpine")
		libc = base.Musl
	}
	if a.Image.Base.Libc != libc {
		w.say(finding.JavaMusl, a.Command.Instr.Span, "jlink makes a runtime for the C library of %s, and %s has another one", a.Image.Base.Ref.String(), w.rt.Final.Image)
		return false
	}
	return true
}

// javaMajor is the feature release of Java in an image: that of its base, or the
// newest that an instruction brought, which is the one that a system's own
// alternatives choose; "" when neither tells.
func javaMajor(img *image.Image) string {
	if img.Base.Language == "java" {
		// Red Hat's and AdoptOpenJDK's have it in their name (openjdk-21, openjdk11),
		// and their own version, or none, in the tag.
		if _, n, ok := strings.Cut(path.Base(img.Base.Name), "openjdk"); ok {
			if m := leadingDigits(strings.TrimPrefix(n, "-")); m != "" {
				return m
			}
		}
		return leadingDigits(strings.TrimPrefix(img.Base.Version, "1."))
	}
	newest := 0
	for _, l := range img.Languages("java") {
		if n, err := strconv.Atoi(l.Version); err == nil {
			newest = max(newest, n)
		}
	}
	if newest == 0 {
		return ""
	}
	return strconv.Itoa(newest)
}

func leadingDigits(s string) string {
	end := 0
	for end < len(s) && s[end] >= '0' && s[end] <= '9' {
		end++
	}
	return s[:end]
}

// chooseAlpine ends in the file's own base where it is a runtime on Alpine already,
// else in the official JRE of the version.
func (w *javaWork) chooseAlpine() bool {
	from := w.Image.Base
	w.ready = true
	if final, packages, ok := ownPackages(w.Request, "java"); ok {
		w.rt.Final, w.rt.Packages = final, packages
		return true
	}
	final, ok := w.Image.Catalog.Runtime(base.Alpine, "java", from.Version)
	if from.Language != "java" || !ok || leadingDigits(strings.TrimPrefix(final.Version, "1.")) != w.major {
		final, ok = w.Image.Catalog.Runtime(base.Alpine, "java", w.major)
	}
	if !ok && from.Language == "java" && from.Libc == base.Musl && from.Prefix != "" {
		w.rt.Final = ownJava(w.Image)
		return true
	}
	if !ok {
		w.say(finding.JavaVersion, rootOf(w.Image.Stage).From.Span, "no official image has Java %s on Alpine", w.major)
		return false
	}
	if from.Libc == base.Musl && from.Retired == nil && !builder(from) && from.Language == "java" {
		final.Image = from.Ref.String()
		if from.Prefix != "" {
			final.Interpreter = path.Join(from.Prefix, "bin/java")
		}
		w.rt.Final = final
		return true
	}
	w.rt.Final = final
	if from.Libc == base.Musl && !w.builtHere() {
		w.rt.dropPackages(w.Image, "java") // what builds here needs them
	}
	w.vendor(final.Image)
	return true
}

// ownJava is the file's own base on Alpine, of a version that no other image there has.
func ownJava(img *image.Image) base.Final {
	final, _ := img.Catalog.Plain(base.Alpine, "alpine")
	bin := path.Join(img.Base.Prefix, "bin")
	final.Image, final.Language, final.Version = img.Base.Ref.String(), "java", img.Base.Version
	final.Interpreter, final.Path = path.Join(bin, "java"), append([]string{bin}, final.Path...)
	return final
}

// builder tells of images that hold a JDK where their maker also has a runtime, and
// of those with a build tool.
func builder(img base.Image) bool {
	if img.Kind != "sdk" {
		return false
	}
	name := path.Base(img.Name)
	return name == "eclipse-temurin" || name == "openjdk" || name == "sapmachine" || buildTools[name]
}

// buildTools are images of build tools that stand on Eclipse Temurin's JDK, or did on
// OpenJDK's.
var buildTools = map[string]bool{"maven": true, "gradle": true, "scala-sbt": true, "clojure": true}

// vendor tells when the runtime comes from another maker than the old one's.
func (w *javaWork) vendor(image string) {
	switch name := path.Base(w.Image.Base.Name); {
	case w.Image.Base.Language != "java":
		l, _ := w.Image.Language("java", "java")
		if l.By != "image" && l.Instr != nil {
			w.say(finding.JavaVendor, l.Instr.Span, "%s has Eclipse Temurin's Java %s in place of the one that this brings", image, w.major)
		}
	case name == "eclipse-temurin", name == "openjdk", buildTools[name], name == "adoptopenjdk":
	case w.Image.Base.Family == "distroless":
	default:
		w.say(finding.JavaVendor, rootOf(w.Image.Stage).From.Span, "%s has Eclipse Temurin's Java in place of that of %s", image, w.Image.Base.Ref.String())
	}
}

// carry takes the runtime along from an image of the same version.
func (w *javaWork) carry() bool {
	from, ok := w.runtimeImage()
	if !ok {
		w.say(finding.JavaVersion, rootOf(w.Image.Stage).From.Span, "no image is known that has a runtime of Java %s for glibc", w.major)
		return false
	}
	span := rootOf(w.Image.Stage).From.Span
	w.home = from.Prefix
	comment := w.finalTitle() + " has no Java " + w.major + ": the runtime comes along."
	if archive := w.archive(); archive != "" && w.ownRuntime() {
		comment = "Only the runtime that made " + archive + " can use it."
		w.say(finding.JavaCarried, span, "the runtime of %s comes along: no other can use %s, which it made", from.Ref.String(), archive)
	} else {
		w.say(finding.JavaCarried, span, "%s has no Java %s: the runtime of %s comes along", w.finalName(), w.major, from.Ref.String())
	}
	switch {
	case w.Image.Base.Language != "java":
		w.vendor(from.Ref.String())
	case path.Base(from.Name) != path.Base(w.Image.Base.Name) && !sameMaker(w.Image.Base):
		w.say(finding.JavaVendor, span, "the runtime is %s, because no image like %s has one for glibc", from.Ref.String(), w.Image.Base.Ref.String())
	}
	w.rt.Final.Language, w.rt.Final.Interpreter = "java", path.Join(w.home, "bin/java")
	own, set := w.Image.Config.Getenv("JAVA_HOME")
	w.rt.Env = append(w.rt.Env,
		// After the file's own, which says where the old runtime lay.
		Env{Name: "JAVA_HOME", Value: w.home, Late: set && own.From != nil && own.Value != w.home},
		Env{Name: "PATH", Value: strings.Join(append([]string{path.Join(w.home, "bin")}, w.rt.Final.Path...), ":")})
	w.rt.Copies = append(w.rt.Copies, Copy{
		From: from.Ref.String(), Source: w.home, Dest: w.home, Dir: true, Early: true,
		Comment: comment,
	})
	if path.Base(from.Name) == "openjdk" {
		trust := path.Join(w.home, "lib/security/cacerts")
		w.rt.Copies = append(w.rt.Copies, Copy{
			From: from.Ref.String(), Source: trust, Dest: trust, Early: true, Leads: true,
			Comment: "In " + from.Ref.String() + " this is a link to a file elsewhere.",
		})
	}
	return true
}

// keepsPackage: the final stage has the same package of its system as the old one.
func (w *javaWork) keepsPackage() bool { return len(w.rt.Packages) > 0 && w.rt.Final.Name == "alpine" }

// sameMaker: builders that hold Temurin's own JDK.
func sameMaker(img base.Image) bool {
	name := path.Base(img.Name)
	return (name == "maven" || name == "gradle") && img.Prefix == "/opt/java/openjdk"
}

// runtimeImage is the image to take the runtime from: the file's own, when it is a
// runtime for glibc; the runtime beside it; else Eclipse Temurin's.
func (w *javaWork) runtimeImage() (base.Image, bool) {
	from := w.Image.Base
	if l, ok := w.Image.Language("java", "java"); ok && l.By == "image" {
		from = l.Image
	}
	if carriesRuntime(from) {
		return from, true
	}
	if name := path.Base(from.Name); name == "openjdk" || name == "eclipse-temurin" {
		version, _, _ := strings.Cut(from.Ref.Tag, "-")
		for _, tag := range []string{version + "-jre-slim", version + "-jre"} {
			if img, ok := w.publishedRuntime(from.Name + ":" + tag); ok {
				return img, true
			}
		}
	}
	if img, ok := w.publishedRuntime("eclipse-temurin:" + w.major + "-jre"); ok {
		return img, true
	}
	// Versions from before Temurin were only published as a whole JDK.
	return w.published("openjdk:" + w.major + "-jdk-slim")
}

// publishedRuntime resolves a runtime for glibc that the rows list as published.
func (w *javaWork) publishedRuntime(ref string) (base.Image, bool) {
	img, ok := w.published(ref)
	return img, ok && img.Kind == "runtime"
}

// published resolves an image for glibc that the rows list as published.
func (w *javaWork) published(ref string) (base.Image, bool) {
	img, ok := w.Image.Catalog.ResolveText(w.Image.Catalog.Mirrored(ref))
	return img, ok && base.Published(img) && img.Libc == base.Glibc
}
