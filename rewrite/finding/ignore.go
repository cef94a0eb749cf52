package finding

// Rules about what a Dockerfile says to dfmigrate in comments.
const (
	FileIgnored  ID = "file-ignored"
	UnusedIgnore ID = "unused-ignore"
)

var ignoreRules = []Rule{
	{FileIgnored, Note, "the file says that it is to be left alone",
		"A comment \"# dfmigrate:ignore-file REASON\" above its first instruction keeps a Dockerfile as it is.",
		"Remove the comment to have the file migrated."},
	{UnusedIgnore, Note, "a comment accepts a finding that is not there",
		"\"# dfmigrate:ignore ID REASON\" is about the instruction below it, or about the file when it stands above the first instruction. No finding of that ID is raised there, so the comment does nothing.",
		"Remove the comment, or move it to the instruction that it is about."},
}
