package bulk

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// MaxFileSize is the most bytes of a Dockerfile that are read.
const MaxFileSize = 4 << 20

// Read returns the content of the Dockerfile r.
func Read(r io.Reader) ([]byte, error) {
	content, err := io.ReadAll(io.LimitReader(r, MaxFileSize+1))
	if err == nil && len(content) > MaxFileSize {
		return nil, errors.New("not a Dockerfile: it is larger than 4 MiB")
	}
	return content, err
}

// ReadFile returns the content of the Dockerfile at path.
func ReadFile(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return Read(f)
}

// WriteFile writes content to the output file at path, which need not exist. A
// regular file is replaced all at once; anything else that can be written, such as
// a pipe or /dev/null, just gets the bytes.
func WriteFile(path string, content []byte) error {
	target, err := filepath.EvalSymlinks(path)
	if errors.Is(err, fs.ErrNotExist) {
		return writeNew(path, content)
	}
	if err != nil {
		return err
	}
	info, err := os.Stat(target)
	if err != nil {
		return err
	}
	if info.Mode().IsRegular() {
		return writeBeside(target, content, info)
	}
	f, err := os.OpenFile(target, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	return errors.Join(err, f.Close())
}

// writeNew writes a file that is not there yet, with the mode that the umask leaves.
func writeNew(path string, content []byte) error {
	if info, err := os.Stat(filepath.Dir(path)); err != nil || !info.IsDir() {
		return fmt.Errorf("there is no folder %s", filepath.Dir(path))
	}
	return writeBeside(path, content, nil)
}

// newFileMode is the mode of a file that is not there yet, before the umask.
const newFileMode = 0o644

func kind(mode fs.FileMode) string {
	switch {
	case mode.IsDir():
		return "a folder"
	case mode&fs.ModeNamedPipe != 0:
		return "a named pipe"
	case mode&fs.ModeDevice != 0:
		return "a device"
	case mode&fs.ModeSocket != 0:
		return "a socket"
	default:
		return mode.Type().String()
	}
}
