//go:build unix

package bulk

import (
	"io/fs"
	"os"
	"syscall"
)

// keepOwner gives the file at path the owner that old had, where it may: whoever
// runs the command as root does not want root's files in a work tree.
func keepOwner(path string, old fs.FileInfo) {
	was, ok := old.Sys().(*syscall.Stat_t)
	if !ok {
		return
	}
	if os.Geteuid() == int(was.Uid) && os.Getegid() == int(was.Gid) {
		return
	}
	_ = os.Chown(path, int(was.Uid), int(was.Gid))
}
