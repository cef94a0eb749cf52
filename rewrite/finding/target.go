package finding

// Rules about the family of the final base.
const (
	ScratchDynamic ID = "scratch-needs-base"
	ScratchSupport ID = "scratch-support"
	TargetChosen   ID = "target-chosen"
	BaseUnfit      ID = "base-unfit"
	BasePatch      ID = "base-patch"
	BaseOlder      ID = "base-older"
)

var targetRules = []Rule{
	{ScratchDynamic, Blocker, "the program can't run on scratch",
		"scratch is empty: only a program that is one static file runs there.",
		"Migrate with --to distroless, or link the program statically."},
	{ScratchSupport, Note, "files that a program looks for come along",
		"scratch has neither certificates nor time zones, users or a directory for temporary files. Those that the program may look for are copied from Distroless' static image.", ""},
	{TargetChosen, Note, "--to auto chose the family of the final base",
		"Distroless is taken where the application lives without a shell, Alpine where it can't.", ""},
	{BaseUnfit, Blocker, "the base that was asked for does not fit",
		"--base names one image, and the process needs something that it has not: another C library or release, a language's runtime, libraries, a shell.",
		"Choose another --base, or leave it out. For an image of your own, say below bases in the configuration what it holds."},
	{BasePatch, Review, "the base that was asked for has another patch release",
		"Within a series (3.12 of Python, 22 of Node) programs are expected to run unchanged, but it is not the very version that they ran on.", "Try it before you ship."},
	{BaseOlder, Review, "the base that was asked for stands on an older release than a build stage",
		"A program that is not static may need libraries as new as those that it was linked with.", "Build on the release of --base, or link the program statically."},
}
