package bulk

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// BenchmarkFind walks a tree of 500 services with five files each.
func BenchmarkFind(b *testing.B) {
	dir := b.TempDir()
	const services = 500
	for n := range services {
		for _, name := range []string{"Dockerfile", "go.mod", "main.go", "internal/a/a.go", "internal/b/b.go"} {
			target := filepath.Join(dir, fmt.Sprint("service-", n), name)
			if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
				b.Fatal(err)
			}
			if err := os.WriteFile(target, nil, 0o644); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		configs, err := NewConfigs("", time.Time{})
		if err != nil {
			b.Fatal(err)
		}
		if found, err := new(Folders).Find([]string{dir}, Selection{}, configs); err != nil || len(found) != services {
			b.Fatal(len(found), err)
		}
	}
}
