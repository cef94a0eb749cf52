package report

import (
	"bytes"
	"strings"
	"testing"

	"github.com/dfmigrate/dfmigrate/rewrite"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
)

func baseline(t *testing.T, files ...File) *Baseline {
	t.Helper()
	var out bytes.Buffer
	printAs(t, &out, FormatJSON, files...)
	b, err := ReadBaseline(&out)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestBaselineKnowsWhatItSaw(t *testing.T) {
	b := baseline(t, everyOutcome()...)
	for _, f := range []File{refused(), failed(nil)} {
		if _, isNew := b.New(f); isNew {
			t.Errorf("%s is new", f.Path)
		}
	}
	moved := refused()
	moved.Findings = moved.Findings[:1]
	moved.Findings[0].Span = at("CMD")
	if _, isNew := b.New(moved); isNew {
		t.Error("a finding on another line is new")
	}
}

func TestBaselineTellsWhatIsNew(t *testing.T) {
	b := baseline(t, migrated(), refused())
	other := migrated()
	other.Path = "other"
	if _, isNew := b.New(other); !isNew {
		t.Error("a file that the baseline lacks is not new")
	}
	again := refused()
	again.Findings = append(again.Findings, again.Findings[0])
	if got, isNew := b.New(again); !isNew || len(got.Findings) != 1 {
		t.Errorf("a second equal finding: new %v, %d findings", isNew, len(got.Findings))
	}
	worse := migrated()
	worse.Status = rewrite.Refused
	if got, isNew := b.New(worse); !isNew || len(got.Findings) != 3 {
		t.Errorf("migrated before, refused now: new %v, %d findings", isNew, len(got.Findings))
	}
	better := refused()
	better.Status, better.Findings = rewrite.Compliant, []finding.Finding{finding.New(finding.StageChosen, at("CMD"), "x")}
	if _, isNew := b.New(better); isNew {
		t.Error("a file that fares better is new")
	}
}

func TestBaselineOfSomethingElse(t *testing.T) {
	for _, text := range []string{"", "diff", "[]", "{}", `{"files": []}`} {
		if _, err := ReadBaseline(strings.NewReader(text)); err == nil || !strings.HasPrefix(err.Error(), "not a report of --format json: ") {
			t.Errorf("%q: %v", text, err)
		}
	}
}
