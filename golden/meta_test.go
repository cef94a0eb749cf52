package golden

import (
	"strings"
	"testing"

	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/toolchain"
)

// notByCase are rules that no case can raise: Internal is a bug of dfmigrate,
// and a case for it would be that bug.
var notByCase = map[finding.ID]bool{finding.Internal: true}

// TestEveryFindingHasACase asks that each rule is raised by some case.
func TestEveryFindingHasACase(t *testing.T) {
	raised := map[finding.ID]bool{}
	for _, path := range cases(t) {
		for _, f := range load(t, path).archive.Files {
			if !strings.HasSuffix(f.Name, "/findings") {
				continue
			}
			for _, line := range strings.Split(string(f.Data), "\n") {
				if i := strings.LastIndexByte(line, '['); i >= 0 && strings.HasSuffix(line, "]") {
					raised[finding.ID(line[i+1:len(line)-1])] = true
				}
			}
		}
	}
	for _, r := range finding.Rules() {
		if !raised[r.ID] && !notByCase[r.ID] {
			t.Errorf("no case raises %s", r.ID)
		}
	}
}

// noTarget are the toolchains that a target never takes, and why.
var noTarget = map[string]string{
	"elixir distroless": "a release is started by shell scripts",
}

// TestEveryToolchainHasCases asks for a migrated case of each toolchain and target.
func TestEveryToolchainHasCases(t *testing.T) {
	seen := map[string]bool{}
	for _, path := range cases(t) {
		g := load(t, path)
		for _, r := range g.runs {
			if status, _ := g.file(r.want + "/status"); string(status) == "migrated\n" {
				seen[strings.SplitN(path, "/", 2)[0]+" "+r.opts.Target] = true
			}
		}
	}
	for _, tc := range toolchain.All() {
		for _, target := range []string{"distroless", "alpine"} {
			if name := tc.Name() + " " + target; !seen[name] && noTarget[name] == "" {
				t.Errorf("no migrated case of %s for %s", tc.Name(), target)
			}
		}
	}
}
