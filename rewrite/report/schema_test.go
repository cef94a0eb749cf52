package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"testing"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
)

// everyOutcome is a run with a file of each status.
func everyOutcome() []File {
	compliant := migrated()
	compliant.Status, compliant.After = "compliant", compliant.Before
	unparsable := failed(&dockerfile.Error{Name: "c", Line: 3, Msg: "unknown instruction"})
	owned := migrated()
	owned.Owners = []string{"@acme/payments"}
	owned.Findings = append(owned.Findings, finding.In("compose.yaml", 7, finding.OverrideShell, "runs a shell"))
	return []File{owned, compliant, refused(), unparsable, failed(errors.New("boom"))}
}

func TestJSONKeepsItsSchema(t *testing.T) {
	schema, err := jsonschema.NewCompiler().Compile("../../docs/schema/report.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, files := range [][]File{nil, append(everyOutcome(), acceptedFile(true), skippedFile())} {
		var out bytes.Buffer
		printAs(t, &out, FormatJSON, files...)
		report, err := jsonschema.UnmarshalJSON(&out)
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(report); err != nil {
			t.Errorf("%d files: %v", len(files), err)
		}
		// The schema must be able to say no.
		report.(map[string]any)["summary"].(map[string]any)["doubtful"] = 1
		if err := schema.Validate(report); err == nil {
			t.Error("the schema takes a property that it does not know")
		}
	}
}

func TestSARIFIsValid(t *testing.T) {
	for _, files := range [][]File{nil, append(everyOutcome(), acceptedFile(true), skippedFile())} {
		var out bytes.Buffer
		printAs(t, &out, FormatSARIF, files...)
		log, err := sarif.FromBytes(out.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		if err := log.Validate(); err != nil {
			t.Errorf("%d files: %v", len(files), err)
		}
	}
}

func TestSARIFShowsAtTheRightPlace(t *testing.T) {
	f := refused()
	f.Before = []byte("# über\nFROM golang:1.24\n")
	f.Findings[0].Span.Start, f.Findings[0].Span.End = 2, 7 // "über", five bytes
	f.Findings = f.Findings[:1]
	var out bytes.Buffer
	printAs(t, &out, FormatSARIF, f)
	var log struct {
		Runs []struct {
			Results []struct {
				RuleIndex int
				Locations []struct {
					PhysicalLocation struct {
						Region map[string]any
					}
				}
			}
			Tool struct {
				Driver struct{ Rules []struct{ ID string } }
			}
		}
	}
	if err := json.Unmarshal(out.Bytes(), &log); err != nil {
		t.Fatal(err)
	}
	result := log.Runs[0].Results[0]
	region := result.Locations[0].PhysicalLocation.Region
	if region["startLine"] != 1.0 || region["startColumn"] != 3.0 || region["endColumn"] != 7.0 {
		t.Errorf("region = %v, want columns 3 to 7 of line 1, in characters", region)
	}
	if id := log.Runs[0].Tool.Driver.Rules[result.RuleIndex].ID; id != "unresolved-base" {
		t.Errorf("rule %d is %s", result.RuleIndex, id)
	}
}
