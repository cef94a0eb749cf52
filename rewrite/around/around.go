// Package around reads what stands around Dockerfiles: compose files, Kubernetes
// manifests, Helm charts, Skaffold, bake files, dev containers, CI workflows,
// makefiles and shell scripts. They say from which folder and to which stage an image
// is built, and what is done to its containers that the Dockerfile does not say:
// another command, a health check, a user, a shell that somebody opens.
//
// A file that can't be read or parsed says nothing.
package around

import (
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Place is a line of a file.
type Place struct {
	// File is its slash path below the folder that was read, Line counts from 1.
	File string
	Line int
}

// Build is a place that builds an image from a Dockerfile.
type Build struct {
	Place
	// By is who builds: `service "web"`, `target "api"`, "docker build".
	By string
	// Dockerfile and Context are slash paths below the folder that was read.
	Dockerfile, Context string
	// Target is the stage; "" for the last one.
	Target string
	// Images are the names that the image gets, without tag and digest.
	Images []string
	// Args are the build arguments whose values the place itself says.
	Args map[string]string
}

// give records a build argument, unless only a variable of the place tells its value.
func (b *Build) give(name, value string) {
	if name == "" || value == "" || strings.ContainsAny(name+value, "$`") || strings.Contains(value, "{{") {
		return
	}
	if b.Args == nil {
		b.Args = map[string]string{}
	}
	b.Args[name] = value
}

// giveAll records build arguments: a mapping, or NAME=VALUE words.
func (b *Build) giveAll(args node) {
	for _, p := range args.pairs() {
		b.give(p.key, p.value.text())
	}
	if args.isList() {
		b.giveWords(args.texts())
	}
}

func (b *Build) giveWords(words []string) {
	for _, w := range words {
		name, value, _ := strings.Cut(strings.TrimSpace(w), "=")
		b.give(name, value)
	}
}

// Container is a place that starts containers of an image, or enters one.
type Container struct {
	Place
	// By is what it is: `service "web"`, `Deployment "web"`, "docker exec".
	By string
	// Image is the image's name without tag and digest; "" when Build says it.
	Image string
	// Name is how the container or its service is called; "" when it has no name.
	Name string
	// Build is how the place itself builds the image; nil when it does not.
	Build *Build
	// Overrides are what it does differently from the image.
	Overrides []Override
}

// Kind says what an Override takes the place of.
type Kind int

const (
	// Entrypoint takes the place of the image's ENTRYPOINT, and of its CMD.
	Entrypoint Kind = iota
	// Arguments take the place of CMD: the image's ENTRYPOINT gets them.
	Arguments
	// Healthcheck is run inside of the container: a health check, a probe, a hook.
	Healthcheck
	// Enter is a command that somebody runs inside of the container.
	Enter
	// User is the user that the container runs as.
	User
	// Develop: the image serves as somebody's workplace.
	Develop
)

// Override is one thing that a Container does differently from its image.
type Override struct {
	Place
	Kind Kind
	// What names it as its file does: "command", "livenessProbe".
	What string
	// Argv are the words; shell text is that of ["/bin/sh", "-c", TEXT]. For a User it
	// is the one word.
	Argv []string
}

// reader knows a kind of file.
type reader struct {
	// reads tells by its slash path whether a file is one.
	reads func(name string) bool
	read  func(ix *Index, tree fs.FS, name string, content []byte)
}

var readers = []reader{
	{isCompose, readCompose},
	{isBake, readBake},
	{isSkaffold, readSkaffold},
	{isWorkflow, readWorkflow},
	{isGitLab, readGitLab},
	{isDevcontainer, readDevcontainer},
	{isMakefile, readMakefile},
	{isScript, readScript},
	{isManifest, readManifest},
}

// maxSize is the most bytes of a file that are read.
const maxSize = 1 << 20

// Read reads the files of tree, without folders that skip names. It looks at no file
// whose name no reader knows.
func Read(tree fs.FS, skip func(folder string) bool) *Index {
	ix := &Index{}
	_ = fs.WalkDir(tree, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return nil
		case d.IsDir():
			if name != "." && skip(name) {
				return fs.SkipDir
			}
			return nil
		case d.Type().IsRegular():
			ix.readFile(tree, name, d)
		}
		return nil
	})
	ix.order()
	return ix
}

func (ix *Index) readFile(tree fs.FS, name string, d fs.DirEntry) {
	for _, r := range readers {
		if !r.reads(name) {
			continue
		}
		if info, err := d.Info(); err != nil || info.Size() > maxSize {
			return
		}
		if content, err := fs.ReadFile(tree, name); err == nil {
			r.read(ix, tree, name, content)
		}
		return
	}
}

// folderName is what a Dockerfile's folder is called, past folders named for Docker.
func folderName(dockerfile string) string {
	dir := path.Dir(dockerfile)
	for slices.Contains([]string{"docker", "build", "deploy", ".docker"}, path.Base(dir)) {
		dir = path.Dir(dir)
	}
	return path.Base(dir)
}

// sameImage tells whether two names mean one image: they end alike, and either is
// equal to the other or one of them leaves its registry to a variable or to a default.
func sameImage(a, b string) bool {
	if a == b {
		return true
	}
	if path.Base(a) != path.Base(b) || path.Base(a) == "." {
		return false
	}
	open := func(name string) bool { return !strings.Contains(name, "/") || strings.Contains(name, "$") }
	return open(a) || open(b)
}

// imageName takes tag and digest away.
func imageName(ref string) string {
	ref, _, _ = strings.Cut(ref, "@")
	slash := strings.LastIndexByte(ref, '/')
	if colon := strings.LastIndexByte(ref, ':'); colon > slash && !strings.Contains(ref[colon:], "}") {
		ref = ref[:colon]
	} else if colon > slash { // ${TAG:-latest}
		if open := strings.LastIndex(ref[:colon], "${"); open > 0 && ref[open-1] == ':' {
			ref = ref[:open-1]
		}
	}
	return ref
}

// below joins a path of a file to the file's folder; "" when it leaves the tree.
func below(dir, name string) string {
	joined := path.Join(dir, name)
	if joined == ".." || strings.HasPrefix(joined, "../") || strings.Contains(name, "$") || strings.Contains(name, "://") {
		return ""
	}
	return joined
}

// shellText is the argv of text that a shell runs.
func shellText(text string) []string { return []string{"/bin/sh", "-c", text} }
