package around

import (
	"bytes"
	"io/fs"
	"path"
	"strings"

	"github.com/tailscale/hujson"
)

func isSkaffold(name string) bool {
	return isYAML(name) && strings.HasPrefix(path.Base(name), "skaffold")
}

// readSkaffold reads the artifacts that Skaffold builds with Docker or Kaniko.
func readSkaffold(ix *Index, _ fs.FS, name string, content []byte) {
	for _, doc := range parseYAML(content) {
		artifacts := doc.get("build", "artifacts").list()
		for _, profile := range doc.get("profiles").list() { // names some again, built or synced differently
			artifacts = append(artifacts, profile.get("build", "artifacts").list()...)
		}
		for _, artifact := range artifacts {
			if b := skaffoldBuild(name, artifact); b != nil {
				ix.Builds = append(ix.Builds, b)
				ix.syncs(b, artifact.get("sync"))
			}
		}
	}
}

// skaffoldBuild reads an artifact; nil where only a template says what it builds.
func skaffoldBuild(name string, artifact node) *Build {
	image := artifact.get("image").text()
	b := &Build{Place: Place{name, artifact.line()}, By: `artifact "` + image + `"`, Images: []string{imageName(image)}}
	b.Context = below(path.Dir(name), firstText(artifact.get("context").text(), "."))
	docker := artifact.get("docker")
	if kaniko := artifact.get("kaniko"); kaniko.ok() {
		docker = kaniko
	}
	b.Target = docker.get("target").text()
	b.giveAll(docker.get("buildArgs"))
	b.Dockerfile = below(b.Context, orDockerfile(docker.get("dockerfile").text()))
	if b.Context == "" || strings.Contains(b.Target, "{{") {
		return nil
	}
	return b
}

// syncs reads what skaffold dev runs in the containers of an artifact: tar, which takes
// in the files that changed, and the hooks before and after.
// https://github.com/GoogleContainerTools/skaffold/blob/main/pkg/skaffold/sync/kubectl.go
func (ix *Index) syncs(b *Build, sync node) {
	if !sync.ok() {
		return
	}
	at := Place{b.File, sync.line()}
	c := &Container{Place: at, By: b.By, Build: b, Overrides: []Override{{at, Enter, "sync", []string{"tar", "xmf", "-"}}}}
	for _, when := range []string{"before", "after"} {
		for _, hook := range sync.get("hooks", when).list() {
			command := hook.get("container", "command")
			if argv := command.texts(); len(argv) > 0 {
				c.Overrides = append(c.Overrides, Override{Place{b.File, command.line()}, Enter, "sync hook", argv})
			}
		}
	}
	ix.Containers = append(ix.Containers, c)
}

func isDevcontainer(name string) bool {
	base := path.Base(name)
	return base == "devcontainer.json" || base == ".devcontainer.json"
}

// readDevcontainer reads a dev container that is built from a Dockerfile. JSON with
// comments becomes JSON, with its lines where they were, and JSON is YAML.
func readDevcontainer(ix *Index, _ fs.FS, name string, content []byte) {
	standard, err := hujson.Standardize(content)
	if err != nil {
		return
	}
	for _, doc := range parseYAML(bytes.ReplaceAll(standard, []byte("\t"), []byte(" "))) {
		build := doc.get("build")
		file := firstText(build.get("dockerfile").text(), build.get("dockerFile").text(), doc.get("dockerFile").text())
		if file == "" {
			return
		}
		at := Place{name, doc.line()}
		if build.ok() {
			at.Line = build.line()
		}
		b := &Build{Place: at, By: "dev container", Target: build.get("target").text()}
		b.giveAll(build.get("args"))
		b.Context = below(path.Dir(name), firstText(build.get("context").text(), doc.get("context").text(), "."))
		b.Dockerfile = below(path.Dir(name), file)
		ix.Builds = append(ix.Builds, b)
		ix.Containers = append(ix.Containers, &Container{Place: at, By: b.By, Build: b,
			Overrides: []Override{{at, Develop, "devcontainer", shellText("")}}})
	}
}

func isMakefile(name string) bool {
	base := path.Base(name)
	return base == "Makefile" || base == "makefile" || base == "GNUmakefile" || strings.HasSuffix(base, ".mk")
}

// readMakefile reads the docker commands of recipes, each line by itself as make runs
// it. What make would put in for $(NAME) stays as it is written.
func readMakefile(ix *Index, _ fs.FS, name string, content []byte) {
	lines := strings.Split(string(content), "\n")
	for i := 0; i < len(lines); i++ {
		recipe, ok := strings.CutPrefix(lines[i], "\t")
		if !ok {
			continue
		}
		first := i
		for strings.HasSuffix(recipe, "\\") && i+1 < len(lines) {
			i++
			recipe += "\n" + lines[i]
		}
		if strings.Contains(recipe, "docker") || strings.Contains(recipe, "kubectl") || strings.Contains(recipe, "podman") {
			readShell(ix, name, first+1, path.Dir(name), strings.TrimLeft(recipe, "@-+ "))
		}
	}
}

func isScript(name string) bool {
	return strings.HasSuffix(name, ".sh") || strings.HasSuffix(name, ".bash")
}

// readScript reads the docker commands of a script as if it were run from its folder.
func readScript(ix *Index, _ fs.FS, name string, content []byte) {
	for _, program := range []string{"docker", "podman", "nerdctl", "kubectl"} {
		if bytes.Contains(content, []byte(program)) {
			readShell(ix, name, 1, path.Dir(name), strings.ReplaceAll(string(content), "\r\n", "\n"))
			return
		}
	}
}
