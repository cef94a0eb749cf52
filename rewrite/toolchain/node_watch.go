package toolchain

import (
	"path"
	"slices"
	"strings"
)

// nodemonOptions are nodemon's own options, true for those that take a word.
var nodemonOptions = map[string]bool{
	"--verbose": false, "-V": false, "--legacy-watch": false, "-L": false, "--polling-interval": true, "-P": true, "--js": false,
	"--quiet": false, "-q": false, "--config": true, "--watch": true, "-w": true, "--ignore": true, "-i": true, "--exitcrash": false,
	"--delay": true, "-d": true, "--no-stdin": false, "-I": false, "--on-change-only": false, "-C": false, "--ext": true, "-e": true,
	"--no-colours": false, "--no-colors": false, "--signal": true, "-s": true, "--cwd": true, "--no-update-notifier": false, "--dump": false,
}

// watchesThroughShell: nodemon starts node itself without a shell, but neither what
// --exec names nor ts-node, and not with options for node before the script.
// Source: lib/cli/parse.js and lib/monitor/run.js of nodemon 3.1.14.
func (w *nodeWork) watchesThroughShell() bool {
	if w.proc.start.Tool.Package != "nodemon" {
		return false
	}
	argv := w.proc.start.Argv
	at := slices.IndexFunc(argv, func(a string) bool { return strings.HasPrefix(path.Base(a), "nodemon") }) + 1
	for ; at < len(argv); at++ {
		word, _, attached := strings.Cut(argv[at], "=")
		takes, own := nodemonOptions[word]
		switch {
		case !strings.HasPrefix(word, "-"):
			ext := path.Ext(word)
			return ext != "" && !slices.Contains([]string{".js", ".mjs", ".cjs", ".json"}, ext)
		case !own:
			return true
		case takes && !attached:
			at++
		}
	}
	return false
}
