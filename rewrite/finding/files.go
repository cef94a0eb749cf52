package finding

// Rules about files.
const (
	FilesCarried   ID = "files-carried"
	AssetCarried   ID = "asset-carried"
	OpaqueCommand  ID = "opaque-command"
	WritableDir    ID = "writable-directory"
	BuildOnlyFiles ID = "build-only-files"
	SecretFile     ID = "secret-file"
	WritesUnseen   ID = "writes-unseen"
)

var fileRules = []Rule{
	{FilesCarried, Note, "files were carried over",
		"What COPY and RUN put outside of the source tree may be read by the process.", ""},
	{AssetCarried, Note, "a file that the program reads was carried over",
		"The program's source names the file.", ""},
	{OpaqueCommand, Review, "what a command writes is not known",
		"dfmigrate follows the commands it knows. What this one writes outside of the carried directories stays behind.",
		"Check that the process needs nothing that the command installs elsewhere."},
	{WritableDir, Note, "a directory belongs to the final user",
		"The process writes there.", ""},
	{BuildOnlyFiles, Note, "files that only the build reads stay behind",
		"Sources, caches and build tools have no use at run time.", ""},
	{SecretFile, Review, "a file with credentials is in the image",
		"COPY brought a file that usually holds tokens into the image, where everyone who can pull it can read it.",
		"Add it to .dockerignore, or mount it as a secret."},
	{WritesUnseen, Review, "where the process writes is not known",
		"Nothing that the build reads says what the process does. Where it wrote as root, it may not be allowed to as another user.",
		"Run it once, or give the final user the directories that it writes to with COPY --chown."},
}
