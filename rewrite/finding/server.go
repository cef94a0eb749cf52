package finding

// Rules about servers that an official image brings.
const (
	ServerRefused      ID = "server-refused"
	ServerShared       ID = "server-stage-shared"
	ServerCarried      ID = "server-carried"
	ServerScript       ID = "server-start-script"
	ServerScriptWrites ID = "server-script-writes"
	ServerIPv6         ID = "server-ipv6"
	ServerConfigUnseen ID = "server-config-unseen"
	ServerKey          ID = "server-private-key"
)

var serverRules = []Rule{
	{ServerRefused, Blocker, "the server can't be moved to this target",
		"The server comes with the base image, and starts in a way that the target has no means for, or keeps data that only this image reads as it was written.",
		"Migrate to the other target, or use an image that the server's makers publish for it."},
	{ServerShared, Blocker, "another stage stands on the stage that gets a new user",
		"The server's own stage stays the final one and gets a USER, so that stages which build on it would no longer work as root.",
		"Let the other stage build on the image itself."},
	{ServerCarried, Note, "the server comes along",
		"The server's program is copied from the image that brought it, with the shared libraries that it links, its configuration, and what it writes to, which belongs to the final user.", ""},
	{ServerScript, Blocker, "scripts run before the server starts",
		"The image's entrypoint is a shell script that runs other scripts and fills in templates each time that a container starts. A Distroless image has no shell, so the configuration would stay as it is.",
		"Fill in the configuration at build time, or migrate to Alpine, whose image keeps its entrypoint."},
	{ServerScriptWrites, Review, "a start script may write where only root may",
		"The script runs as the server's user now. Directories that it writes to were given to that user, as far as they could be told.",
		"Start the container once, and look for \"Permission denied\" in its log."},
	{ServerIPv6, Review, "the server listens on IPv4 only",
		"The official image's entrypoint adds \"listen [::]:80\" to its own default site when the container starts. That can't be done at build time, because nginx does not start with it where there is no IPv6.",
		"Give the site a configuration of your own that says on what it listens."},
	{ServerConfigUnseen, Review, "the server's configuration can't be read",
		"The configuration tells which files the server writes to and on which ports it listens. It is made by a build, or the build context is not at hand.",
		"Check that the process may write to the files that the configuration names."},
	{ServerKey, Review, "the server reads a private key",
		"Private keys are often readable for root only, and the process no longer runs as root.",
		"Give the key to the server's user, or mount it with that owner."},
}
