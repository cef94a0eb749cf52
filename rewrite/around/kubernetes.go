package around

import (
	"bytes"
	"io/fs"
	"path"
	"strings"
	"text/template/parse"
)

// isManifest tells of YAML files that no other reader takes.
func isManifest(name string) bool { return isYAML(name) }

// readManifest reads the containers of Kubernetes objects, also of Helm templates.
func readManifest(ix *Index, tree fs.FS, name string, content []byte) {
	if !bytes.Contains(content, []byte("kind:")) || !bytes.Contains(content, []byte("ontainers:")) {
		return
	}
	image := ""
	if bytes.Contains(content, []byte("{{")) {
		content, image = withoutTemplate(content), chartImage(tree, name)
	}
	for _, doc := range parseYAML(content) {
		objects := []node{doc}
		if doc.get("kind").text() == "List" {
			objects = doc.get("items").list()
		}
		for _, object := range objects {
			by := object.get("kind").text()
			if n := object.get("metadata", "name").text(); n != "" && !strings.HasPrefix(n, templated) {
				by += ` "` + n + `"`
			}
			readPods(ix, name, by, image, object.get("spec"), 4)
		}
	}
}

// readPods looks for pod specs: right in spec, in template.spec, in jobTemplate.spec.
func readPods(ix *Index, file, by, image string, spec node, depth int) {
	if depth == 0 || !spec.ok() {
		return
	}
	readPods(ix, file, by, image, spec.get("template", "spec"), depth-1)
	readPods(ix, file, by, image, spec.get("jobTemplate", "spec"), depth-1)
	for _, list := range []string{"containers", "initContainers"} {
		for _, c := range spec.get(list).list() {
			if found := podContainer(file, by, image, spec, c); found != nil {
				ix.Containers = append(ix.Containers, found)
			}
		}
	}
}

func podContainer(file, by, image string, pod, c node) *Container {
	out := &Container{Place: Place{file, c.line()}, By: by, Image: imageName(c.get("image").text())}
	if strings.Contains(out.Image, templated) {
		out.Image = image
	}
	if out.Image == "" {
		return nil
	}
	add := func(n node, kind Kind, what string, argv []string) {
		if n.ok() && len(argv) > 0 {
			out.Overrides = append(out.Overrides, Override{Place{file, n.line()}, kind, what, argv})
		}
	}
	switch command, args := c.get("command"), c.get("args"); {
	case len(command.texts()) > 0: // with args, one command line
		add(command, Entrypoint, "command", append(command.texts(), args.texts()...))
	default:
		add(args, Arguments, "args", args.texts())
	}
	for _, probe := range []string{"livenessProbe", "readinessProbe", "startupProbe"} {
		command := c.get(probe, "exec", "command")
		add(command, Healthcheck, probe, command.texts())
	}
	for _, hook := range []string{"preStop", "postStart"} {
		command := c.get("lifecycle", hook, "exec", "command")
		add(command, Healthcheck, hook, command.texts())
	}
	for _, context := range []node{c.get("securityContext"), pod.get("securityContext")} {
		if user := context.get("runAsUser"); user.ok() {
			add(user, User, "runAsUser", []string{user.text()})
			break
		}
	}
	return out
}

// templated stands for what only Helm can fill in.
const templated = "TEMPLATED"

// withoutTemplate puts placeholders where a Helm template computes something, so that
// the rest can be read as YAML with its lines where they were. Lines that hold nothing
// but actions are emptied. A text that is no template comes back as it is.
func withoutTemplate(content []byte) []byte {
	tree := parse.New("chart")
	tree.Mode = parse.SkipFuncCheck | parse.ParseComments
	set, err := tree.Parse(string(content), "", "", map[string]*parse.Tree{})
	if err != nil || set.Root == nil {
		return content
	}
	masked := bytes.Clone(content)
	mask(masked)
	return masked
}

// mask overwrites the actions of a template that parses. An action holds no "}}" but
// at its end, except in a quoted string, where it hardly ever stands.
func mask(text []byte) {
	for at := 0; ; {
		open := bytes.Index(text[at:], []byte("{{"))
		if open < 0 {
			return
		}
		open += at
		end := bytes.Index(text[open:], []byte("}}"))
		if end < 0 {
			return
		}
		end += open + 2
		lineStart := bytes.LastIndexByte(text[:open], '\n') + 1
		lineEnd := len(text)
		if i := bytes.IndexByte(text[end:], '\n'); i >= 0 {
			lineEnd = end + i
		}
		fill := []byte(templated)
		if len(bytes.TrimSpace(text[lineStart:open])) == 0 && len(bytes.TrimSpace(text[end:lineEnd])) == 0 {
			fill = nil // a line of its own
		}
		for i := open; i < end; i++ {
			switch {
			case text[i] == '\n':
			case i-open < len(fill):
				text[i] = fill[i-open]
			case fill != nil:
				text[i] = 'X'
			default:
				text[i] = ' '
			}
		}
		at = end
	}
}

// chartImage is the image that the values of a template's chart name, when they name one.
func chartImage(tree fs.FS, template string) string {
	dir := path.Dir(template)
	for path.Base(dir) != "templates" {
		if dir == "." || dir == "/" {
			return ""
		}
		dir = path.Dir(dir)
	}
	content, err := fs.ReadFile(tree, path.Join(path.Dir(dir), "values.yaml"))
	if err != nil {
		return ""
	}
	for _, doc := range parseYAML(content) {
		image := doc.get("image")
		if repository := image.get("repository").text(); repository != "" {
			return imageName(repository)
		}
		return imageName(image.text())
	}
	return ""
}
