package around

import (
	"io/fs"
	"path"
	"strings"
)

func isWorkflow(name string) bool {
	return isYAML(name) && strings.Contains("/"+name, "/.github/workflows/")
}

// readWorkflow reads a GitHub workflow: steps that use docker/build-push-action, and
// docker commands of the others.
func readWorkflow(ix *Index, _ fs.FS, name string, content []byte) {
	root := strings.TrimSuffix(path.Dir("/"+name), "/.github/workflows")
	root = strings.TrimPrefix(root+"/.", "/")
	for _, doc := range parseYAML(content) {
		folder := doc.get("defaults", "run", "working-directory").text()
		for _, job := range doc.get("jobs").pairs() {
			for _, step := range job.value.get("steps").list() {
				if strings.HasPrefix(step.get("uses").text(), "docker/build-push-action@") {
					readBuildPush(ix, name, root, step.get("with"))
				}
				run := step.get("run")
				dir := below(root, firstText(step.get("working-directory").text(), folder))
				readLines(ix, name, run, dir)
			}
		}
	}
}

func firstText(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

// readLines reads a scalar of shell text; that of a block begins on the line below.
func readLines(ix *Index, name string, script node, dir string) {
	text := script.text()
	if text == "" {
		return
	}
	line := script.line()
	if strings.Contains(text, "\n") {
		line++
	}
	readShell(ix, name, line, dir, text)
}

func readBuildPush(ix *Index, name, root string, with node) {
	b := &Build{Place: Place{name, with.line()}, By: "docker/build-push-action", Target: with.get("target").text()}
	b.Context = below(root, firstText(with.get("context").text(), "."))
	if b.Context == "" || strings.Contains(b.Target, "$") {
		return
	}
	b.giveWords(strings.Split(with.get("build-args").text(), "\n"))
	b.Dockerfile = path.Join(b.Context, "Dockerfile")
	if file := with.get("file").text(); file != "" {
		b.Dockerfile = below(root, file)
	}
	for _, tags := range with.get("tags").texts() {
		for _, tag := range strings.FieldsFunc(tags, func(r rune) bool { return r == ',' || r == '\n' || r == ' ' }) {
			b.Images = append(b.Images, imageName(tag))
		}
	}
	ix.Builds = append(ix.Builds, b)
}

func isGitLab(name string) bool {
	return isYAML(name) && strings.HasPrefix(path.Base(name), ".gitlab-ci")
}

// readGitLab reads the scripts of GitLab's jobs.
func readGitLab(ix *Index, _ fs.FS, name string, content []byte) {
	for _, doc := range parseYAML(content) {
		for _, job := range doc.pairs() {
			for _, key := range []string{"before_script", "script", "after_script"} {
				for _, line := range job.value.get(key).list() {
					readLines(ix, name, line, path.Dir(name))
				}
			}
		}
	}
}
