package finding

// Rules about Ruby.
const (
	RubyCarried    ID = "ruby-carried"
	RubyScript     ID = "ruby-script"
	RubyPreload    ID = "ruby-preload"
	RubyMuslMaybe  ID = "ruby-musl-maybe"
	RubyShellMaybe ID = "ruby-shell-maybe"
	RubyVersion    ID = "ruby-version"
	RubyForeign    ID = "ruby-interpreter"
	RubyMusl       ID = "ruby-no-musl-gem"
	RubyMove       ID = "ruby-builder"
	RubyShell      ID = "ruby-shell"
)

var rubyRules = []Rule{
	{RubyCarried, Note, "the interpreter is carried over",
		"Distroless has no Ruby, and gems with machine code only load into the version they were built for. The file's own interpreter goes along with its gems, with the shared libraries that the base lacks and without what only builds need.", ""},
	{RubyScript, Note, "the interpreter runs a script",
		"The first line of the script asks /usr/bin/env for Ruby, and the final image has no env. The interpreter with the script as its argument runs the same code.", ""},
	{RubyPreload, Note, "a preloaded library is named as Alpine has it",
		"LD_PRELOAD names a path of Debian, where musl's loader would find nothing and go on without the library.", ""},
	{RubyMuslMaybe, Review, "gems without machine code for musl can't be ruled out",
		"What a build installs is only partly told by the files at hand. A binary gem for Linux that names no C library is mostly for glibc; Bundler installs it on musl too, and it fails where it is loaded.",
		"Run dfmigrate with the build context, add the musl platform to the lock file (bundle lock --add-platform x86_64-linux-musl), or build and start the result once."},
	{RubyShellMaybe, Review, "a gem or a source file runs commands through a shell",
		"Command strings with more than plain words, and some gems' command lines, go through /bin/sh, which Distroless has not.",
		"Check that the process never gets there, or pass a list of arguments."},
	{RubyVersion, Blocker, "the version of Ruby can't be kept",
		"Gems with machine code and the application are made for one minor version of Ruby.",
		"Name a version in FROM that the official image still has on Alpine, or migrate with --to distroless."},
	{RubyForeign, Blocker, "the interpreter is not that of an official Ruby image",
		"Where an interpreter from a distribution, a version manager or another vendor lies, and which of its libraries and gems it needs, differs from image to image.",
		"Build on the official ruby image of the same version."},
	{RubyMusl, Blocker, "a gem can't be had on Alpine as the lock file has it",
		"Bundler installs on musl what the lock file names for Linux. What is built for glibc does not load there, and a lock file without a platform for musl stops the build.",
		"Run bundle lock --add-platform x86_64-linux-musl and commit the lock file, or migrate with --to distroless."},
	{RubyMove, Blocker, "the build stage can't change its system",
		"Gems with machine code have to be built for the final image's C library, so the build stage moves to the other system, too.",
		"Migrate with another --to, or change the line by hand."},
	{RubyShell, Blocker, "the start command needs a shell",
		"The program starts others through /bin/sh, which Distroless has not.",
		"Start the program itself (a container each, in place of a Procfile), or migrate with --to alpine."},
}
