//go:build unix

package main

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/dfmigrate/dfmigrate/rewrite/cli"
)

// TestTreeIsDeterministic writes the same monorepo twice, and another one.
func TestTreeIsDeterministic(t *testing.T) {
	first, second, other := sumOfTree(t, 1), sumOfTree(t, 1), sumOfTree(t, 2)
	if first != second {
		t.Error("the same seed gave other bytes")
	}
	if first == other {
		t.Error("another seed gave the same bytes")
	}
}

func sumOfTree(t *testing.T, seed uint64) string {
	dir := t.TempDir()
	if _, err := writeTree(dir, 60, seed); err != nil {
		t.Fatal(err)
	}
	sum := sha256.New()
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		relative, _ := filepath.Rel(dir, path)
		fmt.Fprintf(sum, "%s\n%s\n", relative, text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%x", sum.Sum(nil))
}

// TestTreeIsMixed holds the monorepo to what the measurements say of it: every status
// comes up in it, most files are migrated.
func TestTreeIsMixed(t *testing.T) {
	dir := t.TempDir()
	if _, err := writeTree(dir, 150, 1); err != nil {
		t.Fatal(err)
	}
	said := migrateTree(t, dir)
	var total, migrated, compliant, refused, failed int
	if _, err := fmt.Sscanf(said, "%d files: %d migrated, %d compliant, %d refused, %d error", &total, &migrated, &compliant, &refused, &failed); err != nil {
		t.Fatalf("%q: %v", said, err)
	}
	if total != 150 || migrated < total/2 || compliant == 0 || refused == 0 || failed == 0 {
		t.Error(said)
	}
}

// migrateTree runs the command over a folder and returns its closing line.
func migrateTree(tb testing.TB, dir string) string {
	said, err := os.CreateTemp(tb.TempDir(), "stderr")
	if err != nil {
		tb.Fatal(err)
	}
	defer said.Close()
	c := &cli.Command{Stdout: io.Discard, Stderr: said, LookupEnv: os.LookupEnv}
	c.Main(context.Background(), []string{"dfmigrate", "--to", "distroless", dir})
	text, err := os.ReadFile(said.Name())
	if err != nil {
		tb.Fatal(err)
	}
	return summaryLine(string(text))
}

// BenchmarkTree is the command over a monorepo: what to profile.
func BenchmarkTree(b *testing.B) {
	dir := b.TempDir()
	const services = 2000
	if _, err := writeTree(dir, services, 1); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		migrateTree(b, dir)
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*services), "µs/file")
}

// BenchmarkLong is the command on one long Dockerfile.
func BenchmarkLong(b *testing.B) {
	for _, lines := range []int{1000, 10000} {
		b.Run(fmt.Sprint(lines), func(b *testing.B) {
			name := filepath.Join(b.TempDir(), "Dockerfile")
			if err := writeLong(name, lines); err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				migrateTree(b, name)
			}
		})
	}
}
