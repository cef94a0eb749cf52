package finding

// Rules about PHP.
const (
	PHPCarried    ID = "php-carried"
	PHPScript     ID = "php-script"
	PHPEntrypoint ID = "php-entrypoint"
	PHPPool       ID = "php-pool-user"
	PHPShellMaybe ID = "php-shell-maybe"
	PHPVersion    ID = "php-version"
	PHPForeign    ID = "php-interpreter"
	PHPApache     ID = "php-apache"
	PHPMove       ID = "php-builder"
	PHPShell      ID = "php-shell"
	PHPPoolRoot   ID = "php-pool-root"
)

var phpRules = []Rule{
	{PHPCarried, Note, "the interpreter is carried over",
		"Distroless has no PHP, and extensions only load into the version they were built for. The file's own interpreter goes along with its extensions, with the shared libraries that the base lacks and without what only builds need.", ""},
	{PHPScript, Note, "the interpreter runs a script",
		"The first line of the script asks /usr/bin/env for PHP, and the final image has no env. The interpreter with the script as its argument runs the same code.", ""},
	{PHPEntrypoint, Note, "docker-php-entrypoint is not needed",
		"The image's entrypoint is a shell script that puts php before arguments which begin with a dash, and runs the rest as it is.", ""},
	{PHPPool, Note, "php-fpm ignores the user of its pools",
		"A process manager that does not run as root can't give its workers another user: it says so when it starts, and they run as the final user.", ""},
	{PHPShellMaybe, Review, "a source file runs a command through a shell",
		"exec, shell_exec, system, passthru, popen, proc_open with a string, and backticks always go through /bin/sh, which Distroless has not.",
		"Check that the process never gets there, or pass proc_open a list of arguments."},
	{PHPVersion, Blocker, "the version of PHP can't be kept",
		"Extensions and sources are made for one minor version of PHP.",
		"Name a version in FROM that the official image still has on Alpine, or migrate with --to distroless."},
	{PHPForeign, Blocker, "the interpreter is not that of an official PHP image",
		"Where an interpreter from a distribution or another vendor lies, and which of its libraries and extensions it needs, differs from image to image.",
		"Build on the official php image of the same version."},
	{PHPApache, Blocker, "PHP runs inside Apache",
		"mod_php is a module of Debian's Apache, whose start script, modules and configuration lie in Debian's own places; the official image has no variant with it on Alpine.",
		"Migrate with --to distroless, where both go along, or move to the fpm variant with a web server in front of it."},
	{PHPMove, Blocker, "the build stage can't change its system",
		"Extensions have to be built for the final image's C library, so the build stage moves to the other system, too.",
		"Migrate with another --to, or change the line by hand."},
	{PHPShell, Blocker, "the program runs commands through a shell",
		"PHP starts programs through /bin/sh, which Distroless has not.",
		"Migrate with --to alpine."},
	{PHPPoolRoot, Blocker, "php-fpm's configuration is for root",
		"Without being root php-fpm can't give its socket to another user, and can't create files in the system's own directories: it stops when it starts.",
		"Listen on a port, drop listen.owner and listen.group, log to /proc/self/fd/2, and drop pid."},
}
