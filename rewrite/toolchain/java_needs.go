package toolchain

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
)

// needs tells what the program asks of the image beyond a runtime.
func (w *javaWork) needs() {
	w.certificates()
	w.writes()
	w.programs()
	w.libraries()
	w.compiler()
}

// certificates tells of Temurin's import at start.
func (w *javaWork) certificates() {
	v, ok := w.Image.Config.Getenv("USE_SYSTEM_CA_CERTS")
	if !ok || v.From == nil || w.Process.Wrapper == "" && len(w.Image.Base.Entrypoint) == 0 || w.Target == base.Alpine && w.Image.Config.Entrypoint == nil {
		return
	}
	w.say(finding.JavaCertificates, v.From.Span, "USE_SYSTEM_CA_CERTS has no effect any more: the final image starts java without %s", strings.Join(w.Image.Base.Entrypoint, " "))
}

// writes gives the directories to the process that its configuration and its command name.
func (w *javaWork) writes() {
	w.config.Options(w.Process.Argv)
	for _, name := range []string{"JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"} {
		if v, ok := w.Image.Config.Getenv(name); ok {
			w.config.Options(strings.Fields(v.Value))
		}
	}
	for _, p := range w.config.Ports {
		w.rt.Listens = append(w.rt.Listens, Listen{Address: strconv.Itoa(p.Number), From: p.From})
	}
	w.unseenWrites()
	for _, write := range append(slices.Clone(w.config.Writes), w.sources.Writes...) {
		if strings.HasPrefix(write.Path, "~") || strings.Contains(write.Path, "$") {
			continue // the home directory belongs to the user
		}
		dir := image.Join(w.dir(), write.Directory())
		switch {
		case image.Within(dir, "/tmp"), image.Within(dir, "/dev"), image.Within(dir, "/proc"):
		case slices.Contains([]string{"/", "/var", "/usr", "/etc", "/run", "/var/run", "/var/log", "/var/lib", "/opt"}, dir):
			w.say(finding.JavaWritesRoot, w.processSpan(), "%s names %s, which would be created in %s", write.From, write.Path, dir)
		case w.givenAway(dir):
		default:
			if !slices.Contains(w.rt.Writes, dir) {
				w.rt.Writes = append(w.rt.Writes, dir)
			}
			w.rt.InPlace = false
		}
	}
	// A directory that holds another one is enough.
	w.rt.Writes = slices.DeleteFunc(w.rt.Writes, func(d string) bool {
		return slices.ContainsFunc(w.rt.Writes, func(other string) bool { return other != d && image.Within(d, other) })
	})
}

// unseenWrites lets a program of which no source is at hand, or whose sources create files
// under computed names, go on writing into its working directory.
func (w *javaWork) unseenWrites() {
	why := "what the program writes can't be told, as its sources are not at hand"
	switch {
	case w.Process.Dir != "":
		return
	case w.sources.Creates != "":
		why = "the program creates files whose names are computed (" + w.sources.Creates + ")"
	case w.sources.Files > 0:
		return
	}
	if !w.rt.mayWriteWorkdir(w.Image, why) && w.sources.Creates != "" && ranAsRoot(w.Image) {
		w.say(finding.WritesUnseen, w.processSpan(), "%s creates files whose names are computed, and the program ran as root", w.sources.Creates)
	}
}

// givenAway: the file itself already gave the directory to a user.
func (w *javaWork) givenAway(dir string) bool {
	entry, presence := w.Image.Tree.Lookup(dir)
	owner, _, _ := strings.Cut(entry.Owner, ":")
	return presence == image.Present && owner != "" && owner != "root" && owner != "0"
}

// programs tells of programs that the sources start.
func (w *javaWork) programs() {
	w.rt.ProgramsKnown = w.sources.Files > 0
	w.rt.Final.Packages = append(slices.Clone(w.rt.Final.Packages), project.JavaFontPackages()...)
	for _, p := range w.Image.Packages {
		if b, ok := base.PackagedLanguage(p.Name, ""); ok && b.Language == "java" {
			w.rt.Final.Packages = append(w.rt.Final.Packages, p.Name)
		}
	}
	told := map[string]bool{}
	for _, p := range w.sources.Programs {
		name := path.Base(p.Name)
		switch {
		case p.Shell && w.Target == base.Distroless:
			w.say(finding.JavaShell, w.processSpan(), "%s:%d starts %s", p.File, p.Line, p.Name)
		case p.Name == "":
			if !told[""] {
				w.say(finding.JavaProgram, w.processSpan(), "%s:%d starts a program whose name is computed", p.File, p.Line)
			}
			told[""], w.rt.ProgramsKnown = true, false
		case p.Shell:
		default:
			w.rt.Programs = append(w.rt.Programs, name)
			if !told[name] && !installsProgram(w.Image, name, w.dir()) && name != "java" {
				w.say(finding.JavaProgram, w.processSpan(), "%s:%d starts %s", p.File, p.Line, p.Name)
			}
			told[name] = true
		}
	}
}

// libraries tells of machine code in the dependencies, and of the programs that they start.
func (w *javaWork) libraries() {
	if w.build == nil {
		return
	}
	for _, row := range w.build.JavaLibraries() {
		if len(row.Programs) > 0 {
			w.say(finding.JavaProgram, w.processSpan(), "%s starts %s (%s)", row.Library, strings.Join(row.Programs, " and "), row.Source)
		}
		if w.Target != base.Alpine || w.Image.Base.Libc == base.Musl {
			continue
		}
		switch row.Musl {
		case "breaks":
			w.say(finding.JavaMusl, w.processSpan(), "%s is compiled for glibc (%s)", row.Library, row.Source)
		case "packages":
			w.say(finding.JavaMuslPackages, w.processSpan(), "%s needs %s", row.Library, strings.Join(row.Apk, ", "))
			for _, p := range row.Apk {
				if !slices.Contains(w.rt.Packages, p) {
					w.rt.Packages = append(w.rt.Packages, p)
				}
			}
		}
	}
}

// compiler tells of sources that compile or attach at run time.
func (w *javaWork) compiler() {
	if w.sources.Compiler != "" && w.Image.Base.Kind == "sdk" {
		w.say(finding.JavaCompiler, w.processSpan(), "%s uses the compiler or tools of a JDK", w.sources.Compiler)
	}
}
