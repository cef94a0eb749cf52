package finding

// Rules about Elixir and Erlang.
const (
	ElixirRelease ID = "elixir-release"
	ElixirShell   ID = "elixir-shell"
	ElixirTool    ID = "elixir-tool"
	ElixirLibc    ID = "elixir-libc"
)

var elixirRules = []Rule{
	{ElixirRelease, Note, "the release brings its own Erlang",
		"mix release and rebar3 release copy the runtime into the release, which needs the C library and the few system libraries of the image that it was built on.", ""},
	{ElixirShell, Blocker, "a release is started by shell scripts",
		"bin/NAME, and the erl of the release's own runtime, are shell scripts: they read the version, set the paths and the node's name, and only then start the virtual machine. A Distroless image has no shell.",
		"Migrate with --to alpine."},
	{ElixirTool, Blocker, "the container starts the program from its sources",
		"mix phx.server, mix run and iex load the project with its build tool, which compiles what has changed. That belongs to the build.",
		"Assemble a release in a RUN (MIX_ENV=prod mix release, rebar3 as prod release), copy it to a final stage, and start it with bin/NAME start."},
	{ElixirLibc, Blocker, "the release is built for another system",
		"A release holds Erlang's virtual machine and libraries with machine code (crypto, NIFs), which only run with the C library, and with the OpenSSL, of the system that they were built on.",
		"Build the release on an -alpine image of the same versions, and copy it to a stage on the same release of Alpine."},
}
