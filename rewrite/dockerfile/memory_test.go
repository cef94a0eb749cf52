package dockerfile

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// inserts are what edits of the test put into files: some of it is no Dockerfile, some
// of it takes the lines behind it along.
var inserts = []string{
	"", "", "USER 1:1\n", "FROM b AS c\nRUN y\n\n", "RUN x \\\n", "RUN <<EOF\n", "EOF\n", "# comment\n", "\n", "\\\n", " ", "x", "# escape=`\n",
	"FROM ", "ENV A=1 \\\n  B=2\n", "COPY <<X /a\nX\n", "# syntax=docker/dockerfile:1\n", "`\n", "\r\n", "\"", "CMD [\"a\"]", "\ufeff", "ARG V=2\n", "\t", "RUN a\\\\\n",
	longStage, longStage + "\n", "\n" + longStage + "\n", strings.TrimSuffix(longStage, "\n") + " \\\n",
}

// longStage is long enough to be remembered.
var longStage = "# stage\nFROM base AS added\nCOPY --from=a --chown=1:1 /x /y\nRUN <<SH\nx\nSH\nRUN a" + strings.Repeat(" \\\n  && some-program --with arguments", 8) + "\n"

// TestMemory holds it against Parse, over files that edits at random places change.
func TestMemory(t *testing.T) {
	fast := 0
	memory := NewMemory()
	for name, text := range corpus {
		for variant, vary := range variants {
			before, err := Parse(source.NewFile("Dockerfile", []byte(vary(text))), nil)
			if err != nil {
				t.Fatal(err)
			}
			random := rand.New(rand.NewPCG(1, 2))
			for n := range 60 {
				edits := randomEdits(before, random)
				if compareEdited(t, fmt.Sprintf("%s/%s/%d", name, variant, n), memory, before, edits) {
					fast++
				}
			}
		}
	}
	if memory.runs.Len() < 4 || memory.ones.Len() < 50 {
		t.Errorf("%d runs and %d instructions are remembered", memory.runs.Len(), memory.ones.Len())
	}
	if fast < 1000 {
		t.Errorf("only %d files were put together from others", fast)
	}
}

// randomEdits replaces up to three runs of bytes, or of lines.
func randomEdits(d *Dockerfile, random *rand.Rand) []source.Edit {
	size := len(d.File.Bytes)
	var edits []source.Edit
	at := 0
	for range 1 + random.IntN(3) {
		start := at + random.IntN(size-at+1)
		end := start + random.IntN(min(30, size-start)+1)
		if random.IntN(3) > 0 { // whole lines, as the plans of migrations are
			start = d.File.LineSpan(d.File.Position(start).Line).Start
			end = d.File.LineSpan(d.File.Position(start).Line + random.IntN(3) - 1).End
		}
		if start < at || end < start {
			continue
		}
		edits = append(edits, source.Edit{Span: source.Span{Start: start, End: end}, New: inserts[random.IntN(len(inserts))]})
		at = end
	}
	return edits
}

// compareEdited tells whether the file could be put together from memory.
func compareEdited(t *testing.T, name string, memory *Memory, before *Dockerfile, edits []source.Edit) bool {
	t.Helper()
	text, err := source.Apply(before.File.Bytes, edits)
	if err != nil {
		t.Fatal(err)
	}
	f := source.NewFile("Dockerfile", text)
	want, wantErr := Parse(f, nil)
	got, err := memory.ParseEdited(before, edits, f, nil)
	if fmt.Sprint(err) != fmt.Sprint(wantErr) {
		t.Fatalf("%s: %q\nsays %v, want %v", name, text, err, wantErr)
	}
	if err != nil {
		return false
	}
	withoutCommands(got, want)
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("%s: %q\nfrom %q with %+v\nis\n%s\nwant\n%s", name, text, before.File.Bytes, edits, dump(got), dump(want))
	}
	again, err := memory.Parse(f, nil)
	if err != nil {
		t.Fatalf("%s: %q\nsays %v of what is known", name, text, err)
	}
	withoutCommands(again, want)
	if !reflect.DeepEqual(again, want) {
		t.Fatalf("%s: %q\nis from memory\n%s\nwant\n%s", name, text, dump(again), dump(want))
	}
	a, ok := memory.newAssembly(f)
	return ok && a.assemble(nil)
}

// withoutCommands compares the typed commands of two files, and takes them away: they
// hold their place by lines, and the comments above them, which nobody asks for.
func withoutCommands(got, want *Dockerfile) {
	for i, in := range got.Instructions() {
		if all := want.Instructions(); i < len(all) && fmt.Sprintf("%T", in.Cmd) == fmt.Sprintf("%T", all[i].Cmd) && sameFields(in.Cmd, all[i].Cmd) {
			all[i].Cmd = in.Cmd
		}
	}
}

// sameFields compares what can be seen of two commands, without their comments and what
// is in no order.
func sameFields(a, b any) bool {
	x, y := reflect.Indirect(reflect.ValueOf(a)), reflect.Indirect(reflect.ValueOf(b))
	for i := range x.NumField() {
		field := x.Type().Field(i)
		if !field.IsExported() || slices.Contains([]string{"Comments", "DocComment", "Location", "FlagsUsed"}, field.Name) {
			continue
		}
		if !reflect.DeepEqual(x.Field(i).Interface(), y.Field(i).Interface()) {
			return false
		}
	}
	return true
}

func dump(d *Dockerfile) string {
	var b strings.Builder
	for _, in := range d.Instructions() {
		fmt.Fprintf(&b, "%d: %+v\n", in.Line, *in)
	}
	return b.String()
}
