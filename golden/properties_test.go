package golden

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/dfmigrate/dfmigrate/rewrite"
	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// properties asks of a migrated file what must hold for every one.
func properties(t *testing.T, input []byte, res rewrite.Result) {
	t.Helper()
	if bytes.Equal(input, res.After) {
		t.Error("a migrated file is the same as before")
	}
	tiles(t, res.After)
	keepsComments(t, input, res.After)
	conserves(t, input, res.After)
}

// conserved are instructions that no migration rewrites: where they move, their
// bytes move with them.
var conserved = map[string]bool{
	"ARG": true, "LABEL": true, "EXPOSE": true, "VOLUME": true, "ONBUILD": true, "MAINTAINER": true,
}

// named tells whether the migrated file still has the name of an argument.
func named(after []byte, arg *dockerfile.Instruction) bool {
	name, _, _ := strings.Cut(arg.Words[0].Text, "=")
	return bytes.Contains(after, []byte(name))
}

// conserves asks that their bytes are in the migrated file.
func conserves(t *testing.T, before, after []byte) {
	t.Helper()
	df, err := dockerfile.Parse(source.NewFile("Dockerfile", before), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range df.Instructions() {
		text := bytes.TrimRight(before[i.Span.Start:i.Span.End], "\r\n")
		if i.Keyword == "ARG" && !named(after, i) {
			continue // what read it went
		}
		if conserved[i.Keyword] && !bytes.Contains(after, text) {
			t.Errorf("the bytes of %q are gone", text)
		}
	}
}

// tiles asks that the instructions and what stands between them are the file.
func tiles(t *testing.T, b []byte) {
	t.Helper()
	df, err := dockerfile.Parse(source.NewFile("Dockerfile", b), nil)
	if err != nil {
		t.Errorf("the migrated file does not parse: %v", err)
		return
	}
	var joined bytes.Buffer
	for _, i := range df.Instructions() {
		joined.Write(b[i.Leading.Start:i.Leading.End])
		joined.Write(b[i.Span.Start:i.Span.End])
	}
	joined.Write(b[df.Trailer.Start:df.Trailer.End])
	if !bytes.Equal(joined.Bytes(), b) {
		t.Error("the migrated file does not tile")
	}
}

// keepsComments asks that no comment of a file is lost, other than one that
// stands right above an instruction that is gone too.
func keepsComments(t *testing.T, before, after []byte) {
	t.Helper()
	lines := strings.Split(string(before), "\n")
	for i, line := range lines {
		text := strings.TrimSpace(line)
		if !strings.HasPrefix(text, "#") || bytes.Contains(after, []byte(text)) {
			continue
		}
		next := ""
		for _, l := range lines[i+1:] {
			if l = strings.TrimSpace(l); !strings.HasPrefix(l, "#") {
				next = l
				break
			}
		}
		if next == "" || bytes.Contains(after, []byte(next)) {
			t.Errorf("the comment %q is lost, and what it stands above is not", text)
		}
	}
}

// variants asks that line endings, a byte order mark and a missing final newline
// change nothing but themselves.
func (g *golden) variants(t *testing.T, r run, input []byte, res rewrite.Result) {
	t.Helper()
	migrate := func(b []byte) rewrite.Result {
		return rewrite.Migrate(context.Background(), source.NewFile("Dockerfile", b), g.context(t, r), r.opts)
	}
	if again := migrate(res.After); again.Status != rewrite.Compliant && r.opts.Stage == "" {
		t.Errorf("%s: a second run says %s: %s", r.want, again.Status, findings(source.NewFile("Dockerfile", again.Before), again))
	}
	if bytes.Contains(input, []byte("\r\n")) || bytes.HasPrefix(input, []byte("\xef\xbb\xbf")) {
		return
	}
	crlf := func(b []byte) []byte { return bytes.ReplaceAll(b, []byte("\n"), []byte("\r\n")) }
	if !bytes.Contains(input, []byte("<<")) {
		if got := migrate(crlf(input)); !bytes.Equal(got.After, crlf(res.After)) {
			t.Errorf("%s: with CRLF the result is another one: %s\n%q", r.want, got.Status, got.After)
		}
	}
	bom := append([]byte("\xef\xbb\xbf"), input...)
	if got := migrate(bom); !bytes.Equal(got.After, append([]byte("\xef\xbb\xbf"), res.After...)) {
		t.Errorf("%s: with a byte order mark the result is another one: %s\n%q", r.want, got.Status, got.After)
	}
	if bytes.HasSuffix(input, []byte("\n")) && !bytes.HasSuffix(input, []byte("\n\n")) {
		bare := bytes.TrimSuffix(input, []byte("\n"))
		got := migrate(bare)
		if strings.TrimRight(string(got.After), "\n") != strings.TrimRight(string(res.After), "\n") {
			t.Errorf("%s: without a final newline the result is another one: %s\n%s", r.want, got.Status, got.After)
		}
	}
}
