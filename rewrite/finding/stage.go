package finding

// Rules about stages and bases.
const (
	BaseRetired  ID = "base-retired"
	ReleaseEnded ID = "release-ended"
	// ArchivedRelease is of a build stage.
	ArchivedRelease ID = "archived-release"
	BaseChosen      ID = "base-chosen"
	BaseKept        ID = "base-kept"
	BuilderBase     ID = "builder-base"
	BuilderOlder    ID = "builder-older"
	RunDropped      ID = "run-dropped"
	NameTaken       ID = "stage-renamed"
	RootHome        ID = "root-home"
	DebugStage      ID = "debug-stage"
)

var stageRules = []Rule{
	{BaseRetired, Note, "the old base is published no more",
		"Nobody brings it up to date: what is found in its packages stays in it. It is replaced where that is safe.", ""},
	{ReleaseEnded, Note, "the support of a base's release has ended",
		"Its makers publish no more updates of its packages. For Alpine's language images the newest release that a version was built for is taken; a newer version of the language has a newer release.",
		"Move to a version of the language that is kept up, or to a tag of a newer release."},
	{ArchivedRelease, Blocker, "a build stage would install packages of a release that has none any more",
		"Repositories of releases that ended long ago are moved to an archive, and images of those releases look for them in the old place: apt-get update fails.",
		"Move the build to a newer version of the language, whose images stand on a newer release."},
	{BaseChosen, Note, "the final base was chosen",
		"The smallest base of the target that has what the process needs.", ""},
	{BaseKept, Note, "the final base stays",
		"The file's base already belongs to the target.", ""},
	{BuilderBase, Note, "the build stage got another base",
		"What is built must run on the final base: the same C library, of the same or an older release.", ""},
	{BuilderOlder, Review, "the build moved to an older release of its system",
		"The release of the old base has a newer C library than the final base, on which nothing that is built there would start. The newest release that fits takes its place, with that release's versions of compilers, languages and libraries.",
		"Build the new file; a project that needs a newer compiler says so."},
	{RunDropped, Note, "a RUN of the final stage is no longer needed",
		"The new base already has what it installed or created.", ""},
	{NameTaken, Note, "a stage was renamed",
		"The final stage takes over the name of the product, because people build it by that name.", ""},
	{RootHome, Review, "something names a place below /root",
		"/root is closed to other users, so a non-root process can't read or write there.", "Use a directory such as /app."},
	{DebugStage, Note, "a stage with a shell for debugging",
		"--debug-stage asked for it. The stage stands on the final one, so that both run the same, and only adds BusyBox; what docker build builds without --target has no shell.", ""},
}
