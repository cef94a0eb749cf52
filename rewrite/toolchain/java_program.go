package toolchain

import (
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
)

// readProgram finds the build file and the sources behind the process: those that a
// RUN built it from, else those of the context beside a jar that was built outside.
func (w *javaWork) readProgram() {
	if w.proc.command == nil {
		return
	}
	entry, _ := w.Image.Tree.Lookup(w.mainPath())
	var read *image.Image // whose files are read; nil for the build context's
	if entry.Artifact != nil {
		if own := entry.Artifact; slices.Contains(w.Image.Artifacts, own) {
			w.built = own
		}
		if facts, ok := entry.Artifact.Facts.(*javaBuilt); ok {
			w.build, w.files, read = facts.Build, facts.Files, entry.Artifact.Image
		}
	}
	if w.files == nil {
		read = w.searchBuild(entry)
	}
	if w.files == nil {
		return
	}
	dir := "."
	if w.build != nil {
		dir = w.build.Dir
	}
	w.sources = project.ReadJavaSources(w.files, dir)
	w.config = project.ReadJavaConfig(w.files, dir)
	w.placesInContext(read)
}

// mainPath is where the jar, or the directory of the classes, lies.
func (w *javaWork) mainPath() string {
	c := w.proc.command
	if c.Jar != "" {
		return image.Join(w.dir(), c.Jar)
	}
	for _, p := range c.ClassPath {
		if p != "" {
			return image.Join(w.dir(), strings.TrimSuffix(p, "/*"))
		}
	}
	return w.dir()
}

// searchBuild looks for the build beside a jar of the context, in the images that
// the product copies from, and in the product itself. It returns the image whose files
// w.files are, nil for the build context's.
func (w *javaWork) searchBuild(entry image.Entry) *image.Image {
	if entry.Kind == image.FromContext && w.Image.Context.Known() {
		dir := entry.Source
		for dir != "." && dir != "/" {
			if b := project.ReadJavaBuild(w.Image.Context, dir); b != nil {
				w.build, w.files = b, w.Image.Context
				return nil
			}
			dir = path.Dir(dir)
		}
		if b := project.ReadJavaBuild(w.Image.Context, "."); b != nil {
			w.build, w.files = b, w.Image.Context
		}
		return nil
	}
	var read *image.Image
	for _, img := range w.stages() {
		for _, a := range slices.Backward(img.Artifacts) {
			if a.Toolchain != "java" || a.Kind == "truststore" || a.Kind == "runtime" {
				continue
			}
			files, err := project.New(treeFS{img}, "")
			if err != nil {
				return read
			}
			w.files, read = files, img
			if facts, ok := a.Facts.(*javaBuilt); ok {
				w.build = facts.Build
				return img
			}
		}
	}
	return read
}

// stages are the product's image and those that it copies from, nearest first.
func (w *javaWork) stages() []*image.Image {
	images := []*image.Image{w.Image}
	for i := 0; i < len(images) && len(images) < 20; i++ {
		for _, c := range images[i].Copies {
			if c.From != nil && !slices.Contains(images, c.From) {
				images = append(images, c.From)
			}
		}
	}
	return images
}

// buildCaches are directories that only build tools read.
var buildCaches = []string{"/root/.m2", "/root/.gradle", "/home/gradle/.gradle", "/home/gradle/.m2", "/usr/share/maven", "/opt/gradle", "/opt/maven",
	"/root/.ivy2", "/root/.sbt", "/root/.cache", "/root/.lein", "/root/.gitlibs", "/root/.clojure"}

// place decides which files go into the final stage.
func (w *javaWork) place() {
	w.rt.InPlace = true
	w.rt.Sources = append(w.rt.Sources, buildCaches...)
	if w.Image.Base.Prefix != "" && w.Image.Base.Language == "java" && w.Image.Base.Prefix != "/usr" {
		w.rt.Sources = append(w.rt.Sources, w.Image.Base.Prefix)
	}
	w.rt.dropCopied(w.Image, "java")
	w.trustStore()
	if w.proc.command == nil {
		return
	}
	if !w.builtHere() {
		return // what COPY put into the image is the program
	}
	copies, why := w.programFiles()
	if why != "" {
		w.say(finding.JavaWhole, w.processSpan(), "all of %s comes along: %s", w.dir(), why)
		return
	}
	w.rt.Closed = true
	w.rt.Copies = append(w.rt.Copies, copies...)
	for _, a := range w.Image.Artifacts {
		if a.Toolchain == "java" && a.Command != nil && a.Command.Dir != "/" {
			w.rt.Sources = append(w.rt.Sources, a.Command.Dir)
		}
		if a.Toolchain == "java" && (a.Kind == "output" || a.Command != nil && a.Command.Dir == "/") {
			w.rt.Sources = append(w.rt.Sources, path.Dir(a.Path))
		}
	}
	w.rt.Sources = slices.DeleteFunc(w.rt.Sources, func(d string) bool { return d == "/" })
	w.say(finding.JavaJar, w.processSpan(), "%s is what the final stage needs of the build", copyNames(copies))
}

func copyNames(copies []Copy) string {
	var names []string
	for _, c := range copies {
		names = append(names, c.Source)
	}
	return strings.Join(names, ", ")
}

// builtHere: a RUN of the product's own chain made something of the program.
func (w *javaWork) builtHere() bool {
	return slices.ContainsFunc(w.Image.Artifacts, func(a *image.Artifact) bool {
		return a.Toolchain == "java" && a.Kind != "truststore" && a.Kind != "runtime"
	})
}

// programFiles are the files that the command needs, as far as they can be told; why
// says what is in the way.
func (w *javaWork) programFiles() (copies []Copy, why string) {
	if w.files == nil || !w.Image.Context.Known() {
		return nil, "the build context is not known"
	}
	if othersBuildIn(w.Image, "java", w.dir()) {
		return nil, "another language's tools build files there"
	}
	c := w.proc.command
	if c.Jar == "" && !c.HasClassPath && len(c.ModulePath) == 0 {
		return nil, "the class path is that directory"
	}
	paths := append(slices.Clone(c.ClassPath), c.ModulePath...)
	if c.Jar != "" {
		more, why := w.jarFiles(image.Join(w.dir(), c.Jar))
		if why != "" {
			return nil, why
		}
		copies, paths = append(copies, more...), nil
	}
	for _, p := range paths {
		p = image.Join(w.dir(), strings.TrimSuffix(p, "/*"))
		entry, presence := w.Image.Tree.Lookup(p)
		if presence == image.Absent || p == w.dir() || p == "/" {
			return nil, "the class path names " + p
		}
		copies = append(copies, Copy{Source: p, Dest: p, Dir: entry.Dir || path.Ext(p) != ".jar"})
	}
	for _, p := range w.namedFiles() {
		if !slices.ContainsFunc(copies, func(c Copy) bool { return image.Within(p.Source, c.Source) }) {
			copies = append(copies, p)
		}
	}
	return copies, ""
}

// jarFiles are the jar and what its manifest's Class-Path names.
func (w *javaWork) jarFiles(jar string) ([]Copy, string) {
	entry, presence := w.Image.Tree.Lookup(jar)
	if presence == image.Absent {
		return nil, "nothing tells how " + jar + " is made"
	}
	if entry.Artifact == nil || entry.Artifact.Kind != "jar" {
		if entry.Artifact != nil && entry.Artifact.Facts == (fatJar{}) {
			return []Copy{{Source: jar, Dest: jar}}, ""
		}
		if entry.Kind == image.FromRun && entry.Artifact != nil && entry.Artifact.Kind == "output" {
			return nil, "the build file does not tell what " + path.Base(jar) + " needs"
		}
		return []Copy{{Source: jar, Dest: jar}}, ""
	}
	facts, ok := entry.Artifact.Facts.(*javaBuilt)
	if !ok { // made by jar: without a manifest of its own it names nothing
		return []Copy{{Source: jar, Dest: jar}}, ""
	}
	switch o := facts.Output; {
	case o.LibDir == ".":
		dir := path.Dir(jar)
		return []Copy{{Source: dir, Dest: dir, Dir: true}}, ""
	case o.LibDir != "" && entry.Artifact.Path == jar:
		lib := path.Join(path.Dir(jar), o.LibDir)
		return []Copy{{Source: jar, Dest: jar}, {Source: lib, Dest: lib, Dir: true}}, ""
	case o.Bundled:
		return []Copy{{Source: jar, Dest: jar}}, ""
	}
	return nil, "the build file does not tell where " + path.Base(jar) + " has its libraries"
}

// namedFiles are the files in the image that options, arguments or the sources name,
// and those that Spring Boot looks for in the working directory.
func (w *javaWork) namedFiles() []Copy {
	var out []Copy
	add := func(name string) {
		name = strings.TrimPrefix(strings.TrimPrefix(name, "file:"), "//")
		if name == "" || name == "." || name == "/" || strings.ContainsAny(name, " *?$\n") {
			return
		}
		p := image.Join(w.dir(), name)
		entry, presence := w.Image.Tree.Lookup(p)
		if presence != image.Present || entry.Kind == image.Made || p == w.dir() || image.Within(w.dir(), p) {
			return
		}
		if !slices.ContainsFunc(out, func(c Copy) bool { return c.Source == p }) {
			out = append(out, Copy{Source: p, Dest: p, Dir: entry.Dir})
		}
	}
	c := w.proc.command
	for _, f := range c.Files {
		add(f)
	}
	for _, v := range c.Properties {
		add(v)
	}
	for _, a := range w.Process.Argv[min(c.Main+1, len(w.Process.Argv)):] {
		_, value, ok := strings.Cut(a, "=")
		if ok {
			add(value)
		}
		add(a)
	}
	for _, s := range w.sources.Strings {
		add(s)
	}
	if w.build != nil && w.build.SpringBoot != "" {
		for _, name := range []string{"config", "application.properties", "application.yml", "application.yaml"} {
			add(name)
		}
	}
	slices.SortFunc(out, func(a, b Copy) int { return strings.Compare(a.Source, b.Source) })
	return out
}

// trustStore takes a trust store along that a RUN changed.
func (w *javaWork) trustStore() {
	for _, a := range slices.Backward(w.Image.Artifacts) {
		if a.Toolchain != "java" || a.Kind != "truststore" {
			continue
		}
		dest := path.Join(path.Dir(path.Dir(path.Dir(a.Path))), "lib/security/cacerts")
		switch {
		case w.home != "":
			dest = path.Join(w.home, "lib/security/cacerts")
		case w.rt.Final.Target == "distroless":
			dest = "/etc/ssl/certs/java/cacerts"
		default:
			dest = path.Join(path.Dir(path.Dir(w.rt.Final.Interpreter)), "lib/security/cacerts")
		}
		w.rt.Copies = append(w.rt.Copies, Copy{Source: a.Path, Dest: dest, Early: true})
		w.rt.InPlace = false
		w.say(finding.JavaTruststore, a.Command.Instr.Span, "%s goes to %s", a.Path, dest)
		return
	}
}
