package report

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

func TestUnknownFormat(t *testing.T) {
	_, err := NewPrinter("pdf", nil, Run{})
	if err == nil || !strings.Contains(err.Error(), `no format "pdf": it is one of diff, text, json`) {
		t.Errorf("error = %v", err)
	}
}

func TestGitHub(t *testing.T) {
	f := migrated()
	f.DiffPath = "a,b/Dockerfile"
	f.StageSpan = at("FROM golang:1.24\n")
	var out bytes.Buffer
	printAs(t, &out, FormatGitHub, f, everyOutcome()[3])
	want := `::notice file=a%2Cb/Dockerfile,line=2,endLine=2,col=1,endColumn=17,title=dfmigrate%3A not-migrated::dfmigrate can migrate this file from golang:1.24 to static
::warning file=a%2Cb/Dockerfile,line=3,endLine=4,title=dfmigrate%3A onbuild-kept::kept
::warning file=a%2Cb/Dockerfile,title=dfmigrate%3A onbuild-kept::the whole file
::error file=c,line=3,endLine=3,title=dfmigrate%3A unreadable::unknown instruction
`
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestGitLabFingerprintsOutliveTheirLines(t *testing.T) {
	prints := func(f File) []string {
		var out bytes.Buffer
		printAs(t, &out, FormatGitLab, f)
		var issues []gitlabIssue
		if err := json.Unmarshal(out.Bytes(), &issues); err != nil {
			t.Fatalf("%v in %s", err, out.Bytes())
		}
		var all []string
		for _, i := range issues {
			all = append(all, i.Fingerprint)
		}
		return all
	}
	before := prints(refused())
	moved := refused()
	moved.Before = []byte("\n\n" + sample)
	for i := range moved.Findings {
		moved.Findings[i].Span = source.Span{Start: moved.Findings[i].Span.Start + 2, End: moved.Findings[i].Span.End + 2}
	}
	if diff := cmp.Diff(before, prints(moved)); diff != "" {
		t.Errorf("fingerprints changed with the line (-want +got):\n%s", diff)
	}
	twice := refused()
	twice.Findings = append(twice.Findings, twice.Findings[0])
	if all := prints(twice); all[0] == all[2] {
		t.Error("two equal findings share a fingerprint")
	}
}

func TestMarkdownIsInert(t *testing.T) {
	f := refused()
	f.DiffPath = "a|b`c"
	f.Findings[0].Message = "@acme <img src=x> [x](y) **b** `"
	var out bytes.Buffer
	printAs(t, &out, FormatMarkdown, f)
	for _, want := range []string{"| `` a\\|b`c `` | refused |", "&#64;acme &lt;img src=x&gt; \\[x\\](y) \\*\\*b\\*\\* \\`"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
}

func TestMarkdown(t *testing.T) {
	var out bytes.Buffer
	printAs(t, &out, FormatMarkdown, everyOutcome()...)
	want := "# Dockerfiles to distroless\n\n5 files: 1 migrated, 1 compliant, 1 refused, 2 error\n" + `
| file | status | toolchain | base image |
| --- | --- | --- | --- |
| ` + "`svc/Dockerfile` | migrated | go | `golang:1.24` → `static`" + ` |
| ` + "`svc/Dockerfile` | compliant | go | `golang:1.24`" + ` |
| ` + "`b` | refused |  | `golang:1.24`" + ` |
| ` + "`c` | error |  | " + ` |
| ` + "`c` | error |  | " + ` |

## To look at before merging

- [ ] ` + "`svc/Dockerfile:3`: kept (`onbuild-kept`)" + `
- [ ] ` + "`svc/Dockerfile`: the whole file (`onbuild-kept`)" + `
- [ ] ` + "`compose.yaml:7`: runs a shell (`override-needs-shell`)" + `

## Refused, left as they are

### the base image depends on a build argument with no value (` + "`unresolved-base`" + `): 1 file

- ` + "`b:2`: no value" + `

Give the ARG a default in the file, or pass --build-arg NAME=VALUE.

## Could not be read

- ` + "`c:3`: unknown instruction" + `
- ` + "`c`: boom" + `
`
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestSideBySide(t *testing.T) {
	f := migrated()
	f.Before = []byte("a\nb\nc\nd\ne\nf\n")
	f.After = []byte("a\nb\nc\nd\nE\nx\nf\n")
	want := []row{
		{Gap: true},
		{OldNo: 2, NewNo: 2, Old: "b", New: "b"},
		{OldNo: 3, NewNo: 3, Old: "c", New: "c"},
		{OldNo: 4, NewNo: 4, Old: "d", New: "d"},
		{OldNo: 5, NewNo: 5, Old: "e", New: "E", OldGone: true, Added: true},
		{NewNo: 6, New: "x", Added: true},
		{OldNo: 6, NewNo: 7, Old: "f", New: "f"},
	}
	if diff := cmp.Diff(want, sideBySide(f)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
