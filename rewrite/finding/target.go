package finding

// Rules about the family of the final base.
const (
	ScratchDynamic ID = "scratch-needs-base"
	ScratchSupport ID = "scratch-support"
	TargetChosen   ID = "target-chosen"
)

var targetRules = []Rule{
	{ScratchDynamic, Blocker, "the program can't run on scratch",
		"scratch is empty: only a program that is one static file runs there.",
		"Migrate with --to distroless, or link the program statically."},
	{ScratchSupport, Note, "files that a program looks for come along",
		"scratch has neither certificates nor time zones, users or a directory for temporary files. Those that the program may look for are copied from Distroless' static image.", ""},
	{TargetChosen, Note, "--to auto chose the family of the final base",
		"Distroless is taken where the application lives without a shell, Alpine where it can't.", ""},
}
