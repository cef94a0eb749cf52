package toolchain

import (
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/image"
)

// goCommand is the command line of go build, go install and those alike.
type goCommand struct {
	// Verb is "build", "install", "get", "mod", ….
	Verb string
	// Chdir is the directory of -C, or "".
	Chdir string
	// Out is the value of -o; HasOut tells whether there is one, OutKnown whether
	// it can be known without building.
	Out              string
	HasOut, OutKnown bool
	// Tags are the build tags of -tags.
	Tags []string
	// NeedsCgo is a flag that does not work without cgo, such as "-race"; "" for none.
	NeedsCgo string
	// Static is true when an external linker is asked for a static binary.
	Static bool
	// Packages are the words after the flags: packages, or the names of files.
	Packages []string
}

// goValueFlags are the flags of go build, install, run and test that take a value
// (go help build).
var goValueFlags = []string{
	"o", "C", "p", "asmflags", "buildmode", "compiler", "gccgoflags", "gcflags", "installsuffix", "ldflags", "mod",
	"modfile", "overlay", "pgo", "pkgdir", "tags", "toolexec", "exec", "coverpkg", "covermode", "run", "timeout",
}

// parseGo takes a go command apart; nil when it is none.
func parseGo(c *image.Command, goflags string) *goCommand {
	if c.Name() != "go" || len(c.Args) < 2 {
		return nil
	}
	g := &goCommand{Verb: c.Args[1]}
	for _, flag := range strings.Fields(goflags) {
		name, value, _ := strings.Cut(strings.TrimLeft(flag, "-"), "=")
		g.flag(name, value, true)
	}
	i := 2
	for ; i < len(c.Args) && (strings.HasPrefix(c.Args[i], "-") || !c.Known[i]); i++ {
		if !c.Known[i] && c.Args[i] == "" {
			continue // flags that only a build can fill in, as a rule
		}
		name, value, given := strings.Cut(strings.TrimLeft(c.Args[i], "-"), "=")
		known := c.Known[i]
		if !given && slices.Contains(goValueFlags, name) && i+1 < len(c.Args) {
			i++
			value, known = c.Args[i], c.Known[i]
		}
		if name == "ldflags" && !known {
			value = writtenLdflags(c)
		}
		g.flag(name, value, known)
	}
	for ; i < len(c.Args); i++ {
		if c.Args[i] != "" && c.Known[i] {
			g.Packages = append(g.Packages, c.Args[i])
		}
	}
	return g
}

// flag takes one flag into account.
func (g *goCommand) flag(name, value string, known bool) {
	switch name {
	case "o":
		g.Out, g.HasOut, g.OutKnown = value, true, known && value != ""
	case "C":
		g.Chdir = value
	case "tags":
		g.Tags = strings.FieldsFunc(value, func(r rune) bool { return r == ',' || r == ' ' })
	case "race", "msan", "asan", "linkshared":
		if value != "false" {
			g.NeedsCgo = "-" + name
		}
	case "buildmode":
		if value == "c-shared" || value == "c-archive" || value == "plugin" || value == "shared" {
			g.NeedsCgo = "-buildmode=" + value
		}
	case "ldflags":
		g.linkerFlags(value)
	}
}

// writtenLdflags are linker flags as the file writes them, where only a build can fill in
// all of them: what they ask of the linker stands there in most of them.
func writtenLdflags(c *image.Command) string {
	if c.Shell == nil {
		return ""
	}
	for i, w := range c.Shell.Words {
		flag, value, given := strings.Cut(strings.TrimLeft(w.Text, "-\"'"), "=")
		switch {
		case flag != "ldflags":
		case given:
			return value
		case i+1 < len(c.Shell.Words):
			return c.Shell.Words[i+1].Text
		}
	}
	return ""
}

// linkerFlags looks for external linking, which asks for cgo.
func (g *goCommand) linkerFlags(flags string) {
	words := strings.FieldsFunc(flags, func(r rune) bool { return strings.ContainsRune(" \t='\"", r) })
	for i, w := range words {
		if strings.TrimLeft(w, "-") == "linkmode" && i+1 < len(words) && words[i+1] == "external" {
			g.NeedsCgo = "-linkmode external"
		}
	}
	g.Static = slices.Contains(words, "-static") && slices.ContainsFunc(words, func(w string) bool { return strings.TrimLeft(w, "-") == "extldflags" })
}

// fileArguments reports whether the packages are names of files.
func (g *goCommand) fileArguments() bool {
	return len(g.Packages) > 0 && strings.HasSuffix(g.Packages[0], ".go")
}

// dir is the directory in which the command works.
func (g *goCommand) dir(c *image.Command) string {
	if g.Chdir != "" {
		return image.Join(c.Dir, g.Chdir)
	}
	return c.Dir
}

// goRemoteName returns the name of the program that "go install PACKAGE@VERSION"
// makes.
func goRemoteName(pkg string) (importPath string) {
	importPath, _, _ = strings.Cut(pkg, "@")
	return path.Clean(importPath)
}
