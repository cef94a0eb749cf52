package report

import (
	"io"
	"strings"
	"testing"
)

// BenchmarkUnified compares a long file that changes at its end.
func BenchmarkUnified(b *testing.B) {
	before := strings.Repeat("RUN one && two\nCOPY a b\n", 2000)
	after := []byte(before + "USER 65532:65532\n")
	b.SetBytes(int64(len(before)))
	b.ReportAllocs()
	for b.Loop() {
		if err := Unified(io.Discard, "Dockerfile", []byte(before), after, 3); err != nil {
			b.Fatal(err)
		}
	}
}
