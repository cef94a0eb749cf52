package rewrite

import (
	"context"
	"testing"

	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// BenchmarkMigrate migrates the cases of a toolchain, and parses their files beside it.
func BenchmarkMigrate(b *testing.B) {
	for _, toolchain := range []string{"go", "node", "python", "java", "rust", "dotnet"} {
		cases := seeds(b, toolchain)
		b.Run(toolchain, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				for _, s := range cases {
					Migrate(context.Background(), source.NewFile("Dockerfile", s.dockerfile), buildContext(b, s.context), Options{Target: "distroless"})
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*len(cases)), "µs/file")
		})
		b.Run(toolchain+"/parse", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				for _, s := range cases {
					_, _ = dockerfile.Parse(source.NewFile("Dockerfile", s.dockerfile), nil)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*len(cases)), "µs/file")
		})
	}
}
