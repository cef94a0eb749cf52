package config

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// today is the day of all tests.
var today = time.Date(2026, 6, 15, 12, 0, 0, 0, time.UTC)

// tree writes files below a folder, and makes it the current one.
func tree(t *testing.T, files map[string]string) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)
	return dir
}

// mistaken are files that must not be taken, each with what is said of it. inSchema
// tells that docs/schema/config.schema.json refuses it too; what only the decoder sees
// is what a schema can't say.
var mistaken = []struct {
	name, text string
	inSchema   bool
	want       string
}{
	{"near key", "user: 1000\n\ntaget: alpine\n", true, `:3: unknown key "taget": did you mean "target"?`},
	{"key in another case", "Target: alpine\n", true, `:1: unknown key "Target": did you mean "target"?`},
	{"key of another style", "build_args: {A: b}\n", true, `:1: unknown key "build_args": did you mean "build-args"?`},
	{"key after the flag", "to: alpine\n", true, `:1: unknown key "to": did you mean "target"?`},
	{"far key", "accept:\n- id: privileged-port\n  until: 2027-01-01\n", true, `:3: unknown key "until": the keys here are expires, id, paths, reason`},
	{"key of another place", "overrides:\n- paths: [a]\n  exclude: [b]\n", true, `:3: unknown key "exclude": the keys here are `},
	{"list for a word", "target: [alpine]\n", true, `:1: target takes one value, not a list`},
	{"word for a list", "exclude: legacy\n", true, `:1: exclude takes a list, not "legacy"`},
	{"word for keys", "build-args: A=b\n", true, `:1: build-args takes names with values, not "A=b"`},
	{"word for an override", "overrides: [a]\n", true, `:1: overrides[0] takes keys with values, not "a"`},
	{"word for a switch", "strict: yes\n", true, `:1: strict takes true or false, not "yes"`},
	{"list for the file", "- target: alpine\n", true, `:1: the file takes keys with values, not a list`},
	{"no value", "target:\n", true, `:1: target has no value`},
	{"no value in a map", "build-args:\n  A:\n", true, `:2: build-args.A has no value`},
	{"target", "target: alpin\n", true, `:1: target "alpin" is unknown: it is one of distroless, alpine, scratch, auto (the key "stage" names a stage) (did you mean alpine?)`},
	{"root", "user: 0\n", true, `:1: user 0 is root; the migrated image runs as another user, such as 65532:65532`},
	{"root by name", "user: root\n", true, `:1: user root is root`},
	{"user by name", "overrides:\n- paths: [a]\n  user: app\n", true, `:3: user app: it takes UID or UID:GID, as numbers up to 2147483647`},
	{"list for a build argument", "build-args:\n  GO: [1]\n", true, `:2: build-args.GO takes one value, not a list`},
	{"base of nobody", "base: registry.corp/own:1\n", false, `:1: base: nothing is known of the base registry.corp/own:1`},
	{"base of another family", "target: alpine\nbase: gcr.io/distroless/static-debian13\n", false, `:2: base: gcr.io/distroless/static-debian13 is a base for distroless, and the target is alpine`},
	{"image without a name", "bases:\n- suite: bookworm\n", true, `:2: bases: image is empty`},
	{"image of unknown kind", "bases:\n- image: registry.corp/own\n", true, `:2: bases: registry.corp/own: say what the image holds`},
	{"unknown suite", "bases:\n- image: registry.corp/own\n  suite: bookwurm\n", false, `:2: bases: registry.corp/own: suite: bookwurm is no release`},
	{"key of an image", "bases:\n- image: registry.corp/own\n  package_manager: apt\n", true, `:3: unknown key "package_manager": did you mean "package-manager"?`},
	{"number that is no number", "bases:\n- image: registry.corp/own\n  suite: bookworm\n  env:\n    V: 1.20\n", false, `:5: bases[0].env.V: 1.20 is read as the number 1.2: write it in quotes, "1.20"`},
	{"mirror to nowhere", "mirrors:\n- from: docker.io\n", true, `:2: mirrors: to is empty`},
	{"mirror of no registry", "mirrors:\n- {from: docker.io, to: mirror}\n", false, `:2: mirrors: to: mirror does not begin with a registry`},
	{"no folder", "context: gone\n", false, `:1: context: there is no folder `},
	{"no templates", "overrides:\n- paths: [a]\n  templates: gone\n", false, `:3: overrides[0].templates: there is no folder `},
	{"glob", "exclude:\n- a\n- '['\n", false, `:3: exclude: pattern "[": syntax error in pattern`},
	{"glob in an override", "overrides:\n- paths: ['[']\n  target: alpine\n", false, `:2: overrides[0].paths: pattern "[": syntax error in pattern`},
	{"empty glob", "include: ['']\n", true, `:1: include: pattern "" is empty`},
	{"override of nothing", "overrides:\n- target: alpine\n", true, `:2: overrides: say for which files: paths: [PATTERN]`},
	{"override of no paths", "overrides:\n- paths: []\n  target: alpine\n", true, `:2: overrides: say for which files: paths: [PATTERN]`},
	{"acceptance of nothing", "accept:\n- reason: x\n  expires: never\n", true, `:2: accept: say which finding: id: ID`},
	{"acceptance of an unknown", "accept:\n- id: privilged-port\n  reason: x\n  expires: never\n", true, `:2: accept: unknown finding "privilged-port": did you mean privileged-port?`},
	{"acceptance of a blocker", "accept:\n- {id: unknown-base, reason: x, expires: never}\n", true, `:2: accept: finding "unknown-base" is a blocker: `},
	{"acceptance of a note", "accept:\n- {id: user-added, reason: x, expires: never}\n", true, `:2: accept: finding "user-added" is a note: `},
	{"acceptance without a reason", "accept:\n- id: privileged-port\n  expires: never\n", true, `:2: accept: say why privileged-port is accepted: reason: TEXT`},
	{"acceptance with a blank reason", "accept:\n- id: privileged-port\n  reason: ' '\n  expires: never\n", true, `:2: accept: say why privileged-port is accepted: reason: TEXT`},
	{"acceptance without an end", "accept:\n- id: privileged-port\n  reason: x\n", true, `:2: accept: say until when privileged-port is accepted: expires: YYYY-MM-DD, or never`},
	{"no day", "accept:\n- id: privileged-port\n  reason: x\n  expires: soon\n", true, `:4: accept: expires: "soon" is no day: it is YYYY-MM-DD, or never`},
	{"no such day", "accept:\n- id: privileged-port\n  reason: x\n  expires: 2026-02-30\n", true, `:4: accept: expires: "2026-02-30" is no day`},
	{"key twice", "target: alpine\nuser: 1000\ntarget: distroless\n", false, `:3: mapping key "target" already defined`},
	{"no YAML", "target: [alpine\n", false, `:1: `},
	{"tab", "overrides:\n\t- paths: [a]\n", false, `:2: `},
	{"alias of nothing", "target: *family\n", false, `:1: target has no value`},
	{"merge of itself", "overrides:\n- &a\n  paths: [a]\n  <<: *a\n", false, `:2: overrides[0] merges (<<) itself, or what has no keys`},
	{"list in itself", "exclude: &a [*a]\n", true, `:1: exclude[0] takes one value, not a list`},
	{"two documents", "target: alpine\n---\ntarget: distroless\n", false, `:2: a second document: a configuration file has one`},
	{"extends nothing", "extends: ../gone.yaml\n", false, `:1: extends: there is no file `},
	{"extends a folder", "extends: ..\n", false, `:1: extends: `},
	{"extends no name of a file", "extends: \"a\\0b\"\n", false, ":1: extends: \"a\\x00b\" can't be read: "},
	{"extends itself", "extends: .dfmigrate.yaml\n", false, `:1: extends: .dfmigrate.yaml extends itself`},
}

func TestMistakes(t *testing.T) {
	for _, tt := range mistaken {
		t.Run(tt.name, func(t *testing.T) {
			tree(t, map[string]string{Name: tt.text})
			_, err := (&Loader{Today: today}).Load(Name)
			var mistake *Error
			if !errors.As(err, &mistake) {
				t.Fatalf("the error is %v, want %s%s", err, Name, tt.want)
			}
			if got := err.Error(); !strings.HasPrefix(got, Name+tt.want) || strings.Contains(got, "\n") {
				t.Errorf("got  %s\nwant %s%s", got, Name, tt.want)
			}
		})
	}
}

// TestAllMistakes: a file is told all of its mistakes at once, in their order.
func TestAllMistakes(t *testing.T) {
	tree(t, map[string]string{Name: "strict: perhaps\nusr: 1000\noverrides:\n- path: [a]\n"})
	_, err := (&Loader{Today: today}).Load(Name)
	want := `.dfmigrate.yaml:1: strict takes true or false, not "perhaps"
.dfmigrate.yaml:2: unknown key "usr": did you mean "user"?
.dfmigrate.yaml:4: unknown key "path": did you mean "paths"?`
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
}
