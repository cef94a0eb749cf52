package plan

import "strings"

// shellAdvice is what somebody can do about what a start command needs a shell for, by how
// its reason begins.
var shellAdvice = []struct{ why, fix string }{
	{"changes a database", "Let that be a step of its own (an init container or a job, a one-off service, a release command), and start the program alone"},
	{"waits for another service", "Let the program try again, or the platform order the starts (depends_on with a health check, an init container), and start the program alone"},
	{"waits before", "Start the program alone, and let the platform order the starts"},
	{"writes ", "Let the program read the environment itself, write the file in a RUN, or mount it, and start the program alone"},
	{"branches on what", "Decide it in the build, or let the program ask for it, and start the program alone"},
	{"branches on", "Give the variable its value with ENV, or let the program read it, and start the program alone"},
	{"is a script whose text is not at hand", "Run dfmigrate with the build context that holds the script (--context DIR), or name the program itself as the start command"},
	{"is a script that a RUN changes", "Change the script in the build context and not in a RUN, so that its text can be read, or name the program itself as the start command"},
	{"takes shell text", "Name the program itself in CMD or ENTRYPOINT"},
	{"removes what", "Let the program keep such files in a directory that each container gets anew (a tmpfs), or write none, and start the program alone"},
	{"runs in the background", "Give each of the programs a container of its own"},
	{"starts services", "Give each of the services a container of its own"},
	{"starts programs by", "Give each of the programs a container of its own"},
	{"runs before", "Do it in a RUN, or as a step of its own (an init container or a job), and start the program alone"},
	{"makes files that the environment names", "Make them in a RUN under a fixed name, and start the program alone"},
}

// shellFix is the advice for a reason, "" for that of the rule.
func shellFix(why string) string {
	for _, a := range shellAdvice {
		if strings.HasPrefix(why, a.why) {
			return a.fix + "; or migrate with --to alpine, which has a shell."
		}
	}
	return ""
}
