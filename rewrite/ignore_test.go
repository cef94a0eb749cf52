package rewrite_test

import (
	"context"
	"strings"
	"testing"

	"github.com/dfmigrate/dfmigrate/rewrite"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// TestIgnoreComments reads comments that stand below the first instruction.
func TestIgnoreComments(t *testing.T) {
	for _, tt := range []struct{ comment, want string }{
		{"dfmigrate:ignore privileged-port the ingress has it", ""},
		{"dfmigrate:ignore\tprivileged-port\tthe ingress has it", ""},
		{"dfmigrate:ignore privileged-port -- the ingress has it", ""},
		{"dfmigrate: a sentence about the tool", ""},
		{"see dfmigrate:ignore", ""},
		{"dfmigrate:ignore", "say which finding and why: # dfmigrate:ignore ID REASON"},
		{"dfmigrate:ignore privileged-port", "say why: # dfmigrate:ignore privileged-port REASON"},
		{"dfmigrate:ignore privileged-port: ", "say why: # dfmigrate:ignore privileged-port REASON"},
		{"dfmigrate:ignore privilged-port x", `unknown finding "privilged-port": did you mean privileged-port?`},
		{"dfmigrate:ignore port x", `unknown finding "port": did you mean privileged-port or dotnet-port`},
		{"dfmigrate:ignore qqqqq x", `unknown finding "qqqqq"; docs/findings.md lists them all`},
		{"dfmigrate:ignore unknown-base x", `finding "unknown-base" is a blocker`},
		{"dfmigrate:ignore user-added x", `finding "user-added" is a note`},
		{"dfmigrate:ingore privileged-port x", `unknown comment "dfmigrate:ingore"`},
		{"dfmigrate: ignore privileged-port x", `no blank may follow the colon of "dfmigrate:"`},
		{"dfmigrate:ignore-file x", "# dfmigrate:ignore-file is about the whole file: put it above the first instruction"},
		{"dfmigrate:ignore-file", "say why: # dfmigrate:ignore-file REASON"},
	} {
		text := "FROM golang:1.24\n# " + tt.comment + "\nEXPOSE 80\nCMD [\"/shop\"]\n"
		res := rewrite.Migrate(context.Background(), source.NewFile("Dockerfile", []byte(text)), project.None(), rewrite.Options{Target: "distroless"})
		switch {
		case tt.want == "" && res.Status == rewrite.Failed:
			t.Errorf("%s: %v", tt.comment, res.Err)
		case tt.want == "":
		case res.Status != rewrite.Failed:
			t.Errorf("%s: no error, want %q", tt.comment, tt.want)
		case !strings.HasPrefix(res.Err.Error(), "Dockerfile:2: "+tt.want):
			t.Errorf("%s: %v, want %q", tt.comment, res.Err, tt.want)
		}
	}
}

// TestAcceptOption: what the caller accepts counts for the whole file, behind comments.
func TestAcceptOption(t *testing.T) {
	text := strings.Replace(simple, "EXPOSE 8080", "EXPOSE 80\n# dfmigrate:ignore privileged-port by comment\nEXPOSE 81", 1)
	byOption := &finding.Acceptance{ID: finding.PrivilegedPort, Reason: "by option"}
	res := rewrite.Migrate(context.Background(), source.NewFile("Dockerfile", []byte(text)), goContext(t),
		rewrite.Options{Target: "distroless", Strict: true, Accept: []*finding.Acceptance{byOption}})
	if res.Status != rewrite.Migrated {
		t.Fatalf("status is %s: %v", res.Status, res.Findings)
	}
	var reasons []string
	for _, f := range res.Findings {
		if f.ID == finding.PrivilegedPort {
			reasons = append(reasons, f.Accepted.Reason)
		}
	}
	if got := strings.Join(reasons, ", "); got != "by option, by comment" {
		t.Errorf("accepted %q", got)
	}
}
