package image

import (
	"path"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
)

// Language is an interpreter or compiler that an image holds.
type Language struct {
	base.Brought
	// By says what brought it: "base", a package manager's name, "repository" (a
	// package of its makers), "download", "manager" (of versions), or "image".
	By string
	// Moving is true when the version is that of the day a row was checked.
	Moving bool
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
		out = append(out, Language{Brought: b, By: "base", Moving: img.Base.Moving, Image: img.Base, Known: true})
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
	l := Language{Brought: b, By: p.Manager, Instr: p.Command.Instr}
	l.Libc = img.Base.Libc
	for _, r := range img.repositories {
		if r.Language == l.Language {
			l.Version, l.By = r.Version, "repository"
		}
	}
	l.Image, l.Known = base.Official(l.Language, l.Version)
	return l, true
}

// bring records a language that is no package.
func (s *State) bring(l Language) {
	if !l.Known {
		l.Image, l.Known = base.Official(l.Language, l.Version)
	}
	s.Image.brought = append(s.Image.brought, l)
}

// languages looks at a command for what brings a language: a package repository, a
// download that is unpacked, a version manager.
func (s *State) languages(c *Command) {
	if b, ok := base.ManagedLanguage(c.Args); ok {
		s.bring(Language{Brought: b, By: "manager", Instr: c.Instr})
		return
	}
	for i, a := range c.Args {
		if !c.Known[i] {
			continue
		}
		if b, ok := base.RepositoryLanguage(a); ok {
			s.Image.repositories = append(s.Image.repositories, b)
		}
		if b, ok := base.DownloadedLanguage(a); ok {
			s.downloads = append(s.downloads, languageArchive{Brought: b, file: path.Base(a)})
		}
	}
	switch c.Name() {
	case "tar", "unzip", "bsdtar":
		s.unpacked(c)
	case "make":
		s.compiled(c)
	}
}

// languageArchive is an archive of a language that a command or ADD fetched.
type languageArchive struct {
	base.Brought
	file string
}

// unpacked records the language of an archive that tar unpacks: of the one that it
// names, else of the last that was fetched.
func (s *State) unpacked(c *Command) {
	n := len(s.downloads) - 1
	if n < 0 {
		return
	}
	for i, d := range s.downloads {
		for _, a := range c.Args {
			if a != "" && path.Base(a) == d.file {
				n = i
			}
		}
	}
	d := s.downloads[n]
	if d.SourceCode {
		return
	}
	dir := c.Dir
	if to, ok := c.Flag("-C", "--directory", "-d"); ok {
		dir = c.Abs(to)
	}
	d.Prefix = path.Join(dir, d.Dir)
	if strip, ok := c.Flag("--strip-components", "--strip"); ok && strip != "0" {
		d.Prefix = dir
	}
	s.bring(Language{Brought: d.Brought, By: "download", Instr: c.Instr})
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
		if ref, err := dockerfile.ParseImageRef(c.Image); err == nil {
			from, _ = base.Resolve(ref)
		}
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
		s.bring(Language{Brought: b, By: "image", Moving: from.Moving, Instr: c.Instr, Image: from, Known: true})
		return
	}
}
