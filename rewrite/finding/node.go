package finding

// Rules about Node.
const (
	NodeStart         ID = "node-start"
	NodeStartRefused  ID = "node-start-script"
	NodeVersion       ID = "node-version"
	NodeVersionMoves  ID = "node-version-moves"
	NodeCarried       ID = "node-carried"
	NodePruned        ID = "node-pruned"
	NodeDevKept       ID = "node-dev-kept"
	NodeNative        ID = "node-native"
	NodeNativeRefused ID = "node-native-unavailable"
	NodeSignals       ID = "node-signals"
	NodeShell         ID = "node-shell"
	NodeShellPossible ID = "node-shell-possible"
	NodeNpmEnv        ID = "node-npm-environment"
	NodeDevServer     ID = "node-dev-server"
	NodeOnPath        ID = "node-on-path"
	NodeProgram       ID = "node-program"
	NodeManagerRuns   ID = "node-runs-manager"
	NodeDirectory     ID = "node-directory"
)

var nodeRules = []Rule{
	{NodeStart, Note, "the start script became the program that it runs",
		"A package manager only reads package.json and starts a shell, which starts node. The final image has neither, so the container starts node itself.", ""},
	{NodeStartRefused, Blocker, "the start script is more than one program",
		"npm hands the script to a shell. Without a shell only a single command with fixed arguments can be started.",
		"Let the script run one node command, and move builds and migrations into RUN or a job of their own; or migrate with --to alpine."},
	{NodeVersion, Blocker, "which version of Node runs can't be told",
		"The final image must hold the version that the program was built and tested with.",
		"Start from an official node image with a version in its tag."},
	{NodeVersionMoves, Review, "the tag of the build stage follows the newest Node",
		"The final image holds a fixed major version. When the tag moves on, what the build stage installs and what the final image runs will differ.",
		"Name the major version in the build stage's tag."},
	{NodeCarried, Note, "node was carried over",
		"The target publishes no image with this version of Node, so the program node comes along from the official image. It is one file that needs the C and C++ libraries only.", ""},
	{NodePruned, Note, "dev dependencies are removed before the final stage",
		"Nothing that the program loads comes from a dev dependency: every package that its sources import is a dependency, and no string in them names another.", ""},
	{NodeDevKept, Note, "dev dependencies stay in the image",
		"They are only removed where the sources show that the program needs none of them.",
		"Install with npm ci --omit=dev in a stage of its own."},
	{NodeNative, Note, "packages with machine code are installed for the final C library",
		"A module that was compiled for one C library can't be loaded with another.", ""},
	{NodeNativeRefused, Blocker, "a package with machine code can't be had for the target",
		"The package publishes no binary for the target's C library, or starts a program that the target hasn't.",
		"Choose the other target, or another package."},
	{NodeSignals, Review, "the program is PID 1 now and may not stop on SIGTERM",
		"npm and yarn pass signals on to the program, which then ends. As PID 1 node ignores SIGTERM unless the program handles it; the container is killed after the grace period.",
		"Add process.on('SIGTERM', …), or run the container with an init (docker run --init)."},
	{NodeShell, Blocker, "the program runs shell commands",
		"child_process.exec hands its text to /bin/sh, which a Distroless image has not.",
		"Use execFile or spawn with a list of arguments, or migrate with --to alpine."},
	{NodeShellPossible, Review, "something in the sources runs shell commands",
		"child_process.exec and some packages hand text to /bin/sh, which a Distroless image has not. Whether the program gets there could not be told.",
		"Check the place, or migrate with --to alpine."},
	{NodeNpmEnv, Review, "the program reads variables that npm sets",
		"npm start sets npm_package_* and npm_lifecycle_* from package.json. Without npm they are only there where ENV sets them.",
		"Read package.json in the program, or keep the value in ENV up to date."},
	{NodeDevServer, Review, "the container runs a development server",
		"Tools that compile while they run, or restart on changes, are made for a developer's machine. They need the dev dependencies and write caches.",
		"Build in a RUN and serve the result."},
	{NodeOnPath, Note, "node was put on PATH",
		"The program starts node by its name, and the Distroless image keeps it in a directory that PATH does not name.", ""},
	{NodeDirectory, Blocker, "where the program lies depends on a build argument",
		"The files of the final image are chosen by their paths, and this path is only known when someone builds.",
		"Give the ARG a default in the file, or pass --build-arg NAME=VALUE."},
	{NodeManagerRuns, Blocker, "the program runs a package manager",
		"The sources call npm or npx while the container runs. The final image has neither it nor what was installed globally: package managers belong to builds.",
		"Run the tool's own file with node, from the application's node_modules, or do its work in a RUN."},
	{NodeProgram, Review, "the program starts another program",
		"The sources start it by name, and no RUN installs it.",
		"Check that the final image has it."},
}
