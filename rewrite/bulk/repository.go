package bulk

import (
	"cmp"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
)

// folders knows where folders really lie and which repository holds them. Of many files
// it asks the system once for each folder on their way. It is safe for concurrent use;
// the zero folders is ready for it.
type folders struct {
	real         sync.Map // path of a folder -> its absolute path without links
	repositories sync.Map // path without links of a folder -> that of its repository
}

// realPath returns the absolute path of a file without links. The error says that there
// is no such file.
func (p *folders) realPath(path string) (string, error) {
	real, _, err := p.follow(path)
	return real, err
}

// follow is realPath that also tells whether the last element of path is a link. With
// an error the path is only made absolute.
func (p *folders) follow(path string) (real string, linked bool, err error) {
	path = filepath.Clean(path)
	info, err := os.Lstat(path)
	dir, name := filepath.Dir(path), filepath.Base(path)
	linked = err == nil && info.Mode()&fs.ModeSymlink != 0
	if err == nil && !linked && dir != path && name != ".." {
		if real, err = p.realDir(dir); err == nil {
			return filepath.Join(real, name), false, nil
		}
	}
	absolute, absErr := filepath.Abs(path)
	if err != nil || absErr != nil {
		return absolute, false, cmp.Or(err, absErr)
	}
	if real, err = filepath.EvalSymlinks(absolute); err != nil {
		return absolute, false, err
	}
	return real, linked, nil
}

// realDir is realPath of a folder, remembered.
func (p *folders) realDir(dir string) (string, error) {
	if real, ok := p.real.Load(dir); ok {
		return real.(string), nil
	}
	real, err := p.realPath(dir)
	if err == nil {
		p.real.Store(dir, real)
	}
	return real, err
}

// repository returns the folder of the git work tree that holds dir, which is absolute
// and without links; "" when dir lies in none.
func (p *folders) repository(dir string) string {
	if root, ok := p.repositories.Load(dir); ok {
		return root.(string)
	}
	root := dir
	if _, err := os.Lstat(filepath.Join(dir, ".git")); err != nil {
		root = ""
		if parent := filepath.Dir(dir); parent != dir {
			root = p.repository(parent)
		}
	}
	p.repositories.Store(dir, root)
	return root
}
