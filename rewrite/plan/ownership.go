package plan

import (
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/finding"
)

// ownership is the RUN that gives the final user what root's process wrote, in a
// stage that stays. Where the file has a user of its own it has seen to that itself.
func (e *editor) ownership() []string {
	paths := append(append([]string(nil), e.Runtime.Creates...), e.Runtime.Owns...)
	if user := e.Image.Config.User; user != "" && !rootUser(user) || len(paths)+len(e.Runtime.Writes) == 0 {
		return nil
	}
	var commands, missing []string
	for _, p := range e.Runtime.Writes {
		if !e.hasFiles(p) {
			missing = append(missing, p)
		}
		paths = append(paths, p)
	}
	if len(missing) > 0 {
		commands = append(commands, "mkdir -p "+strings.Join(missing, " "))
	}
	if len(e.Runtime.Creates) > 0 {
		commands = append(commands, "touch "+strings.Join(e.Runtime.Creates, " "))
	}
	for _, p := range paths {
		e.say(finding.WritableDir, e.Stage.From.Span, "%s belongs to the final user, because the process writes there", p)
	}
	// -h leaves alone what links such as those to /dev/stdout point at.
	flags := "-R "
	if strings.Contains(strings.Join(paths, " ")+" ", "/log") {
		flags = "-hR "
	}
	commands = append(commands, "chown "+flags+e.user()+" "+strings.Join(paths, " "))
	return []string{"RUN " + strings.Join(commands, " && ")}
}
