//go:build !unix

package bulk

import (
	"io/fs"
	"os"
)

// writeAtomically writes a file where nothing replaces one all at once.
func writeAtomically(_, target string, content []byte, old fs.FileInfo) error {
	mode := fs.FileMode(newFileMode)
	if old != nil {
		mode = old.Mode().Perm()
	}
	return os.WriteFile(target, content, mode)
}

// isAlive tells whether a process runs.
func isAlive(pid int) bool {
	_, err := os.FindProcess(pid)
	return err == nil
}
