package cli

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFlagsFirst(t *testing.T) {
	tests := map[string]string{
		"--to distroless a b":             "--to=distroless -- a b",
		"a --to=distroless b -w":          "--to=distroless --write -- a b",
		"-wj4 a":                          "--write --jobs=4 -- a",
		"-j 4 a":                          "--jobs=4 -- a",
		"-j=4":                            "--jobs=4 --",
		"-oDockerfile.new -":              "--output=Dockerfile.new -- -",
		"-o - a":                          "--output=- -- a",
		"-wo x":                           "--write --output=x --",
		"-w -- -w --to":                   "--write -- -w --to",
		"--build-arg A=B=C --build-arg D": "--build-arg=A=B=C --build-arg=D --",
		"--exclude= a":                    "--exclude= -- a",
		"-h":                              "--help --",
		"":                                "--",
	}
	for given, want := range tests {
		got, err := flagsFirst(newFlags(), append([]string{"dfmigrate"}, strings.Fields(given)...))
		if err != nil {
			t.Errorf("%q: %v", given, err)
			continue
		}
		if diff := cmp.Diff("dfmigrate "+want, strings.Join(got, " ")); diff != "" {
			t.Errorf("%q (-want +got):\n%s", given, diff)
		}
	}
}

func TestFlagsFirstReports(t *testing.T) {
	tests := map[string]string{
		"--fromat json":  "unknown flag --fromat (did you mean --format?)",
		"--nothing-like": "unknown flag --nothing-like",
		"-x":             "unknown flag -x",
		"-wx":            "unknown flag -wx",
		"-write":         "unknown flag -write (did you mean --write?)",
		"-to=alpine":     "unknown flag -to=alpine (did you mean --to?)",
		"--w":            "unknown flag --w",
		"--to":           "--to needs a value",
		"-o":             "-o needs a value",
		"--write=yes":    "--write takes no value",
	}
	for given, want := range tests {
		_, err := flagsFirst(newFlags(), append([]string{"dfmigrate"}, strings.Fields(given)...))
		if err == nil || err.Error() != want {
			t.Errorf("%q: error %v, want %s", given, err, want)
		}
	}
}
