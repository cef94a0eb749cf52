package plan

import (
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/source"
	"github.com/dfmigrate/dfmigrate/rewrite/toolchain"
)

// copies lists the COPYs of the final stage: what the toolchain named, and what
// COPY and RUN put elsewhere into the old image.
func (f *finalStage) copies() {
	e := f.e
	all := slices.Clone(e.Runtime.Copies)
	all = append(all, f.leftovers(all)...)
	for _, w := range f.writable(all) {
		// A directory that comes along anyway, alone or below another, can only change
		// its owner with that COPY: a second one leaves an existing directory as it is.
		if i := slices.IndexFunc(all, func(c toolchain.Copy) bool {
			return c.Dir && !c.Early && c.Source == c.Dest && image.Within(w.Source, c.Source)
		}); i >= 0 {
			// Before WORKDIR makes the directory as root's.
			all[i].Owned, all[i].Early = true, all[i].Dest == f.Workdir || all[i].Early
			continue
		}
		w.Early = w.Early || f.Workdir != "/" && image.Within(f.Workdir, w.Dest) // before WORKDIR makes it as root's
		all = append(all, w)
	}
	if f.carriesPackages() {
		f.Runtime = append(f.Runtime, "COPY --from="+f.carried(packagesStage)+" /packages/ /")
	}
	if e.initWords() != nil {
		f.Runtime = append(f.Runtime, initCopy(f.carried(initStage)))
	}
	if name := f.carried(homeStage); e.homeText(name) != "" {
		f.Runtime = append(f.Runtime, e.homeCopy(name))
	}
	for _, c := range all {
		if c.Source == "/" || comesAnyway(c, all) || f.repeats(c) {
			continue
		}
		if c.Early {
			f.Runtime = append(f.Runtime, f.copyLine(c))
		} else {
			f.Copies = append(f.Copies, f.copyLine(c))
		}
	}
	if e.gitSettings() {
		f.Copies = append(f.Copies, f.copyLine(toolchain.Copy{Source: gitSystemFile, Dest: gitSystemFile}))
	}
	f.rootCopies()
	f.numberOwners(all)
	e.tellStartDirectory(all)
}

// comesAnyway tells of a COPY of what another one brings to the same place, with all
// that lies around it.
func comesAnyway(c toolchain.Copy, all []toolchain.Copy) bool {
	return slices.ContainsFunc(all, func(d toolchain.Copy) bool {
		rest, below := strings.CutPrefix(c.Source, d.Source+"/")
		return below && !c.Leads && d.Dir && d.From == c.From && path.Join(d.Dest, rest) == c.Dest && (d.Owned || !c.Owned)
	})
}

// junk are directories of the build that no process reads.
var junk = []string{
	"/tmp", "/var/tmp", "/var/cache", "/var/lib/apt", "/var/log", "/var/lib/dpkg", "/root/.cache", "/root/.npm", "/root/.ssh", "/root/.gitconfig",
	"/root/.netrc", "/usr/share/doc", "/usr/share/man", "/usr/share/keyrings", "/etc/alternatives", "/etc/apt", "/etc/yum.repos.d", "/usr/src", "/dev", "/proc", "/sys",
}

// junk tells of a path that no process reads; one in the working directory never is.
func (f *finalStage) junk(p string) bool { return junkIn(p, f.Workdir) }

func junkIn(p, workdir string) bool {
	return below(p, junk) && !(workdir != "/" && image.Within(p, workdir))
}

// application tells of files below /usr/src, where other files are sources of the build,
// that COPY or the process's own package manager brought into the image of an
// interpreted program.
func (f *finalStage) application(entry image.Entry) bool {
	return !f.e.Runtime.Closed && image.Within(entry.Path, "/usr/src") && (entry.Kind == image.FromContext || entry.Kind == image.FromStage || f.dependencies(entry))
}

// dependencies tells of what a package manager of the process's own language left.
func (f *finalStage) dependencies(entry image.Entry) bool {
	return entry.Artifact != nil && entry.Artifact.Toolchain == f.e.Toolchain
}

// insideApplication tells whether a COPY of a whole directory brings what lies at p, too.
func (f *finalStage) insideApplication(p string) bool {
	return slices.ContainsFunc(f.e.Image.Tree.Under("/usr/src"), func(e image.Entry) bool {
		return e.Whole && e.Dir && e.Path != p && f.application(e) && image.Within(p, e.Path)
	})
}

// leftovers are the files that neither the base brought nor the toolchain named.
func (f *finalStage) leftovers(named []toolchain.Copy) []toolchain.Copy {
	e := f.e
	var out []toolchain.Copy
	var links []string
	covered := func(p string) bool {
		for _, c := range append(named[:len(named):len(named)], out...) {
			if p == c.Source || c.Dir && image.Within(p, c.Source) {
				return true
			}
		}
		return false
	}
	for _, entry := range e.Image.Tree.Under("/") {
		if entry.Kind == image.Made || entry.Path == "/" || entry.Path == e.Process.Script && !e.keepsStart(e.r) || f.junk(entry.Path) && !f.application(entry) || below(entry.Path, e.Runtime.Sources) || covered(entry.Path) {
			continue
		}
		if e.Image.Brings(entry) {
			continue // the toolchain carries what the process needs of it
		}
		if e.isInit(entry.Path) && (e.initWords() != nil || e.alpineInitPackage() != "") {
			continue // the file's own init
		}
		if f.application(entry) && !entry.Whole && !image.Within(entry.Path, f.Workdir) && f.insideApplication(entry.Path) {
			continue
		}
		if strings.HasPrefix(entry.Link, "/busybox/") {
			continue // a debug image's shell
		}
		if strings.Contains(entry.Link, "musl") && !hasShell(e.r.Target) {
			continue // in the place of the loader that the new base has
		}
		if image.Symbolic(entry.Path) && !f.named(entry) || entry.Artifact != nil && e.Runtime.Closed && !isFile(entry) {
			continue
		}
		if f.shared(entry) {
			continue // see rootCopies
		}
		p, dir := entry.Path, entry.Dir
		// What lies in the working directory comes along with the whole of it.
		if wd := f.Workdir; !e.Runtime.Closed && !slices.Contains(systemDirs, wd) && image.Within(p, wd) && !below(wd, e.Runtime.Sources) {
			p, dir = wd, true
			entry.Owner = e.ownerIn(wd)
		}
		if e.rootLink(entry) {
			links = append(links, entry.Path)
			e.say(finding.FilesCarried, entry.Instr.Span, "%s comes along, as a link to %s", entry.Path, entry.Link)
			continue
		}
		if parent := path.Dir(p); entry.Link != "" && !slices.Contains(systemDirs, parent) && parent != rootHome {
			p, dir = parent, true // COPY of a link takes what it leads to; one inside of a directory stays a link
			if hasShell(e.r.Target) && entry.Path == e.Runtime.Final.Workdir {
				f.Setup = append(f.Setup, "RUN rmdir "+entry.Path) // a link can't replace the directory that the base has there
			}
		}
		out = append(out, toolchain.Copy{Source: p, Dest: p, Dir: dir, Owned: owned(entry) && dir})
		if dir && p != f.Workdir && entry.Kind != image.FromContext && entry.Artifact == nil && !strings.ContainsAny(p, " $*?[") {
			e.Runtime.AlsoSearch(p) // it may hold libraries that link others
		}
		e.say(finding.FilesCarried, entry.Instr.Span, "%s comes along", p)
	}
	return append(out, e.stageLinks(links)...)
}

// systemDirs are directories that every base fills itself: they never come along as a whole.
var systemDirs = []string{
	"/", "/bin", "/etc", "/lib", "/sbin", "/tmp", "/usr", "/usr/bin", "/usr/lib", "/usr/local", "/usr/local/bin", "/usr/local/lib",
	"/usr/sbin", "/usr/share", "/var", "/var/lib",
}

// named tells whether the final stage can write a path that holds a variable: COPY
// wrote it so, and the ARGs that it uses are repeated.
func (f *finalStage) named(entry image.Entry) bool {
	if entry.Instr == nil || entry.Instr.Keyword != "COPY" && entry.Instr.Keyword != "ADD" {
		return false
	}
	f.args(entry.Instr)
	_, unknown, err := dockerfile.ExpandWord(entry.Path, f.e.r.Dockerfile.Escape, func(n string) (string, bool) {
		return "", f.declared[n]
	})
	return err == nil && len(unknown) == 0
}

func isFile(e image.Entry) bool { return !e.Dir && !e.Whole }

// owned tells whether the old image gave a path to a user other than root.
func owned(e image.Entry) bool {
	owner, _, _ := strings.Cut(e.Owner, ":")
	return owner != "" && owner != "root" && owner != "0"
}

func below(p string, dirs []string) bool {
	for _, d := range dirs {
		if image.Within(p, d) {
			return true
		}
	}
	return false
}

// writable are the directories that the process writes to: VOLUMEs, empty
// directories that RUN made, and what the toolchain saw.
func (f *finalStage) writable(named []toolchain.Copy) []toolchain.Copy {
	e := f.e
	made := map[string]bool{}
	var dirs, closed []string
	for _, entry := range e.Image.Tree.Under("/") {
		if entry.Kind != image.Made || entry.Path == "/" || isSocket(entry.Path) || f.junk(entry.Path) && !logDirectory(entry.Path) && !e.emptyScratch(entry) || entry.Instr.Keyword == "WORKDIR" {
			continue
		}
		if entry.Instr.Keyword == "RUN" {
			made[entry.Path] = true
			if e.hasFiles(entry.Path) && !logDirectory(entry.Path) || below(entry.Path, e.Runtime.Sources) && !e.pointedAt(entry.Path) {
				continue
			}
			if e.closedTo(entry) {
				closed = append(closed, entry.Path)
				continue
			}
		}
		dirs = append(dirs, entry.Path)
	}
	for _, d := range e.Runtime.Writes {
		// Below another one the process makes it by itself.
		if !slices.ContainsFunc(e.Runtime.Writes, func(w string) bool { return w != d && image.Within(d, w) }) {
			dirs = append(dirs, d)
		}
	}
	var out []toolchain.Copy
	var missing, inside []string
	for _, d := range dirs {
		if slices.ContainsFunc(out, func(c toolchain.Copy) bool { return c.Source == d }) || slices.Contains(inside, d) || image.Symbolic(d) || strings.ContainsAny(d, "[]*?") || d == "/tmp" {
			continue
		}
		if f.comesWith(named, d) {
			inside = append(inside, d)
			e.say(finding.WritableDir, e.Stage.From.Span, "%s belongs to the final user, because the process writes there", d)
			continue
		}
		if !exists(made, d) && !e.hasFiles(d) {
			missing = append(missing, d)
		}
		out = append(out, toolchain.Copy{Source: d, Dest: d, Dir: true, Owned: true})
		e.say(finding.WritableDir, e.Stage.From.Span, "%s belongs to the final user, because the process writes there", d)
	}
	if len(missing) > 0 {
		c := e.Runtime.Change(e.Stage)
		c.Last = append(c.Last, e.makeDirectories(missing)...)
	}
	f.giveAway(inside)
	for _, d := range closed {
		if !f.comesWith(append(named[:len(named):len(named)], out...), d) && !slices.Contains(dirs, d) {
			out = append(out, toolchain.Copy{Source: d, Dest: d, Dir: true})
		}
	}
	return out
}

// pointedAt tells whether a variable of the image holds a path at or below an empty
// directory, which was then made for the process, though it lies among the sources.
func (e *editor) pointedAt(dir string) bool {
	return slices.ContainsFunc(e.Image.Config.Env, func(v image.EnvVar) bool {
		return path.IsAbs(v.Value) && image.Within(path.Clean(v.Value), dir)
	})
}

// makeDirectories are instructions of the build stage that make directories: where it
// has no shell, WORKDIR does.
func (e *editor) makeDirectories(dirs []string) []string {
	if e.Image.Base.Shell || !e.Image.BaseKnown {
		return []string{"RUN mkdir -p " + strings.Join(dirs, " ")}
	}
	var out []string
	for _, d := range dirs {
		out = append(out, "WORKDIR "+d)
	}
	return out
}

// exists tells whether a directory was made, or one below it.
func exists(made map[string]bool, dir string) bool {
	for d := range made {
		if image.Within(d, dir) {
			return true
		}
	}
	return false
}

// logDirectory tells of a directory for logs that someone made on purpose.
func logDirectory(p string) bool { return p != "/var/log" && image.Within(p, "/var/log") }

// comesWith tells whether a directory lies below one that is copied as a whole. A
// COPY --chown of its own would come too late then: the owner of a directory that
// exists stays, while COPY --from keeps the owners that the build stage gave.
func (f *finalStage) comesWith(named []toolchain.Copy, dir string) bool {
	return slices.ContainsFunc(named, func(c toolchain.Copy) bool {
		return c.Dir && c.From == "" && c.Source == c.Dest && dir != c.Source && image.Within(dir, c.Source)
	})
}

// hasFiles tells whether something other than directories lies at or below a path.
func (e *editor) hasFiles(dir string) bool {
	for _, entry := range e.Image.Tree.Under(dir) {
		if entry.Kind != image.Made {
			return true
		}
	}
	entry, presence := e.Image.Tree.Lookup(dir)
	// What lies inside of something that a RUN made is not known to be a directory.
	return presence == image.Present && (entry.Dir && entry.Kind != image.Made || entry.Kind == image.FromRun)
}

func packageSpan(p image.Package) source.Span { return p.Command.Instr.Span }
