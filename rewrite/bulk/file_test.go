//go:build unix

package bulk

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func content(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	must(t, err)
	return string(b)
}

func TestReplace(t *testing.T) {
	inTree(t, "Dockerfile=old", "sub/x", "sub/link -> ../Dockerfile")
	must(t, os.Chmod("Dockerfile", 0o640))
	must(t, new(Writer).Replace("sub/link", []byte("old"), []byte("new")))

	info, err := os.Lstat("Dockerfile")
	must(t, err)
	if content(t, "Dockerfile") != "new" || info.Mode() != 0o640 {
		t.Errorf("the file holds %q with mode %v", content(t, "Dockerfile"), info.Mode())
	}
	if target, err := os.Readlink("sub/link"); err != nil || target != "../Dockerfile" {
		t.Errorf("the link leads to %q, %v", target, err)
	}
	for _, dir := range []string{".", "sub"} {
		left, _ := filepath.Glob(dir + "/.*")
		if len(left) > 0 {
			t.Errorf("left behind: %v", left)
		}
	}
}

func TestReplaceKeepsTheOwner(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can write a file of someone else's")
	}
	inTree(t, "Dockerfile=old")
	must(t, os.Chown("Dockerfile", 1234, 2345))
	must(t, new(Writer).Replace("Dockerfile", []byte("old"), []byte("new")))
	info, err := os.Stat("Dockerfile")
	must(t, err)
	if owner := info.Sys().(*syscall.Stat_t); owner.Uid != 1234 || owner.Gid != 2345 {
		t.Errorf("owner is %d:%d", owner.Uid, owner.Gid)
	}
}

func TestReplaceRefuses(t *testing.T) {
	inTree(t, "Dockerfile=old", "readonly=old", "folder/")
	must(t, os.Chmod("readonly", 0o444))
	must(t, syscall.Mkfifo("pipe", 0o644))
	for name, want := range map[string]string{
		"Dockerfile": "changed while",
		"readonly":   "read-only",
		"folder":     "not a regular file (a folder)",
		"pipe":       "not a regular file (a named pipe)",
		"/dev/null":  "not a regular file (a device)",
		"gone":       "no such file",
	} {
		before := []byte("old")
		if name == "Dockerfile" {
			before = []byte("older")
		}
		err := new(Writer).Replace(name, before, []byte("new"))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Replace(%s) = %v, want an error with %q", name, err, want)
		}
	}
	if content(t, "Dockerfile") != "old" || content(t, "readonly") != "old" {
		t.Error("a refused file was written")
	}
}

func TestWriteFile(t *testing.T) {
	inTree(t, "there=old", "sub/x", "link -> there")
	must(t, os.Chmod("there", 0o600))
	must(t, WriteFile("link", []byte("new")))
	info, err := os.Lstat("there")
	must(t, err)
	if content(t, "there") != "new" || info.Mode() != 0o600 {
		t.Errorf("the file holds %q with mode %v", content(t, "there"), info.Mode())
	}
	must(t, WriteFile("sub/fresh", []byte("new")))
	if content(t, "sub/fresh") != "new" {
		t.Errorf("the fresh file holds %q", content(t, "sub/fresh"))
	}
	must(t, WriteFile("/dev/null", []byte("new")))
	for name, want := range map[string]string{"gone/x": "no folder gone", "sub": "is a directory"} {
		if err := WriteFile(name, nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("WriteFile(%s) = %v, want an error with %q", name, err, want)
		}
	}
}

func TestRead(t *testing.T) {
	if got, err := Read(bytes.NewReader(make([]byte, MaxFileSize))); err != nil || len(got) != MaxFileSize {
		t.Errorf("%d bytes, %v", len(got), err)
	}
	if got, err := Read(bytes.NewReader(make([]byte, MaxFileSize+1))); err == nil || got != nil {
		t.Errorf("%d bytes, %v; want an error", len(got), err)
	}
}
