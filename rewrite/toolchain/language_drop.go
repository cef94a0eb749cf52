package toolchain

import (
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/shell"
	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// dropPackages takes the packages of a language out of the RUNs of the product, whose
// new base has the language already. It is false where a RUN can't be cut.
func (rt *Runtime) dropPackages(img *image.Image, language string) bool {
	for _, run := range img.Runs {
		if !slices.Contains(img.Stage.Body, run.Instr) || !installsLanguage(img, run, language) {
			continue
		}
		if run.Script == nil || run.Heredoc {
			return false
		}
		cut, ok := packageCut(img, run, language)
		if !ok {
			return false
		}
		c := rt.Change(img.Stage)
		if cut == nil {
			c.Remove = append(c.Remove, run.Instr)
			continue
		}
		for _, e := range cut {
			e.Span = run.Instr.Args.Span(e.Span.Start, e.Span.End)
			c.Edits = append(c.Edits, e)
		}
	}
	return true
}

func installsLanguage(img *image.Image, run *image.Run, language string) bool {
	return slices.ContainsFunc(img.Packages, func(p image.Package) bool {
		b, ok := base.PackagedLanguage(p.Name, "")
		return ok && b.Language == language && p.Command.Run == run
	})
}

// packageCut are the edits of a RUN's text that take a language's packages out; none
// where nothing of the RUN would be left.
func packageCut(img *image.Image, run *image.Run, language string) ([]source.Edit, bool) {
	var edits []source.Edit
	var gone []*shell.Command
	for _, c := range run.Commands {
		mine, others := []string{}, 0
		for _, p := range img.Packages {
			if p.Command != c {
				continue
			}
			if b, ok := base.PackagedLanguage(p.Name, ""); ok && b.Language == language {
				mine = append(mine, p.Text)
			} else {
				others++
			}
		}
		switch {
		case len(mine) == 0:
			continue
		case c.Shell == nil:
			return nil, false
		case others == 0:
			gone = append(gone, c.Shell)
			continue
		}
		for _, w := range c.Shell.Words[1:] {
			if text, ok := w.Literal(); ok && slices.Contains(mine, text) {
				start := len(strings.TrimRight(run.Script.Text[:w.Span.Start], " \t"))
				edits = append(edits, source.Edit{Span: source.Span{Start: start, End: w.Span.End}})
			}
		}
	}
	if len(gone) == 0 {
		return edits, len(edits) > 0
	}
	if onlyInstalls(run, gone) {
		return nil, len(edits) == 0
	}
	cut, ok := shell.RemoveCommands(run.Script, gone)
	return append(edits, cut...), ok
}

// onlyInstalls: without the commands that go, a RUN would only update and clean lists.
func onlyInstalls(run *image.Run, gone []*shell.Command) bool {
	return !slices.ContainsFunc(run.Commands, func(c *image.Command) bool {
		return !slices.Contains(gone, c.Shell) && !cleansLists(c) && c.Name() != "set" && !c.Has("update", "clean", "upgrade")
	})
}

// bringing is how a RUN brings a language.
type bringing int

const (
	bringsNothing bringing = iota
	// bringsPackages: among other packages, with the system's own commands.
	bringsPackages
	// bringsAlone: the RUN does nothing else.
	bringsAlone
	// bringsToo: from a repository, a download or a version manager, and does other things.
	bringsToo
)

// bringsLanguage tells how a RUN of an image brings a language, for a stage that moves
// to an image which has it.
func bringsLanguage(img *image.Image, run *image.Run, language string) bringing {
	foreign := slices.ContainsFunc(img.Languages(language), func(l image.Language) bool {
		return l.Instr == run.Instr && (l.By == "download" || l.By == "manager")
	})
	for _, c := range run.Commands {
		foreign = foreign || slices.ContainsFunc(c.Args, func(a string) bool {
			b, ok := base.RepositoryLanguage(a)
			return ok && b.Language == language
		})
	}
	packaged := installsLanguage(img, run, language)
	switch {
	case !foreign && !packaged:
		return bringsNothing
	case onlyBrings(img, run, language):
		return bringsAlone
	case foreign:
		return bringsToo
	}
	return bringsPackages
}

// bringers are commands that fetch, unpack and install, and bringerPackages what they need.
var (
	bringers = []string{
		"apt-get", "apt", "apk", "dnf", "yum", "curl", "wget", "tar", "bash", "sh", "rm", "mkdir", "gpg", "echo", "printf", "tee", "cat", "chmod",
		"ln", "mv", "cd", "set", "true", "apt-key", "add-apt-repository", "install", "update-alternatives", "export", ".", "source", "nvm", "n", "hash",
	}
	bringerPackages = []string{
		"curl", "wget", "gnupg", "gnupg2", "xz-utils", "lsb-release", "apt-transport-https", "software-properties-common", "dirmngr", "ca-certificates", "tar", "gzip",
	}
)

// onlyBrings: nothing that a RUN does or installs is used by another one.
func onlyBrings(img *image.Image, run *image.Run, language string) bool {
	if len(run.Scripts) > 0 {
		return false // what a script does beside that is not told by its name
	}
	for _, c := range run.Commands {
		if !slices.Contains(bringers, c.Name()) {
			return false
		}
	}
	for _, p := range img.Packages {
		if p.Command.Run != run {
			continue
		}
		if b, ok := base.PackagedLanguage(p.Name, ""); ok && b.Language == language {
			continue
		}
		if !slices.Contains(bringerPackages, p.Name) || usedElsewhere(img, run, p.Name) {
			return false
		}
	}
	return true
}

func usedElsewhere(img *image.Image, run *image.Run, program string) bool {
	return slices.ContainsFunc(img.Runs, func(other *image.Run) bool {
		return other != run && slices.ContainsFunc(other.Commands, func(c *image.Command) bool { return c.Name() == program })
	})
}
