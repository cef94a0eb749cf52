package bulk

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestOwners(t *testing.T) {
	inTree(t,
		".git/HEAD",
		"docs/CODEOWNERS=*  @acme/nobody\n",
		".github/CODEOWNERS=# teams\n*  @acme/platform\n/pay/  @acme/payments ops@example.com\npay/free\n",
		"Dockerfile", "pay/Dockerfile", "pay/free/Dockerfile",
	)
	owners := &Owners{}
	for path, want := range map[string][]string{
		"Dockerfile":          {"@acme/platform"},
		"pay/Dockerfile":      {"@acme/payments", "ops@example.com"},
		"pay/free/Dockerfile": nil,
	} {
		got, err := owners.Of(path)
		must(t, err)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", path, diff)
		}
	}
}

func TestOwnersOfGitLabSections(t *testing.T) {
	inTree(t, ".git/HEAD", "CODEOWNERS=[Web][2] @web\nweb/\nweb/api @api\n^[Docs]\ndocs/ @docs\n", "web/Dockerfile", "web/api/Dockerfile", "docs/Dockerfile")
	owners := &Owners{}
	for path, want := range map[string]string{"web/Dockerfile": "@web", "web/api/Dockerfile": "@api", "docs/Dockerfile": "@docs"} {
		got, err := owners.Of(path)
		must(t, err)
		if len(got) != 1 || got[0] != want {
			t.Errorf("%s: %v, want %s", path, got, want)
		}
	}
}

func TestOwnersNobodyNames(t *testing.T) {
	inTree(t, "Dockerfile")
	if got, err := (&Owners{}).Of("Dockerfile"); err != nil || got != nil {
		t.Errorf("outside of a repository: %v, %v", got, err)
	}
}

// TestOwnersOfBrokenLines: code hosts skip lines of invalid syntax, and take the others.
func TestOwnersOfBrokenLines(t *testing.T) {
	inTree(t, ".git/HEAD", "CODEOWNERS=* @all\na/ not an owner\nb/ @b\n", "a/Dockerfile", "b/Dockerfile")
	for path, want := range map[string]string{"a/Dockerfile": "@all", "b/Dockerfile": "@b"} {
		if got, err := (&Owners{}).Of(path); err != nil || len(got) != 1 || got[0] != want {
			t.Errorf("%s: %v, %v; want %s", path, got, err, want)
		}
	}
}
