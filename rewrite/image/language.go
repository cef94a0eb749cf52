package image

import (
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/shell"
)

// Language is an interpreter or compiler that an image holds.
type Language struct {
	base.Brought
	// By says what brought it: "base", a package manager's name, "repository" (a
	// package of its makers), "download", "manager" (of versions), or "image".
	By string
	// Instr brought it; nil for the base's own.
	Instr *dockerfile.Instruction
	// Image is the official image of the language and version: the base itself, the
	// one that COPY took it from, or the one that stands for it. Known tells whether there is one.
	Image base.Image
	Known bool
}

// Languages are those that the image holds under a name, the base's own first.
func (img *Image) Languages(name string) []Language {
	var out []Language
	if img.Base.Language == name {
		b := base.Brought{Language: name, Version: img.Base.Version, Prefix: img.Base.Prefix, Libc: img.Base.Libc}
		out = append(out, Language{Brought: b, By: "base", Image: img.Base, Known: true})
	}
	for _, l := range img.brought {
		if l.Language == name {
			out = append(out, l)
		}
	}
	for _, p := range img.Packages {
		l, ok := img.packaged(p)
		if !ok || l.Language != name {
			continue
		}
		if last := len(out) - 1; last >= 0 && out[last].By == l.By && (out[last].Version == l.Version || l.Version == "") {
			continue // another package of the same
		}
		out = append(out, l)
	}
	return out
}

// Language is the one that a program's name means: of several the base's own, else
// that whose version the name has (python3.12), else the last.
func (img *Image) Language(name, program string) (Language, bool) {
	all := img.Languages(name)
	if len(all) == 0 {
		return Language{}, false
	}
	if all[0].By == "base" {
		return all[0], true
	}
	for _, l := range all {
		if l.Version != "" && strings.HasSuffix(path.Base(program), l.Version) {
			return l, true
		}
	}
	return all[len(all)-1], true
}

// packaged is the language that a package of a system brings.
func (img *Image) packaged(p Package) (Language, bool) {
	b, ok := base.PackagedLanguage(p.Name, img.Base.Suite)
	if !ok {
		return Language{}, false
	}
	l := Language{Brought: b, By: p.Manager}
	if p.Command != nil {
		l.Instr = p.Command.Instr
	}
	l.Libc = img.Base.Libc
	for _, r := range img.repositories {
		if r.Language == l.Language {
			l.Version, l.By = r.Version, "repository"
		}
	}
	l.Image, l.Known = img.Catalog.Official(l.Language, l.Version)
	return l, true
}

// Brings tells whether an entry of the tree is a language that a download, a version
// manager or COPY brought: it is the toolchain's to carry, or a build's.
func (img *Image) Brings(e Entry) bool {
	return slices.Contains(img.archives, e.Path) || slices.ContainsFunc(img.brought, func(l Language) bool {
		return l.Instr == e.Instr && l.Prefix != "" && Within(e.Path, l.Prefix)
	})
}

// BroughtPath tells whether a directory holds programs of a language that is not the
// base's own.
func (img *Image) BroughtPath(dir string) bool {
	if slices.ContainsFunc(img.brought, func(l Language) bool {
		return l.Prefix != "" && l.Prefix != "/usr" && l.Prefix != "/usr/local" && Within(dir, l.Prefix)
	}) {
		return true
	}
	return slices.ContainsFunc(img.Packages, func(p Package) bool {
		l, ok := img.packaged(p)
		return ok && l.Prefix != "/usr" && Within(dir, l.Prefix)
	})
}

// bring records a language that is no package.
func (s *State) bring(l Language) {
	if !l.Known {
		l.Image, l.Known = s.Image.Catalog.Official(l.Language, l.Version)
	}
	s.Image.brought = append(s.Image.brought, l)
}

// languages looks at a command for what brings a language: a package repository, a
// download that is unpacked, a version manager.
func (s *State) languages(c *Command) {
	if b, ok := base.ManagedLanguage(c.Args, s.homes(c)); ok {
		c.Understood = true
		s.bring(Language{Brought: b, By: "manager", Instr: c.Instr})
		return
	}
	for i, a := range c.Args {
		if !c.Known[i] || !strings.Contains(a, "/") { // no URL
			continue
		}
		if b, ok := base.RepositoryLanguage(a); ok {
			s.Image.repositories = append(s.Image.repositories, b)
		}
		if b, ok := base.DownloadedLanguage(a); ok {
			s.fetched(languageArchive{Brought: b, file: downloadedFile(c, a)}, c.Abs(downloadedFile(c, a)))
		}
	}
	switch c.Name() {
	case "make":
		s.compiled(c)
		fallthrough
	case "configure":
		c.Understood = c.Understood || slices.ContainsFunc(s.downloads, func(d languageArchive) bool { return d.SourceCode })
	case "bash", "sh", "python", "python3":
		c.Understood = c.Understood || runsInstaller(c)
	}
}

// homes answers for the variables that version managers read.
func (s *State) homes(c *Command) func(string) (string, bool) {
	return func(name string) (string, bool) {
		if v, ok := c.Getenv(s, name); ok || name != "HOME" {
			return v, ok
		}
		return s.Home(), true
	}
}

// runsInstaller: the shell reads a script that installs only what builds use, from
// the download before it.
func runsInstaller(c *Command) bool {
	if c.Shell == nil || c.Shell.Op != shell.Pipe && !c.Has("-c") {
		return false
	}
	for _, before := range c.Run.Commands {
		if before.Name() == "curl" || before.Name() == "wget" {
			if slices.ContainsFunc(before.Args, base.Installer) {
				return true
			}
		}
	}
	return false
}

// languageArchive is an archive of a language that a command or ADD fetched.
type languageArchive struct {
	base.Brought
	file string
}

// downloadedFile is the name of the file that curl or wget makes of a URL.
func downloadedFile(c *Command, url string) string {
	letter, long := byte('o'), "--output"
	if c.Name() == "wget" {
		letter, long = 'O', "--output-document"
	}
	if name, ok := c.Flag(long); ok {
		return path.Base(name)
	}
	if name, ok := shortValue(c, letter); ok && name != "" {
		return path.Base(name)
	}
	return path.Base(url)
}

// fetched records an archive of a language and where it lies.
func (s *State) fetched(a languageArchive, at string) {
	s.downloads = append(s.downloads, a)
	s.Image.archives = append(s.Image.archives, at)
}

// unpacksLanguage records the language of an archive that is unpacked in dir: of the
// one that the command names, else, in a pipe, of the last that was fetched.
func (s *State) unpacksLanguage(c *Command, dir string) (Language, bool) {
	archive, found := languageArchive{}, false
	for _, d := range s.downloads {
		named := slices.ContainsFunc(c.Args[1:], func(a string) bool { return a != "" && path.Base(a) == d.file })
		if named || c.Shell != nil && c.Shell.Op == shell.Pipe {
			archive, found = d, true
		}
	}
	if !found || archive.SourceCode {
		return Language{Brought: archive.Brought}, found
	}
	archive.Prefix = path.Join(dir, archive.Dir)
	if strip, ok := c.Flag("--strip-components", "--strip"); ok && strip != "0" {
		archive.Prefix = dir
	}
	l := Language{Brought: archive.Brought, By: "download", Instr: c.Instr}
	s.bring(l)
	return l, true
}

// compiled records a language whose source code make installs.
func (s *State) compiled(c *Command) {
	if !c.Has("install", "altinstall") {
		return
	}
	for _, d := range s.downloads {
		if !d.SourceCode {
			continue
		}
		d.Prefix = "/usr/local"
		for _, before := range c.Run.Commands {
			if prefix, ok := before.Flag("--prefix"); ok && before.Name() == "configure" {
				d.Prefix = before.Abs(prefix)
			}
		}
		d.Libc = s.Image.Base.Libc
		s.bring(Language{Brought: d.Brought, By: "download", Instr: c.Instr})
	}
}

// copiedLanguage records a language that COPY takes from its image, or from a stage
// on its image: the interpreter alone, or the tree that holds it.
func (s *State) copiedLanguage(c *Copy) {
	from := base.Image{}
	switch {
	case c.From != nil:
		from = c.From.Base
	case c.Image != "":
		from, _ = s.Image.Catalog.ResolveText(c.Image)
	}
	program := base.Program(from)
	if program == "" {
		return
	}
	for _, src := range c.Sources {
		src = clean("/" + src)
		if src != program && src != from.Prefix && !Within(path.Dir(program), src) {
			continue
		}
		prefix := path.Join(c.Dest, strings.TrimPrefix(from.Prefix, src))
		if src == program {
			prefix = path.Dir(path.Dir(c.Dest))
		}
		b := base.Brought{Language: from.Language, Version: from.Version, Prefix: prefix, Libc: from.Libc}
		s.bring(Language{Brought: b, By: "image", Instr: c.Instr, Image: from, Known: true})
		return
	}
}
