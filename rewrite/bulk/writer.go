package bulk

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
)

// Writer replaces files in place, each all at once. The new content of a file is written
// to a folder below .git, and a rename puts it into its place: whoever is killed in
// between leaves nothing in the work tree, and what stayed below .git is removed by the
// next Writer that gets there. A file of no repository, or one on another file system
// than .git, has its new content written to a folder beside it, which the next Writer
// removes that writes there, or whose Sweep finds it.
//
// A Writer is safe for concurrent use; the zero Writer is ready for it. Close it when all
// is written.
type Writer struct {
	// Folders may be shared; nil asks the system each time.
	Folders *Folders
	mu      sync.Mutex
	// staging are the folders that were made, by their repository; "" where none could be.
	staging map[string]string
}

// Replace gives the file at path the content after: whoever reads it meanwhile sees the
// whole old or the whole new file. Its mode and owner stay; a link stays one, and the
// file it leads to is replaced. The error says that it is no regular file, must not be
// written, or no longer holds before.
func (w *Writer) Replace(path string, before, after []byte) error {
	target, err := w.Folders.realPath(path)
	if err != nil {
		return err
	}
	info, err := os.Lstat(target)
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("not a regular file (%s), so it can't be replaced; use -o FILE", kind(info.Mode()))
	}
	// Replacing needs no right to write the file, only one to its folder; but
	// a file that nobody may write is not ours to change.
	if info.Mode().Perm()&0o222 == 0 {
		return errors.New("the file is read-only; make it writable (chmod u+w) or use -o FILE")
	}
	current, err := ReadFile(target)
	if err != nil {
		return err
	}
	if !bytes.Equal(current, before) {
		return errors.New("the file was changed while it was being migrated; run again")
	}
	if staging := w.stagingFor(target); staging != "" {
		if err := writeAtomically(staging, target, after, info); !errors.Is(err, syscall.EXDEV) {
			return err
		}
	}
	return writeBeside(target, after, info)
}

// writeBeside is writeAtomically by way of a folder beside the target.
func writeBeside(target string, content []byte, old fs.FileInfo) error {
	dir := filepath.Dir(target)
	staging := makeStaging(dir, stagingBeside)
	if staging == "" { // as the folder takes no files, which writing says better
		return writeAtomically(dir, target, content, old)
	}
	return errors.Join(writeAtomically(staging, target, content, old), os.RemoveAll(staging))
}

// Sweep removes what Writers of killed processes left in the folders that Folders have
// listed.
func (w *Writer) Sweep() {
	for _, dir := range w.Folders.leftBehind() {
		removeDead(dir)
	}
}

// Close removes the folders that contents were written to.
func (w *Writer) Close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	var all []error
	for _, dir := range w.staging {
		if dir != "" {
			all = append(all, os.RemoveAll(dir))
		}
	}
	w.staging = nil
	return errors.Join(all...)
}

// stagingFor returns the folder in which the new content of a file is written; "" for
// none.
func (w *Writer) stagingFor(target string) string {
	root := w.Folders.repository(filepath.Dir(target))
	if root == "" {
		return ""
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	dir, known := w.staging[root]
	if !known {
		if w.staging == nil {
			w.staging = map[string]string{}
		}
		dir = makeStaging(gitDir(root), stagingInGit)
		w.staging[root] = dir
	}
	return dir
}

// What the folders are called, before the number of their process.
const (
	stagingInGit  = "dfmigrate-"
	stagingBeside = ".dfmigrate-"
)

// makeStaging makes a folder of this process in dir, and removes those of processes that
// were killed. It returns "" where nothing may be written.
func makeStaging(dir, name string) string {
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		if _, ok := stagingOf(e.Name(), name); ok && e.IsDir() {
			removeDead(filepath.Join(dir, e.Name()))
		}
	}
	own, err := os.MkdirTemp(dir, fmt.Sprintf("%s%d-", name, os.Getpid()))
	if err != nil {
		return ""
	}
	return own
}

// stagingOf is the process whose folder has that name.
func stagingOf(folder, name string) (pid int, ok bool) {
	rest, ok := strings.CutPrefix(folder, name)
	number, _, random := strings.Cut(rest, "-")
	pid, err := strconv.Atoi(number)
	return pid, ok && random && err == nil
}

// removeDead removes the staging folder of a process that does not run any more.
func removeDead(dir string) {
	name := strings.TrimPrefix(filepath.Base(dir), ".")
	if pid, ok := stagingOf(name, stagingInGit); ok && !isAlive(pid) {
		_ = os.RemoveAll(dir)
	}
}

// gitDir is where a repository keeps its own files: .git, or what a .git file names, as
// linked work trees and submodules have one.
func gitDir(root string) string {
	dir := filepath.Join(root, ".git")
	text, err := os.ReadFile(dir)
	if err != nil { // a folder
		return dir
	}
	named := strings.TrimSpace(strings.TrimPrefix(string(text), "gitdir:"))
	if !filepath.IsAbs(named) {
		named = filepath.Join(root, named)
	}
	return named
}
