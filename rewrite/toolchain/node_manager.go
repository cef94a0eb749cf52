package toolchain

import (
	"errors"
	"fmt"
	"strings"
)

// nodeManagerCall is a package manager's command line, understood.
type nodeManagerCall struct {
	// manager is "npm", "yarn" or "pnpm"; text the command as it was written.
	manager, text string
	// name is the script, or with exec the command of node_modules/.bin.
	name string
	exec bool
	// orTool: what is no script may be a command (yarn next, pnpm next).
	orTool bool
	// args are appended to the script.
	args []string
	// hooks: the scripts pre<name> and post<name> run too.
	hooks bool
	// dir and workspace are where it runs, when not in the current directory.
	dir, workspace string
}

// errNodeInstall: the command installs and starts nothing.
var errNodeInstall = errors.New("it installs packages and starts nothing")

// parseNodeManager reads the words after the manager's name.
func parseNodeManager(name string, words []string) (nodeManagerCall, error) {
	text := strings.Join(append([]string{name}, words...), " ")
	var call nodeManagerCall
	var err error
	switch name {
	case "npx", "pnpx":
		call, err = parseNpx(words)
	case "npm":
		call, err = parseNpm(words)
	case "pnpm":
		call, err = parsePnpm(words)
	default:
		call, err = parseYarn(words)
	}
	call.text = text
	return call, err
}

func parseNpm(words []string) (nodeManagerCall, error) {
	call := nodeManagerCall{manager: "npm", hooks: true}
	var verbs []string
	for i := 0; i < len(words); i++ {
		word := words[i]
		if word == "--" {
			call.args = append(call.args, words[i+1:]...)
			break
		}
		option, value, glued := strings.Cut(word, "=")
		takes := func() string {
			if !glued && i+1 < len(words) {
				i++
				return words[i]
			}
			return value
		}
		switch option {
		case "--prefix", "-C":
			call.dir = takes()
		case "-w", "--workspace":
			call.workspace = takes()
		case "--loglevel", "--userconfig", "--cache", "--registry", "--script-shell":
			takes()
		case "-ws", "--workspaces":
			return call, fmt.Errorf("%s starts several programs", word)
		case "--ignore-scripts":
			call.hooks = false
		default:
			if !strings.HasPrefix(word, "-") {
				verbs = append(verbs, word)
			}
			// Any other option only changes what npm prints.
		}
	}
	if len(verbs) == 0 {
		return call, errors.New("npm alone prints its help")
	}
	rest := verbs[1:]
	switch verbs[0] {
	case "start", "stop", "restart", "test", "t", "tst":
		call.name = verbs[0]
	case "run", "run-script", "rum", "urn":
		if len(rest) == 0 {
			return call, errors.New("npm run alone lists the scripts")
		}
		call.name, rest = rest[0], rest[1:]
	case "exec", "x":
		call.exec = true
		if len(rest) == 0 && len(call.args) > 0 {
			rest, call.args = call.args[:1], call.args[1:]
		}
		if len(rest) == 0 {
			return call, errors.New("npm exec without a command opens a shell")
		}
		call.name, rest = rest[0], rest[1:]
	case "install", "i", "ci", "add":
		return call, errNodeInstall
	default:
		return call, fmt.Errorf("npm %s starts no program", verbs[0])
	}
	call.args = append(rest[:len(rest):len(rest)], call.args...)
	return call, nil
}

func parseYarn(words []string) (nodeManagerCall, error) {
	// Yarn 2 and later run no hooks of one's own scripts; with them nothing is
	// hidden by assuming that they run.
	call := nodeManagerCall{manager: "yarn", hooks: true}
	for i := 0; i < len(words); i++ {
		switch word := words[i]; {
		case word == "--cwd":
			if i+1 < len(words) {
				i++
				call.dir = words[i]
			}
		case strings.HasPrefix(word, "--cwd="):
			call.dir = strings.TrimPrefix(word, "--cwd=")
		case word == "workspace" && i+2 < len(words):
			i++
			call.workspace = words[i]
		case word == "workspaces":
			return call, errors.New("yarn workspaces starts several programs")
		case strings.HasPrefix(word, "-"):
		case word == "run" && i+1 < len(words):
			return call.yarnRun(words[i+1:])
		case word == "node":
			call.exec, call.name, call.args = true, "node", words[i+1:]
			return call, nil
		case word == "exec" && i+1 < len(words):
			call.exec, call.name, call.args = true, words[i+1], words[i+2:]
			return call, nil
		case word == "dlx":
			return call, errors.New("yarn dlx fetches the program each time it starts")
		case word == "install" || word == "add":
			return call, errNodeInstall
		default:
			return call.yarnRun(words[i:])
		}
	}
	return call, errNodeInstall // yarn alone
}

func (call nodeManagerCall) yarnRun(words []string) (nodeManagerCall, error) {
	for len(words) > 0 && strings.HasPrefix(words[0], "-") {
		words = words[1:]
	}
	if len(words) == 0 {
		return call, errors.New("yarn run alone lists the scripts")
	}
	call.name, call.args, call.orTool = words[0], words[1:], true
	if len(call.args) > 0 && call.args[0] == "--" {
		call.args = call.args[1:] // yarn 1 warns and drops it
	}
	return call, nil
}

func parsePnpm(words []string) (nodeManagerCall, error) {
	call := nodeManagerCall{manager: "pnpm", hooks: true}
	for i := 0; i < len(words); i++ {
		word := words[i]
		option, value, glued := strings.Cut(word, "=")
		takes := func() string {
			if !glued && i+1 < len(words) {
				i++
				return words[i]
			}
			return value
		}
		switch {
		case option == "-C" || option == "--dir" || option == "--prefix":
			call.dir = takes()
		case option == "-F" || option == "--filter":
			call.workspace = strings.TrimPrefix(takes(), "./")
		case word == "-r" || word == "--recursive" || word == "recursive":
			return call, fmt.Errorf("%s starts several programs", word)
		case strings.HasPrefix(word, "-"):
		case word == "run" && i+1 < len(words):
			return call.pnpmRun(words[i+1:])
		case word == "exec" && i+1 < len(words):
			call.exec, call.name, call.args = true, words[i+1], words[i+2:]
			return call, nil
		case word == "dlx":
			return call, errors.New("pnpm dlx fetches the program each time it starts")
		case word == "install" || word == "i" || word == "add":
			return call, errNodeInstall
		default:
			return call.pnpmRun(words[i:])
		}
	}
	return call, errors.New("pnpm alone prints its help")
}

// pnpmRun reads a script and its arguments, behind which a filter may stand too
// (pnpm dev --filter=web).
func (call nodeManagerCall) pnpmRun(words []string) (nodeManagerCall, error) {
	call.orTool = true
	for len(words) > 0 && strings.HasPrefix(words[0], "-") {
		words = words[1:]
	}
	if len(words) == 0 {
		return call, errors.New("pnpm run alone lists the scripts")
	}
	call.name = words[0]
	for _, word := range words[1:] {
		if filter, ok := strings.CutPrefix(word, "--filter="); ok {
			call.workspace = strings.TrimPrefix(filter, "./")
			continue
		}
		call.args = append(call.args, word)
	}
	return call, nil
}

func parseNpx(words []string) (nodeManagerCall, error) {
	call := nodeManagerCall{manager: "npm", exec: true}
	for i := 0; i < len(words); i++ {
		word := words[i]
		switch {
		case word == "-p" || word == "--package" || word == "-c" || word == "--call":
			return call, fmt.Errorf("npx %s fetches or runs what its argument says", word)
		case word == "--" && i+1 < len(words), !strings.HasPrefix(word, "-"):
			if word == "--" {
				i++
			}
			call.name, call.args = words[i], words[i+1:]
			if at := strings.LastIndexByte(call.name, '@'); at > 0 {
				return call, fmt.Errorf("npx %s fetches that version each time it starts", call.name)
			}
			return call, nil
		}
	}
	return call, errors.New("npx without a command opens a shell")
}
