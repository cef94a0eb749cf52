package finding

// Rules about compiled programs of any language.
const (
	NativeStatic       ID = "native-static"
	NativeLibraries    ID = "native-libraries"
	NativeBuilder      ID = "native-builder"
	NativeUnknownBuild ID = "native-builder-unknown"
	NativeUnseen       ID = "native-sources-unseen"
	NativeCrossed      ID = "native-crossed"
	NativeEmbeds       ID = "native-embeds-interpreter"
	NativeElsewhere    ID = "native-installed-elsewhere"
	NativeShell        ID = "native-starts-shell"
	NativeProgram      ID = "native-starts-program"
	NativeUnwritable   ID = "native-writes-as-root"
	NativeRun          ID = "native-run-compiled"
	BinaryUnchecked    ID = "binary-unchecked"
	RustLock           ID = "rust-crates-unknown"
	RustMusl           ID = "rust-dynamic-musl"
)

var nativeRules = []Rule{
	{NativeStatic, Note, "the program is static",
		"A static program holds all the libraries that it needs, and runs on a base without a C library.",
		""},
	{NativeLibraries, Note, "shared libraries come along with the program",
		"The program may link shared libraries of the image that it was built on. A stage of the new file asks the loader there which ones, and copies those that the final base lacks; the build fails when one is missing.",
		""},
	{NativeBuilder, Blocker, "the program is linked with another C library than the final base has",
		"A program that is linked with glibc does not start on musl, nor the other way round, nor on an older release of the same library; and the stage that builds it can't be moved to an image that fits.",
		"Choose the target of the same C library, build the program static, or move the build stage by hand."},
	{NativeUnknownBuild, Review, "the program is built on an image that nothing is known of",
		"Whether the program links glibc, musl or nothing can't be told. The final base has glibc, and the stage that collects libraries fails when one of them is missing.",
		"Check that the program starts on the final base."},
	{NativeUnseen, Review, "the sources are not at hand, so the files that the program reads are unknown",
		"What a program opens when it runs can only be read from its sources.",
		"Run dfmigrate with the build context: --context DIR."},
	{NativeCrossed, Review, "the program is compiled for another C library",
		"The build stage moved to the system of the final base, with the packages of the same libraries there. Sources that use what only one C library has do not compile, or behave in another way.",
		"Build the new file, and run the program's tests on it."},
	{NativeEmbeds, Blocker, "the program holds a language's interpreter",
		"An interpreter that is linked into a program reads its standard library, and the packages that the code imports, from the system when it starts. Which of them the program uses can't be told.",
		"Move the interpreter's library and packages by hand, or build the program without that feature."},
	{NativeElsewhere, Blocker, "the installation puts files outside of its prefix",
		"The configuration names directories outside of the installation's prefix. What lies there, and who may write to it, is decided by the program's own installation.",
		"Build in a stage of its own, and copy what the program needs into the final stage."},
	{NativeShell, Blocker, "the program starts a shell",
		"The source runs a command through a shell, and the final base has none: the call would fail when it is made.",
		"Start the program directly, without a shell, or migrate to Alpine."},
	{NativeProgram, Review, "the program starts another program",
		"The source starts a program that neither the file installs nor the final base has. It may have come with the old base.",
		"Install it in the final stage, or check that the call is never made."},
	{NativeUnwritable, Review, "the program writes where only root may",
		"The old process ran as root and could write there; the new one can't.",
		"Let the program write to a directory of its own, such as a volume."},
	{NativeRun, Note, "a command that compiles at each start became a build",
		"The container compiled its program each time it started, which needs the compiler and the sources. It is compiled once now, in the build stage.",
		""},
	{BinaryUnchecked, Review, "what a ready program links is only known to the build",
		"The program was not built by the file, and its file is not at hand. The build of the new file looks at it, and stops where it would not start on the final base.",
		"Build the new file once, and start the result."},
	{RustLock, Review, "which C libraries the program links can't be told",
		"The crates of a program are listed in Cargo.lock, which is not at hand. On Alpine those that link a C library need its headers installed in the build stage; the build fails where they are missing.",
		"Run dfmigrate with the build context and a Cargo.lock in it."},
	{RustMusl, Note, "the program loads its libraries on Alpine",
		"On musl Rust links static programs by itself, and can't link Alpine's shared libraries into them. With target-feature=-crt-static it makes a program that loads them, as it did before.",
		""},
}
