package image

import (
	"path"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
)

// Copy is a COPY or ADD, with its variables expanded.
type Copy struct {
	Instr *dockerfile.Instruction
	// Sources are as written after expansion; Dest is absolute.
	Sources []string
	Dest    string
	// From is the image of the stage it copies from, nil for the context.
	From *Image
	// Image is the registry image it copies from, "" for none.
	Image string
	// Chown and Chmod are the flags' values.
	Chown, Chmod string
}

func (in *Interpreter) copy(s *State, instr *dockerfile.Instruction) {
	c := &Copy{Instr: instr}
	var sd instructions.SourcesAndDest
	switch cmd := instr.Cmd.(type) {
	case *instructions.CopyCommand:
		sd, c.Chown, c.Chmod = cmd.SourcesAndDest, cmd.Chown, cmd.Chmod
		in.resolveFrom(s, c, cmd.From)
	case *instructions.AddCommand:
		sd, c.Chown, c.Chmod = cmd.SourcesAndDest, cmd.Chown, cmd.Chmod
	default:
		return
	}
	for _, src := range sd.SourcePaths {
		c.Sources = append(c.Sources, s.Expand(src))
	}
	dest := s.Expand(sd.DestPath)
	dirDest := strings.HasSuffix(dest, "/") || dest == "." || strings.HasSuffix(dest, "/.") ||
		len(c.Sources)+len(sd.SourceContents) > 1
	c.Dest = Join(s.Image.Config.Workdir, dest)
	if e, p := s.Image.Tree.Lookup(c.Dest); p == Present && e.Dir || baseDirectory(c.Dest) || c.Dest == s.Image.Config.Workdir {
		dirDest = true
	}
	s.Image.Copies = append(s.Image.Copies, c)
	s.copiedLanguage(c)

	for _, heredoc := range sd.SourceContents {
		p := c.Dest
		if dirDest {
			p = path.Join(c.Dest, heredoc.Path)
		}
		s.addCopied(c, Entry{Path: p, Kind: FromHeredoc, Content: heredoc.Data})
	}
	for _, src := range c.Sources {
		switch {
		case strings.Contains(src, "://") || strings.HasPrefix(src, "git@"):
			s.copyURL(c, src, dirDest)
		case c.Image != "":
			s.addCopied(c, Entry{Path: s.target(c, src, dirDest), Whole: true, Kind: FromImage, Source: src, Image: c.Image})
		case c.From != nil:
			s.copyStage(c, src, dirDest)
		default:
			s.copyContext(c, src, dirDest)
		}
	}
}

func (in *Interpreter) resolveFrom(s *State, c *Copy, from string) {
	if from == "" {
		return
	}
	from = s.Expand(from)
	if st := in.stageOf(s.Image.Stage, from); st != nil {
		c.From = in.Stage(st)
	} else {
		c.Image = from
	}
}

func (s *State) addCopied(c *Copy, e Entry) {
	e.Instr, e.Owner, e.Mode = c.Instr, c.Chown, c.Chmod
	s.Image.Tree.add(e)
}

// target is where a single source file lands.
func (s *State) target(c *Copy, src string, dirDest bool) string {
	if dirDest {
		return path.Join(c.Dest, path.Base(src))
	}
	return c.Dest
}

func (s *State) copyURL(c *Copy, src string, dirDest bool) {
	if strings.HasSuffix(src, ".git") || strings.Contains(src, ".git#") || strings.HasPrefix(src, "git@") {
		s.addCopied(c, Entry{Path: c.Dest, Dir: true, Whole: true, Kind: FromURL, Source: src})
		return
	}
	s.addCopied(c, Entry{Path: s.target(c, src, dirDest), Kind: FromURL, Source: src})
	if b, ok := base.DownloadedLanguage(src); ok {
		at := s.target(c, src, dirDest)
		s.fetched(languageArchive{Brought: b, file: path.Base(at)}, at)
	}
}

// filePattern tells of a pattern for files: its last element ends in a fixed extension.
func filePattern(src string) bool {
	ext := path.Ext(path.Base(src))
	return len(ext) > 1 && !strings.ContainsAny(ext, "*?[")
}

// matching is the artifact of a stage that a pattern matches, nil for none.
func matching(img *Image, pattern string) *Artifact {
	for _, a := range img.Artifacts {
		if ok, _ := path.Match(pattern, a.Path); ok {
			return a
		}
	}
	return nil
}

func (s *State) copyStage(c *Copy, src string, dirDest bool) {
	src = clean("/" + src)
	if strings.ContainsAny(src, "*?[") && !dirDest && filePattern(src) {
		// More than one match would not build.
		s.addCopied(c, Entry{Path: c.Dest, Kind: FromStage, Source: src, From: c.From, Artifact: matching(c.From, src)})
		return
	}
	if strings.ContainsAny(src, "*?[") {
		// What the pattern matches is only partly known: everything of its folder may come.
		s.addCopied(c, Entry{Path: c.Dest, Dir: dirDest, Whole: true, Pattern: path.Base(src), Kind: FromStage, Source: path.Dir(src), From: c.From})
		for _, a := range c.From.Artifacts {
			if ok, _ := path.Match(src, a.Path); ok {
				s.addCopied(c, Entry{Path: s.target(c, a.Path, dirDest), Kind: FromStage, Source: a.Path, From: c.From, Artifact: a})
			}
		}
		return
	}
	inner, presence := c.From.Tree.Lookup(src)
	// What lies in something that a command made is not known to be a directory, unless the
	// destination says so: COPY --from=build /src/out/publish app/publish/.
	named := dirDest && inner.Kind == FromRun && (inner.Artifact == nil || inner.Artifact.Kind != "binary") && path.Ext(src) == "" && path.Base(src) == path.Base(c.Dest)
	switch {
	case named, presence != Absent && inner.Dir || baseDirectory(src) || presence != Present && baseDirectory(c.Dest) && path.Base(src) == path.Base(c.Dest):
		s.addCopied(c, Entry{Path: c.Dest, Dir: true, Whole: true, Kind: FromStage, Source: src, From: c.From})
	case presence == Present:
		s.addCopied(c, Entry{Path: s.target(c, src, dirDest), Kind: FromStage, Source: src, From: c.From, Artifact: inner.Artifact})
	default:
		// A file of the base, or of a command that isn't understood: a path without
		// an extension below a directory destination may be either.
		p := c.Dest
		either := presence == Possible || path.Ext(src) == "" && !strings.HasPrefix(src, "/usr/")
		if dirDest {
			p = path.Join(c.Dest, path.Base(src))
		}
		if p != c.Dest && either {
			s.addCopied(c, Entry{Path: c.Dest, Dir: true, Whole: true, Kind: FromStage, Source: src, From: c.From})
		}
		// Of the file's own name that is what a process means, not a file in a directory of it.
		s.addCopied(c, Entry{Path: p, Whole: true, Kind: FromStage, Source: src, From: c.From})
	}
}

func (s *State) copyContext(c *Copy, src string, dirDest bool) {
	src = strings.TrimPrefix(clean("/"+src), "/")
	if src == "" {
		src = "."
	}
	if !s.Context.Known() {
		s.copyUnknown(c, src, dirDest)
		return
	}
	matches := []string{src}
	if strings.ContainsAny(src, "*?[") {
		if matches = s.Context.Glob(src); len(matches) == 0 && len(c.Sources) == 1 {
			s.copyUnmatched(c, src, dirDest) // beside others it may as well never match: yarn.lock*
		}
	}
	for _, m := range matches {
		if m == "." || s.Context.IsDir(m) {
			s.addCopied(c, Entry{Path: c.Dest, Dir: true, Whole: true, Kind: FromContext, Source: m})
			continue
		}
		p := s.target(c, m, dirDest || len(matches) > 1)
		s.addCopied(c, Entry{Path: p, Kind: FromContext, Source: m})
		if strings.HasPrefix(c.Instr.Keyword, "ADD") && archive(m) {
			// ADD unpacks local archives into the destination.
			s.addCopied(c, Entry{Path: c.Dest, Dir: true, Whole: true, Kind: FromRun})
		}
	}
}

// copyUnmatched records a pattern for what is not in the context yet: something makes it
// before the image is built, since without a match there is no image.
func (s *State) copyUnmatched(c *Copy, src string, dirDest bool) {
	if strings.ContainsAny(path.Base(src), "*?[") && (dirDest || !filePattern(src)) {
		s.addCopied(c, Entry{Path: c.Dest, Dir: dirDest, Whole: true, Pattern: path.Base(src), Kind: FromContext, Source: path.Dir(src)})
		return
	}
	s.addCopied(c, Entry{Path: s.target(c, src, dirDest), Kind: FromContext, Source: src})
}

// copyUnknown records a copy from a context that isn't at hand: a name with an
// extension is taken for a file, "." and names with a slash at the end for a directory.
func (s *State) copyUnknown(c *Copy, src string, dirDest bool) {
	isFile := path.Ext(src) != "" && src != "." && !strings.HasPrefix(path.Base(src), ".")
	if strings.ContainsAny(src, "*?[") || !isFile {
		s.addCopied(c, Entry{Path: c.Dest, Dir: src == "." || dirDest, Whole: true, Kind: FromContext, Source: src})
		return
	}
	s.addCopied(c, Entry{Path: s.target(c, src, dirDest), Kind: FromContext, Source: src})
}

func archive(name string) bool {
	for _, suffix := range []string{".tar", ".tar.gz", ".tgz", ".tar.xz", ".txz", ".tar.bz2", ".tbz2", ".tar.zst"} {
		if strings.HasSuffix(name, suffix) {
			return true
		}
	}
	return false
}
