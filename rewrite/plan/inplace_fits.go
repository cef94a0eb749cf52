package plan

import (
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/toolchain"
)

// fitsInPlace tells whether the product stage can be kept, with another base:
// its RUNs only do what the new base makes unnecessary, or run there too.
func (e *editor) fitsInPlace() bool {
	rt := e.Runtime
	if rt.Stays {
		return true
	}
	if !rt.InPlace || !e.carriesFromOthers() || e.referenced(chain(e.Stage)) && !(e.leaves() && e.canLeave()) {
		return false
	}
	if len(e.Process.Prepare) > 0 && !e.keepsStart(e.r) {
		return false // a build stage has to run them
	}
	if e.initWords() != nil && (e.Stage.Parent != nil && !e.leaves() || e.Stage.Index+1 < len(e.r.Dockerfile.Stages)) {
		return false // the stage before it would move the others
	}
	if e.losesVolume() {
		return false
	}
	for _, run := range e.Image.Runs {
		if e.keepsParents() && own(e.Stage, run.Instr) == nil {
			continue // it stays where it is
		}
		if !e.dissolves(run) {
			return false
		}
	}
	return true
}

// carriesFromOthers tells whether the stages to add, if there are any, stand on other
// stages than the product, so that they fit before it.
func (e *editor) carriesFromOthers() bool {
	last := e.Stage.Index == len(e.r.Dockerfile.Stages)-1 // else numbers of stages would change
	return !slices.ContainsFunc(e.Runtime.Carried, func(s toolchain.Stage) bool {
		return !last || e.Stage.Parent != nil && !e.leaves() || s.From == "" || e.r.Dockerfile.StageByName(s.From) == e.Stage
	})
}

// losesVolume tells whether the new user can't write where root could, unless a build
// stage makes the directory for it.
func (e *editor) losesVolume() bool { return !e.sameSystem() && len(e.rootDirectories()) > 0 }

// rootDirectories are the VOLUMEs of the product, and empty directories that a RUN made,
// to which root could write and the new user can't. Everyone writes to /tmp.
func (e *editor) rootDirectories() []string {
	if user := e.Image.Config.User; user != "" && !rootUser(user) {
		return nil
	}
	var dirs []string
	for _, entry := range e.Image.Tree.Under("/") {
		if entry.Kind == image.Made && entry.Instr != nil && entry.Instr.Keyword == "RUN" &&
			(!junkIn(entry.Path, e.Image.Config.Workdir) || logDirectory(entry.Path) || e.emptyScratch(entry)) && !e.hasFiles(entry.Path) {
			dirs = append(dirs, entry.Path)
		}
	}
	for _, i := range e.Image.Config.Volumes {
		cmd, ok := i.Cmd.(*instructions.VolumeCommand)
		if !ok {
			continue
		}
		for _, v := range cmd.Volumes {
			if dir := image.Join(e.Image.Config.Workdir, v); !image.Within(dir, "/tmp") && !isSocket(dir) && !slices.Contains(dirs, dir) {
				dirs = append(dirs, dir)
			}
		}
	}
	return dirs
}

// giveDirectories gives them to the final user in a stage whose RUN lines stay: before
// the first VOLUME, because some builders forget what happens to a volume after it.
func (e *editor) giveDirectories(at int) {
	dirs := slices.DeleteFunc(e.rootDirectories(), image.Symbolic)
	if !e.sameSystem() || e.Runtime.Stays || len(dirs) == 0 {
		return
	}
	for _, i := range e.body() {
		if i.Keyword == "VOLUME" {
			at = e.attached(i).Start
			break
		}
	}
	list, chown := strings.Join(dirs, " "), "chown "
	if slices.ContainsFunc(dirs, e.hasFiles) {
		chown += "-R "
	}
	command := chown + e.user() + " " + list
	if missing := slices.DeleteFunc(slices.Clone(dirs), e.exists); len(missing) > 0 {
		command = "mkdir -p " + strings.Join(missing, " ") + " && " + command
	}
	e.insertLines(at, "RUN "+command)
	for _, d := range dirs {
		e.say(finding.WritableDir, e.Stage.From.Span, "%s belongs to the final user, because the process writes there", d)
	}
}

// exists tells whether a RUN or a COPY makes a directory, not only a VOLUME.
func (e *editor) exists(dir string) bool {
	return e.hasFiles(dir) || slices.ContainsFunc(e.Image.Tree.Under(dir), func(entry image.Entry) bool {
		return entry.Path == dir && entry.Instr != nil && entry.Instr.Keyword != "VOLUME"
	})
}

// sameSystem tells whether RUN lines of the product stage mean the same on the new base.
func (e *editor) sameSystem() bool {
	return e.Runtime.Stays || e.Image.Base.PackageManager == "apk" && e.Runtime.Final.Libc == base.Musl
}

// referenced tells whether another stage builds on one of ours, or copies from it.
func (e *editor) referenced(ours []*dockerfile.Stage) bool {
	for _, st := range e.r.Dockerfile.Stages {
		if slices.Contains(ours, st) {
			continue
		}
		if slices.Contains(ours, st.Parent) {
			return true
		}
		for _, i := range st.Body {
			if f, ok := i.Flag("from"); ok && slices.Contains(ours, e.r.Dockerfile.StageByName(f.Value)) {
				return true
			}
		}
	}
	return false
}

// dissolves tells whether a RUN of the product stage can go (or, where the
// system stays the same, stay as it is).
func (e *editor) dissolves(run *image.Run) bool {
	for _, c := range run.Commands {
		if e.sameSystem() {
			if !c.Understood && len(c.Args) > 0 {
				return false
			}
			continue
		}
		if !e.unneeded(c) {
			return false
		}
	}
	return run.Err == nil
}

// unneeded tells of a command whose result the new base has, or that only
// prepared the user whom a number replaces.
func (e *editor) unneeded(c *image.Command) bool {
	if c.Ran != nil {
		return !slices.ContainsFunc(c.Ran.Commands, func(inner *image.Command) bool { return !e.unneeded(inner) })
	}
	switch c.Name() {
	case "set", "true", ":", "echo", "cd", "export", "update-ca-certificates", "useradd", "adduser", "groupadd", "addgroup",
		"usermod", "chown", "passwd":
		return len(c.OutputFiles()) == 0
	case "rm", "rmdir":
		return true
	case "corepack": // the process is resolved to the program that a package manager starts
		return true
	case "mkdir":
		return e.onlyFilled(c)
	case "touch":
		return e.onlyDates(c)
	case "apt-get", "apt", "apk", "dnf", "yum", "microdnf":
		return e.packagesGo(c)
	case "chmod":
		return e.onlyCopied(c) || e.opensWorkdir(c)
	}
	return false
}

// packagesGo tells whether all packages that a command installs are in the new base or
// unused, or can be installed there under their names on Alpine.
func (e *editor) packagesGo(c *image.Command) bool {
	for _, p := range e.Image.Packages {
		if p.Command != c || !e.verdict(p).keep {
			continue
		}
		if _, ok := e.apkNames(p); !ok || e.r.Target != base.Alpine {
			return false
		}
	}
	return true
}

// onlyCopied tells whether chmod +x only touches files that other stages built,
// which are executable already.
func (e *editor) onlyCopied(c *image.Command) bool {
	for _, a := range c.Args[1:] {
		if strings.HasPrefix(a, "-") || !strings.Contains(a, "/") && strings.ContainsAny(a, "+=") || numberMode(a) {
			continue
		}
		entry, presence := e.Image.Tree.Lookup(c.Abs(a))
		if presence != image.Present || entry.Kind != image.FromStage {
			return false
		}
	}
	return true
}

// onlyFilled tells whether mkdir only makes directories that a COPY makes, too, with the
// owner that they were given.
func (e *editor) onlyFilled(c *image.Command) bool {
	for _, a := range c.Args[1:] {
		if strings.HasPrefix(a, "-") || numberMode(a) {
			continue
		}
		made, _ := e.Image.Tree.Lookup(c.Abs(a))
		if !slices.ContainsFunc(e.Image.Tree.Under(c.Abs(a)), func(entry image.Entry) bool {
			return (entry.Kind == image.FromStage || entry.Kind == image.FromContext) && (owned(entry) || !owned(made))
		}) {
			return false
		}
	}
	return true
}

// onlyDates tells whether touch changes no more than the time of files that COPY brings.
func (e *editor) onlyDates(c *image.Command) bool {
	for i, a := range c.Args[1:] {
		if strings.HasPrefix(a, "-") || !c.Known[i+1] {
			return false
		}
		entry, presence := e.Image.Tree.Lookup(c.Abs(a))
		if presence != image.Present || entry.Dir || entry.Kind != image.FromStage && entry.Kind != image.FromContext {
			return false
		}
	}
	return len(c.OutputFiles()) == 0
}

func numberMode(s string) bool { return number(s) && len(s) <= 4 }
