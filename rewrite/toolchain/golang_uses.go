package toolchain

import (
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
)

// carryUses carries what the program reads, and names what it writes.
func (q *goQuestion) carryUses() {
	workdir := q.r.Process.Dir
	if workdir == "" {
		workdir = q.r.Image.Config.Workdir
	}
	if q.builtHere() {
		q.carryFiles(workdir)
	}
	if q.uses != nil {
		q.writes(workdir)
	}
}

// carryFiles carries the files of the build stage that the program reads.
func (q *goQuestion) carryFiles(workdir string) {
	files := treeFS{q.r.Image}
	q.carryArguments(files, workdir)
	if q.uses == nil {
		q.carryAll(files, workdir)
		return
	}
	for _, a := range q.uses.Assets(files, fsPath(workdir)) {
		q.carry(files, "/"+strings.TrimPrefix(a.Path, "./"), workdir, a.Name)
	}
	q.carryBuilt(files, workdir)
	q.computedPaths()
}

// carryBuilt carries what the program reads and another language's tools built: no
// file of the context shows it.
func (q *goQuestion) carryBuilt(files treeFS, workdir string) {
	for _, n := range q.uses.Names {
		p, ok := project.GoPathIn(fsPath(workdir), n.Text)
		if n.Computed() || n.Use != project.UseRead && n.Use != project.UseOpen || !ok {
			continue
		}
		abs := "/" + p
		if _, err := files.Stat(p); err == nil || !builtByOthers(q.r.Image, "go", abs) ||
			slices.ContainsFunc(q.runtime.Copies, func(c Copy) bool { return image.Within(abs, c.Source) }) {
			continue
		}
		q.say(finding.AssetCarried, "%s is read by the program (%s), and a RUN builds it", abs, placeOf(n))
		q.runtime.Copies = append(q.runtime.Copies, Copy{Source: abs, Dest: abs})
	}
}

// carryAll carries the working directory, because what the program reads of it can't
// be told.
func (q *goQuestion) carryAll(files treeFS, workdir string) {
	entries, _ := files.ReadDir(fsPath(workdir))
	if workdir == "/" || len(entries) == 0 && q.r.Image.Context.Known() {
		q.say(finding.GoUnseenSource, "which files %s reads can't be told: its sources are not at hand", q.artifactName())
		return
	}
	q.say(finding.GoUnseenSource, "which files %s reads can't be told, because its sources are not at hand: all of %s comes along", q.artifactName(), workdir)
	q.runtime.Copies = slices.DeleteFunc(q.runtime.Copies, func(c Copy) bool { return c.Source == c.Dest && image.Within(c.Source, workdir) })
	q.runtime.Copies = append(q.runtime.Copies, Copy{Source: workdir, Dest: workdir, Dir: true})
}

// builtHere reports whether the product is also the stage that builds, so that its
// files are chosen one by one.
func (q *goQuestion) builtHere() bool {
	for img := q.r.Image; img != nil; img = img.Parent {
		if q.artifact.Image == img {
			return true
		}
	}
	return false
}

// carryArguments carries the files that the process's arguments and the file's own
// variables name.
func (q *goQuestion) carryArguments(files treeFS, workdir string) {
	var words []string
	if run := q.match.Run; run != nil {
		words = append(words, run.arguments...)
	} else if len(q.r.Process.Argv) > 1 {
		words = append(words, q.r.Process.Argv[1:]...)
	}
	if hc := q.r.Image.Config.Healthcheck; hc != nil && hc.JSON {
		words = append(words, hc.JSONArgs()...)
	}
	for _, v := range q.r.Image.Config.Env {
		if v.From != nil {
			words = append(words, v.Value)
		}
	}
	for _, w := range words {
		if _, value, ok := strings.Cut(w, "="); ok {
			w = value
		}
		if w == "" || strings.HasPrefix(w, "-") || strings.HasPrefix(w, ":") {
			continue
		}
		p, ok := project.GoPathIn(fsPath(workdir), w)
		if !ok || p == "." || p == fsPath(workdir) || strings.HasPrefix(fsPath(workdir), p+"/") ||
			q.built.Dir != "" && image.Within(q.built.Dir, "/"+p) || strings.HasSuffix(p, ".go") {
			continue // the sources themselves
		}
		if _, err := files.Stat(p); err == nil {
			q.carry(files, "/"+p, workdir, project.GoName{})
		}
	}
}

// carry copies one file or directory of the product's image.
func (q *goQuestion) carry(files treeFS, p, workdir string, name project.GoName) {
	p = path.Clean(p)
	info, err := files.Stat(fsPath(p))
	e, presence := q.r.Image.Tree.Lookup(p)
	if err != nil || presence != image.Present || e.Kind == image.FromBase || e.Kind == image.FromRun && e.Artifact == nil {
		return
	}
	if e.Dir && !e.Whole && e.Source == "" {
		return // only a parent of something
	}
	if slices.ContainsFunc(q.runtime.Copies, func(c Copy) bool { return c.Source == p || c.Dir && image.Within(p, c.Source) }) {
		return
	}
	if !slices.ContainsFunc(q.runtime.Sources, func(s string) bool { return image.Within(p, s) || image.Within(s, p) }) {
		return // outside the sources everything is carried
	}
	if p == path.Clean(workdir) || p == "/" {
		if name.Use != project.UseRead {
			return
		}
		q.say(finding.GoReadsAll, "%s reads its working directory (%s), so all of %s was carried over", q.artifactName(), placeOf(name), workdir)
	} else if name.File != "" {
		q.say(finding.AssetCarried, "%s is read by the program (%s)", p, placeOf(name))
	}
	q.runtime.Copies = append(q.runtime.Copies, Copy{Source: p, Dest: p, Dir: info.IsDir()})
}

// computedPaths tells of files whose names are computed.
func (q *goQuestion) computedPaths() {
	var places []string
	for _, n := range q.uses.Names {
		if n.Computed() && (n.Use == project.UseRead || n.Use == project.UseOpen) {
			places = append(places, n.Call+" at "+placeOf(n))
		}
	}
	if len(places) == 0 {
		return
	}
	shown := places[:min(len(places), 3)]
	more := ""
	if len(places) > len(shown) {
		more = " and elsewhere"
	}
	q.say(finding.GoComputedPath, "%s opens files whose names are computed: %s%s", q.artifactName(), strings.Join(shown, ", "), more)
}
