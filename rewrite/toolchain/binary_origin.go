package toolchain

import (
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/image"
)

// binaryOf tells what is known of a file by how it came; nil for what is no program
// that came ready.
func binaryOf(file string, origin image.Entry, tree *image.Tree) *binaryFacts {
	switch origin.Kind {
	case image.FromURL:
		text := origin.Source
		if origin.Command != nil {
			text = strings.Join(origin.Command.Args, " ")
		}
		return &binaryFacts{From: "a download", Static: promisesStatic(text), Go: namesGoPlatform(text)}
	case image.FromImage:
		return &binaryFacts{From: origin.Image}
	case image.FromContext:
		elf, ok := tree.ReadELF(origin.Path)
		if _, text := tree.ReadFile(origin.Path); !ok && (text || !programName(file)) {
			return nil // a script
		}
		return &binaryFacts{From: "the build context", ELF: elf}
	case image.FromRun:
		if c := origin.Command; c != nil && unpacks(c) && unpacksProgram(file, origin, tree) {
			return &binaryFacts{From: anArchive, Static: promisesStatic(origin.Instr.Args.Text), Go: namesGoPlatform(origin.Instr.Args.Text)}
		}
	}
	return nil
}

// ofStage takes a program that a COPY names and that another stage's base has, or a
// command there made which isn't understood: the build finds out what it is. Its other
// files are no question, because the product holds what its own instructions brought.
func ofStage(img *image.Image, file string, e, origin image.Entry) *binaryFacts {
	named := slices.ContainsFunc(img.Tree.Under(file), func(u image.Entry) bool { return u.Path == file && u.Instr == e.Instr })
	if e.Kind != image.FromStage || !named || e.Dir || !programName(file) {
		return nil
	}
	if _, text := img.Tree.ReadFile(file); text || origin.Kind != image.FromBase && origin.Kind != image.FromRun || origin.Dir {
		return nil
	}
	return &binaryFacts{From: "stage " + e.From.Stage.Label()}
}

// unpackers are commands that take files out of archives.
var unpackers = []string{"tar", "unzip", "gunzip", "bsdtar", "xz", "unxz", "bunzip2", "zstd"}

// unpacks tells whether a command took its files out of an archive, or put in place what
// the RUN had unpacked or downloaded before. What else is copied may be a script.
func unpacks(c *image.Command) bool {
	if slices.Contains(unpackers, c.Name()) {
		return true
	}
	if !slices.Contains([]string{"cp", "mv", "install"}, c.Name()) {
		return false
	}
	for _, before := range c.Run.Commands {
		if before == c {
			return false
		}
		if slices.Contains(unpackers, before.Name()) || slices.Contains([]string{"curl", "wget"}, before.Name()) {
			return !slices.ContainsFunc(c.Args, func(a string) bool { return slices.Contains([]string{".sh", ".py", ".rb", ".pl", ".js"}, path.Ext(a)) })
		}
	}
	return false
}

// unpacksProgram tells whether an archive is known to hold a program: an instruction
// names it, or the archive was unpacked right into its directory. What lies deeper in
// an archive may as well be a script, and what was unpacked at the root of the file
// system is a whole system's tree, such as that of an init.
func unpacksProgram(file string, origin image.Entry, tree *image.Tree) bool {
	c := origin.Command
	if !slices.Contains([]string{"tar", "unzip", "bsdtar"}, c.Name()) || strings.Contains(origin.Instr.Args.Text, path.Base(file)) {
		return true
	}
	return slices.ContainsFunc(tree.Under("/"), func(e image.Entry) bool {
		return e.Command == c && e.Path != "/" && e.Path == path.Dir(origin.Path)
	})
}

// programName tells of a file which is not at hand whether it may be a compiled
// program: scripts mostly have an extension, or a name that says what they do.
func programName(file string) bool {
	name := path.Base(file)
	return path.Ext(name) == "" && !slices.ContainsFunc([]string{"entrypoint", "start", "run", "launch", "init"}, func(word string) bool {
		return strings.Contains(name, word)
	})
}

// copiesTree tells of a COPY that is known to take a directory.
func copiesTree(e image.Entry) bool {
	if !e.Whole || !e.Dir {
		return false
	}
	if e.Kind != image.FromStage || e.From == nil || e.Source == "/" {
		return true
	}
	inner, presence := e.From.Tree.Lookup(e.Source)
	return presence == image.Present && inner.Dir
}

// anArchive is how messages call what tar and the like unpacked.
const anArchive = "an archive"

// bringer is the image in whose stage an instruction brought an entry.
func bringer(img *image.Image, e image.Entry) *image.Image {
	if img == nil {
		return nil
	}
	for at := img; at != nil; at = at.Parent {
		if slices.Contains(at.Stage.Body, e.Instr) {
			return at
		}
	}
	for _, c := range img.Copies {
		if found := bringer(c.From, e); found != nil {
			return found
		}
	}
	return nil
}
