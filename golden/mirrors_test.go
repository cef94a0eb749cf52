package golden

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"github.com/dfmigrate/dfmigrate/rewrite"
	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// TestEveryImageComesThroughMirrors migrates each case once more with mirrors of the
// public registries: it is migrated, too, and no image is written that the file did not
// name itself and that does not come from a mirror, be it the file's own.
func TestEveryImageComesThroughMirrors(t *testing.T) {
	const mirror = "registry.corp:5000/"
	var through []base.Mirror
	for _, registry := range []string{"docker.io", "gcr.io", "mcr.microsoft.com", "ghcr.io"} {
		through = append(through, base.Mirror{From: registry, To: mirror + registry})
	}
	catalog, err := base.NewCatalog(nil, through)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range cases(t) {
		g := load(t, path)
		for _, r := range g.runs {
			status, _ := g.file(r.want + "/status")
			if r.opts.Catalog != nil || r.opts.Base != "" || string(status) != "migrated\n" {
				continue
			}
			r.opts.Catalog, r.opts.Around = catalog, g.around(r)
			input, _ := g.file("Dockerfile")
			res := rewrite.Migrate(context.Background(), source.NewFile("Dockerfile", input), g.context(t, r), r.opts)
			if res.Status != rewrite.Migrated {
				t.Errorf("%s, %s: %s with mirrors: %v", path, r.want, res.Status, res.Findings)
				continue
			}
			named := images(t, input, r.opts.BuildArgs)
			for _, image := range images(t, res.After, r.opts.BuildArgs) {
				if !slices.Contains(named, image) && !strings.HasPrefix(image, mirror) && !strings.HasPrefix(image, "mirror.gcr.io/") && image != "scratch" {
					t.Errorf("%s, %s: %s does not come from the mirror", path, r.want, image)
				}
			}
		}
	}
}

// images are those that a Dockerfile names in FROM and COPY --from.
func images(t *testing.T, text []byte, args map[string]string) []string {
	t.Helper()
	df, err := dockerfile.Parse(source.NewFile("Dockerfile", text), args)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, st := range df.Stages {
		if st.Parent == nil {
			out = append(out, st.Base.String())
		}
		for _, i := range st.Body {
			if cmd, ok := i.Cmd.(*instructions.CopyCommand); ok && cmd.From != "" && df.StageByName(strings.ToLower(cmd.From)) == nil {
				out = append(out, cmd.From)
			}
		}
	}
	return out
}
