//go:build unix

package cli

import (
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestKilledWhileWriting kills dfmigrate -w again and again in the middle of 2,000 files.
// Each time every file has to be the old or the new one, whole, and nothing else may lie
// in the tree. The run that nobody kills ends where one that was never killed does.
func TestKilledWhileWriting(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds the command and writes 4,000 files")
	}
	program := filepath.Join(t.TempDir(), "dfmigrate")
	if out, err := exec.Command("go", "build", "-o", program, "../..").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	const services = 2000
	before := writeServices(t, services)
	writeRun := func(dir string) *exec.Cmd {
		return exec.Command(program, "--to", "distroless", "--write", "--allow-dirty", "-j", "4", dir)
	}

	whole := t.TempDir()
	unpackTree(t, whole, before)
	if out, err := writeRun(whole).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	after := readTree(t, whole)

	dir := t.TempDir()
	unpackTree(t, dir, before)
	for _, file := range []int{10, 300, 301, 800, 1400, 1900} {
		killAt(t, writeRun(dir), filepath.Join(dir, serviceFile(file)), before[serviceFile(file)])
		old, migrated := 0, 0
		for name, text := range readTree(t, dir) {
			switch text {
			case after[name]:
				migrated++
			case before[name]:
				old++
			default:
				t.Fatalf("%s was left behind, or by halves:\n%s", name, text)
			}
		}
		if old+migrated != len(before) {
			t.Fatalf("%d of %d files are there", old+migrated, len(before))
		}
		if old == 0 || migrated == 0 {
			t.Errorf("not killed in the middle: %d files are old, %d new", old, migrated)
		}
	}
	if out, err := writeRun(dir).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for name, text := range readTree(t, dir) {
		if text != after[name] {
			t.Errorf("%s is not what a run without interruption makes of it:\n%s", name, text)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".git", "dfmigrate-*")); len(left) > 0 {
		t.Errorf("the last run left %v", left)
	}
}

// killAt starts a command and kills it soon after it has changed a file.
func killAt(t *testing.T, cmd *exec.Cmd, file, old string) {
	t.Helper()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	for {
		select {
		case err := <-ended:
			t.Fatalf("it ended before it changed %s: %v", file, err)
		default:
		}
		if text, err := os.ReadFile(file); err != nil || string(text) != old {
			break
		}
	}
	time.Sleep(rand.N(2 * time.Millisecond)) // anywhere in the work on a file
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	<-ended
}

func serviceFile(n int) string { return fmt.Sprintf("service-%04d/Dockerfile", n) }

// writeServices is a tree of small Go services, by path.
func writeServices(t *testing.T, count int) map[string]string {
	t.Helper()
	tree := map[string]string{}
	for n := range count {
		tree[serviceFile(n)] = fmt.Sprintf("FROM golang:1.24\nWORKDIR /src\nCOPY . .\nENV NUMBER=%d CGO_ENABLED=0\nRUN go build -o /app .\nCMD [\"/app\"]\n%s",
			n, strings.Repeat("# so that the file has some size\n", 50))
		tree[fmt.Sprintf("service-%04d/main.go", n)] = "package main\n\nfunc main() {}\n"
		tree[fmt.Sprintf("service-%04d/go.mod", n)] = "module example.com/service\n\ngo 1.24\n"
	}
	return tree
}

// unpackTree writes a tree below dir, which becomes a repository.
func unpackTree(t *testing.T, dir string, tree map[string]string) {
	t.Helper()
	if err := os.Mkdir(filepath.Join(dir, ".git"), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range tree {
		target := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(target, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// readTree reads all files below dir but for .git, by their path.
func readTree(t *testing.T, dir string) map[string]string {
	t.Helper()
	tree := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && d.Name() == ".git":
			return fs.SkipDir
		case d.IsDir():
			return nil
		}
		text, err := os.ReadFile(path)
		relative, _ := filepath.Rel(dir, path)
		tree[filepath.ToSlash(relative)] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return tree
}
