package finding

// Rules about the input as a whole.
const (
	NoStage          ID = "no-stage"
	UnknownBase      ID = "unknown-base"
	ReadyImage       ID = "ready-image"
	WindowsBase      ID = "windows-base"
	UnresolvedBase   ID = "unresolved-base"
	BaseAsBuilt      ID = "base-as-built"
	BasePlatform     ID = "base-platform"
	BasePerProcessor ID = "base-per-processor"
	NoToolchain      ID = "no-toolchain"
	NeedsContext     ID = "needs-context"
	StageChosen      ID = "stage-chosen"
	OnbuildKept      ID = "onbuild-kept"
	Internal         ID = "internal"
)

var inputRules = []Rule{
	{NoStage, Blocker, "the file has no stage to migrate",
		"Without a FROM instruction, or without the stage that --target names, there is no image to rebuild.",
		"Name an existing stage with --target, or fix the file."},
	{UnknownBase, Blocker, "nothing is known of the base image",
		"What an image that is not in the tables starts, holds and inherits can't be seen from the Dockerfile, so what the container would lose can't be told either.",
		"Describe the image below bases in .dfmigrate.yaml (dfmigrate init lists those that are missing), or build on a public official image."},
	{ReadyImage, Blocker, "the image is more than a base",
		"Ready software, places to develop in and images for one kind of hardware hold the programs, start scripts and users that they are for. No Distroless or Alpine image has those, and a file that adds a plug-in or a setting has no program of its own to move.",
		"Leave the file out (--exclude, or a comment # dfmigrate:ignore-file REASON). If a program of your own runs there by itself, describe the image below bases in .dfmigrate.yaml, or build on a public base."},
	{WindowsBase, Blocker, "the image is a Windows image",
		"Distroless and Alpine images are Linux images; a Windows program can't run on them.",
		"Leave this file out, for example with --exclude."},
	{UnresolvedBase, Blocker, "the base image depends on a build argument with no value",
		"FROM uses an ARG that has no default, so the base image is only known when someone builds.",
		"Give the ARG a default in the file, or pass --build-arg NAME=VALUE."},
	{BaseAsBuilt, Review, "a build argument has the value that a build of this file gives",
		"FROM uses an ARG that has no default. The places that build this file all give it the same value, and the final stage suits the image of that value: another value may no longer change it.",
		"Check that nobody builds the file with another value, or give the ARG this default."},
	{BasePlatform, Review, "the old base named its platform by a build argument",
		"Whoever built for another processor gave that argument. The new base is an image for many platforms, of which the build takes the one that it builds for.",
		"Build for other platforms with docker build --platform, and check what gives the argument."},
	{BasePerProcessor, Note, "the base image depends on the processor that is built for",
		"FROM uses TARGETARCH. The file was migrated for each processor that it has a stage for, and the result was the same for all.", ""},
	{NoToolchain, Blocker, "what the container runs belongs to no toolchain that dfmigrate knows",
		"The files that a process needs at run time are known per toolchain; for a process of an unknown kind they would be guessed.",
		"Check that the start command names a program that the file builds or copies, and that the build context is the one that the image is built with (--context DIR)."},
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
