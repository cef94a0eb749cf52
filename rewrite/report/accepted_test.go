package report

import (
	"bytes"
	"strings"
	"testing"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"github.com/dfmigrate/dfmigrate/rewrite"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
)

// acceptedFile has one review finding; accepted says whether somebody took it as it is.
func acceptedFile(accepted bool) File {
	f := migrated()
	f.Findings = []finding.Finding{finding.New(finding.PrivilegedPort, f.StageSpan, "port 80")}
	if accepted {
		f.Findings[0].Accepted = &finding.Acceptance{ID: finding.PrivilegedPort, Reason: "published as 8080", Expires: "2027-01-31", File: "conf.yaml", Line: 4}
	}
	return f
}

func skippedFile() File {
	f := migrated()
	f.Status, f.After = rewrite.Skipped, f.Before
	f.Findings = []finding.Finding{finding.New(finding.FileIgnored, f.StageSpan, "left as it is")}
	return f
}

// TestAcceptedAsksForNothing holds each format to what it does with an accepted finding:
// those that ask a reviewer leave it out, the others show who accepted it and why.
func TestAcceptedAsksForNothing(t *testing.T) {
	for format, want := range map[string]struct{ open, accepted string }{
		FormatGitHub:   {open: "privileged-port"},
		FormatGitLab:   {open: "privileged-port"},
		FormatMarkdown: {open: "privileged-port"},
		FormatText:     {open: "review: port 80", accepted: "  accepted until 2027-01-31 by conf.yaml:4: published as 8080\n"},
		FormatJSON:     {open: `"reviews": 1`, accepted: `"reason": "published as 8080"`},
		FormatSARIF:    {open: "privileged-port", accepted: `"justification": "published as 8080"`},
		FormatHTML:     {open: "port 80", accepted: "accepted until 2027-01-31 by conf.yaml:4: published as 8080"},
	} {
		var open, accepted bytes.Buffer
		printAs(t, &open, format, acceptedFile(false))
		printAs(t, &accepted, format, acceptedFile(true))
		if !strings.Contains(open.String(), want.open) {
			t.Errorf("%s does not show %q of an open finding:\n%s", format, want.open, open.String())
		}
		if want.accepted == "" && strings.Contains(accepted.String(), want.open) {
			t.Errorf("%s still asks about an accepted finding:\n%s", format, accepted.String())
		}
		if !strings.Contains(accepted.String(), want.accepted) || want.accepted != "" && strings.Contains(open.String(), want.accepted) {
			t.Errorf("%s does not say %q of an accepted finding alone:\n%s", format, want.accepted, accepted.String())
		}
	}
}

func TestBriefLeavesAcceptedOut(t *testing.T) {
	for _, accepted := range []bool{false, true} {
		var out strings.Builder
		if _, err := NewBrief(&out, Style{}).Add(acceptedFile(accepted)); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(out.String(), "port 80") == accepted {
			t.Errorf("accepted %v: %q", accepted, out.String())
		}
	}
}

func TestSuppressionKind(t *testing.T) {
	for inDockerfile, want := range map[bool]string{false: "external", true: "inSource"} {
		f := acceptedFile(true)
		f.Findings[0].Accepted.InDockerfile = inDockerfile
		var out bytes.Buffer
		printAs(t, &out, FormatSARIF, f)
		log, err := sarif.FromBytes(out.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		if err := log.Validate(); err != nil {
			t.Error(err)
		}
		suppressions := log.Runs[0].Results[1].Suppressions
		if len(suppressions) != 1 || *suppressions[0].Kind != want || *suppressions[0].Status != "accepted" {
			t.Errorf("suppressions are %+v, want one of kind %s", suppressions, want)
		}
		if len(log.Runs[0].Results[0].Suppressions) != 0 {
			t.Error("the offer to migrate is suppressed too")
		}
	}
}

// TestAcceptedIsNoCause: --strict refuses a file by what is open.
func TestAcceptedIsNoCause(t *testing.T) {
	f := acceptedFile(true)
	f.Status = rewrite.Refused
	f.Findings = append(f.Findings, finding.New(finding.OnbuildKept, f.StageSpan, "kept"))
	if got := f.cause().ID; got != finding.OnbuildKept {
		t.Errorf("the cause is %q", got)
	}
}

// TestBaselineForgetsAccepted: what was accepted is new when the acceptance is gone.
func TestBaselineForgetsAccepted(t *testing.T) {
	var out bytes.Buffer
	printAs(t, &out, FormatJSON, acceptedFile(true))
	b, err := ReadBaseline(&out)
	if err != nil {
		t.Fatal(err)
	}
	if _, isNew := b.New(acceptedFile(true)); isNew {
		t.Error("an accepted finding is new")
	}
	if _, isNew := b.New(acceptedFile(false)); !isNew {
		t.Error("a finding that nobody accepts any more is not new")
	}
}
