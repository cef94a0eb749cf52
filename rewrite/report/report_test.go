package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dfmigrate/dfmigrate/rewrite"
	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

const sample = "# site\nFROM golang:1.24\n\tRUN go build\nCMD ./server\n"

// at is the span of the first text in sample.
func at(text string) source.Span {
	start := strings.Index(sample, text)
	return source.Span{Start: start, End: start + len(text)}
}

func migrated() File {
	return File{DiffPath: "svc/Dockerfile", Result: rewrite.Result{
		Path: "svc/Dockerfile", Status: rewrite.Migrated,
		Before: []byte(sample), After: []byte(strings.Replace(sample, "CMD ./server", `CMD ["./server"]`, 1)),
		Toolchain: "go", Stage: "0", BaseBefore: "golang:1.24", BaseAfter: "static",
		Findings: []finding.Finding{
			finding.New(finding.StageChosen, at("golang:1.24"), "stage %q was chosen", "api"),
			finding.New(finding.OnbuildKept, at("RUN go build\nCMD"), "kept"),
			finding.New(finding.OnbuildKept, source.Span{}, "the whole file"),
		}}}
}

func refused() File {
	return File{DiffPath: "b", Result: rewrite.Result{Path: "b", Status: rewrite.Refused, Before: []byte(sample), After: []byte(sample),
		BaseBefore: "golang:1.24", BaseAfter: "golang:1.24",
		Findings: []finding.Finding{
			finding.New(finding.UnresolvedBase, at("golang"), "no value"),
			finding.New(finding.UnresolvedBase, at("1.24"), "no value either"),
		}}}
}

func failed(err error) File {
	return File{DiffPath: "c", Result: rewrite.Result{Path: "c", Status: rewrite.Failed, Err: err}}
}

func TestText(t *testing.T) {
	var out bytes.Buffer
	for _, f := range []File{migrated(), refused(), failed(&dockerfile.Error{Name: "c", Line: 3, Msg: "unknown instruction"})} {
		if err := Text(&out, f, Style{}); err != nil {
			t.Fatal(err)
		}
	}
	want := `svc/Dockerfile: migrated
  toolchain  go
  stage      0
  base       golang:1.24 → static

svc/Dockerfile:2:6: note: stage "api" was chosen [stage-chosen]
  |
2 | FROM golang:1.24
  |      ^~~~~~~~~~~

svc/Dockerfile:3:2: review: kept [onbuild-kept]
  |
3 | 	RUN go build
  | 	^~~~~~~~~~~~

svc/Dockerfile: review: the whole file [onbuild-kept]

b: refused
  base       golang:1.24

b:2:6: blocker: no value [unresolved-base]
  |
2 | FROM golang:1.24
  |      ^~~~~~
  Give the ARG a default in the file, or pass --build-arg NAME=VALUE.

b:2:13: blocker: no value either [unresolved-base]
  |
2 | FROM golang:1.24
  |             ^~~~
  Give the ARG a default in the file, or pass --build-arg NAME=VALUE.

c: error

c:3: error: unknown instruction

`
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestBrief(t *testing.T) {
	var out bytes.Buffer
	brief := NewBrief(&out, Style{})
	notes := 0
	another := refused()
	another.Path, another.DiffPath = "d", "d"
	for _, f := range []File{migrated(), refused(), failed(&fs.PathError{Op: "open", Path: "c", Err: fs.ErrPermission}), another} {
		n, err := brief.Add(f)
		if err != nil {
			t.Fatal(err)
		}
		notes += n
	}
	want := `svc/Dockerfile:3: review: kept [onbuild-kept]
svc/Dockerfile: review: the whole file [onbuild-kept]
b:2: blocker: no value [unresolved-base]
  Give the ARG a default in the file, or pass --build-arg NAME=VALUE.
b:2: blocker: no value either [unresolved-base]
c: error: permission denied
d:2: blocker: no value [unresolved-base]
d:2: blocker: no value either [unresolved-base]
`
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if notes != 1 {
		t.Errorf("%d notes left out, want 1", notes)
	}
}

func TestJSON(t *testing.T) {
	var out bytes.Buffer
	printAs(t, &out, FormatJSON, migrated(), refused(), failed(errors.New("boom")))
	var got struct {
		Files []struct {
			Path, Status, Toolchain, Stage, Diff string
			Bases                                map[string]string
			Error                                map[string]any
			Findings                             []map[string]any
		}
		Summary Summary
	}
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatalf("%v in %s", err, out.Bytes())
	}
	if diff := cmp.Diff(Summary{Migrated: 1, Refused: 1, Error: 1, RefusedBy: map[finding.ID]int{finding.UnresolvedBase: 1}, Reviews: 2}, got.Summary); diff != "" {
		t.Errorf("summary (-want +got):\n%s", diff)
	}
	first := got.Files[0]
	if first.Path != "svc/Dockerfile" || first.Status != "migrated" || first.Toolchain != "go" || first.Stage != "0" ||
		first.Bases["before"] != "golang:1.24" || first.Bases["after"] != "static" {
		t.Errorf("first file = %+v", first)
	}
	if want := unified(t, "svc/Dockerfile", sample, string(migrated().After)); first.Diff != want {
		t.Errorf("diff = %q, want %q", first.Diff, want)
	}
	rule, _ := finding.Lookup(finding.StageChosen)
	wantFinding := map[string]any{"id": "stage-chosen", "severity": "note", "line": 2.0, "column": 6.0, "endLine": 2.0, "endColumn": 17.0,
		"message": `stage "api" was chosen`, "why": rule.Why, "fix": rule.Fix}
	if diff := cmp.Diff(wantFinding, first.Findings[0]); diff != "" {
		t.Errorf("finding (-want +got):\n%s", diff)
	}
	if _, ok := first.Findings[2]["line"]; ok {
		t.Error("a finding about the whole file has a line")
	}
	if got.Files[1].Diff != "" {
		t.Error("a refused file has a diff")
	}
	if got.Files[2].Findings == nil {
		t.Error("findings is null, want an empty list")
	}
	if got.Files[2].Error["message"] != "boom" {
		t.Errorf("error = %v", got.Files[2].Error)
	}
}

func TestSnippetOfAFileWithByteOrderMark(t *testing.T) {
	src := source.NewFile("x", []byte("\ufeffFROM scratch\n"))
	got := Style{}.snippet(src, 1, source.Span{Start: 8, End: 15})
	if want := "  |\n1 | FROM scratch\n  |      ^~~~~~~\n"; got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

func TestNoEscapeSequenceGetsThrough(t *testing.T) {
	text := "RUN \x1b[31mred\a\n"
	f := File{Result: rewrite.Result{Path: "x\x1b[2J", Status: rewrite.Refused, Before: []byte(text),
		Findings: []finding.Finding{finding.New(finding.Internal, source.Span{Start: 0, End: 3}, "quotes %s", "\x1b[0m")}}}
	var out bytes.Buffer
	if err := errors.Join(Text(&out, f, Style{}), Check(&out, f, Style{})); err != nil {
		t.Fatal(err)
	}
	if _, err := NewBrief(&out, Style{}).Add(f); err != nil {
		t.Fatal(err)
	}
	if strings.ContainsAny(out.String(), "\x1b\a") {
		t.Errorf("control characters in %q", out.String())
	}
}

func TestColour(t *testing.T) {
	diff := "--- a/x\n+++ b/x\n@@ -1 +1 @@\n--- y\r\n+z\n \n"
	want := "\x1b[1m--- a/x\x1b[22m\n\x1b[1m+++ b/x\x1b[22m\n\x1b[36m@@ -1 +1 @@\x1b[0m\n\x1b[31m--- y\x1b[0m\r\n\x1b[32m+z\x1b[0m\n \n"
	if got := string(Colored().Diff([]byte(diff))); got != want {
		t.Errorf("coloured = %q\nwant       %q", got, want)
	}
	if got := string(Style{}.Diff([]byte(diff))); got != diff {
		t.Errorf("plain = %q", got)
	}
}

// printAs prints files in a format.
func printAs(t *testing.T, w io.Writer, format string, files ...File) {
	t.Helper()
	p, err := NewPrinter(format, w, Run{Target: "distroless", Version: "v1.2.3"})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if err := p.Add(f); err != nil {
			t.Fatal(err)
		}
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestSummary(t *testing.T) {
	tests := []struct {
		summary Summary
		want    string
	}{
		{Summary{}, "0 files"},
		{Summary{Migrated: 1}, "1 file: 1 migrated"},
		{Summary{Migrated: 2, Compliant: 1, Refused: 3, Error: 4}, "10 files: 2 migrated, 1 compliant, 3 refused, 4 error"},
	}
	for _, test := range tests {
		if got := fmt.Sprint(test.summary); got != test.want {
			t.Errorf("summary = %q, want %q", got, test.want)
		}
	}
}
