package toolchain

import (
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/image"
)

// cargoCommand is the command line of cargo build, install, run and those alike.
type cargoCommand struct {
	// Verb is "build", "install", "run", ….
	Verb string
	// Packages, Bins and Examples are what -p, --bin and --example name.
	Packages, Bins, Examples []string
	// Profile is "dev", "release" or another.
	Profile string
	// Target, TargetDir, Manifest, Chdir, Root and Path are the values of flags, "" for none.
	Target, TargetDir, Manifest, Chdir, Root, Path string
	// Workspace is set by --workspace and --all.
	Workspace bool
	// Remote is set where install takes a crate from elsewhere (--git).
	Remote bool
	// Names are the words that are no flags; Rest those after "--" (and after the
	// program of cargo run).
	Names, Rest []string
	// Known is false when a word that matters can't be told.
	Known bool
}

// cargoValueFlags take the next word.
var cargoValueFlags = []string{
	"-p", "--package", "--bin", "--example", "--target", "--target-dir", "--manifest-path", "--profile", "--features", "-F", "-j", "--jobs",
	"--root", "--path", "--git", "--branch", "--tag", "--rev", "--version", "--vers", "--registry", "--index", "--color", "--config", "-C", "-Z",
	"--message-format", "--exclude", "--artifact-dir", "--out-dir", "--lockfile-path", "--test", "--bench",
}

// cargoVerbs are verbs by their short forms.
var cargoVerbs = map[string]string{"b": "build", "r": "run", "t": "test", "c": "check", "d": "doc"}

// parseCargo takes a cargo command apart; nil when it is none.
func parseCargo(c *image.Command) *cargoCommand {
	if c.Name() != "cargo" && c.Name() != "cross" || len(c.Args) < 2 {
		return nil
	}
	g := &cargoCommand{Profile: "dev", Known: true}
	for i := 1; i < len(c.Args); i++ {
		a := c.Args[i]
		switch {
		case a == "--":
			g.Rest = c.Args[i+1:]
			return g.verb()
		case strings.HasPrefix(a, "+"): // a toolchain of rustup
		case !strings.HasPrefix(a, "-"):
			if !c.Known[i] {
				continue // flags that only a build can fill in, as a rule
			}
			if g.Verb == "" {
				g.Verb = a
			} else if g.Verb == "run" || g.Verb == "r" {
				g.Rest = c.Args[i:]
				return g.verb()
			} else {
				g.Names = append(g.Names, a)
			}
		default:
			name, value, given := strings.Cut(a, "=")
			known := c.Known[i]
			if !given && slices.Contains(cargoValueFlags, name) && i+1 < len(c.Args) {
				i++
				value, known = c.Args[i], c.Known[i]
			}
			g.flag(name, value, known)
		}
	}
	return g.verb()
}

func (g *cargoCommand) verb() *cargoCommand {
	if long, ok := cargoVerbs[g.Verb]; ok {
		g.Verb = long
	}
	if g.Verb == "install" && g.Profile == "dev" {
		g.Profile = "release"
	}
	return g
}

// flag takes one flag into account.
func (g *cargoCommand) flag(name, value string, known bool) {
	// -pNAME is -p NAME.
	if rest, ok := strings.CutPrefix(name, "-p"); ok && rest != "" && !strings.HasPrefix(name, "--") {
		name, value = "-p", rest
	}
	texts := map[string]*string{
		"--target": &g.Target, "--target-dir": &g.TargetDir, "--manifest-path": &g.Manifest, "-C": &g.Chdir, "--root": &g.Root, "--path": &g.Path,
		"--profile": &g.Profile,
	}
	lists := map[string]*[]string{"-p": &g.Packages, "--package": &g.Packages, "--bin": &g.Bins, "--example": &g.Examples}
	switch {
	case texts[name] != nil:
		*texts[name] = value
		g.Known = g.Known && known
	case lists[name] != nil && known:
		value, _, _ = strings.Cut(value, "@") // the version of a package
		*lists[name] = append(*lists[name], value)
	case name == "--release" || name == "-r":
		g.Profile = "release"
	case name == "--debug":
		g.Profile = "dev"
	case name == "--workspace" || name == "--all":
		g.Workspace = true
	case name == "--git":
		g.Remote = true
	}
}
