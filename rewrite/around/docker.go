package around

import (
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/shell"
)

// readShell reads the docker command lines of shell text that begins at a line of a
// file and runs in folder dir.
func readShell(ix *Index, file string, line int, dir, text string) {
	script, err := shell.Parse(text)
	if err != nil {
		return
	}
	for _, c := range script.Commands {
		argv := make([]string, len(c.Words))
		for i, w := range c.Words {
			argv[i] = w.Text
			if literal, ok := w.Literal(); ok {
				argv[i] = literal
			}
		}
		at := Place{file, line + strings.Count(text[:c.Span.Start], "\n")}
		readDocker(ix, at, dir, argv)
	}
}

// readDocker reads one command line, if it is one of docker's, podman's or kubectl's.
func readDocker(ix *Index, at Place, dir string, argv []string) {
	for len(argv) > 0 && (argv[0] == "sudo" || argv[0] == "exec" || argv[0] == "time") {
		argv = argv[1:]
	}
	if len(argv) < 2 {
		return
	}
	rest := argv[1:]
	switch path.Base(argv[0]) {
	case "docker", "podman", "nerdctl":
		if rest[0] == "compose" {
			readDockerCompose(ix, at, rest[1:])
			return
		}
		for slices.Contains([]string{"buildx", "container", "image"}, rest[0]) && len(rest) > 1 {
			rest = rest[1:]
		}
		switch rest[0] {
		case "build":
			readDockerBuild(ix, at, dir, rest[1:])
		case "run", "create":
			readDockerRun(ix, at, rest[1:])
		case "exec":
			args, _ := options(rest[1:], execValues)
			enter(ix, at, "docker exec", args)
		}
	case "docker-compose":
		readDockerCompose(ix, at, rest)
	case "kubectl", "oc":
		if i := slices.Index(rest, "--"); rest[0] == "exec" && i > 0 && i+1 < len(rest) {
			args, _ := options(rest[1:i], []string{"-n", "--namespace", "-c", "--container"})
			if len(args) > 0 {
				_, name, _ := strings.Cut("/"+args[0], "/")
				enter(ix, at, "kubectl exec", append([]string{path.Base(name)}, rest[i+1:]...))
			}
		}
	}
}

// The options that take a value in the next word, where it may hold for a command
// that is read here (docs.docker.com: CLI reference). What stands as --name=value
// needs no row.
var (
	buildValues = []string{"-f", "--file", "-t", "--tag", "--target", "--build-arg", "--build-context", "--label", "--platform",
		"--secret", "--ssh", "--network", "-o", "--output", "--progress", "--cache-from", "--cache-to", "--iidfile", "--metadata-file",
		"--builder", "--add-host", "--annotation", "--attest", "--shm-size", "--ulimit", "-m", "--memory"}
	runValues = []string{"--name", "-p", "--publish", "-v", "--volume", "-e", "--env", "--env-file", "--network", "--net", "-w", "--workdir",
		"-u", "--user", "--entrypoint", "--mount", "-h", "--hostname", "-l", "--label", "--link", "--restart", "-m", "--memory", "--cpus",
		"--add-host", "--cap-add", "--cap-drop", "--device", "--dns", "--expose", "--gpus", "--ip", "--ipc", "--log-driver", "--log-opt",
		"--pid", "--platform", "--pull", "--security-opt", "--shm-size", "--stop-signal", "--tmpfs", "--ulimit", "--volumes-from",
		"--health-cmd", "--health-interval", "--health-retries", "--health-timeout", "--cidfile"}
	execValues    = []string{"-e", "--env", "--env-file", "-u", "--user", "-w", "--workdir", "--detach-keys"}
	composeValues = []string{"-f", "--file", "-p", "--project-name", "--profile", "--env-file", "--project-directory", "--ansi"}
)

// options parts options from arguments: all options up to the first argument, with
// the values that belong to them.
func options(words, withValue []string) (args []string, given map[string][]string) {
	given = map[string][]string{}
	for i := 0; i < len(words); i++ {
		word := words[i]
		switch name, value, has := strings.Cut(word, "="); {
		case word == "--":
			return words[i+1:], given
		case !strings.HasPrefix(word, "-") || word == "-":
			return words[i:], given
		case has:
			given[name] = append(given[name], value)
		case slices.Contains(withValue, word) && i+1 < len(words):
			i++
			given[word] = append(given[word], words[i])
		default:
			given[word] = append(given[word], "")
		}
	}
	return nil, given
}

// one is the last value of an option under its short or its long name.
func one(given map[string][]string, names ...string) string {
	for _, name := range names {
		if values := given[name]; len(values) > 0 {
			return values[len(values)-1]
		}
	}
	return ""
}

// readDockerBuild reads docker build, whose options may stand behind the context too.
func readDockerBuild(ix *Index, at Place, dir string, words []string) {
	var args []string
	all := map[string][]string{}
	for len(words) > 0 {
		rest, given := options(words, buildValues)
		for name, values := range given {
			all[name] = append(all[name], values...)
		}
		words = nil
		if len(rest) > 0 {
			args, words = append(args, rest[0]), rest[1:]
		}
	}
	if len(args) != 1 {
		return
	}
	b := &Build{Place: at, By: "docker build", Context: below(dir, args[0]), Target: one(all, "--target")}
	if b.Context == "" {
		return
	}
	b.Dockerfile = path.Join(b.Context, "Dockerfile")
	if file := one(all, "-f", "--file"); file != "" {
		b.Dockerfile = below(dir, file)
	}
	for _, tag := range append(all["-t"], all["--tag"]...) {
		b.Images = append(b.Images, imageName(tag))
	}
	b.giveWords(all["--build-arg"])
	if strings.Contains(b.Target, "$") {
		b.Target = ""
	}
	ix.Builds = append(ix.Builds, b)
}

func readDockerRun(ix *Index, at Place, words []string) {
	args, given := options(words, runValues)
	if len(args) == 0 {
		return
	}
	c := &Container{Place: at, By: "docker run", Image: imageName(args[0]), Name: one(given, "--name")}
	switch entrypoint := one(given, "--entrypoint"); {
	case entrypoint != "":
		c.Overrides = append(c.Overrides, Override{at, Entrypoint, "--entrypoint", append([]string{entrypoint}, args[1:]...)})
	case len(args) > 1:
		c.Overrides = append(c.Overrides, Override{at, Arguments, "docker run", args[1:]})
	}
	if user := one(given, "-u", "--user"); user != "" {
		c.Overrides = append(c.Overrides, Override{at, User, "--user", []string{user}})
	}
	if check := one(given, "--health-cmd"); check != "" {
		c.Overrides = append(c.Overrides, Override{at, Healthcheck, "--health-cmd", shellText(check)})
	}
	ix.Containers = append(ix.Containers, c)
}

func readDockerCompose(ix *Index, at Place, words []string) {
	words, _ = options(words, composeValues)
	if len(words) < 2 {
		return
	}
	switch words[0] {
	case "exec":
		args, _ := options(words[1:], append([]string{"--index"}, execValues...))
		enter(ix, at, "docker compose exec", args)
	case "run":
		args, given := options(words[1:], runValues)
		if len(args) == 0 {
			return
		}
		if entrypoint := one(given, "--entrypoint"); entrypoint != "" {
			enter(ix, at, "docker compose run", append([]string{args[0], entrypoint}, args[1:]...))
		} else if len(args) > 1 {
			ix.Containers = append(ix.Containers, &Container{Place: at, By: "docker compose run", Name: args[0],
				Overrides: []Override{{at, Arguments, "docker compose run", args[1:]}}})
		}
	}
}

// enter records a command that is run in the container that the first word names.
func enter(ix *Index, at Place, by string, words []string) {
	if len(words) < 2 {
		return
	}
	ix.Containers = append(ix.Containers, &Container{Place: at, By: by, Name: words[0],
		Overrides: []Override{{at, Enter, by, words[1:]}}})
}
