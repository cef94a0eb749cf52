package project

import (
	"fmt"
	"go/build"
	"slices"
	"strings"
)

// GoCgo says whether a program needs a C compiler and C libraries.
type GoCgo int

const (
	// CgoUnknown: a part of the program that may need cgo can't be seen.
	CgoUnknown GoCgo = iota
	// CgoUnused: nothing in it imports "C", and no module it imports is known to.
	CgoUnused
	// CgoOptional: only packages that also have files for a build without cgo do.
	CgoOptional
	// CgoNeeded: without cgo it does not build, or builds and fails when it runs.
	CgoNeeded
)

// GoCgoReason is why a program needs cgo, or may need it.
type GoCgoReason struct {
	// Where is a file of the tree, an import path, or a module of go.mod.
	Where string
	// Text is a clause: "imports C", "is SQLite's C library".
	Text string
	// Row is what is known of the module; nil for code in the tree itself.
	Row *GoCgoRow
}

func (r GoCgoReason) String() string { return r.Where + " " + r.Text }

// Cgo tells whether the program needs cgo, and why. Modules outside of the tree
// are looked up in a table of those that are bound to C libraries; all others are
// taken for pure Go, as nearly all are.
func (p *GoProgram) Cgo() (GoCgo, []GoCgoReason) {
	var needed, optional, unknown []GoCgoReason
	for _, pkg := range p.Packages {
		if len(pkg.CgoFiles) == 0 {
			continue
		}
		reason := GoCgoReason{Where: pkg.CgoFiles[0], Text: `imports "C"`}
		if row, ok := goCgoRow(goVendoredPath(pkg.Dir)); ok && pkg.Vendored {
			reason = GoCgoReason{Where: goVendoredPath(pkg.Dir), Text: row.Reason, Row: &row}
		} else if pkg.PureAlternative {
			optional = append(optional, reason)
			continue
		}
		needed = append(needed, reason)
	}
	for _, imported := range p.External {
		if row, ok := goCgoRow(imported); ok {
			needed = append(needed, GoCgoReason{Where: imported, Text: row.Reason, Row: &row})
		}
	}
	for _, imported := range p.Standard {
		if reason, ok := cgoOnlyStandard[imported]; ok {
			needed = append(needed, GoCgoReason{Where: "package " + imported, Text: reason})
		}
	}
	if len(needed) == 0 {
		unknown = p.hiddenCgo()
	}
	switch {
	case len(needed) > 0:
		return CgoNeeded, needed
	case len(unknown) > 0:
		return CgoUnknown, unknown
	case len(optional) > 0:
		return CgoOptional, optional
	}
	return CgoUnused, nil
}

// GoLinks are the libraries that a program needs beyond libc.
type GoLinks struct {
	// Libraries are names for the linker or pkg-config.
	Libraries []string
	// Unseen are modules outside of the tree that link system libraries.
	Unseen []string
	// Cpp is true when the C++ library is among them.
	Cpp bool
	// MuslTags are build tags that a build on musl needs.
	MuslTags []string
}

// Links tells what a build of the program with cgo links.
func (p *GoProgram) Links() GoLinks {
	var links GoLinks
	for _, pkg := range p.Packages {
		links.Libraries = append(links.Libraries, pkg.Links...)
		links.Cpp = links.Cpp || pkg.Cpp
	}
	_, reasons := p.Cgo()
	for _, r := range reasons {
		if r.Row == nil {
			continue
		}
		links.Cpp = links.Cpp || r.Row.Cpp
		links.MuslTags = append(links.MuslTags, r.Row.MuslTags...)
		if !r.Row.Bundled {
			links.Unseen = append(links.Unseen, r.Where)
		}
	}
	return links
}

// goLinks reads the libraries from the #cgo lines of a package.
func goLinks(p *build.Package) (libraries []string, cpp bool) {
	libraries = slices.Clone(p.CgoPkgConfig)
	for _, flag := range p.CgoLDFLAGS {
		name, ok := strings.CutPrefix(flag, "-l")
		switch {
		case !ok || slices.Contains(libcNames, name):
		case name == "stdc++" || name == "c++":
			cpp = true
		default:
			libraries = append(libraries, name)
		}
	}
	return libraries, cpp || len(p.CXXFiles) > 0
}

// libcNames are the libraries that come with every libc.
var libcNames = []string{"c", "m", "pthread", "dl", "rt", "resolv", "util", "gcc", "gcc_s"}

// cgoOnlyStandard are packages of the standard library that do nothing without cgo.
var cgoOnlyStandard = map[string]string{
	"plugin":      "loads shared objects",
	"runtime/cgo": "is cgo's own run time",
}

// hiddenCgo returns what may need cgo without being seen: packages that are not in
// the tree, and modules that another module requires.
func (p *GoProgram) hiddenCgo() []GoCgoReason {
	var reasons []GoCgoReason
	for _, imported := range p.Missing {
		reasons = append(reasons, GoCgoReason{Where: imported, Text: "is not in the build context"})
	}
	if p.Module == nil || p.Module.Vendored {
		return reasons
	}
	for _, r := range p.Module.Requires {
		if !r.Indirect || len(p.External) == 0 {
			continue
		}
		if row, ok := goCgoRow(r.Path); ok {
			reasons = append(reasons, GoCgoReason{
				Where: r.Path,
				Text:  fmt.Sprintf("%s, and go.mod requires it for another module", row.Reason),
				Row:   &row,
			})
		}
	}
	return reasons
}

// Imports reports whether the program reaches a package at or below prefix that
// may lie in or outside of the tree.
func (p *GoProgram) Imports(prefix string) bool {
	at := func(imported string) bool {
		return imported == prefix || strings.HasPrefix(imported, prefix+"/")
	}
	if slices.ContainsFunc(p.External, at) || slices.ContainsFunc(p.Standard, at) {
		return true
	}
	return slices.ContainsFunc(p.Packages, func(pkg *GoPackage) bool {
		return pkg.Vendored && at(goVendoredPath(pkg.Dir))
	})
}

// goVendoredPath returns the import path of a vendored package's directory.
func goVendoredPath(dir string) string {
	_, after, _ := strings.Cut("/"+dir, "/vendor/")
	return after
}
