package bulk

import (
	"bytes"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
)

// Uncommitted knows which files have changes that git has no copy of. It asks git once
// for each repository. It is safe for concurrent use; the zero Uncommitted is ready for it.
type Uncommitted struct {
	// Folders may be shared; nil asks the system each time.
	Folders *Folders
	mu      sync.Mutex
	// changed are the changed files of each repository, by its folder.
	changed map[string]map[string]bool
}

// Has tells whether the file at path, links followed, was changed or added since the
// last commit. A file outside of repositories, or one that git ignores, has no such
// changes. The error says that git can't tell.
func (u *Uncommitted) Has(path string) (bool, error) {
	real, err := u.Folders.realPath(path)
	if err != nil {
		return false, err
	}
	root := u.Folders.repository(filepath.Dir(real))
	if root == "" {
		return false, nil
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	changed, known := u.changed[root]
	if !known {
		if changed, err = changedIn(root); err != nil {
			return false, err
		}
		if u.changed == nil {
			u.changed = map[string]map[string]bool{}
		}
		u.changed[root] = changed
	}
	relative, ok := within(root, real)
	return ok && changed[relative], nil
}

// changedIn asks git for the changed and the untracked files of a repository.
func changedIn(root string) (map[string]bool, error) {
	cmd := exec.Command("git", "--no-optional-locks", "-C", root, "status", "--porcelain=v1", "-z", "--untracked-files=all", "--no-renames")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	switch {
	case errors.Is(err, exec.ErrNotFound):
		return nil, errors.New("git is not installed, so nothing tells whether the file has uncommitted changes")
	case err != nil:
		return nil, fmt.Errorf("git status: %w: %s", err, strings.TrimSpace(stderr.String()))
	}
	changed := map[string]bool{}
	for entry := range strings.SplitSeq(string(out), "\x00") {
		if len(entry) > 3 { // XY, a blank, the path
			changed[entry[3:]] = true
		}
	}
	return changed, nil
}
