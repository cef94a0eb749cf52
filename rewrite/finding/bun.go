package finding

// Rules about Bun and Deno.
const (
	RuntimeCarried ID = "runtime-carried"
	RuntimeLibc    ID = "runtime-libc"
	BunStart       ID = "bun-start"
)

var bunRules = []Rule{
	{RuntimeCarried, Note, "the runtime comes along",
		"Bun and Deno are one program each, which links nothing that the final base lacks: it is copied from the image that brought it.", ""},
	{RuntimeLibc, Blocker, "the image has no variant for the other C library",
		"Bun, Deno and packages with machine code only run with the C library that they were built for.",
		"Name a tag that has one for this target, or choose the other target."},
	{BunStart, Blocker, "the start command can't be told without running it",
		"bun run hands scripts of package.json to a shell, which a Distroless image has not. A script that is one command of Bun's can be started directly, others can't.",
		"Start the file itself, as in CMD [\"bun\", \"src/index.ts\"], or migrate to Alpine."},
}
