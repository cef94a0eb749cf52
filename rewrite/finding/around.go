package finding

// Rules about files around the Dockerfile: what they do to its containers.
const (
	OverrideShell      ID = "override-needs-shell"
	OverrideProgram    ID = "override-needs-program"
	OverrideEntrypoint ID = "override-meets-entrypoint"
	OverrideUser       ID = "override-user"
	OverrideElsewhere  ID = "override-other-stage"
)

var aroundRules = []Rule{
	{OverrideShell, Review, "a file nearby runs a shell in the container",
		"A compose file, a manifest, a script or a dev container starts or enters the container with a shell, which the new image has not: what worked before fails with \"no such file or directory\".",
		"Give that place a command in exec form, let it build or enter an image that has a shell (--debug-stage, docker debug, kubectl debug), or migrate with --to alpine."},
	{OverrideProgram, Review, "a file nearby runs a program that the new image has not",
		"The program came with the old base image. A health check that can't run marks a working container unhealthy, and a hook that fails can stop it.",
		"Use what the new image has, or let the platform probe the port."},
	{OverrideEntrypoint, Review, "a file nearby gives arguments that meet another ENTRYPOINT",
		"Arguments take the place of CMD, and ENTRYPOINT gets them. The old image had no ENTRYPOINT, so they were the whole command; the new image starts its interpreter, which would take the first of them for a script.",
		"Leave the interpreter's name out of the arguments, or override the entrypoint as well."},
	{OverrideUser, Review, "a file nearby sets the container's user",
		"The new image is made for its own numeric user: that owns what the process writes. A user name needs an entry in the image's user database, and root undoes what the migration is for.",
		"Take the setting away, or set the image's user."},
	{OverrideElsewhere, Note, "a file nearby builds another stage of this file",
		"It names a stage that is not the product, so its image stays as it was.", ""},
}
