package finding

// Rules about Perl.
const (
	PerlCarried ID = "perl-carried"
	PerlScript  ID = "perl-script"
	PerlForeign ID = "perl-interpreter"
	PerlAlpine  ID = "perl-no-alpine"
)

var perlRules = []Rule{
	{PerlCarried, Note, "the interpreter is carried over",
		"Distroless has no Perl, and modules with machine code only load into the version they were built for. The file's own interpreter goes along with its modules, with the shared libraries that the base lacks and without what only builds need.", ""},
	{PerlScript, Note, "the interpreter runs a script",
		"The first line of the script names env or another Perl, neither of which the final image has. The interpreter with the script as its argument runs the same code.", ""},
	{PerlForeign, Blocker, "the interpreter is not that of an official Perl image",
		"Where an interpreter from a distribution or another vendor lies, and which of its libraries and modules it needs, differs from image to image.",
		"Build on the official perl image of the same version."},
	{PerlAlpine, Blocker, "Perl's official image has no variant on Alpine",
		"Alpine's own Perl is one version per release, with other modules, and modules with machine code would have to be built again.",
		"Migrate with --to distroless, or build on alpine with its perl package."},
}
