//go:build unix

package bulk

import (
	"io/fs"
	"os"
	"syscall"

	"github.com/google/renameio/v2"
)

// writeAtomically gives the file at target its content all at once: it is written to
// the folder staging, and takes its place by a rename. old is the file that it replaces,
// whose mode and owner it gets; nil for none. A staging folder on another file system is
// an error that isElsewhere knows.
func writeAtomically(staging, target string, content []byte, old fs.FileInfo) error {
	mode := renameio.WithPermissions(newFileMode)
	if old != nil {
		mode = renameio.WithStaticPermissions(old.Mode().Perm())
	}
	f, err := renameio.NewPendingFile(target, renameio.WithTempDir(staging), mode)
	if err != nil {
		return err
	}
	defer f.Cleanup()
	if _, err := f.Write(content); err != nil {
		return err
	}
	if old != nil {
		keepOwner(f.File, old)
	}
	return f.CloseAtomicallyReplace()
}

// keepOwner gives f the owner that old had, where it may: whoever runs the command as
// root does not want root's files in a work tree.
func keepOwner(f *os.File, old fs.FileInfo) {
	was, ok := old.Sys().(*syscall.Stat_t)
	if !ok || os.Geteuid() == int(was.Uid) && os.Getegid() == int(was.Gid) {
		return
	}
	_ = f.Chown(int(was.Uid), int(was.Gid))
}

// isAlive tells whether a process runs.
func isAlive(pid int) bool { return syscall.Kill(pid, 0) != syscall.ESRCH }
