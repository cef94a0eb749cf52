package toolchain

import (
	"path"
	"slices"

	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
)

// ownsWrites gives the final user the directories that sources name as written. Where
// the file has a user of its own, it has seen to that itself.
func (b *answer) ownsWrites(writes []project.WriteCall) {
	if b.nonRootBuild() {
		return
	}
	for _, w := range writes {
		at := image.Join(b.workdir(), w.Path)
		dir := at
		if !w.Dir {
			dir = path.Dir(at)
		}
		switch {
		case slices.ContainsFunc([]string{"/tmp", "/var/tmp", "/dev", "/proc"}, func(open string) bool { return image.Within(dir, open) }):
		case slices.ContainsFunc(b.rt.Writes, func(have string) bool { return image.Within(dir, have) }):
		case rootsOwn(dir):
			b.say(finding.CodeWritesRoot, b.processSpan(), "%s:%d writes %s, and only root may write into %s", w.File, w.Line, w.Path, dir)
		default:
			b.rt.Writes = append(b.rt.Writes, dir)
			b.rt.InPlace = false
		}
	}
}

// rootsOwn tells of directories that stay root's: those of the system, and root's home.
func rootsOwn(dir string) bool {
	switch dir {
	case "/", "/var", "/var/lib", "/var/log", "/var/cache", "/opt", "/srv", "/home", "/mnt", "/usr/local":
		return true
	}
	return slices.ContainsFunc([]string{"/etc", "/usr", "/bin", "/sbin", "/lib", "/root", "/run", "/var/run", "/sys", "/boot"}, func(system string) bool {
		return image.Within(dir, system) && !image.Within(dir, "/usr/src") && !image.Within(dir, "/usr/local") && !image.Within(dir, "/usr/app")
	})
}
