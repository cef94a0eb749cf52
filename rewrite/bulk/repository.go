package bulk

import (
	"os"
	"path/filepath"
)

// repositoryOf returns the folder of the git work tree that holds path, as an absolute
// path without links; "" when path lies in none.
func repositoryOf(path string) string {
	dir, err := filepath.Abs(path)
	if err != nil {
		return ""
	}
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		dir = real
	}
	for {
		if _, err := os.Lstat(filepath.Join(dir, ".git")); err == nil {
			return dir
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return ""
		}
		dir = parent
	}
}
