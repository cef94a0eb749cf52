package bulk

import (
	"cmp"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
)

// Folders knows where folders really lie, which repository holds them, and what was in
// those that Find walked, as it was then. Whoever shares one among all that looks at a
// tree asks the system once for each folder. It is safe for concurrent use; the zero
// Folders is ready for it, and nil remembers nothing.
type Folders struct {
	real         sync.Map // path of a folder -> its absolute path without links
	repositories sync.Map // path without links of a folder -> that of its repository

	mu       sync.RWMutex
	listings map[string][]entry // by the path without links of a folder; sorted by name
	left     []string           // paths of folders that a Writer of another process made
}

// realPath returns the absolute path of a file without links. The error says that there
// is no such file.
func (f *Folders) realPath(path string) (string, error) {
	real, _, err := f.follow(path)
	return real, err
}

// follow is realPath that also tells whether the last element of path is a link. With
// an error the path is only made absolute.
func (f *Folders) follow(path string) (real string, linked bool, err error) {
	path = filepath.Clean(path)
	dir, name := filepath.Dir(path), filepath.Base(path)
	plain := dir != path && name != ".."
	if in, known := f.remembered(dir); known && plain {
		if mode, ok := f.listed(in, name); ok && mode&fs.ModeSymlink == 0 {
			return filepath.Join(in, name), false, nil
		}
	}
	info, err := os.Lstat(path)
	linked = err == nil && info.Mode()&fs.ModeSymlink != 0
	if err == nil && !linked && plain {
		if real, err = f.realDir(dir); err == nil {
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
func (f *Folders) realDir(dir string) (string, error) {
	if real, ok := f.remembered(dir); ok {
		return real, nil
	}
	real, err := f.realPath(dir)
	if err == nil && f != nil {
		f.real.Store(dir, real)
	}
	return real, err
}

// remembered is what realDir has found.
func (f *Folders) remembered(dir string) (real string, ok bool) {
	if f == nil {
		return "", false
	}
	found, ok := f.real.Load(dir)
	if !ok {
		return "", false
	}
	return found.(string), true
}

// repository returns the folder of the git work tree that holds dir, which is absolute
// and without links; "" when dir lies in none.
func (f *Folders) repository(dir string) string {
	_, isListed := f.listing(dir)
	if f != nil && !isListed { // else the way up takes no longer than to look it up
		if root, ok := f.repositories.Load(dir); ok {
			return root.(string)
		}
	}
	root := dir
	if !f.has(dir, ".git") {
		root = ""
		if parent := filepath.Dir(dir); parent != dir {
			root = f.repository(parent)
		}
	}
	if f != nil && !isListed {
		f.repositories.Store(dir, root)
	}
	return root
}

// list reads a folder, and remembers what is in it. path is how the user writes real,
// its absolute path without links. Nobody may change the entries, also not where the
// error says that some are missing.
func (f *Folders) list(path, real string) ([]entry, error) {
	read, err := os.ReadDir(path)
	entries := newEntries(path, read)
	if err == nil && f != nil {
		f.mu.Lock()
		defer f.mu.Unlock()
		if f.listings == nil {
			f.listings = map[string][]entry{}
		}
		f.listings[real] = entries
		for _, e := range entries {
			if _, ok := stagingOf(e.name, stagingBeside); ok && e.IsDir() {
				f.left = append(f.left, filepath.Join(real, e.name))
			}
		}
	}
	return entries, err
}

// leftBehind are the folders in which list has seen that a Writer was at work.
func (f *Folders) leftBehind() []string {
	if f == nil {
		return nil
	}
	f.mu.RLock()
	defer f.mu.RUnlock()
	return slices.Clone(f.left)
}

// listing is what list has read of a folder.
func (f *Folders) listing(real string) ([]entry, bool) {
	if f == nil {
		return nil, false
	}
	f.mu.RLock()
	defer f.mu.RUnlock()
	entries, ok := f.listings[real]
	return entries, ok
}

// listed tells what an entry of a folder is that list has read; not ok means that it has
// not, or that there is no such entry.
func (f *Folders) listed(real, name string) (mode fs.FileMode, ok bool) {
	entries, ok := f.listing(real)
	if !ok {
		return 0, false
	}
	i, found := find(entries, name)
	if !found {
		return 0, false
	}
	return entries[i].mode, true
}

// has tells whether there is something of that name in a folder.
func (f *Folders) has(real, name string) bool {
	if entries, ok := f.listing(real); ok {
		return contains(entries, name)
	}
	return exists(filepath.Join(real, name))
}
