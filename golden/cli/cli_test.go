// Package cli runs the scripts beside it against the real command: which stream gets
// what, exit codes, and what happens to files. Each script is about one family of
// flags. Update what "cmp" compares with: go test ./golden/cli -update.
package cli

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/dfmigrate/dfmigrate/rewrite/cli"
)

var update = flag.Bool("update", false, "rewrite the files that scripts compare output with; read each before committing")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"dfmigrate":        func() { os.Exit(cli.Main()) },
		"docker-dfmigrate": func() { os.Exit(cli.Main()) },
	})
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 ".",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":  exits,
			"mode":   mode,
			"isjson": isJSON,
		},
	})
}

// exits runs a command that must end with an exit code: exits CODE COMMAND [ARG…].
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND [ARG…]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%v", err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// mode checks the type and permissions of a file, links not followed: mode FILE MODE,
// with MODE as in "-rw-r-----".
func mode(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: mode FILE MODE")
	}
	info, err := os.Lstat(ts.MkAbs(args[0]))
	ts.Check(err)
	if got := info.Mode().String(); got != args[1] {
		ts.Fatalf("mode %s, want %s", got, args[1])
	}
}

// isJSON checks that a file is one JSON document with a value: isjson FILE PATH VALUE,
// PATH being keys and indexes, such as files 0 status.
func isJSON(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 3 {
		ts.Fatalf("usage: isjson FILE PATH… VALUE")
	}
	var value any
	if err := json.Unmarshal([]byte(ts.ReadFile(args[0])), &value); err != nil {
		ts.Fatalf("%s: %v", args[0], err)
	}
	path, want := args[1:len(args)-1], args[len(args)-1]
	for _, key := range path {
		switch v := value.(type) {
		case map[string]any:
			value = v[key]
		case []any:
			i, err := strconv.Atoi(key)
			if err != nil || i >= len(v) {
				ts.Fatalf("no element %s in %v", key, v)
			}
			value = v[i]
		default:
			ts.Fatalf("no %s in %v", key, value)
		}
	}
	if got := fmt.Sprint(value); got != want {
		ts.Fatalf("%v is %q, want %q", path, got, want)
	}
}
