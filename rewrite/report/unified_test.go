package report

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func unified(t *testing.T, path, before, after string) string {
	t.Helper()
	var out bytes.Buffer
	if err := Unified(&out, path, []byte(before), []byte(after), Context); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestUnified(t *testing.T) {
	tests := map[string]struct{ before, after, want string }{
		"equal": {"FROM a\n", "FROM a\n", ""},
		"one line": {"FROM a\n", "FROM b\n", `
@@ -1 +1 @@
-FROM a
+FROM b
`},
		"from nothing": {"", "FROM a\nRUN b\n", `
@@ -0,0 +1,2 @@
+FROM a
+RUN b
`},
		"to nothing": {"FROM a\n", "", `
@@ -1 +0,0 @@
-FROM a
`},
		"no newline before": {"FROM a\nCMD b", "FROM a\nCMD b\n", `
@@ -1,2 +1,2 @@
 FROM a
-CMD b
\ No newline at end of file
+CMD b
`},
		"no newline on both sides": {"FROM a\nCMD b", "FROM c\nCMD b", `
@@ -1,2 +1,2 @@
-FROM a
+FROM c
 CMD b
\ No newline at end of file
`},
		"CRLF is part of the line": {"FROM a\r\nCMD b\r\n", "FROM c\r\nCMD b\r\n", "\n@@ -1,2 +1,2 @@\n-FROM a\r\n+FROM c\r\n CMD b\r\n"},
		"a lone CR ends no line":   {"FROM a\rRUN b\n", "FROM c\rRUN b\n", "\n@@ -1 +1 @@\n-FROM a\rRUN b\n+FROM c\rRUN b\n"},
		"six lines between changes share a hunk": {"a\n1\n2\n3\n4\n5\n6\nb\n", "A\n1\n2\n3\n4\n5\n6\nB\n", `
@@ -1,8 +1,8 @@
-a
+A
 1
 2
 3
 4
 5
 6
-b
+B
`},
		"seven lines between changes do not": {"a\n1\n2\n3\n4\n5\n6\n7\nb\n", "A\n1\n2\n3\n4\n5\n6\n7\nB\n", `
@@ -1,4 +1,4 @@
-a
+A
 1
 2
 3
@@ -6,4 +6,4 @@
 5
 6
 7
-b
+B
`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			want := strings.TrimPrefix(test.want, "\n")
			if want != "" {
				want = "--- a/Dockerfile\n+++ b/Dockerfile\n" + want
			}
			if diff := cmp.Diff(want, unified(t, "Dockerfile", test.before, test.after)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestSlide has blocks that a plain diff puts elsewhere.
func TestSlide(t *testing.T) {
	tests := map[string]struct{ before, after, want string }{
		"a stage starts where its paragraph does": {
			"FROM a\nRUN b\n\nCMD c\n",
			"FROM a\nRUN b\n\nFROM d\nUSER 1\n\nCMD c\n", `
 FROM a
 RUN b
 
+FROM d
+USER 1
+
 CMD c
`},
		"a stage at the end takes its blank line along": {
			"FROM a\n\nRUN b\n",
			"FROM a\n\nRUN b\n\nFROM d\n", `
 FROM a
 
 RUN b
+
+FROM d
`},
		"an instruction is not cut at its continuation": {
			"FROM a\nRUN x && \\\n    y\nCMD c\n",
			"FROM a\nRUN x && \\\n    y\nRUN x && \\\n    z && \\\n    y\nCMD c\n", `
 FROM a
 RUN x && \
     y
+RUN x && \
+    z && \
+    y
 CMD c
`},
		"a removed instruction keeps its comment": {
			"FROM a\n# first\nRUN x\n# second\nRUN x\nCMD c\n",
			"FROM a\n# first\nRUN x\nCMD c\n", `
 FROM a
 # first
 RUN x
-# second
-RUN x
 CMD c
`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, hunk, _ := strings.Cut(unified(t, "x", test.before, test.after), "@@\n")
			if diff := cmp.Diff(strings.TrimPrefix(test.want, "\n"), hunk); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestHeader(t *testing.T) {
	tests := map[string]string{
		"svc/Dockerfile":    "a/svc/Dockerfile",
		"/srv/Dockerfile":   "a/srv/Dockerfile",
		"my app/Dockerfile": "a/my app/Dockerfile\t",
		`a"b`:               `"a/a\"b"`,
		`a\b`:               `"a/a\\b"`,
		"tab\there":         `"a/tab\there"`,
		"grün":              `"a/gr\303\274n"`,
		"bell\a\x01 x":      "\"a/bell\\a\\001 x\"\t",
	}
	for path, want := range tests {
		if got := header("a/", path); got != want {
			t.Errorf("header(%q) = %q, want %q", path, got, want)
		}
	}
}

// TestAppliesEverywhere gives the diffs of some hundred edits to git apply and to
// patch, which must come to the same bytes.
func TestAppliesEverywhere(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	type file struct{ path, before, after string }
	files := []file{
		{"plain", "FROM a\nRUN b\nCMD c\n", "FROM x\nRUN b\nCMD c\n"},
		{"with space/Dockerfile", "FROM a\n", "FROM b\n"},
		{`quo"te/grün\x`, "FROM a\n", "FROM b\n"},
		{"emptied later", "FROM a", "FROM a\n"},
		{"bytes", "FROM a\n# \xff\xfe\nRUN b\n", "FROM a\n# \xff\xfe\nRUN c\n"},
	}
	for i := range 300 {
		before := randomFile(r)
		files = append(files, file{fmt.Sprintf("random/%03d", i), before, randomEdit(r, before)})
	}

	var patch bytes.Buffer
	for _, f := range files {
		if f.before == "" { // patch deletes and creates such files, git too
			continue
		}
		if err := Unified(&patch, f.path, []byte(f.before), []byte(f.after), r.IntN(4)); err != nil {
			t.Fatal(err)
		}
	}
	for tool, command := range map[string][]string{
		"git":   {"git", "apply", "--unidiff-zero", "-"},
		"patch": {"patch", "-p1", "--quiet", "--force", "--no-backup-if-mismatch", "--posix"},
	} {
		t.Run(tool, func(t *testing.T) {
			if _, err := exec.LookPath(tool); err != nil {
				t.Skipf("%s is not installed", tool)
			}
			dir := t.TempDir()
			for _, f := range files {
				write(t, filepath.Join(dir, f.path), f.before)
			}
			cmd := exec.Command(command[0], command[1:]...)
			cmd.Dir, cmd.Stdin = dir, bytes.NewReader(patch.Bytes())
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("%v: %v\n%.2000s", command, err, out)
			}
			for _, f := range files {
				got, err := os.ReadFile(filepath.Join(dir, f.path))
				if os.IsNotExist(err) && f.after == "" {
					continue
				}
				if err != nil || string(got) != f.after {
					if f.before == "" {
						continue
					}
					t.Errorf("%s: error %v; before %.200q, after %.200q, got %.200q", f.path, err, f.before, f.after, got)
				}
			}
		})
	}
}

// TestManyLines changes lines whose numbers are no runes, as they are surrogates.
func TestManyLines(t *testing.T) {
	diff := unified(t, "x", numbered(56_000, ""), numbered(56_000, "x"))
	if got, want := changedLines(diff), 2*5; got != want {
		t.Errorf("%d changed lines, want %d", got, want)
	}
}

func write(t *testing.T, name, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

// numbered has n distinct lines, of which five end in mark.
func numbered(n int, mark string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprint(&b, i)
		if i >= 55_500 && i < 55_505 {
			b.WriteString(mark)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// words are few, so that lines repeat and blocks can slide.
var words = []string{"", "", "RUN a", "RUN b \\", "    c", "FROM d", "# e", "COPY f g\r", "\ttab"}

func randomFile(r *rand.Rand) string {
	var b strings.Builder
	for range r.IntN(60) {
		b.WriteString(words[r.IntN(len(words))] + "\n")
	}
	return maybeCut(r, b.String())
}

func randomEdit(r *rand.Rand, before string) string {
	lines := strings.SplitAfter(before, "\n")
	for range r.IntN(4) {
		at := r.IntN(len(lines))
		end := min(len(lines), at+r.IntN(4))
		var added []string
		for range r.IntN(6) {
			added = append(added, words[r.IntN(len(words))]+"\n")
		}
		lines = append(append(append([]string{}, lines[:at]...), added...), lines[end:]...)
		if len(lines) == 0 {
			return ""
		}
	}
	return maybeCut(r, strings.Join(lines, ""))
}

// maybeCut leaves out the final newline now and then.
func maybeCut(r *rand.Rand, s string) string {
	if r.IntN(4) == 0 {
		return strings.TrimSuffix(s, "\n")
	}
	return s
}

// TestMinimal holds the diff to the length of the one that git makes.
func TestMinimal(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	r := rand.New(rand.NewPCG(3, 4))
	dir := t.TempDir()
	for i := range 30 {
		before := randomFile(r)
		after := randomEdit(r, before)
		write(t, filepath.Join(dir, "a"), before)
		write(t, filepath.Join(dir, "b"), after)
		cmd := exec.Command("git", "diff", "--no-index", "--minimal", "--no-color", "a", "b")
		cmd.Dir = dir
		out, _ := cmd.Output() // its exit code says that they differ
		if got, want := changedLines(unified(t, "a", before, after)), changedLines(string(out)); got > want {
			t.Errorf("case %d: %d changed lines, git needs %d\n%s", i, got, want, out)
		}
	}
}

func changedLines(diff string) int {
	_, hunks, _ := strings.Cut(diff, "\n@@")
	n := 0
	for line := range strings.Lines(hunks) {
		if line[0] == '+' || line[0] == '-' {
			n++
		}
	}
	return n
}
