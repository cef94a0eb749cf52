package toolchain

import (
	"slices"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
)

// crossC puts the build on the final base's C library, with the packages of the other
// system. Whether the sources suit it, its compiler tells.
func (n *native) crossC(root base.Image) bool {
	stage := rootStage(n.artifact.Image.Stage)
	m := &mover{answer: n.answer, refusal: finding.NativeBuilder, language: "c", bundled: func(string) bool { return false }, moved: map[int]bool{}}
	m.move(stage, root)
	if n.refused() {
		return false
	}
	n.at(finding.NativeCrossed, "%s is compiled for the C library of %s now", n.name(), n.rt.Change(stage).Base)
	if n.Target == base.Alpine {
		if root.Language == "c" {
			change := n.rt.Change(stage) // the image of the compiler becomes one that has none
			change.First = append(change.First, "RUN "+packageCommand([]string{"build-base"}, false))
		}
		n.needPackages("libstdc++")
		n.needPackages(n.muslLibraries()...)
		n.keepRelease()
		return true
	}
	if tools := n.busyboxTools(); len(tools) > 0 {
		change := n.rt.Change(stage)
		change.First = append(change.First, "RUN "+packageCommand(tools, true))
	}
	return true
}

// plainSystem is the system's own image that stands in for a plain image of the other
// C library.
func (b *mover) plainSystem(img base.Image) (string, bool) {
	switch final, ok := b.Image.Catalog.Plain(base.Alpine, "alpine"); {
	case !slices.Contains([]string{"alpine", "debian", "ubuntu"}, img.Family) && img.Language != "c":
		return "", false
	case b.Target == base.Alpine:
		return final.Image, ok
	}
	return b.Image.Catalog.SystemImage(b.Image.Catalog.FinalSuite(base.Distroless)), true
}

// busyboxCommands are commands that BusyBox has on Alpine, and the Debian packages that
// have them.
var busyboxCommands = map[string][]string{
	"wget": {"ca-certificates", "wget"}, "unzip": {"unzip"}, "xz": {"xz-utils"}, "bzip2": {"bzip2"}, "patch": {"patch"}, "bc": {"bc"},
}

// busyboxTools are the Debian packages of commands that the build used without
// installing them.
func (n *native) busyboxTools() []string {
	img := n.artifact.Image
	var names []string
	for _, run := range img.Runs {
		for _, c := range run.Commands {
			packages := busyboxCommands[c.Name()]
			if len(packages) > 0 && !slices.ContainsFunc(img.Installed, func(p image.Package) bool { return p.Name == packages[len(packages)-1] }) {
				names = append(names, packages...)
			}
		}
	}
	// What fetches over HTTPS on Alpine finds the certificates of its base.
	if slices.ContainsFunc(img.Installed, func(p image.Package) bool { return p.Name == "git" || p.Name == "curl" || p.Name == "wget" }) {
		names = append(names, "ca-certificates")
	}
	return uniqueNames(names)
}
