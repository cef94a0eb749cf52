package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dfmigrate/dfmigrate/rewrite"
	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// fakeMigrate does what the first line of a file says, so that the command can be
// held to every kind of result.
func fakeMigrate(_ context.Context, d *dockerfile.Dockerfile, c *project.Context, _ rewrite.Options) rewrite.Result {
	f := d.File
	result := rewrite.Result{Path: f.Name, Before: f.Bytes, After: f.Bytes}
	raise := func(id finding.ID) {
		result.Findings = append(result.Findings, finding.New(id, source.Span{Start: 0, End: 4}, "about %s", id))
	}
	what, _, _ := strings.Cut(string(f.Bytes), "\n")
	switch strings.TrimPrefix(what, "FROM ") {
	case "migrated":
		result.Status = rewrite.Migrated
		result.After = append(bytes.Clone(f.Bytes), "USER 65532:65532\n"...)
		raise(finding.StageChosen)
		raise(finding.OnbuildKept)
	case "compliant":
		result.Status = rewrite.Compliant
	case "refused":
		result.Status = rewrite.Refused
		raise(finding.UnknownBase)
	case "panic":
		var m map[string]int
		m["x"]++
	case "known":
		result.Status = rewrite.Refused
		result.Findings = append(result.Findings, finding.New(finding.Internal, source.Span{}, "known %v, a %v", c.Known(), c.Exists("a")))
	default:
		result.Status = rewrite.Failed
		result.Err = errors.New("no good")
	}
	return result
}

type run struct {
	exit           int
	stdout, stderr string
}

// command runs dfmigrate with fakeMigrate in the current folder.
func command(t *testing.T, stdin string, args ...string) run {
	t.Helper()
	var stdout, stderr bytes.Buffer
	c := &Command{
		Stdin: strings.NewReader(stdin), Stdout: &stdout, Stderr: &stderr,
		LookupEnv:   func(string) (string, bool) { return "", false },
		migrateFile: fakeMigrate,
	}
	exit := c.Main(t.Context(), append([]string{"dfmigrate"}, args...))
	return run{exit, stdout.String(), stderr.String()}
}

// inFiles makes a folder of files that each say what is to become of them.
func inFiles(t *testing.T, files map[string]string) {
	t.Helper()
	t.Chdir(t.TempDir())
	for name, what := range files {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte("FROM "+what+"\nCMD x\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

const migratedDiff = `--- a/%[1]s
+++ b/%[1]s
@@ -1,2 +1,3 @@
 FROM migrated
 CMD x
+USER 65532:65532
`

func TestExitCodes(t *testing.T) {
	inFiles(t, map[string]string{"migrated": "migrated", "compliant": "compliant", "refused": "refused", "error": "error", "panic": "panic"})
	tests := []struct {
		files string
		check bool
		want  int
	}{
		{"migrated", false, 0},
		{"compliant", false, 0},
		{"refused", false, 3},
		{"error", false, 2},
		{"panic", false, 2},
		{"absent", false, 2},
		{"migrated compliant", false, 0},
		{"refused error migrated", false, 3},
		{"error migrated", false, 2},
		{"migrated", true, 1},
		{"compliant", true, 0},
		{"migrated compliant", true, 1},
		{"migrated error", true, 2},
		{"migrated refused error", true, 3},
	}
	for _, test := range tests {
		args := append([]string{"--to", "alpine"}, strings.Fields(test.files)...)
		if test.check {
			args = append(args, "--check")
		}
		if got := command(t, "", args...); got.exit != test.want {
			t.Errorf("exit of %v is %d, want %d\n%s", args, got.exit, test.want, got.stderr)
		}
	}
}

func TestDiffIsAllThatStandardOutputHolds(t *testing.T) {
	inFiles(t, map[string]string{"a/Dockerfile": "migrated", "b/Dockerfile": "refused", "c/Dockerfile": "panic", "d/Dockerfile": "compliant", "e/Dockerfile": "migrated"})
	got := command(t, "", "--to", "distroless", ".", "-j", "3")
	if diff := cmp.Diff(fmt.Sprintf(migratedDiff, "a/Dockerfile")+fmt.Sprintf(migratedDiff, "e/Dockerfile"), got.stdout); diff != "" {
		t.Errorf("stdout (-want +got):\n%s", diff)
	}
	before, after, _ := strings.Cut(got.stderr, "c/Dockerfile: error: ")
	bug, after, _ := strings.Cut(after, "\n")
	if want := "a bug that this file brings out, please report it with the file: assignment to entry in nil map (at command_test.go:"; !strings.Contains(bug, want) {
		t.Errorf("a panic is reported as %q, want %q in it", bug, want)
	}
	want := `a/Dockerfile:1: review: about onbuild-kept [onbuild-kept]
b/Dockerfile:1: blocker: about unknown-base [unknown-base]
  Describe the image below bases in .dfmigrate.yaml (dfmigrate init lists those that are missing), or build on a public official image.
e/Dockerfile:1: review: about onbuild-kept [onbuild-kept]
5 files: 2 migrated, 1 compliant, 1 refused, 1 error
refused because:
     1  nothing is known of the base image [unknown-base]
nothing was written: git apply takes the diff, --write does it at once, --split-by makes parts of it
2 notes not shown: --format text shows all findings, --explain ID says more about one
`
	if diff := cmp.Diff(want, before+after); diff != "" {
		t.Errorf("stderr (-want +got):\n%s", diff)
	}
}

func TestWhatOneFileSays(t *testing.T) {
	inFiles(t, map[string]string{"compliant": "compliant", "refused": "refused", "migrated": "migrated"})
	for args, want := range map[string]string{
		"compliant":             "compliant: compliant, nothing to do\n",
		"compliant -w":          "compliant: compliant, nothing to do\n",
		"compliant --check":     "",
		"migrated --check":      "migrated:1: review: about onbuild-kept [onbuild-kept]\n1 note not shown: --format text shows all findings, --explain ID says more about one\n",
		"refused":               "refused:1: blocker: about unknown-base [unknown-base]\n  Describe the image below bases in .dfmigrate.yaml (dfmigrate init lists those that are missing), or build on a public official image.\nrefused: refused, nothing was changed\n",
		"refused --format json": "",
		"refused --format text": "",
	} {
		got := command(t, "", append([]string{"--to=alpine"}, strings.Fields(args)...)...)
		if diff := cmp.Diff(want, got.stderr); diff != "" {
			t.Errorf("%s: stderr (-want +got):\n%s", args, diff)
		}
	}
}

func TestWrite(t *testing.T) {
	inFiles(t, map[string]string{"a": "migrated", "b": "compliant", "c": "refused"})
	got := command(t, "", "--to=alpine", "a", "b", "c", "-w")
	if got.stdout != "" || got.exit != ExitRefused || !strings.HasPrefix(got.stderr, "a: migrated\n") || strings.Contains(got.stderr, "b: ") {
		t.Errorf("got %+v", got)
	}
	for name, want := range map[string]string{"a": "FROM migrated\nCMD x\nUSER 65532:65532\n", "b": "FROM compliant\nCMD x\n", "c": "FROM refused\nCMD x\n"} {
		if content := read(t, name); content != want {
			t.Errorf("%s holds %q, want %q", name, content, want)
		}
	}
}

func TestWriteThatFailsIsAnError(t *testing.T) {
	inFiles(t, map[string]string{"a": "migrated", "b": "migrated"})
	if err := os.Chmod("a", 0o444); err != nil {
		t.Fatal(err)
	}
	got := command(t, "", "--to=alpine", "-w", "a", "b", "--format=json")
	var report struct {
		Summary map[string]int
		Files   []struct {
			Status string
			Error  map[string]any
			Diff   string
		}
	}
	if err := json.Unmarshal([]byte(got.stdout), &report); err != nil {
		t.Fatalf("%v in %s", err, got.stdout)
	}
	if got.exit != ExitError || report.Summary["error"] != 1 || report.Summary["migrated"] != 1 ||
		report.Files[0].Diff != "" || !strings.Contains(fmt.Sprint(report.Files[0].Error["message"]), "read-only") {
		t.Errorf("exit %d, report %+v", got.exit, report)
	}
	if strings.Contains(read(t, "a"), "USER") || !strings.Contains(read(t, "b"), "USER") {
		t.Errorf("a holds %q, b %q", read(t, "a"), read(t, "b"))
	}
}

func TestOutput(t *testing.T) {
	inFiles(t, map[string]string{"a": "migrated", "b": "compliant", "c": "refused"})
	if got := command(t, "", "--to=alpine", "a", "-o-"); got.stdout != "FROM migrated\nCMD x\nUSER 65532:65532\n" || got.exit != 0 {
		t.Errorf("got %+v", got)
	}
	if got := command(t, "", "--to=alpine", "b", "-o", "out"); got.stdout != "" || read(t, "out") != "FROM compliant\nCMD x\n" {
		t.Errorf("got %+v, out holds %q", got, read(t, "out"))
	}
	command(t, "", "--to=alpine", "c", "-o", "nothing")
	if _, err := os.Stat("nothing"); err == nil {
		t.Error("a refused file was written")
	}
	if got := command(t, "", "--to=alpine", "a", "-o", "gone/out"); got.exit != ExitError || !strings.Contains(got.stderr, "a: error: not written: gone/out: there is no folder gone\n") {
		t.Errorf("got %+v", got)
	}
}

func TestStdin(t *testing.T) {
	inFiles(t, map[string]string{"dir/a": "x"})
	if got := command(t, "FROM migrated\nCMD x\n", "--to=alpine", "-"); got.stdout != fmt.Sprintf(migratedDiff, "Dockerfile") || !strings.HasPrefix(got.stderr, "<stdin>:1: review") {
		t.Errorf("got %+v", got)
	}
	for args, want := range map[string]string{"-": "known false, a false", "- --context=dir": "known true, a true"} {
		if got := command(t, "FROM known", append(strings.Fields(args), "--to=alpine")...); !strings.Contains(got.stderr, want) {
			t.Errorf("%s: got %+v, want %s", args, got, want)
		}
	}
}

func TestContext(t *testing.T) {
	inFiles(t, map[string]string{"a": "x", ".git/HEAD": "x", "docker/Dockerfile": "known\nCOPY a /a", "own/Dockerfile": "known", "own/a": "x", "empty/x": "x"})
	tests := map[string]string{
		"docker/Dockerfile":                 "docker/Dockerfile: the build context is taken to be ., where the files it copies are (--context DIR says otherwise)\ndocker/Dockerfile: blocker: known true, a true",
		"docker/Dockerfile --context=empty": "docker/Dockerfile: blocker: known true, a false",
		"own/Dockerfile":                    "own/Dockerfile: blocker: known true, a true",
	}
	for args, want := range tests {
		if got := command(t, "", append(strings.Fields(args), "--to=alpine")...); !strings.HasPrefix(got.stderr, want) {
			t.Errorf("%s: got %s, want %s", args, got.stderr, want)
		}
	}
}

func TestUsageErrors(t *testing.T) {
	inFiles(t, map[string]string{"a": "migrated", "b": "migrated", "ignored/.dockerignore": "x"})
	if err := os.WriteFile("ignored/.dockerignore", []byte("["), 0o644); err != nil {
		t.Fatal(err)
	}
	tests := map[string]string{
		"a":                               "which base should the images end in? Say --to distroless or --to alpine or --to scratch or --to auto, or target: in .dfmigrate.yaml, which dfmigrate init writes",
		"--to=distrolless a":              "--to distrolless is unknown: it is one of distroless, alpine, scratch, auto (did you mean distroless?)",
		"--to=wolfi a":                    "--to wolfi is unknown: it is one of distroless, alpine, scratch, auto",
		"--to=alpine a --format=yaml":     "--format yaml is unknown: it is one of diff, text, json, sarif, github, gitlab, markdown, html (did you mean html?)",
		"--to=alpine a --color=sometimes": "--color sometimes is unknown: it is one of auto, always, never",
		"--to=alpine a -w --check":        "--write and --check exclude each other: use one of them",
		"--to=alpine a -w -ox":            "--write and --output exclude each other: use one of them",
		"--to=alpine a b -ox":             "--output takes the result of one Dockerfile, and there are 2: name one of them, or use --write",
		"--to=alpine a -o- --format=json": "--output - and --format both print to standard output: use one of them",
		"--to=alpine a --output=":         "--output needs the name of a file, or - for standard output",
		"--to=alpine - -w":                "--write can't rewrite standard input: use --output FILE",
		"--to=alpine a --user=root":       "--user root is root; the migrated image runs as another user, such as 65532:65532",
		"--to=alpine a --user=0:5":        "--user 0:5 is root; the migrated image runs as another user, such as 65532:65532",
		"--to=alpine a --user=app":        "--user app: it takes UID or UID:GID, as numbers up to 2147483647",
		"--to=alpine a --user=1:":         "--user 1:: it takes UID or UID:GID, as numbers up to 2147483647",
		"--to=alpine a --user=2147483648": "--user 2147483648: it takes UID or UID:GID, as numbers up to 2147483647",
		"--to=alpine a -j0":               "--jobs 0: at least one file is worked on at once",
		"--to=alpine a -jx":               `invalid value "x" for flag -jobs: parse error`,
		"--to=alpine a --context=gone":    "--context gone: there is no such folder",
		"--to=alpine a --templates=a":     "--templates a: there is no such folder",
		"--to=alpine a --exclude=[":       `--exclude: pattern "[": syntax error in pattern`,
		"--to=alpine a --unknown":         "unknown flag --unknown",
		"--explain=unknown-bases":         "--explain unknown-bases: there is no finding of that ID (did you mean unknown-base?)",
		"--explain=onbuild":               "--explain onbuild: there is no finding of that ID (did you mean onbuild-kept?)",
		"--explain=zzzzzzz":               "--explain zzzzzzz: there is no finding of that ID; docs/findings.md lists them all",
	}
	for args, want := range tests {
		got := command(t, "FROM migrated", strings.Fields(args)...)
		want = "dfmigrate: " + want + "\nRun 'dfmigrate --help' for usage.\n"
		if got.exit != ExitError || got.stdout != "" {
			t.Errorf("%s: exit %d, stdout %q", args, got.exit, got.stdout)
		}
		if diff := cmp.Diff(want, got.stderr); diff != "" {
			t.Errorf("%s: stderr (-want +got):\n%s", args, diff)
		}
	}
	if got := command(t, "", "--to=alpine", "a", "--context=ignored"); got.exit != ExitError || !strings.Contains(got.stderr, "build context ignored: .dockerignore: ") {
		t.Errorf("got %+v", got)
	}
	if read(t, "a") != "FROM migrated\nCMD x\n" {
		t.Error("a file was written")
	}
}

func TestBuildArgsAndUserReachMigrate(t *testing.T) {
	inFiles(t, map[string]string{"a": "x"})
	var got rewrite.Options
	c := &Command{Stdout: io.Discard, Stderr: io.Discard,
		LookupEnv: func(name string) (string, bool) { return "from " + name, name == "B" },
		migrateFile: func(_ context.Context, _ *dockerfile.Dockerfile, _ *project.Context, o rewrite.Options) rewrite.Result {
			got = o
			return rewrite.Result{Status: rewrite.Compliant}
		}}
	c.Main(t.Context(), strings.Fields("dfmigrate --to=alpine a --build-arg A=1,2 --build-arg B --build-arg C --build-arg D= --user 1001:0 --target api --strict --debug-stage"))
	got.Catalog, got.Memory = nil, nil // of the rows alone, and shared
	want := rewrite.Options{Target: "alpine", Stage: "api", User: "1001:0", Strict: true, DebugStage: true,
		BuildArgs: map[string]string{"A": "1,2", "B": "from B", "D": ""}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("options (-want +got):\n%s", diff)
	}
}

func TestExplain(t *testing.T) {
	for _, rule := range finding.Rules() {
		got := command(t, "", "--explain", string(rule.ID))
		if got.exit != 0 || !strings.HasPrefix(got.stdout, string(rule.ID)+" ("+rule.Severity.String()+"): "+rule.Title+"\n") {
			t.Errorf("%s: got %+v", rule.ID, got)
		}
		text := strings.Join(strings.Fields(got.stdout), " ")
		for _, part := range []string{rule.Why, rule.Fix} {
			if !strings.Contains(text, strings.Join(strings.Fields(part), " ")) {
				t.Errorf("%s: %q is not in %q", rule.ID, part, got.stdout)
			}
		}
		for line := range strings.Lines(got.stdout) {
			if len(line) > 120 {
				t.Errorf("%s: a line of %d bytes", rule.ID, len(line))
			}
		}
	}
}

func TestExcludeEverythingIsFine(t *testing.T) {
	inFiles(t, map[string]string{"Dockerfile": "migrated"})
	if got := command(t, "", "--to=alpine", "--exclude=*", "--check"); got.exit != 0 || got.stdout != "" || got.stderr != "nothing to do: every file is excluded\n" {
		t.Errorf("got %+v", got)
	}
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }

func TestStandardOutputThatFails(t *testing.T) {
	inFiles(t, map[string]string{"a": "migrated"})
	for _, format := range []string{"diff", "text", "json"} {
		var stderr bytes.Buffer
		c := &Command{Stdout: fullDisk{}, Stderr: &stderr, LookupEnv: func(string) (string, bool) { return "", false }, migrateFile: fakeMigrate}
		exit := c.Main(t.Context(), []string{"dfmigrate", "--to=alpine", "a", "--format", format})
		if exit != ExitError || !strings.Contains(stderr.String(), "no space left on device") {
			t.Errorf("%s: exit %d, stderr %s", format, exit, stderr.String())
		}
	}
}

// TestInterruptedInTheMiddle: a file that was being migrated is not reported.
func TestInterruptedInTheMiddle(t *testing.T) {
	inFiles(t, map[string]string{"a": "migrated"})
	ctx, cancel := context.WithCancelCause(t.Context())
	var stdout, stderr bytes.Buffer
	c := &Command{Stdout: &stdout, Stderr: &stderr, LookupEnv: func(string) (string, bool) { return "", false },
		migrateFile: func(ctx context.Context, _ *dockerfile.Dockerfile, _ *project.Context, _ rewrite.Options) rewrite.Result {
			cancel(errors.New("enough"))
			return rewrite.Result{Status: rewrite.Failed, Err: context.Cause(ctx)}
		}}
	exit := c.Main(ctx, []string{"dfmigrate", "--to=alpine", "a"})
	if want := "dfmigrate: interrupted after 0 of 1 files: enough\n"; exit != ExitError || stderr.String() != want || stdout.Len() > 0 {
		t.Errorf("exit %d, stdout %q, stderr %q, want %q", exit, stdout.String(), stderr.String(), want)
	}
}

func TestInterrupted(t *testing.T) {
	inFiles(t, map[string]string{"a": "migrated"})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var stderr bytes.Buffer
	c := &Command{Stdout: io.Discard, Stderr: &stderr, LookupEnv: func(string) (string, bool) { return "", false },
		migrateFile: func(ctx context.Context, _ *dockerfile.Dockerfile, _ *project.Context, _ rewrite.Options) rewrite.Result {
			<-ctx.Done() // a file that takes its time
			return rewrite.Result{Status: rewrite.Migrated}
		}}
	exit := c.Main(ctx, []string{"dfmigrate", "--to=alpine"})
	if exit != ExitError || !strings.HasPrefix(stderr.String(), "dfmigrate: interrupted") {
		t.Errorf("exit %d, stderr %s", exit, stderr.String())
	}
}

func TestWantsColor(t *testing.T) {
	tests := []struct {
		when string
		env  string
		want bool
	}{
		{"always", "NO_COLOR=1", true},
		{"never", "FORCE_COLOR=1", false},
		{"auto", "", false}, // a buffer is no terminal
		{"auto", "FORCE_COLOR=1", true},
		{"auto", "FORCE_COLOR=0", false},
		{"auto", "FORCE_COLOR=1 NO_COLOR=1", false},
		{"auto", "FORCE_COLOR=1 NO_COLOR=", true},
		{"auto", "FORCE_COLOR=1 TERM=dumb", true},
	}
	for _, test := range tests {
		env := map[string]string{}
		for _, pair := range strings.Fields(test.env) {
			name, value, _ := strings.Cut(pair, "=")
			env[name] = value
		}
		c := &Command{LookupEnv: func(name string) (string, bool) { v, ok := env[name]; return v, ok }}
		if got := c.wantsColor(&bytes.Buffer{}, test.when); got != test.want {
			t.Errorf("%s with %s: %v, want %v", test.when, test.env, got, test.want)
		}
	}
}
