package toolchain

import (
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
)

// quarkusCopy finds the COPY of the native executable of a Quarkus application, which its
// build puts beside the Dockerfile as target/NAME-runner: it is not there when the file
// is read. Nil for another program.
func quarkusCopy(img *image.Image, file string) *dockerfile.Instruction {
	for _, i := range img.Stage.Body {
		if n := len(i.Words); i.Keyword == "COPY" && !i.JSON && n == 2 && strings.HasSuffix(i.Words[0].Text, "-runner") &&
			image.Join(img.Config.Workdir, i.Words[1].Text) == file {
			return i
		}
	}
	return nil
}

// matchQuarkus takes such an executable. It links the C library, libz and libstdc++ and
// no others, so that Quarkus' own images for it hold just these.
// Where the file installs or copies libraries, the application needs more of them.
func matchQuarkus(img *image.Image, file string, i *dockerfile.Instruction) *Match {
	if len(img.Installed) > 0 || copiesLibraries(img) {
		return nil
	}
	c := &image.Command{Instr: i, Run: &image.Run{Instr: i}, Dir: path.Dir(file)}
	facts := &binaryFacts{From: "the build context", Quarkus: true}
	a := &image.Artifact{Toolchain: "binary", Kind: "binary", Path: file, Command: c, Image: img, Facts: facts}
	return &Match{Facts: &nativeMatch{File: file, Artifact: a}}
}

func copiesLibraries(img *image.Image) bool {
	for _, i := range img.Stage.Body {
		if i.Keyword == "COPY" && slices.ContainsFunc(i.Words, func(w dockerfile.Word) bool { return path.Ext(w.Text) == ".so" }) {
			return true
		}
	}
	return false
}
