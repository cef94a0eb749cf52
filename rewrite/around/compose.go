package around

import (
	"io/fs"
	"path"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/shell"
)

// isCompose tells of docker-compose.yml, compose.dev.yaml and the like.
func isCompose(name string) bool {
	base := path.Base(name)
	return isYAML(base) && (strings.HasPrefix(base, "docker-compose") || strings.HasPrefix(base, "compose"))
}

func isYAML(name string) bool {
	return strings.HasSuffix(name, ".yml") || strings.HasSuffix(name, ".yaml")
}

// readCompose reads the services of a compose file (docs.docker.com: Compose file reference).
func readCompose(ix *Index, _ fs.FS, name string, content []byte) {
	for _, doc := range parseYAML(content) {
		for _, service := range doc.get("services").pairs() {
			c := &Container{Place: Place{name, service.line}, By: `service "` + service.key + `"`, Name: service.key}
			c.Image = imageName(service.value.get("image").text())
			if b := composeBuild(name, service); b != nil {
				c.Build = b
				if c.Image != "" {
					b.Images = append(b.Images, c.Image)
				}
				ix.Builds = append(ix.Builds, b)
			}
			for _, p := range service.value.pairs() {
				c.Overrides = append(c.Overrides, composeOverride(Place{name, p.line}, p)...)
			}
			ix.Containers = append(ix.Containers, c)
		}
	}
}

func composeBuild(name string, service pair) *Build {
	build := service.value.get("build")
	if !build.ok() {
		return nil
	}
	b := &Build{Place: Place{name, service.line}, By: `service "` + service.key + `"`}
	folder, file := build.text(), ""
	if folder == "" {
		folder, file = build.get("context").text(), build.get("dockerfile").text()
		b.Target = build.get("target").text()
		if t := build.get("target"); t.ok() {
			b.Line = t.line()
		}
		if build.get("dockerfile_inline").ok() {
			return nil
		}
		b.giveAll(build.get("args"))
		for _, tag := range build.get("tags").texts() {
			b.Images = append(b.Images, imageName(tag))
		}
	}
	b.Context = below(path.Dir(name), folder)
	b.Dockerfile = below(b.Context, orDockerfile(file))
	if b.Context == "" {
		return nil
	}
	return b
}

func orDockerfile(name string) string {
	if name == "" {
		return "Dockerfile"
	}
	return name
}

func composeOverride(at Place, p pair) []Override {
	switch p.key {
	case "command":
		return words(at, Arguments, p)
	case "entrypoint":
		return words(at, Entrypoint, p)
	case "user":
		return []Override{{at, User, p.key, []string{p.value.text()}}}
	case "healthcheck":
		return composeHealthcheck(at.File, p)
	case "post_start", "pre_stop":
		var out []Override
		for _, hook := range p.value.list() {
			command := hook.get("command")
			out = append(out, words(Place{at.File, command.line()}, Healthcheck, pair{p.key, p.line, command})...)
		}
		return out
	}
	return nil
}

// words are a command, whose text form compose cuts into words as a shell would,
// without starting one.
func words(at Place, kind Kind, p pair) []Override {
	if p.value.isList() {
		if argv := p.value.texts(); len(argv) > 0 {
			return []Override{{at, kind, p.key, argv}}
		}
		return nil
	}
	if argv := splitWords(p.value.text()); len(argv) > 0 {
		return []Override{{at, kind, p.key, argv}}
	}
	return nil
}

// splitWords cuts text into its words; text that is no single command stays one word.
func splitWords(text string) []string {
	if strings.TrimSpace(text) == "" {
		return nil
	}
	script, err := shell.Parse(text)
	if err != nil || len(script.Commands) == 0 {
		return strings.Fields(text)
	}
	var argv []string
	for _, w := range script.Commands[0].Words {
		if literal, ok := w.Literal(); ok {
			argv = append(argv, literal)
		} else {
			argv = append(argv, w.Text)
		}
	}
	return argv
}

func composeHealthcheck(file string, p pair) []Override {
	test := p.value.get("test")
	at := Place{file, test.line()}
	argv := test.texts()
	switch {
	case len(argv) == 0 || argv[0] == "NONE":
		return nil
	case !test.isList():
		argv = shellText(argv[0])
	case argv[0] == "CMD-SHELL" && len(argv) > 1:
		argv = shellText(argv[1])
	case argv[0] == "CMD":
		argv = argv[1:]
	}
	if len(argv) == 0 {
		return nil
	}
	return []Override{{at, Healthcheck, "healthcheck", argv}}
}
