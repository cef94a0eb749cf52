package shell_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dfmigrate/dfmigrate/rewrite/shell"
	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

func parse(t testing.TB, text string) *shell.Script {
	t.Helper()
	s, err := shell.Parse(text)
	if err != nil {
		t.Fatalf("parse %q: %v", text, err)
	}
	return s
}

// describe gives a command in one line: its operator, text and flags.
func describe(s *shell.Script, c *shell.Command) string {
	line := strings.TrimSpace(c.Op.String() + " " + s.Text[c.Span.Start:c.Span.End])
	for _, flag := range []struct {
		name string
		set  bool
	}{
		{"cond", c.Conditional}, {"sub", c.Subshell}, {"subst", c.CmdSubst}, {"loop", c.Loop},
		{"bg", c.Background}, {"not", c.Negated},
	} {
		if flag.set {
			line += " +" + flag.name
		}
	}
	if c.Func != "" {
		line += " @" + c.Func
	}
	if len(c.LoopVars) > 0 {
		line += fmt.Sprint(" ", c.LoopVars)
	}
	return line
}

func TestCommands(t *testing.T) {
	tests := []struct {
		text string
		want []string
	}{
		{"", nil},
		{"# only a comment", nil},
		{"a", []string{"a"}},
		{"a x; b", []string{"a x", "; b"}},
		{"a\nb\n", []string{"a", "; b"}},
		{"a && b && c", []string{"a", "&& b", "&& c"}},
		{"a || b", []string{"a", "|| b +cond"}},
		{"a || b && c", []string{"a", "|| b +cond", "&& c"}},
		{"a && b || c", []string{"a", "&& b +cond", "|| c +cond"}},
		{"a && b; c", []string{"a", "&& b", "; c"}},
		{"[ -f x ] && b; c", []string{"[ -f x ]", "&& b +cond", "; c"}},
		{"[ -f x ] && b", []string{"[ -f x ]", "&& b"}},
		{"! a && b; c", []string{"a +not", "&& b +cond", "; c"}},
		{"a | b |& c", []string{"a +sub", "| b +sub", "| c +sub"}},
		{"a && b | c", []string{"a", "&& b +sub", "| c +sub"}},
		{"(a && b); c", []string{"a +sub", "&& b +sub", "; c"}},
		{"{ a; b; } && c", []string{"a", "; b", "&& c"}},
		{"a && { b || c; }", []string{"a", "&& b", "|| c +cond"}},
		{"! a", []string{"a +not"}},
		{"! a | b", []string{"a +sub +not", "| b +sub +not"}},
		{"a & b", []string{"a +sub +bg", "; b"}},
		{"a && b & c", []string{"a +sub +bg", "&& b +cond +sub +bg", "; c"}},
		{"if a && b; then c; elif d; then e; else f; fi; g",
			[]string{"a", "&& b +cond", "; c +cond", "; d +cond", "; e +cond", "; f +cond", "; g"}},
		{"while a; do b; done", []string{"a +loop", "; b +cond +loop"}},
		{"until a; do b; done", []string{"a +loop", "; b +cond +loop"}},
		{"for x in a 'b c' d{1,2}; do e $x; done", []string{"; e $x +loop map[x:[a b c d1 d2]]"}},
		{"for x in a b; do for y in c; do e; done; done", []string{"; e +loop map[x:[a b] y:[c]]"}},
		{"for x in *.txt; do e; done", []string{"; e +cond +loop"}},
		{"for x in; do e; done", []string{"; e +cond +loop"}},
		{"for x; do e; done", []string{"; e +cond +loop"}},
		{"for x in $Y; do e; done", []string{"; e +cond +loop"}},
		{"for x in $(ls); do e; done", []string{"ls +sub +subst", "; e +cond +loop"}},
		{"for ((i=0; i<3; i++)); do e; done", []string{"; e +cond +loop"}},
		{"select x in a b; do e; done", []string{"; e +cond +loop"}},
		{"case $1 in a) b;; *) c; d;; esac", []string{"; b +cond", "; c +cond", "; d +cond"}},
		{"f() { a; b; }; f", []string{"a +cond @f", "; b +cond @f", "; f"}},
		{"function f { a; }", []string{"a +cond @f"}},
		{"A=1 B=2", []string{"A=1 B=2"}},
		{"A=1 run x", []string{"A=1 run x"}},
		{"export A=1 B", []string{"export A=1 B"}},
		{"[[ -f x && $y == z* ]]", []string{"[[ -f x && $y == z* ]]"}},
		{"(( i + 1 ))", []string{"(( i + 1 ))"}},
		{"let i=1", []string{"let i=1"}},
		{"echo $(a && b) `c`", []string{"a +sub +subst", "&& b +cond +sub +subst", "c +sub +subst", "echo $(a && b) `c`"}},
		{"A=$(a $(b))", []string{"b +sub +subst", "a $(b) +sub +subst", "A=$(a $(b))"}},
		{"diff <(a) <(b)", []string{"a +sub +subst", "b +sub +subst", "diff <(a) <(b)"}},
		{"a >$(b)", []string{"b +sub +subst", "a >$(b)"}},
		{"case $(a) in $(b)) c;; esac", []string{"a +sub +subst", "b +cond +sub +subst", "; c +cond"}},
		{"time a", []string{"a"}},
		{">x a 2>&1", []string{">x a 2>&1"}},
		{"> x", []string{"> x"}},
		{"! >x a", []string{">x a +not"}},
		{"cat <<E && b\nbody $(c)\nE\nd", []string{"c +sub +subst", "cat <<E", "&& b", "; d"}},
		{"set -e; set -x\nexec \"$@\"", []string{"set -e", "; set -x", `; exec "$@"`}},
	}
	for _, tt := range tests {
		s := parse(t, tt.text)
		var got []string
		for _, c := range s.Commands {
			got = append(got, describe(s, c))
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", tt.text, diff)
		}
	}
}

func TestWordsOfClauses(t *testing.T) {
	tests := []struct {
		text string
		want []string
	}{
		{`a 'b c' "d"e $f`, []string{"a", "b c", "de", ""}},
		{`[[ ! ( -f x || $y == z* ) ]]`, []string{"[[", "!", "(", "-f", "x", "||", "", "==", "z*", ")", "]]"}},
		{`export -n A=b C="d e"`, []string{"export", "-n", "A=b", "C=d e"}},
		{`declare -r "X=$y"`, []string{"declare", "-r", ""}},
		{`((i++))`, []string{"((", "", "))"}},
		{`let i=1 j=2`, []string{"let", "", ""}},
		{`a \~ ~ {a,b} \{a,b} {} {a *`, []string{"a", "~", "", "", "{a,b}", "{}", "{a", "*"}},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, parse(t, tt.text).Commands[0].Literals()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.text, diff)
		}
	}
}

func TestAssigns(t *testing.T) {
	c := parse(t, `A=1 B+="$x y" run`).Commands[0]
	if len(c.Assigns) != 2 || c.Assigns[0].Name != "A" || c.Assigns[0].Append || c.Assigns[1].Name != "B" || !c.Assigns[1].Append {
		t.Fatalf("got %+v", c.Assigns)
	}
	if got := c.Assigns[1].Value.Text; got != `"$x y"` {
		t.Errorf("value is %q", got)
	}
	if c.Name() != "run" {
		t.Errorf("name is %q", c.Name())
	}
	e := parse(t, `export A=1 B`).Commands[0]
	if len(e.Assigns) != 1 || e.Assigns[0].Name != "A" {
		t.Errorf("export assigns %+v", e.Assigns)
	}
	empty := parse(t, `A=`).Commands[0]
	if v, ok := empty.Assigns[0].Value.Literal(); !ok || v != "" {
		t.Errorf("A= is %q, %v", v, ok)
	}
}

func TestRedirects(t *testing.T) {
	tests := []struct{ text, want string }{
		{"a >f", "> 1 f"}, {"a 2>>f", ">> 2 f"}, {"a <f", "< 0 f"}, {"a 2>&1", ">& 2 1"},
		{"a &>f", "&> 1 f"}, {"a <<<x", "<<< 0 x"}, {"a {v}>f", "> -1 f"},
	}
	for _, tt := range tests {
		c := parse(t, tt.text).Commands[0]
		r := c.Redirects[0]
		if got := fmt.Sprint(r.Op, " ", r.FD, " ", r.Target.Text); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.text, got, tt.want)
		}
		if len(c.Words) != 1 {
			t.Errorf("%s: words are %v", tt.text, c.Literals())
		}
	}
	s := parse(t, "{ a >own; b; } >all 2>&1; c")
	if got := s.Commands[1].Inherited; len(got) != 2 || got[0].Target.Text != "all" || got[1].Op != ">&" {
		t.Errorf("inherited: %+v", got)
	}
	if len(s.Commands[2].Inherited) != 0 {
		t.Error("a redirection leaks out of its group")
	}
}

func TestHeredocs(t *testing.T) {
	tests := []struct {
		text, body string
		literal    bool
	}{
		{"cat <<E\na $b\n\tc\nE\n", "a $b\n\tc\n", false},
		{"cat <<'E' >f\na $b\nE\n", "a $b\n", true},
		{"cat <<\\E\na\nE", "a\n", true},
		{"cat <<-E\n\ta\n\t\tb $c\n\tE\n", "a\nb $c\n", false},
		{"cat <<E\nE\n", "", false},
		{"cat <<E && x\na\nE\n", "a\n", false},
		{"cat <<E\n$a\nE\nb", "$a\n", false},
		{"cat <<E\n\nE\nb", "\n", false},
	}
	for _, tt := range tests {
		r := parse(t, tt.text).Commands[0].Redirects[0]
		if r.Heredoc != tt.body || r.Literal != tt.literal {
			t.Errorf("%q: got %q, %v; want %q, %v", tt.text, r.Heredoc, r.Literal, tt.body, tt.literal)
		}
	}
}

func TestVarsAndShapes(t *testing.T) {
	tests := []struct {
		word        string
		vars        []string
		glob, subst bool
	}{
		{`a`, nil, false, false},
		{`$a${b:-$c}"$a"`, fields("a", "b", "c"), false, false},
		{`$((x + $y))`, fields("x", "y"), false, false},
		{`$(echo $a)`, nil, false, true},
		{`"$@"`, fields("@"), false, false},
		{`*.go`, nil, true, false},
		{`"*"`, nil, false, false},
		{`\*`, nil, false, false},
		{`a?`, nil, true, false},
		{`[ab]`, nil, true, false},
		{`[`, nil, false, false},
		{`*"x y"`, nil, true, false},
		{`<(a)`, nil, false, true},
		{`@(a|b)`, nil, true, false},
	}
	for _, tt := range tests {
		w := last(t, tt.word)
		if diff := cmp.Diff(tt.vars, w.Vars()); diff != "" {
			t.Errorf("%s: variables (-want +got):\n%s", tt.word, diff)
		}
		if w.HasGlob() != tt.glob || w.HasCommandSubst() != tt.subst {
			t.Errorf("%s: glob %v, substitution %v", tt.word, w.HasGlob(), w.HasCommandSubst())
		}
	}
}

func TestSingleAndExec(t *testing.T) {
	tests := []struct {
		text         string
		single, exec bool
	}{
		{"server", true, false},
		{"server --port $PORT;", true, false},
		{"server >log 2>&1", true, false},
		{"exec server", true, true},
		{"exec", true, false},
		{"exec server $(opts)", true, true},
		{"A=1 server", true, false},
		{"A=1", false, false},
		{"a && b", false, false},
		{"a; b", false, false},
		{"a | b", false, false},
		{"a &", false, false},
		{"! a", false, false},
		{"{ a; }", false, false},
		{"(a)", false, false},
		{"if a; then b; fi", false, false},
		{"", false, false},
	}
	for _, tt := range tests {
		s := parse(t, tt.text)
		if _, ok := s.Single(); ok != tt.single {
			t.Errorf("%q: single is %v", tt.text, ok)
		}
		if s.Exec() != tt.exec {
			t.Errorf("%q: exec is %v", tt.text, s.Exec())
		}
	}
}

func TestShebang(t *testing.T) {
	tests := []struct{ text, want string }{
		{"#!/bin/sh\na", "/bin/sh []"}, {"#! /bin/bash -e\r\na", "/bin/bash [-e]"},
		{"#!/usr/bin/env bash", "/usr/bin/env [bash]"}, {"a", " []"}, {" #!/bin/sh", " []"}, {"#!", " []"},
	}
	for _, tt := range tests {
		interpreter, args := parse(t, tt.text).Shebang()
		if got := fmt.Sprint(interpreter, " ", args); got != tt.want {
			t.Errorf("%q: got %q, want %q", tt.text, got, tt.want)
		}
	}
}

func TestArgv(t *testing.T) {
	argv, ok := parse(t, `gunicorn --bind ":$PORT" $TWO`).Commands[0].Argv(lookup)
	if diff := cmp.Diff(fields("gunicorn", "--bind", ":8080", "a", "b"), argv); !ok || diff != "" {
		t.Errorf("ok %v (-want +got):\n%s", ok, diff)
	}
	if argv, ok := parse(t, `a $UNSET`).Commands[0].Argv(lookup); ok {
		t.Errorf("got %q for an unknown variable", argv)
	}
}

func TestParseError(t *testing.T) {
	tests := []struct {
		text   string
		offset int
	}{
		{"a && ", 2}, {"if a; then b", 0}, {"echo 'x", 5}, {"a | | b", 2}, {"echo $(", 5}, {"a )", 2}, {"coproc 0 A=", 9},
	}
	for _, tt := range tests {
		_, err := shell.Parse(tt.text)
		var parseErr *shell.ParseError
		if !errors.As(err, &parseErr) {
			t.Errorf("%q: got %v, want a ParseError", tt.text, err)
			continue
		}
		if parseErr.Offset != tt.offset {
			t.Errorf("%q: %v, want byte %d", tt.text, parseErr, tt.offset)
		}
	}
}

func TestParseFallsBackToPOSIX(t *testing.T) {
	if parse(t, "a && b").POSIX {
		t.Error("bash was not tried first")
	}
	s := parse(t, `[[ a; export A="$TWO"`)
	if !s.POSIX {
		t.Fatal("not parsed as POSIX")
	}
	if got := s.Commands[0].Name(); got != "[[" {
		t.Errorf("the first command is %q", got)
	}
	if got := s.Commands[1].Assigns; len(got) != 1 || got[0].Name != "A" {
		t.Errorf("export assigns %v", got)
	}
}

// checkSpans: every span lies in the text and gives the Text beside it.
func checkSpans(t *testing.T, s *shell.Script) {
	t.Helper()
	slice := func(what, text string, sp source.Span) {
		if sp.Start < 0 || sp.End > len(s.Text) || sp.Start > sp.End {
			t.Errorf("%s %q of %q: span %v", what, text, s.Text, sp)
		} else if got := s.Text[sp.Start:sp.End]; got != text {
			t.Errorf("%s of %q: %v is %q, not %q", what, s.Text, sp, got, text)
		}
	}
	within := func(what string, in, sp source.Span) {
		if sp.Start < in.Start || sp.End > in.End {
			t.Errorf("%s of %q: %v is outside of %v", what, s.Text, sp, in)
		}
	}
	for _, c := range s.Commands {
		slice("command", s.Text[max(0, c.Span.Start):min(len(s.Text), c.Span.End)], c.Span)
		at := c.Span.Start
		for _, w := range c.Words {
			slice("word", w.Text, w.Span)
			within("word", c.Span, w.Span)
			if w.Span.Start < at {
				t.Errorf("words of %q overlap at %d", s.Text, w.Span.Start)
			}
			at = w.Span.End
		}
		for _, a := range c.Assigns {
			slice("value", a.Value.Text, a.Value.Span)
			within("assignment", c.Span, a.Span)
		}
		for _, r := range c.Redirects {
			slice("target", r.Target.Text, r.Target.Span)
			within("redirection", c.Span, r.Span)
		}
	}
	for _, c := range shell.Constructs(s) {
		slice("construct", c.Text, c.Span)
	}
}

func TestSpans(t *testing.T) {
	for _, text := range seeds {
		checkSpans(t, parse(t, text))
	}
}

// seeds are texts that between them hold every construct.
var seeds = []string{
	"apt-get update && apt-get install -y --no-install-recommends curl git && rm -rf /var/lib/apt/lists/*",
	"set -eux; \tsavedAptMark=\"$(apt-mark showmanual)\"; apt-get update; apt-get install -y gcc; rm -rf /tmp/*",
	"#!/bin/sh\nset -e\nif [ \"${1#-}\" != \"$1\" ]; then\n  set -- node \"$@\"\nfi\n\nexec \"$@\"\n",
	"#!/usr/bin/env bash\r\nset -euo pipefail\r\necho hi\r\n",
	"for i in 1 2 3; do echo $i; done; while read -r x; do a; done <f; until b; do c; done",
	"case \"$1\" in a|b) c ;; *) d | e ;; esac",
	"f() { local x=1; echo $x; }; f | g && { h || i; } && (j; k) & wait",
	"cat <<EOF >/etc/x && b\nbody $HOME $(date)\nEOF\nc",
	"cat <<-'EOF'\n\tx\n\tEOF\n",
	"[[ -f x && ! $y =~ ^a.*b$ ]] && (( i++ )) ; let j=1; declare -a z=(1 2 \"3 4\")",
	"echo `a \\`b\\` c` $(( $(x) + 1 )) ${a:-$(b)} <(c) >(d)",
	"A=1 B=\"$C\" run --x=$D \\\n  --y 'e f' \\\n  2>&1 | tee log",
	"export PATH=\"$PATH:/x\" && time make -j$(nproc) && coproc foo",
	"echo ünïcödé '→' && echo \"x\\ny\"",
	"a() (b; c)\nselect x in a b; do break; done",
	"! a && b || c",
	"a;b;c", "a&b", "((a);b)", "echo x # comment && d",
	"true <<a <<b\n1\na\n2\nb\n",
	"if a; then b; elif c; then d; else e; fi 2>/dev/null",
	"x=~/a:~/b y={1,2} cmd {1..3} ~ *.txt @(a|b)",
}

func FuzzParse(f *testing.F) {
	for _, text := range seeds {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := shell.Parse(text)
		if err != nil {
			var parseErr *shell.ParseError
			if !errors.As(err, &parseErr) || parseErr.Offset < 0 || parseErr.Offset > len(text) {
				t.Errorf("%q: %#v", text, err)
			}
			return
		}
		checkSpans(t, s)
		s.Single()
		s.Exec()
		s.Shebang()
		for _, c := range s.Commands {
			c.Literals()
		}
	})
}
