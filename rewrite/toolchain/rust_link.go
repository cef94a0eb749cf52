package toolchain

import (
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
)

// linkage tells what the program is linked with.
func (q *rustQuestion) linkage() {
	built := q.artifact.Image
	musl := strings.Contains(q.built.Triple, "musl") || q.built.Triple == "" && built.Base.Libc == base.Musl
	switch {
	case q.built.Crt == "static":
		q.links = linkage{static: true, why: "its build asks for target-feature=+crt-static"}
		return
	case musl && q.built.Crt == "" && !q.alpinesOwn():
		q.links = linkage{static: true, why: "that is how Rust links for musl"}
		return
	}
	q.links.opens = true
	q.links.libraries, q.links.why = true, "the crates that it is built from are not listed anywhere"
	if q.project == nil || !q.project.Locked {
		return
	}
	q.links.opens = q.project.Crates["libloading"] || q.project.Crates["dlopen2"]
	var names []string
	for _, crate := range q.linked() {
		if q.Target == base.Alpine || !q.provided(crate.Links) {
			names = append(names, crate.Crate)
		}
	}
	names = append(names, q.project.Unknown()...)
	q.links.libraries, q.links.why = len(names) > 0, strings.Join(names, ", ")
}

// alpinesOwn tells whether the compiler is Alpine's package, which links shared
// libraries by itself.
func (q *rustQuestion) alpinesOwn() bool {
	img := q.artifact.Image
	return img.Base.Language != "rust" && slices.ContainsFunc(img.Packages, func(p image.Package) bool {
		return p.Manager == "apk" && (p.Name == "cargo" || p.Name == "rust")
	})
}

// packaged tells whether the compiler is a package of Debian or Ubuntu, whose counterpart
// on Alpine links shared libraries by itself.
func (q *rustQuestion) packaged() bool {
	return slices.ContainsFunc(q.artifact.Image.Packages, func(p image.Package) bool {
		return p.Manager == "apt" && (p.Name == "cargo" || p.Name == "rustc")
	})
}

// linked are the crates that link libraries of the system.
func (q *rustQuestion) linked() []project.RustCrate {
	return slices.DeleteFunc(q.project.System(), func(c project.RustCrate) bool { return len(c.Links) == 0 && !c.Glibc })
}

// provided tells whether the final base has the libraries that packages of headers
// stand for, under the names that the build's release gave them.
func (q *rustQuestion) provided(headers []string) bool {
	final, _ := q.Image.Catalog.Plain(base.Distroless, "cc")
	plain := func(name string) string { return strings.TrimSuffix(name, "t64") }
	return len(headers) > 0 && !slices.ContainsFunc(headers, func(dev string) bool {
		known, ok := base.LookupPackage(dev)
		libraries := known.Runtime[q.artifact.Image.Base.Suite]
		return !ok || len(libraries) == 0 || slices.ContainsFunc(libraries, func(l string) bool {
			return !slices.ContainsFunc(final.Packages, func(p string) bool { return plain(p) == plain(l) })
		})
	})
}

// cross puts the build on the other C library, with what the crates take there.
func (q *rustQuestion) cross(root base.Image) bool {
	switch {
	case q.built.Triple != "":
		q.at(finding.NativeBuilder, "%s is built for %s, which %s does not run", q.name(), q.built.Triple, q.Target)
		return false
	case q.Target == base.Alpine && q.onlyGlibc() != "":
		q.at(finding.NativeBuilder, "%s needs glibc: the crate %s brings binaries for it", q.name(), q.onlyGlibc())
		return false
	}
	stage := rootStage(q.artifact.Image.Stage)
	m := &mover{answer: q.answer, refusal: finding.NativeBuilder, language: "rust", bundled: func(string) bool { return false }, moved: map[int]bool{}}
	m.move(stage, root)
	if q.refused() {
		return false
	}
	if q.project == nil || !q.project.Locked {
		q.at(finding.RustLock, "there is no Cargo.lock to tell which C libraries %s links", q.name())
	}
	if q.packaged() || q.alpinesOwn() {
		q.at(finding.NativeCrossed, "%s is compiled with the Rust among the packages of %s now, which is of another version", q.name(), q.rt.Change(stage).Base)
	}
	if q.Target == base.Alpine {
		return q.toMusl()
	}
	return q.toGlibc()
}

// onlyGlibc is a crate that only works with glibc, "" for none.
func (q *rustQuestion) onlyGlibc() string {
	if q.project != nil {
		for _, c := range q.project.System() {
			if c.Glibc {
				return c.Crate
			}
		}
	}
	return ""
}

// toMusl installs what the crates take on Alpine, and lets programs that link shared
// libraries load them.
func (q *rustQuestion) toMusl() bool {
	packages := []string{"musl-dev"}
	if q.artifact.Image.Base.Language != "rust" {
		packages = append(packages, "gcc") // which the official image has
	}
	var libraries []string
	dynamic := false
	for _, c := range q.system() {
		if c.Probes {
			continue // it brings its library where the system has none
		}
		packages = append(packages, c.Tools...)
		dynamic = dynamic || c.Dynamic || len(c.Links) > 0
		for _, dev := range c.Links {
			names, ok := base.Apk(dev)
			if !ok {
				q.at(finding.NativeBuilder, "the crate %s links a library of %s, which has no known counterpart on Alpine", c.Crate, dev)
				return false
			}
			packages = append(packages, names...)
			libraries = append(libraries, apkRuntime(names)...)
		}
	}
	if len(libraries) > 0 {
		packages = append(packages, "pkgconf")
	}
	change := q.rt.Change(rootStage(q.artifact.Image.Stage))
	change.First = append(change.First, "RUN "+packageCommand(uniqueNames(append(packages, q.toolsOfRuns()...)), false))
	switch own := q.muslLibraries(); {
	case q.project == nil || !q.project.Locked:
		libraries, dynamic = own, len(own) > 0
	case dynamic || len(q.project.Unknown()) > 0:
		// What the file installs for crates that no row knows.
		libraries, dynamic = append(libraries, own...), dynamic || len(own) > 0
	}
	if !dynamic && !q.packaged() {
		q.links.static = true
		return true
	}
	if q.built.FlagsSet {
		q.at(finding.NativeBuilder, "%s has to be linked with target-feature=-crt-static on Alpine, and RUSTFLAGS has flags of its own", q.name())
		return false
	}
	change.First = append(change.First, `ENV RUSTFLAGS="-C target-feature=-crt-static"`)
	q.at(finding.RustMusl, "%s loads its libraries on Alpine too", q.name())
	q.needPackages("libgcc")
	q.needPackages(libraries...)
	q.links.libraries = len(libraries) > 0
	q.keepRelease()
	return true
}

// toGlibc installs on Debian what came with Alpine's packages of headers.
func (q *rustQuestion) toGlibc() bool {
	var packages []string
	for _, c := range q.system() {
		if len(c.Links) > 0 {
			packages = append(packages, "pkg-config")
		}
		for _, tool := range c.Tools {
			if names, ok := base.Deb(tool); ok {
				packages = append(packages, names...)
			}
		}
	}
	if packages = uniqueNames(packages); len(packages) > 0 {
		change := q.rt.Change(rootStage(q.artifact.Image.Stage))
		change.Installs = true
		change.First = append(change.First, "RUN "+packageCommand(packages, true))
	}
	return true
}

func (q *rustQuestion) system() []project.RustCrate {
	if q.project == nil {
		return nil
	}
	return q.project.System()
}

// toolsOfRuns are the apk packages of commands that RUN lines of the moved stages use
// and that came with the old image.
func (n *native) toolsOfRuns() []string {
	var names []string
	for _, run := range n.artifact.Image.Runs {
		for _, c := range run.Commands {
			if pkg, ok := goBuildTools[c.Name()]; ok {
				names = append(names, pkg)
			}
		}
	}
	return names
}

func uniqueNames(names []string) []string {
	slices.Sort(names)
	return slices.Compact(names)
}
