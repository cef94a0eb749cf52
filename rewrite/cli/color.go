package cli

import (
	"io"
	"os"

	"golang.org/x/term"
)

// wantsColor decides for one stream: what --color says, else NO_COLOR
// (https://no-color.org), FORCE_COLOR, TERM=dumb, and whether it is a terminal.
func (c *Command) wantsColor(w io.Writer, when string) bool {
	switch when {
	case "always":
		return true
	case "never":
		return false
	}
	if value, _ := c.LookupEnv("NO_COLOR"); value != "" {
		return false
	}
	if value, _ := c.LookupEnv("FORCE_COLOR"); value != "" {
		return value != "0" && value != "false"
	}
	if value, _ := c.LookupEnv("TERM"); value == "dumb" {
		return false
	}
	return isTerminal(w)
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
