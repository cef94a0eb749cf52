package finding

// Rules about the input as a whole.
const (
	NoStage        ID = "no-stage"
	UnknownBase    ID = "unknown-base"
	WindowsBase    ID = "windows-base"
	UnresolvedBase ID = "unresolved-base"
	NoToolchain    ID = "no-toolchain"
	NeedsContext   ID = "needs-context"
	StageChosen    ID = "stage-chosen"
	OnbuildKept    ID = "onbuild-kept"
	Internal       ID = "internal"
)

var inputRules = []Rule{
	{NoStage, Blocker, "the file has no stage to migrate",
		"Without a FROM instruction, or without the stage that --target names, there is no image to rebuild.",
		"Name an existing stage with --target, or fix the file."},
	{UnknownBase, Blocker, "nothing is known of the base image",
		"What an image that is not in the tables starts, holds and inherits can't be seen from the Dockerfile, so what the container would lose can't be told either.",
		"Describe the image below bases in .dfmigrate.yaml (dfmigrate init lists those that are missing), or build on a public official image."},
	{WindowsBase, Blocker, "the image is a Windows image",
		"Distroless and Alpine images are Linux images; a Windows program can't run on them.",
		"Leave this file out, for example with --exclude."},
	{UnresolvedBase, Blocker, "the base image depends on a build argument with no value",
		"FROM uses an ARG that has no default, so the base image is only known when someone builds.",
		"Give the ARG a default in the file, or pass --build-arg NAME=VALUE."},
	{NoToolchain, Blocker, "what the container runs belongs to no toolchain that dfmigrate knows",
		"The files that a process needs at run time are known per toolchain; for a process of an unknown kind they would be guessed.",
		"Check that the start command names a program that the file builds or copies."},
	{NeedsContext, Blocker, "a file of the build context would settle it",
		"The decision depends on the content of a file that is not at hand.",
		"Run dfmigrate with the build context: --context DIR."},
	{StageChosen, Note, "a stage was chosen as the product",
		"The last stage of the file is not what is shipped (a test or development stage), so an earlier one was migrated.",
		"Name another stage with --target."},
	{OnbuildKept, Review, "ONBUILD is kept as it is",
		"ONBUILD instructions run in the files that build on this image; they expect what the old base offered.",
		"Check the Dockerfiles that start FROM this image."},
	{Internal, Blocker, "the rewritten file did not pass dfmigrate's own checks",
		"Every rewritten file is parsed, interpreted and compared with the original before it is printed. This one differed, so it is not printed.",
		"Please report the Dockerfile as a bug."},
}
