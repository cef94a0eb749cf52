package project

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func nodeFiles(t *testing.T, files ...string) *Context {
	t.Helper()
	return mustNew(t, tree(files...), "")
}

func TestReadNodeLocks(t *testing.T) {
	tests := map[string]struct {
		file string
		want string
	}{
		"npm 3": {`package-lock.json={"lockfileVersion":3,"packages":{"":{"name":"x"},"apps/a":{"version":"1"},"node_modules/a":{"link":true,"resolved":"apps/a"},` +
			`"node_modules/bcrypt":{"version":"5.1.0","hasInstallScript":true},"node_modules/y/node_modules/@s/p":{"version":"2.0.0","dev":true,"os":["linux"],"cpu":["x64"],"libc":["musl"]}}}`,
			"npm: @s/p@2.0.0 dev [linux x64 musl] quiet, bcrypt@5.1.0 script"},
		"npm 1": {`package-lock.json={"lockfileVersion":1,"dependencies":{"a":{"version":"1.0.0","dev":true,"dependencies":{"b":{"version":"2.0.0"}}}}}`,
			"npm: a@1.0.0 dev, b@2.0.0"},
		"yarn 1": {"yarn.lock=# yarn lockfile v1\n\n\n\"@s/p@^1.0.0\", \"@s/p@^1.1.0\":\n  version \"1.2.0\"\n  dependencies:\n    version \"9\"\n\nalias@npm:real@^2.0.0:\n  version \"2.0.1\"\n",
			"yarn: @s/p@1.2.0 ?, real@2.0.1 ?"},
		"yarn berry": {"yarn.lock=__metadata:\n  version: 8\n\"@s/p@npm:^1.0.0\":\n  version: 1.2.0\n  resolution: \"@s/p@npm:1.2.0\"\n  conditions: os=linux & cpu=x64 & libc=glibc\n  languageName: node\n  linkType: hard\n\"me@workspace:.\":\n  version: 0.0.0-use.local\n  resolution: \"me@workspace:.\"\n  linkType: soft\n",
			"yarn-berry: @s/p@1.2.0 ? [linux x64 glibc]"},
		"pnpm 5": {"pnpm-lock.yaml=lockfileVersion: 5.4\npackages:\n  /@s/p/1.2.0_react@18:\n    dev: true\n    requiresBuild: true\n  /q/3.0.0:\n    dev: false\n",
			"pnpm: @s/p@1.2.0 dev script, q@3.0.0 quiet"},
		"pnpm 9": {"pnpm-lock.yaml=lockfileVersion: '9.0'\npackages:\n  '@s/p@1.2.0':\n    os: [linux]\n    libc: [musl]\n  q@3.0.0(r@1.0.0):\n    hasBin: true\n",
			"pnpm: @s/p@1.2.0 ? [linux musl], q@3.0.0 ?"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			locks, err := ReadNodeLocks(nodeFiles(t, test.file, "apps/b/package.json={}"), "apps/b")
			if err != nil || len(locks) != 1 {
				t.Fatalf("got %d locks and error %v", len(locks), err)
			}
			if diff := cmp.Diff(test.want, describeLock(locks[0])); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func describeLock(l *NodeLock) string {
	var out []string
	for _, p := range l.Packages {
		text := p.Name + "@" + p.Version
		if p.Dev {
			text += " dev"
		} else if !p.DevKnown {
			text += " ?"
		}
		if on := append(append(append([]string{}, p.OS...), p.CPU...), p.Libc...); len(on) > 0 {
			text += fmt.Sprint(" ", on)
		}
		text += [...]string{"", " quiet", " script"}[p.Script]
		out = append(out, text)
	}
	// What npm says of every package is only shown where something differs.
	joined := strings.Join(out, ", ")
	if l.Manager == "npm" && strings.Count(joined, " script") == 0 {
		joined = strings.ReplaceAll(joined, " quiet", "")
	}
	return l.Manager + ": " + joined
}

func TestReadNodeLocksFails(t *testing.T) {
	for _, file := range []string{"package-lock.json={", "yarn.lock=what is\nthis", "pnpm-lock.yaml=packages: ["} {
		if _, err := ReadNodeLocks(nodeFiles(t, file), "."); err == nil {
			name, _, _ := strings.Cut(file, "=")
			t.Errorf("%s: no error", name)
		}
	}
	locks, err := ReadNodeLocks(nodeFiles(t, "package.json={}"), ".")
	if err != nil || len(locks) != 0 {
		t.Errorf("without a lock file: %v, %v", locks, err)
	}
}

func TestReadNodePackage(t *testing.T) {
	p, err := ReadNodePackage(nodeFiles(t, "a/package.json=\ufeff"+`{"name":"@s/app","main":"x.js","type":"module","bin":"cli.js","scripts":{"start":"node .","odd":1},
		"dependencies":{"a":"1","both":"1"},"devDependencies":{"d":"1","both":"1"},"packageManager":"pnpm@9.1.0+sha512.x","workspaces":{"packages":["p/*","!p/no"]}}`,
		`a/p/yes/package.json={"name":"yes"}`, `a/p/no/package.json={"name":"no"}`, `a/p/node_modules/x/package.json={"name":"x"}`), "a")
	if err != nil {
		t.Fatal(err)
	}
	manager, version := p.Manager()
	got := fmt.Sprintln(p.Bin, p.Scripts, manager, version, p.Production("both"), p.DevOnly("both"), p.DevOnly("d"))
	if want := "map[app:cli.js] map[start:node .] pnpm 9.1.0 true false true"; strings.Join(strings.Fields(got), " ") != want {
		t.Errorf("got %s, want %s", got, want)
	}
	members := NodeWorkspaces(nodeFiles(t, `a/p/yes/package.json={"name":"yes"}`, `a/p/no/package.json={"name":"no"}`), p)
	if len(members) != 1 || members[0].Name != "yes" {
		t.Errorf("workspaces: %v", members)
	}
	if _, err := ReadNodePackage(nodeFiles(t), "."); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("without a file: %v", err)
	}
}

func TestReadNodeNatives(t *testing.T) {
	files := nodeFiles(t, `package.json={"dependencies":{"bcrypt":"5","left-pad":"1"},"devDependencies":{"esbuild":"1"}}`)
	pkg, err := ReadNodePackage(files, ".")
	if err != nil {
		t.Fatal(err)
	}
	names := func(n NodeNatives) string {
		var out []string
		for _, p := range n.Packages {
			out = append(out, fmt.Sprintf("%s %t %s", p.Name, p.Known, p.Row.Musl))
		}
		return fmt.Sprint(n.Complete, " ", strings.Join(out, ", "))
	}
	if got, want := names(ReadNodeNatives(pkg, nil, true)), "false bcrypt true prebuilt"; got != want {
		t.Errorf("without a lock: got %s, want %s", got, want)
	}
	if got, want := names(ReadNodeNatives(pkg, nil, false)), "false bcrypt true prebuilt, esbuild true prebuilt"; got != want {
		t.Errorf("with dev: got %s, want %s", got, want)
	}
	lock := &NodeLock{Packages: []NodeLocked{
		{Name: "bcrypt", DevKnown: true}, {Name: "esbuild"}, {Name: "left-pad"}, {Name: "odd", Script: ScriptRuns},
		{Name: "@img/sharp-linux-x64", OS: []string{"linux"}}, {Name: "fsevents", OS: []string{"darwin"}},
	}}
	lock.sort()
	want := "true @img/sharp-linux-x64 false , bcrypt true prebuilt, odd false "
	if got := names(ReadNodeNatives(pkg, []*NodeLock{lock}, true)); got != want {
		t.Errorf("with a lock: got %s, want %s", got, want)
	}
}

func TestNodeRows(t *testing.T) {
	for name, rows := range map[string][]string{
		"native":    rowNames(nodeNativeRows(), func(r NodeNativeRow) string { return r.Name }),
		"tools":     rowNames(nodeToolRows(), func(r NodeTool) string { return r.Command }),
		"libraries": rowNames(nodeLibraryRows(), func(r NodeLibrary) string { return r.Name }),
	} {
		seen := map[string]bool{}
		for _, row := range rows {
			if row == "" || seen[row] {
				t.Errorf("%s: %q is empty or stands twice", name, row)
			}
			seen[row] = true
		}
	}
	for _, r := range nodeNativeRows() {
		if r.Code != NodeCompiled && r.Code != NodePrebuilt && r.Code != NodePlatform {
			t.Errorf("%s: code %q", r.Name, r.Code)
		}
		if r.Musl != MuslPrebuilt && r.Musl != MuslCompiled && r.Musl != MuslNone {
			t.Errorf("%s: musl %q", r.Name, r.Musl)
		}
	}
	for _, r := range nodeToolRows() {
		if r.Package == "" || r.Bin == "" || r.Does == "" || r.Spawns != "" && r.Spawns != "node" && r.Spawns != "shell" {
			t.Errorf("%s: incomplete or odd: %+v", r.Command, r)
		}
	}
}

func rowNames[R any](rows []R, name func(R) string) []string {
	var names []string
	for _, r := range rows {
		names = append(names, name(r))
	}
	return names
}
