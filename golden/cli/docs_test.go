package cli

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestDocs runs every console block of docs/cli.md in testdata/server, and holds the
// page to what is printed: standard output first, then standard error.
func TestDocs(t *testing.T) {
	const page = "../../docs/cli.md"
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	binary := build(t)
	const open, end = "```console\n", "```\n"
	parts := strings.Split(string(text), open)
	want := parts[0]
	for _, part := range parts[1:] {
		block, after, ok := strings.Cut(part, "\n"+end)
		if !ok {
			t.Fatalf("%s: a console block without an end:\n%s", page, part)
		}
		command, _, _ := strings.Cut(block, "\n")
		want += open + command + "\n" + output(t, binary, command) + end + after
	}
	if len(parts) < 2 {
		t.Fatalf("%s has no console block", page)
	}
	if *update {
		if err := os.WriteFile(page, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, string(text)); diff != "" {
		t.Errorf("%s does not show what the command prints, run go test ./golden/cli -update and read it (-want +got):\n%s", page, diff)
	}
}

func build(t *testing.T) string {
	t.Helper()
	binary := t.TempDir() + "/dfmigrate"
	if out, err := exec.Command("go", "build", "-o", binary, "../..").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return binary
}

// output runs a line such as "$ dfmigrate --to distroless".
func output(t *testing.T, binary, line string) string {
	t.Helper()
	words := strings.Fields(line)
	if len(words) < 2 || words[0] != "$" || words[1] != "dfmigrate" {
		t.Fatalf("%q does not run dfmigrate", line)
	}
	var stdout, stderr bytes.Buffer
	cmd := exec.Command(binary, words[2:]...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = "testdata/server", &stdout, &stderr
	cmd.Env = append(os.Environ(), "NO_COLOR=1")
	var exit *exec.ExitError
	if err := cmd.Run(); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return stdout.String() + stderr.String()
}
