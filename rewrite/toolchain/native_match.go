package toolchain

import (
	"path"
	"slices"

	"github.com/dfmigrate/dfmigrate/rewrite/image"
)

// nativeMatch is the compiled program that a process runs.
type nativeMatch struct {
	// File is the program's path in the product's image.
	File     string
	Artifact *image.Artifact
	// Run is what compiles the program at each start and is to be replaced by a
	// build; nil for a program that exists.
	Run any
	// Script is true when the process begins with a script that stays.
	Script bool
}

// matchNative takes programs that a toolchain's commands left in the image, and those
// that a command which isn't understood may have left in a stage for which opaque has
// something to say.
func matchNative(img *image.Image, p *image.Process, toolchain string, opaque func(built *image.Image, c *image.Command) any) *Match {
	switch {
	case p.Shell != nil:
		return matchNativeScript(img, toolchain)
	case p.Program() == "":
		return nil
	}
	file, e, presence := img.Find(p.Program(), p.Dir)
	if file == "" || presence == image.Absent {
		return nil
	}
	if e.Artifact != nil {
		if e.Artifact.Toolchain != toolchain {
			return nil
		}
		if a := e.Artifact; a.Kind != "binary" && a.Command != nil && buildsOthers(a.Command, img, path.Base(file)) {
			return nil
		}
		return &Match{Facts: &nativeMatch{File: file, Artifact: exactly(img, file, e.Artifact)}}
	}
	origin, _, presence := img.Tree.Origin(file)
	if presence == image.Absent || origin.Kind != image.FromRun || origin.Command == nil {
		return nil
	}
	built := imageOf(img, origin)
	if built == nil || built == img && (systemDirs[path.Dir(origin.Path)] && presence == image.Possible || baseProvides(img, path.Base(origin.Path))) {
		return nil // it may be the base's own program
	}
	if presence == image.Possible && buildsOthers(origin.Command, built, path.Base(origin.Path)) {
		return nil
	}
	facts := opaque(built, origin.Command)
	if facts == nil {
		return nil
	}
	a := &image.Artifact{Toolchain: toolchain, Kind: "binary", Path: origin.Path, Command: origin.Command, Image: built, Facts: facts}
	return &Match{Facts: &nativeMatch{File: file, Artifact: a}}
}

// exactly is the artifact of one program where the toolchain only told the directory
// that holds it.
func exactly(img *image.Image, file string, a *image.Artifact) *image.Artifact {
	origin, _, presence := img.Tree.Origin(file)
	if a.Kind == "binary" || presence == image.Absent || origin.Path == a.Path || !image.Within(origin.Path, a.Path) {
		return a
	}
	one := *a
	one.Kind, one.Path = "binary", origin.Path
	return &one
}

// matchNativeScript takes processes that begin with a script or shell text which
// can't be taken apart, in an image that holds programs of the toolchain.
func matchNativeScript(img *image.Image, toolchain string) *Match {
	programs := nativePrograms(img)
	i := slices.IndexFunc(programs, func(e image.Entry) bool { return e.Artifact.Toolchain == toolchain })
	if i < 0 {
		return nil
	}
	return &Match{Facts: &nativeMatch{File: programs[i].Path, Artifact: programs[i].Artifact, Script: true}}
}

// nativePrograms are the programs of an image that a native toolchain made, without
// those that lie where they were built.
func nativePrograms(img *image.Image) []image.Entry {
	var found []image.Entry
	for _, e := range img.Tree.Under("/") {
		if a := e.Artifact; a != nil && a.Kind == "binary" && !e.Dir && slices.Contains([]string{"rust", "c", "binary"}, a.Toolchain) {
			found = append(found, e)
		}
	}
	return found
}
