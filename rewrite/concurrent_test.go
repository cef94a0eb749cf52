package rewrite

import (
	"bytes"
	"context"
	"slices"
	"sync"
	"testing"

	"github.com/dfmigrate/dfmigrate/rewrite/project"
	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// TestMigrateConcurrently migrates the same files on one shared context from
// several goroutines, as a run over a folder does.
func TestMigrateConcurrently(t *testing.T) {
	for _, s := range seeds(t, "input") {
		contexts := map[string]*project.Context{"known": buildContext(t, s.context), "unknown": project.None()}
		for name, c := range contexts {
			for _, target := range []string{"distroless", "alpine"} {
				first := Migrate(context.Background(), source.NewFile("Dockerfile", s.dockerfile), c, Options{Target: target})
				f := source.NewFile("Dockerfile", s.dockerfile)
				var wg sync.WaitGroup
				for range 4 {
					wg.Add(1)
					go func() {
						defer wg.Done()
						res := Migrate(context.Background(), f, c, Options{Target: target})
						if res.Status != first.Status || !bytes.Equal(res.After, first.After) || !slices.Equal(messages(res), messages(first)) {
							t.Errorf("%s (%s, context %s): another result beside other migrations", s.name, target, name)
						}
					}()
				}
				wg.Wait()
			}
		}
	}
}

func messages(r Result) []string {
	var out []string
	for _, f := range r.Findings {
		out = append(out, string(f.ID)+" "+f.Message)
	}
	return out
}
