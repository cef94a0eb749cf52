package image_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// BenchmarkStage interprets files of an ordinary size and of a thousand times that: time
// has to grow with the lines.
func BenchmarkStage(b *testing.B) {
	const part = "ENV VALUE_%d=1\nCOPY file /srv/%d/file\nRUN set -e; mkdir -p /var/lib/%d && cp /srv/%d/file /var/lib/%d/\n"
	for _, parts := range []int{10, 1000, 10000} {
		b.Run(fmt.Sprint(3*parts), func(b *testing.B) {
			text := "FROM debian:bookworm\n"
			var lines strings.Builder
			for n := range parts {
				lines.WriteString(strings.ReplaceAll(part, "%d", fmt.Sprint(n)))
			}
			d, err := dockerfile.Parse(source.NewFile("Dockerfile", []byte(text+lines.String())), nil)
			if err != nil {
				b.Fatal(err)
			}
			build, err := project.New(fstest.MapFS{"file": {Data: []byte("x")}}, "")
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				in := &image.Interpreter{Dockerfile: d, Context: build}
				in.Stage(d.Stages[0])
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*3*parts), "ns/line")
		})
	}
}
