package finding

// Rules about programs that sources start, in languages without rules of their own for it.
const (
	CallShell      ID = "code-starts-shell"
	CallShellMaybe ID = "code-may-start-shell"
	CallProgram    ID = "code-starts-program"
	CodeWritesRoot ID = "code-writes-as-root"
)

var callRules = []Rule{
	{CallShell, Blocker, "the program starts a shell",
		"The file that is started runs a command through /bin/sh, and the final base has none: the call would fail when it is made.",
		"Start the command directly, as a list of arguments, or migrate with --to alpine."},
	{CallShellMaybe, Review, "a source file starts a shell",
		"Some source runs a command through /bin/sh, and the final base has none. Whether the container gets there is not known.",
		"Check that the call is never made, start the command directly, or migrate with --to alpine."},
	{CallProgram, Review, "a source file starts another program",
		"The source starts a program that no package of the file brings. It may have come with the old base.",
		"Install it, or check that the call is never made."},
	{CodeWritesRoot, Review, "a source file writes where only root may",
		"The old process ran as root and could write there. The final user can't, and the directory belongs to the system.",
		"Let the program write to a directory of its own, such as /data or a volume."},
}
