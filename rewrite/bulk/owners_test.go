package bulk

import (
	"strings"
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
	inTree(t, ".git/HEAD", "CODEOWNERS=a/ not an owner\n", "a/Dockerfile")
	if _, err := (&Owners{}).Of("a/Dockerfile"); err == nil || !strings.HasPrefix(err.Error(), "CODEOWNERS: line 1") {
		t.Errorf("error = %v", err)
	}
}
