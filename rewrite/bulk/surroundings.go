package bulk

import (
	"os"
	"path"
	"path/filepath"

	"github.com/dfmigrate/dfmigrate/rewrite/around"
)

// Surroundings knows what the files around Dockerfiles say of them. It reads each
// repository once; of a Dockerfile outside of repositories its own folder. It is safe
// for concurrent use; the zero Surroundings is ready for it.
type Surroundings struct {
	// Folders may be shared; nil asks the system each time.
	Folders *Folders
	cache   around.Cache
}

// Of returns what is said of the Dockerfile at a path, and the folder that the paths in
// it are relative to, as an absolute path.
func (s *Surroundings) Of(dockerfile string) (uses around.Uses, root string) {
	real, err := s.Folders.realPath(dockerfile)
	if err != nil {
		return around.Uses{}, ""
	}
	if root = s.Folders.repository(filepath.Dir(real)); root == "" {
		root = filepath.Dir(real)
	}
	name, ok := within(root, real)
	if !ok {
		return around.Uses{}, root
	}
	index := s.cache.Index(root, func() *around.Index {
		return around.Read(s.Folders.dirFS(root), func(folder string) bool { return isForeign(path.Base(folder)) })
	})
	return index.Of(name), root
}

// ContextOf is the build context that the builds of a Dockerfile name, below root, and
// the first of them; nil when none does. Where they name several, the one that the
// Dockerfile's own COPYs point to wins, else the first.
func (f *Folders) ContextOf(uses around.Uses, root, guess string) (dir string, by *around.Build) {
	if len(uses.Builds) == 0 {
		return "", nil
	}
	absolute, _ := f.realPath(guess)
	for _, b := range uses.Builds {
		there := filepath.Join(root, filepath.FromSlash(b.Context))
		if info, err := os.Stat(there); err != nil || !info.IsDir() {
			continue
		}
		if there == absolute {
			return guess, b
		}
		if by == nil {
			dir, by = there, b
		}
	}
	return dir, by
}
