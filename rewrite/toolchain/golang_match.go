package toolchain

import (
	"path"
	"slices"

	"github.com/dfmigrate/dfmigrate/rewrite/image"
)

// goMatch is the program that a process runs, and how it was built.
type goMatch struct {
	// File is the program's path in the product's image.
	File     string
	Artifact *image.Artifact
	// Run is the go run that is to be compiled, nil for a program that exists.
	Run *goRun
	// Script is true when the process begins with a script that stays.
	Script bool
}

// Match takes programs that a go command built, those that a command which isn't
// understood left in a Go image, and go run.
func (golang) Match(img *image.Image, p *image.Process) *Match {
	switch {
	case p.Shell != nil:
		return matchGoScript(img)
	case p.Program() == "":
		return nil
	}
	if p.Name() == "go" && len(p.Argv) > 2 && p.Argv[1] == "run" && holds(img, "go") {
		return matchGoRun(img, p)
	}
	file, e, presence := img.Find(p.Program(), p.Dir)
	if e.Artifact != nil && e.Artifact.Toolchain == "go" && presence == image.Present {
		return &Match{Facts: &goMatch{File: file, Artifact: e.Artifact}}
	}
	if presence == image.Absent && file == "" {
		return nil
	}
	origin, _, presence := img.Tree.Origin(file)
	if a := unnamedGoIn(img, origin); a != nil && (presence == image.Possible || presence == image.Absent) {
		return &Match{Facts: &goMatch{File: file, Artifact: a}}
	}
	if a := opaqueGo(img, origin, presence); a != nil {
		return &Match{Facts: &goMatch{File: file, Artifact: a}}
	}
	return nil
}

// unnamedGoIn finds a go build that left a program of an unknown name in the
// directory of the file.
func unnamedGoIn(img *image.Image, origin image.Entry) *image.Artifact {
	for _, a := range allArtifacts(img) {
		if a.Toolchain == "go" && a.Kind == "unnamed" && path.Dir(origin.Path) == a.Path {
			return a
		}
	}
	return nil
}

// allArtifacts are those of the image and of the stages it copies from.
func allArtifacts(img *image.Image) []*image.Artifact {
	found := append([]*image.Artifact(nil), img.Artifacts...)
	for _, c := range img.Copies {
		if c.From != nil {
			found = append(found, c.From.Artifacts...)
		}
	}
	return found
}

// opaqueGo stands in for the artifact of a command that isn't understood, in a
// stage that holds the Go compiler.
func opaqueGo(img *image.Image, origin image.Entry, presence image.Presence) *image.Artifact {
	if presence != image.Possible || origin.Kind != image.FromRun || origin.Command == nil {
		return nil
	}
	built := imageOf(img, origin)
	if built == nil || !holds(built, "go") {
		return nil
	}
	if built == img && (systemDirs[path.Dir(origin.Path)] || baseProvides(img, path.Base(origin.Path))) {
		return nil // it may be the base's own program
	}
	if buildsOthers(origin.Command, built, path.Base(origin.Path)) {
		return nil
	}
	facts := &goBuilt{Opaque: true, Dir: origin.Command.Dir}
	if v, ok := built.Config.Getenv("CGO_ENABLED"); ok {
		facts.Cgo = v.Value
	}
	if v, ok := origin.Command.Env["CGO_ENABLED"]; ok {
		facts.Cgo = v
	}
	facts.Cgo, facts.MixedCgo = makefileCgo(built, origin.Command, facts.Cgo)
	return &image.Artifact{Toolchain: "go", Kind: "binary", Path: origin.Path, Command: origin.Command, Image: built, Facts: facts}
}

var systemDirs = map[string]bool{"/bin": true, "/sbin": true, "/usr/bin": true, "/usr/sbin": true, "/usr/local/go/bin": true}

// baseProvides reports whether a command comes with the base image.
func baseProvides(img *image.Image, name string) bool {
	return slices.ContainsFunc(img.Base.Packages, func(p string) bool { return providesCommand(p, name) })
}

// buildsOthers reports whether a program was there before the command whose product it
// may be: make is not what make builds, and a package brings what has its commands' names.
func buildsOthers(c *image.Command, built *image.Image, program string) bool {
	return program == c.Name() || slices.ContainsFunc(built.Packages, func(p image.Package) bool { return providesCommand(p.Name, program) })
}

// makefileCgo is the value of CGO_ENABLED when make runs the compiler: a makefile's
// own overrules the environment; mixed tells that it has several.
func makefileCgo(img *image.Image, c *image.Command, env string) (cgo string, mixed bool) {
	if c.Name() != "make" {
		return env, false
	}
	file, ok := parseMake(c).read(img)
	if !ok {
		return env, false
	}
	values := file.Values("CGO_ENABLED")
	switch len(values) {
	case 0:
		return env, false
	case 1:
		return values[0], values[0] != "0" && values[0] != "1"
	}
	return "1", true
}

// imageOf finds the image in whose stage an entry's command ran.
func imageOf(img *image.Image, e image.Entry) *image.Image {
	for _, run := range img.Runs {
		if run.Instr == e.Instr {
			return img
		}
	}
	for _, c := range img.Copies {
		if c.From != nil {
			if found := imageOf(c.From, e); found != nil {
				return found
			}
		}
	}
	return nil
}
