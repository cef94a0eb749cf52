package project

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

func TestReadELF(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("programs of this system are no ELF files")
	}
	dir := t.TempDir()
	self, err := os.ReadFile(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{"tool": self, "script": []byte("#!/bin/sh\n"), "cut": self[:64]} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	c, err := New(os.DirFS(dir), "")
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := c.ReadELF("tool"); !ok {
		t.Error("a program was not read")
	}
	for _, name := range []string{"script", "cut", "absent"} {
		if _, ok := c.ReadELF(name); ok {
			t.Errorf("%s is taken for a program", name)
		}
	}
	if _, ok := None().ReadELF("tool"); ok {
		t.Error("a program was read without a context")
	}
}
