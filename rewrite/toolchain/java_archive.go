package toolchain

import (
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
)

// archive is the file with class data or compiled code that the process starts from: a
// JVM only uses one that the very same build of it made. "" for none.
func (w *javaWork) archive() string {
	for _, option := range w.jvmWords() {
		for _, flag := range []string{"-XX:SharedArchiveFile=", "-XX:AOTCache="} {
			if file, ok := strings.CutPrefix(option, flag); ok {
				return file
			}
		}
	}
	return ""
}

// jvmWords are the words of the start command, and those that the JVM takes from the
// environment.
func (w *javaWork) jvmWords() []string {
	words := slices.Clone(w.Process.Argv)
	for _, name := range []string{"JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"} {
		if v, ok := w.Image.Config.Getenv(name); ok {
			words = append(words, strings.Fields(v.Value)...)
		}
	}
	return words
}

// carriesRuntime tells of an image whose runtime can come along.
func carriesRuntime(img base.Image) bool {
	return img.Language == "java" && img.Kind == "runtime" && img.Libc == base.Glibc && img.Prefix != "" && img.Family != "distroless"
}

// ownRuntime tells whether the runtime that made the archive can come along with it.
func (w *javaWork) ownRuntime() bool { return carriesRuntime(w.Image.Base) }

// archiveFits tells of an archive that another JVM made than the final one, and reports
// whether the program starts without it.
func (w *javaWork) archiveFits() bool {
	file := w.archive()
	if file == "" || w.rt.Final.Image == w.Image.Base.Ref.String() {
		return true
	}
	options := w.jvmWords()
	if slices.Contains(options, "-Xshare:on") || slices.Contains(options, "-XX:AOTMode=on") {
		w.say(finding.JavaVersion, w.processSpan(), "the start command insists on %s, which another JVM made than the final one", file)
		return false
	}
	w.say(finding.JavaArchive, w.processSpan(), "another JVM made %s than the final one, which starts without it", file)
	return true
}
