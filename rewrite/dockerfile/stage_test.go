package dockerfile

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

func TestStages(t *testing.T) {
	d := parse(t, "ARG V=1\nFROM golang:$V AS Build\nRUN x\n# test\nFROM build AS test\nRUN y\nFROM alpine AS build\nFROM BUILD\nCOPY --from=0 a b\nUSER x\n# end\n")
	type stage struct {
		Name, Base string
		Parent     int
		Body       int
		Text       string
	}
	var got []stage
	for n, s := range d.Stages {
		equal(t, "index", s.Index, n)
		parent := -1
		if s.Parent != nil {
			parent = s.Parent.Index
		}
		got = append(got, stage{s.Name, s.Base.String(), parent, len(s.Body), d.File.Text(s.Span())})
	}
	equal(t, "stages", got, []stage{
		{"build", "golang:1", -1, 1, "FROM golang:$V AS Build\nRUN x\n"},
		{"test", "", 0, 1, "FROM build AS test\nRUN y\n"},
		{"build", "alpine", -1, 0, "FROM alpine AS build\n"},
		{"", "", 2, 2, "FROM BUILD\nCOPY --from=0 a b\nUSER x\n"},
	})
	equal(t, "instructions", len(d.Instructions()), 9)
	equal(t, "global", len(d.Global), 1)
	for name, want := range map[string]int{"build": 2, "Build": 2, "test": 1, "0": 0, "3": 3, "4": -1, "-1": -1, "": -1, "alpine": -1} {
		found := -1
		if s := d.StageByName(name); s != nil {
			found = s.Index
		}
		equal(t, "stage "+name, found, want)
	}
}

// A stage can't build on itself or on a later stage, and a number is an image there.
func TestParentIsAnEarlierStage(t *testing.T) {
	d := parse(t, "FROM node AS node\nFROM later\nFROM 0\nFROM node AS later\n")
	equal(t, "self", d.Stages[0].Parent == nil && d.Stages[0].Base.Name == "node", true)
	equal(t, "later", d.Stages[1].Parent == nil && d.Stages[1].Base.Name == "later", true)
	equal(t, "number", d.Stages[2].Parent == nil && d.Stages[2].Base.Name == "0", true)
	equal(t, "earlier", d.Stages[3].Parent == d.Stages[0], true)
}

func TestFromCanBeEdited(t *testing.T) {
	d := parse(t, "FROM \\\n  --platform=$BUILDPLATFORM \\\n# which\n  gol\\\nang:1.26 \\\n  as \\\n  Build\n")
	from := d.Stages[0].From
	equal(t, "words", texts(from.Words), []string{"golang:1.26", "as", "Build"})
	flag, ok := from.Flag("platform")
	equal(t, "flag", ok, true)
	equal(t, "platform", d.Stages[0].Platform, "$BUILDPLATFORM")
	out, err := source.Apply(d.File.Bytes, []source.Edit{
		{Span: from.Words[0].Span, New: "node:24"},
		{Span: from.Words[2].Span, New: "deps"},
		{Span: flag.Span, New: "--platform=linux/amd64"},
	})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "result", string(out), "FROM \\\n  --platform=linux/amd64 \\\n# which\n  node:24 \\\n  as \\\n  deps\n")
}

func TestBaseExpansion(t *testing.T) {
	tests := []struct {
		name, global, from string
		args               map[string]string
		base               string
		unresolved         []string
	}{
		{name: "default", global: "ARG V=1.26", from: "golang:$V", base: "golang:1.26"},
		{name: "braces", global: "ARG V=1.26", from: "golang:${V}-alpine", base: "golang:1.26-alpine"},
		{name: "quoted default", global: `ARG V="1.26"`, from: "golang:$V", base: "golang:1.26"},
		{name: "in order", global: "ARG A=1\nARG B=$A.2\nARG A=3", from: "x:$B-$A", base: "x:1.2-3"},
		{name: "used before it is set", global: "ARG B=$A\nARG A=3", from: "x:$B", unresolved: []string{"A"}},
		{name: "several in one", global: "ARG A=1 B=${A}2", from: "x:$B", base: "x:12"},
		{name: "build argument", global: "ARG V=1.26", from: "golang:$V", args: map[string]string{"V": "1.27"}, base: "golang:1.27"},
		{name: "build argument for no default", global: "ARG V", from: "golang:$V", args: map[string]string{"V": "1.27"}, base: "golang:1.27"},
		{name: "build argument is not expanded", global: "ARG A=1\nARG V", from: "golang:$V", args: map[string]string{"V": "1-$A"}, unresolved: []string{"error"}},
		{name: "undeclared build argument", global: "ARG A", from: "golang:$V", args: map[string]string{"V": "1.27"}, unresolved: []string{"V"}},
		{name: "no default", global: "ARG V", from: "golang:$V", unresolved: []string{"V"}},
		{name: "no default after a default", global: "ARG V=1\nARG V", from: "golang:$V", base: "golang:1"},
		{name: "two holes", global: "ARG V", from: "$R/golang:$V", unresolved: []string{"R", "V"}},
		{name: "through another", global: "ARG V\nARG I=golang:$V", from: "$I", unresolved: []string{"V"}},
		{name: "through another, given", global: "ARG V\nARG I=golang:$V", from: "$I", args: map[string]string{"I": "node"}, base: "node"},
		{name: "fallback", global: "ARG V", from: "golang:${V:-1.26}", base: "golang:1.26"},
		{name: "fallback not taken", global: "ARG V=1\nARG W", from: "golang:${V:-$W}", base: "golang:1"},
		{name: "fallback with a hole", global: "ARG V", from: "golang:${V:-$W}", unresolved: []string{"W"}},
		{name: "empty fallback", global: "ARG V", from: "golang:1${V:-}", base: "golang:1"},
		{name: "fallback for empty", global: "ARG V=", from: "golang:${V:-2}", base: "golang:2"},
		{name: "alternative", global: "ARG V=1\nARG W", from: "golang:2${V:+-slim}${W:+-x}", base: "golang:2-slim"},
		{name: "must be set", global: "ARG V", from: "golang:${V:?no}", unresolved: []string{"V"}},
		{name: "cut", global: "ARG V=1.26.3", from: "golang:${V%.*}", base: "golang:1.26"},
		{name: "platform", from: "golang-$TARGETARCH", unresolved: []string{"TARGETARCH"}},
		{name: "platform with a fallback", from: "golang-${TARGETARCH:-amd64}", unresolved: []string{"TARGETARCH"}},
		{name: "fallback for a default of the platform", global: "ARG I=x-$TARGETARCH", from: "${I:-golang}", unresolved: []string{"TARGETARCH"}},
		{name: "platform given", from: "golang-$TARGETARCH", args: map[string]string{"TARGETARCH": "arm64"}, base: "golang-arm64"},
		{name: "platform declared", global: "ARG TARGETARCH=riscv64", from: "golang-$TARGETARCH", base: "golang-riscv64"},
		{name: "platform in the flag", from: "--platform=$BUILDPLATFORM golang", base: "golang"},
		{name: "quotes", from: `"golang:1"`, base: "golang:1"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d, err := Parse(source.NewFile("Dockerfile", []byte(test.global+"\nFROM "+test.from+"\n")), test.args)
			if cmp.Equal(test.unresolved, []string{"error"}) {
				if err == nil {
					t.Fatal("no error")
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			base := d.Stages[0].Base
			equal(t, "base", base.String(), test.base)
			equal(t, "unresolved", base.Unresolved, test.unresolved)
			equal(t, "raw", base.Raw, d.Stages[0].From.Words[0].Text)
		})
	}
}

func TestGlobalArg(t *testing.T) {
	d := parse(t, "ARG A=1\nARG B=$A.2\nARG C\nARG D=$TARGETOS\nFROM a\n")
	for name, want := range map[string]string{"A": "1", "B": "1.2", "C": "-", "D": "-", "TARGETOS": "-", "E": "-"} {
		value, ok := d.GlobalArg(name)
		if !ok {
			value = "-"
		}
		equal(t, name, value, want)
	}
}

func TestParseImageRef(t *testing.T) {
	const digest = "sha256:0123456789012345678901234567890123456789012345678901234567890123"
	tests := []struct {
		text, name, domain, tag, digest string
	}{
		{"golang", "golang", "docker.io", "", ""},
		{"library/golang:1.26", "golang", "docker.io", "1.26", ""},
		{"docker.io/library/golang", "golang", "docker.io", "", ""},
		{"index.docker.io/bitnami/node:24", "bitnami/node", "docker.io", "24", ""},
		{"gcr.io/distroless/static-debian13:nonroot", "gcr.io/distroless/static-debian13", "gcr.io", "nonroot", ""},
		{"registry.local:5000/team/python:3.11", "registry.local:5000/team/python", "registry.local:5000", "3.11", ""},
		{"registry.local:5000/python", "registry.local:5000/python", "registry.local:5000", "", ""},
		{"localhost/x", "localhost/x", "localhost", "", ""},
		{"golang@" + digest, "golang", "docker.io", "", digest},
		{"golang:1.26@" + digest, "golang", "docker.io", "1.26", digest},
		{"scratch", "scratch", "", "", ""},
	}
	for _, test := range tests {
		t.Run(test.text, func(t *testing.T) {
			ref, err := ParseImageRef(test.text)
			if err != nil {
				t.Fatal(err)
			}
			equal(t, "reference", ref, ImageRef{
				Raw: test.text, Expanded: test.text, Name: test.name, Domain: test.domain, Tag: test.tag, Digest: test.digest,
			})
			again, err := ParseImageRef(ref.String())
			if err != nil || again.String() != ref.String() {
				t.Errorf("%q reads as %q, %v", ref.String(), again.String(), err)
			}
		})
	}
	for _, bad := range []string{"", "Golang", "a:b:c", "a b", "https://a/b", "a@sha256:1", "a:"} {
		if ref, err := ParseImageRef(bad); err == nil {
			t.Errorf("%q reads as %+v", bad, ref)
		}
	}
}

func TestExpandWord(t *testing.T) {
	env := func(name string) (string, bool) {
		value, ok := map[string]string{"A": "1", "E": ""}[name]
		return value, ok
	}
	tests := []struct {
		word       string
		escape     byte
		value      string
		unresolved []string
	}{
		{"plain", '\\', "plain", nil},
		{`$A-"$A"-'$A'-\$A`, '\\', "1-1-$A-$A", nil},
		{"`$A\\$A", '`', "$A\\1", nil},
		{"$X/$Y$X", '\\', "/", []string{"X", "Y"}},
		{"'$X'", '\\', "$X", nil},
		{`\$X"it's $Y"`, '\\', "$Xit's ", []string{"Y"}},
		{"${X:-d}${X-d}${X:+d}${X+d}", '\\', "dd", nil},
		{"${E:-d}${E-d}${E:+d}${E+d}", '\\', "dd", nil},
		{"${X#a}", '\\', "", []string{"X"}},
		{"${X/a/b}", '\\', "", []string{"X"}},
		{"${A/1/2}", '\\', "2", nil},
		{"${A:-${X}}${E:-${Y}}", '\\', "1", []string{"Y"}},
		{"$1$@", '\\', "", []string{"1", "@"}},
		{"$", '\\', "$", nil},
	}
	for _, test := range tests {
		t.Run(test.word, func(t *testing.T) {
			value, unresolved, err := ExpandWord(test.word, test.escape, env)
			if err != nil {
				t.Fatal(err)
			}
			equal(t, "value", value, test.value)
			equal(t, "unresolved", unresolved, test.unresolved)
		})
	}
	for _, bad := range []string{"${", "${A", "'", "\"$A", "${X:?set it}", "\xff", "a\x00"} {
		if value, _, err := ExpandWord(bad, '\\', env); err == nil {
			t.Errorf("%q expands to %q", bad, value)
		}
	}
	if _, unresolved, _ := ExpandWord("${X:?set it}", '\\', env); !cmp.Equal(unresolved, []string{"X"}) {
		t.Errorf("the error names %v", unresolved)
	}
}
