package finding

// Rules about Go programs.
const (
	GoCgoOff       ID = "go-cgo-off"
	GoCgoKept      ID = "go-cgo-kept"
	GoCgoUnknown   ID = "go-cgo-unknown"
	GoCgoMusl      ID = "go-cgo-musl"
	GoCgoBuilder   ID = "go-cgo-builder"
	GoLibrary      ID = "go-library-missing"
	GoShell        ID = "go-starts-shell"
	GoProgram      ID = "go-starts-program"
	GoComputedPath ID = "go-computed-path"
	GoUnseenSource ID = "go-sources-unseen"
	GoReadsAll     ID = "go-reads-directory"
	GoRun          ID = "go-run-compiled"
	GoOpaque       ID = "go-build-unseen"
	GoUnwritable   ID = "go-writes-as-root"
	GoWatcher      ID = "go-compiles-at-run-time"
)

var goRules = []Rule{
	{GoCgoOff, Note, "cgo was turned off",
		"With cgo, a Go program that only uses the standard library's network code links the C library of the build image, and does not start on a base without it. Nothing in this program needs C, so it is built without, as one static file.",
		""},
	{GoCgoKept, Note, "the program keeps its C library",
		"The program is built with cgo, so it needs the C library (and other shared libraries) of a release that is not older than the one it was built on. The final base has them.",
		"Replace the package that needs C by one in pure Go, and the program can be static."},
	{GoCgoUnknown, Review, "whether the program needs C can't be told",
		"A package that can't be seen may need cgo. Without cgo some of those build and then fail when they run.",
		"Run dfmigrate with the whole build context, or set CGO_ENABLED in the file."},
	{GoCgoMusl, Note, "the build moved to the C library of the final base",
		"A program with cgo only runs with the C library that it was linked with, so the build stage has to stand on the same kind of system as the final one.",
		""},
	{GoCgoBuilder, Blocker, "a program with cgo is built on another C library than the final base has",
		"A program with cgo only runs with the C library that it was linked with, and the build stage can't be moved: it installs packages or links libraries that have no known counterpart.",
		"Choose the target of the same C library, replace the package that needs C, or move the build stage by hand."},
	{GoLibrary, Blocker, "the program links a library that can't be carried over",
		"The program is linked against a shared library of the system which the final base does not have.",
		"Choose the other target, or replace the package that needs the library."},
	{GoShell, Blocker, "the program starts a shell",
		"The source runs a command through a shell, and the final base has none: the call would fail when it is made.",
		"Start the program directly, without a shell, or migrate to Alpine."},
	{GoProgram, Review, "the program starts another program",
		"The source starts a program that neither the file installs nor the final base has. It may have come with the old base.",
		"Install it in the final stage, or check that the call is never made."},
	{GoComputedPath, Review, "the program opens files whose names are computed",
		"Files that the source names by constants were carried over. Here the name comes from elsewhere, so the file can't be told.",
		"Check that the configuration names no file of the old image that is gone."},
	{GoUnseenSource, Review, "the sources are not at hand, so the files that the program reads are unknown",
		"What a program opens when it runs can only be read from its sources.",
		"Run dfmigrate with the build context: --context DIR."},
	{GoReadsAll, Review, "the program reads its working directory as a whole",
		"The source serves or lists its working directory, so everything in it was carried over, sources included.",
		"Let the program read a directory that only holds what it needs."},
	{GoRun, Note, "go run became a build",
		"go run compiles the program each time the container starts, which needs the compiler and the sources. It is compiled once now, in the build stage.",
		""},
	{GoUnwritable, Review, "the program writes where only root may",
		"The old process ran as root and could write there; the new one can't.",
		"Let the program write to a directory of its own, such as a volume."},
	{GoWatcher, Blocker, "the process compiles the program while it runs",
		"A tool for development starts, which compiles the sources again when they change or runs them under a debugger: it needs the compiler and the sources.",
		"Migrate the Dockerfile that is shipped, and leave this one out, for example with --exclude."},
	{GoOpaque, Review, "the program is built by a command that isn't understood",
		"A Makefile or script runs the compiler. How it does so was not seen; CGO_ENABLED=0 in the build stage's environment makes a static program unless that command sets it otherwise.",
		"Check that the command does not set CGO_ENABLED."},
}
