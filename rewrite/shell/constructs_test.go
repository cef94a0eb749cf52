package shell_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dfmigrate/dfmigrate/rewrite/shell"
)

func TestConstructs(t *testing.T) {
	tests := []struct {
		text string
		want []string // kind and text
	}{
		{"server --port 80", nil},
		{"exec server", nil},
		{"'server' \"--port\" a\\ b", nil},
		{"migrate && server", []string{"and &&"}},
		{"a || b", []string{"or ||"}},
		{"a; b", []string{"seq ;"}},
		{"a;", nil},
		{"a\nb", []string{"seq \n"}},
		{"a | b |& c", []string{"pipe |", "pipe |&"}},
		{"a & b", []string{"background &"}},
		{"! a", []string{"not !"}},
		{"(a)", []string{"subshell ("}},
		{"{ a; }", []string{"group {"}},
		{"if a; then b; else c; fi", []string{"if if"}},
		{"for x in a; do b; done", []string{"for for"}},
		{"while a; do b; done", []string{"while while"}},
		{"until a; do b; done", []string{"while until"}},
		{"case $1 in a) b;; esac", []string{"case case", "variable $1"}},
		{"f() { a; }; f", []string{"function f() ", "group {", "seq ;"}},
		{"[[ -f x* ]]", []string{"test [["}},
		{"((1))", []string{"arithmetic (("}},
		{"a $((1+b))", []string{"arithmetic $((1+b))"}},
		{"a $B \"${C:-d}\"", []string{"variable $B", "variable ${C:-d}"}},
		{"a \"$(b | c)\"", []string{"subst $(b | c)", "pipe |"}},
		{"a `b`", []string{"subst `b`"}},
		{"a <(b)", []string{"subst <(b)"}},
		{"a >f 2>&1", []string{"redirect >f", "redirect 2>&1"}},
		{"{ a; } >f", []string{"group {", "redirect >f"}},
		{"A=1 b", []string{"assign A=1"}},
		{"A=1", []string{"assign A=1"}},
		{"export A=1", []string{"builtin export"}},
		{"cd /app && b", []string{"builtin cd", "and &&"}},
		{"java -jar *.jar", []string{"glob *.jar"}},
		{"a {b,c} ~/x {}", []string{"brace {b,c}", "tilde ~/x"}},
		{"time a", []string{"time time"}},
		{"a <<E\n$b\nE\nc", []string{"redirect <<E", "variable $b", "seq \n"}},
	}
	for _, tt := range tests {
		var got []string
		for _, c := range shell.Constructs(parse(t, tt.text)) {
			got = append(got, c.Kind+" "+c.Text)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", tt.text, diff)
		}
	}
}

func TestConstructReads(t *testing.T) {
	tests := []struct{ text, want string }{
		{"migrate && server", `"&&" in "migrate && server"`},
		{"x; migrate && server; y", `";" in "x; migrate && server; y"`},
		{"server --port=$PORT", `"$PORT" in "server --port=$PORT"`},
		{"a\nb", `"\n" in "a b"`},
		{"if a; then b; fi", `"if" in "if a; then b; fi"`},
		{"a " + strings.Repeat("é", 80) + " | b", `"|" in "a ` + strings.Repeat("é", 35) + `…"`},
	}
	for _, tt := range tests {
		if got := shell.Constructs(parse(t, tt.text))[0].String(); got != tt.want {
			t.Errorf("got %s, want %s", got, tt.want)
		}
	}
}

func TestQuote(t *testing.T) {
	for _, value := range []string{"", "a", "a b", "it's", `"$x"`, "a\nb", "~", "*", "{a,b}", "-x=y", "\t", "é", "\x01", "#", "!", "if"} {
		got, ok := last(t, shell.Quote(value)).Expand(nil)
		if !ok || len(got) != 1 || got[0] != value {
			t.Errorf("%q is quoted as %s, which gives %q", value, shell.Quote(value), got)
		}
	}
	if got := shell.Quote("a\x00b"); got != "'ab'" {
		t.Errorf("a NUL gives %q", got)
	}
}
