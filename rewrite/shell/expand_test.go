package shell_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dfmigrate/dfmigrate/rewrite/shell"
)

// vars are the variables of every expansion test; HOME is among them, UNSET not.
var vars = map[string]string{
	"HOME": "/home/app", "PORT": "8080", "EMPTY": "", "TWO": "a b", "PAD": "  a  b ",
	"FILE": "app.tar.gz", "DIR": "/usr/local/bin/", "GLOB": "*.nothing", "N": "7", "STAR": "a*b*c",
	"QUOTE": `it's "x"`, "BACK": `a\b`, "UML": "häh", "LINES": "a\nb",
}

func lookup(name string) (string, bool) {
	v, ok := vars[name]
	return v, ok
}

// last is the last word of "true WORD".
func last(t *testing.T, word string) shell.Word {
	t.Helper()
	s, err := shell.Parse("true " + word)
	if err != nil {
		t.Fatalf("parse %q: %v", word, err)
	}
	c := s.Commands[len(s.Commands)-1]
	if len(c.Words) != 2 {
		t.Fatalf("%q is %d words", word, len(c.Words)-1)
	}
	return c.Words[1]
}

func fields(f ...string) []string { return f }

// expansions are expanded by us and by the shells that are named: "b" bash, "d" dash.
var expansions = []struct {
	word, shells string
	want         []string
}{
	{`plain`, "bd", fields("plain")},
	{`'single $PORT'`, "bd", fields("single $PORT")},
	{`"double $PORT"`, "bd", fields("double 8080")},
	{`a\ b`, "bd", fields("a b")},
	{`a\$PORT`, "bd", fields("a$PORT")},
	{`"a\$PORT \x \" \\ \` + "`" + `"`, "bd", fields("a$PORT \\x \" \\ `")},
	{`a'b'"c"d`, "bd", fields("abcd")},
	{`''`, "bd", fields("")},
	{`""`, "bd", fields("")},
	{`--port=$PORT`, "bd", fields("--port=8080")},
	{`$PORT`, "bd", fields("8080")},
	{`${PORT}x`, "bd", fields("8080x")},
	{`$EMPTY`, "bd", nil},
	{`"$EMPTY"`, "bd", fields("")},
	{`$EMPTY""`, "bd", fields("")},
	{`$TWO`, "bd", fields("a", "b")},
	{`"$TWO"`, "bd", fields("a b")},
	{`x$TWO'y z'`, "bd", fields("xa", "by z")},
	{`x$PAD"y"`, "bd", fields("x", "a", "b", "y")},
	{`''$PAD`, "bd", fields("", "a", "b")},
	{`$PAD''`, "bd", fields("a", "b", "")},
	{`$LINES`, "bd", fields("a", "b")},
	{`$QUOTE`, "bd", fields("it's", `"x"`)},
	{`$BACK`, "bd", fields(`a\b`)},
	{`"$BACK"`, "bd", fields(`a\b`)},
	{`$GLOB`, "bd", fields("*.nothing")},
	{`*.nothing`, "bd", fields("*.nothing")},
	{`\*.x`, "bd", fields("*.x")},
	{`[a-b].x`, "bd", fields("[a-b].x")},
	{`${UNSET:-d}`, "bd", fields("d")},
	{`${UNSET-d}`, "bd", fields("d")},
	{`${EMPTY:-d}`, "bd", fields("d")},
	{`${EMPTY-d}`, "bd", nil},
	{`${PORT:-d}`, "bd", fields("8080")},
	{`${UNSET:-}`, "bd", nil},
	{`"${UNSET:-}"`, "bd", fields("")},
	{`${UNSET:-a b}`, "bd", fields("a", "b")},
	{`${UNSET:-"a b"}`, "bd", fields("a b")},
	{`${UNSET:-'a b' c}`, "bd", fields("a b", "c")},
	{`${UNSET:-a\ b}`, "bd", fields("a b")},
	{`${UNSET:-""}`, "bd", fields("")},
	{`"${UNSET:-a  b}"`, "bd", fields("a  b")},
	{`"${UNSET:-"a  b"}"`, "bd", fields("a  b")},
	{`"${UNSET:-'a'}"`, "bd", fields("'a'")},
	{`"${UNSET:='a'}"`, "bd", fields("'a'")},
	{`${UNSET:='a'}`, "bd", fields("a")},
	{`"${UNSET:-~}"`, "bd", fields("~")},
	{`${UNSET:-~}`, "bd", fields("/home/app")},
	{`"${UNSET:-"'a'"}"`, "bd", fields("'a'")},
	{`"${FILE%'.gz'}"`, "bd", fields("app.tar")},
	{`"${STAR%"*"c}"`, "bd", fields("a*b")},
	{`"${STAR%\*c}"`, "bd", fields("a*b")},
	{`"$EMPTY"$EMPTY`, "bd", fields("")},
	{`$EMPTY$TWO$EMPTY`, "bd", fields("a", "b")},
	{`${UNSET:-a$TWO"b c"}`, "bd", fields("aa", "bb c")},
	{`${UNSET:- a }x`, "bd", fields("a", "x")},
	{`x${UNSET:- a }`, "bd", fields("x", "a")},
	{`"${UNSET:-${UNSET2:-"x y"}}"`, "bd", fields("x y")},
	{`a${PORT}{b,c}`, "b", fields("a8080b", "a8080c")},
	{`"${TWO% *}"`, "bd", fields("a")},
	{`${TWO%" b"}`, "bd", fields("a")},
	{`${BACK%\\*}`, "bd", fields("a")},
	{`"${BACK#*\\}"`, "bd", fields("b")},
	{`${FILE#[a-b]}`, "bd", fields("pp.tar.gz")},
	{`${FILE%%[!a-z]*}`, "bd", fields("app")},
	{`${PORT%$N}`, "bd", fields("8080")},
	{`${FILE//[.]/ }`, "b", fields("app", "tar", "gz")},
	{`"${FILE//./" "}"`, "b", fields("app tar gz")},
	{`"${FILE//./\/}"`, "b", fields("app/tar/gz")},
	{`$((-N % 4))`, "bd", fields("-3")},
	{`$((N<<1 | 1))`, "bd", fields("15")},
	{`~+x`, "bd", fields("~+x")},
	{`{a,b}{1,2}`, "b", fields("a1", "a2", "b1", "b2")},
	{`{01..03}`, "b", fields("01", "02", "03")},
	{`{a,{b,c}}`, "b", fields("a", "b", "c")},
	{`{}`, "bd", fields("{}")},
	{`{a,"b c"}`, "b", fields("a", "b c")},
	{`${EMPTY}{a,b}`, "b", fields("a", "b")},
	{`{`, "bd", fields("{")},
	{`{a,b`, "bd", fields("{a,b")},
	{`{a,b}}`, "b", fields("a}", "b}")},
	{`"${UNSET:-a\$b\x}"`, "bd", fields(`a$b\x`)},
	{`${UNSET:-$TWO}`, "bd", fields("a", "b")},
	{`${UNSET:-"$TWO"}`, "bd", fields("a b")},
	{`${UNSET:-${EMPTY:-$PORT}}`, "bd", fields("8080")},
	{`${PORT:-$(date)}`, "bd", fields("8080")},
	{`${UNSET:=d}$UNSET`, "bd", fields("dd")},
	{`${UNSET:="x y"}`, "bd", fields("x", "y")},
	{`"${UNSET:=x y}"`, "bd", fields("x y")},
	{`${UNSET:+x}`, "bd", nil},
	{`${PORT:+x}`, "bd", fields("x")},
	{`${PORT:+"--port $PORT"}`, "bd", fields("--port 8080")},
	{`${PORT:+--port $PORT}`, "bd", fields("--port", "8080")},
	{`${EMPTY:+x}`, "bd", nil},
	{`${EMPTY+x}`, "bd", fields("x")},
	{`"${UNSET:+x}"`, "bd", fields("")},
	{`${PORT:?no port}`, "bd", fields("8080")},
	{`${#PORT}`, "bd", fields("4")},
	{`${#UML}`, "b", fields("3")},
	{`${FILE%.gz}`, "bd", fields("app.tar")},
	{`${FILE%.*}`, "bd", fields("app.tar")},
	{`${FILE%%.*}`, "bd", fields("app")},
	{`${FILE#*.}`, "bd", fields("tar.gz")},
	{`${FILE##*.}`, "bd", fields("gz")},
	{`${STAR%"*"c}`, "bd", fields("a*b")},
	{`${STAR%'*c'}`, "bd", fields("a*b")},
	{`${STAR%\*c}`, "bd", fields("a*b")},
	{`${STAR#*b}`, "bd", fields("*c")},
	{`${FILE%$UNSET2.gz}`, "", nil},
	{`${FILE%.$EMPTY*}`, "bd", fields("app.tar")},
	{`"${FILE%.*}-x"`, "bd", fields("app.tar-x")},
	{`${DIR%/}`, "bd", fields("/usr/local/bin")},
	{`${DIR##*/}`, "bd", nil},
	{`${FILE/tar/zip}`, "b", fields("app.zip.gz")},
	{`${FILE//a/o}`, "b", fields("opp.tor.gz")},
	{`${STAR//"*"/-}`, "b", fields("a-b-c")},
	{`${STAR//\*/}`, "b", fields("abc")},
	{`${FILE/.*/}`, "b", fields("app")},
	{`${FILE:0:3}`, "b", fields("app")},
	{`${FILE:4}`, "b", fields("tar.gz")},
	{`${FILE: -2}`, "b", fields("gz")},
	{`${FILE:N}`, "b", fields(".gz")},
	{`${FILE^^}`, "b", fields("APP.TAR.GZ")},
	{`${FILE^}`, "b", fields("App.tar.gz")},
	{`$((1+2))`, "bd", fields("3")},
	{`$((N*2))`, "bd", fields("14")},
	{`"$(( $N - 10 ))"`, "bd", fields("-3")},
	{`$((N > 3 ? N : 0))`, "bd", fields("7")},
	{`$((N==7))`, "bd", fields("1")},
	{`~`, "bd", fields("/home/app")},
	{`~/x`, "bd", fields("/home/app/x")},
	{`"~/x"`, "bd", fields("~/x")},
	{`\~/x`, "bd", fields("~/x")},
	{`~nosuchuser/x`, "bd", fields("~nosuchuser/x")},
	{`x~`, "bd", fields("x~")},
	{`a{b,c}d`, "b", fields("abd", "acd")},
	{`{1..3}`, "b", fields("1", "2", "3")},
	{`{a,}`, "b", fields("a")},
	{`x{a,}`, "b", fields("xa", "x")},
	{`"{a,b}"`, "bd", fields("{a,b}")},
	{`\{a,b}`, "bd", fields("{a,b}")},
	{`{a\,b,c}`, "b", fields("a,b", "c")},
	{`{$PORT,x}`, "b", fields("8080", "x")},
	{`{a}`, "bd", fields("{a}")},
	{`$'a\tb'`, "b", fields("a\tb")},
	{`$'%s\x41'`, "b", fields("%sA")},
	{`a=b`, "bd", fields("a=b")},
	{`a=$TWO`, "bd", fields("a=a", "b")},
	{`"a` + "\\\n" + `b"`, "bd", fields("ab")},
	{`a` + "\\\n" + `b`, "bd", fields("ab")},
	{`'a` + "\\\n" + `b'`, "bd", fields("a\\\nb")},
}

func TestExpand(t *testing.T) {
	for _, tt := range expansions {
		if tt.shells == "" {
			continue
		}
		got, ok := last(t, tt.word).Expand(lookup)
		if !ok {
			t.Errorf("%s: not expanded, want %q", tt.word, tt.want)
		} else if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.word, diff)
		}
	}
}

// The table above is what the shells themselves do.
func TestExpansionsInShells(t *testing.T) {
	for _, name := range []string{"bash", "dash"} {
		t.Run(name, func(t *testing.T) {
			path, err := exec.LookPath(name)
			if err != nil {
				t.Skipf("%s is not installed, so the table is not held against it", name)
			}
			for _, tt := range expansions {
				if !strings.Contains(tt.shells, name[:1]) {
					continue
				}
				if got := inShell(t, path, tt.word); !slices.Equal(got, tt.want) {
					t.Errorf("%s: %s gives %q, the table says %q", tt.word, name, got, tt.want)
				}
			}
		})
	}
}

// inShell lets a real shell expand a word.
func inShell(t *testing.T, path, word string) []string {
	t.Helper()
	cmd := exec.Command(path, "-c", `fields() { for f do printf '%s\0' "$f"; done; }; fields `+word)
	cmd.Dir = t.TempDir()
	cmd.Env = []string{"LC_ALL=C.UTF-8"}
	for name, value := range vars {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v", word, err)
	}
	if len(out) == 0 {
		return nil
	}
	return strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00")
}

func TestExpandUnknown(t *testing.T) {
	for _, word := range []string{
		`$UNSET`, `"x$UNSET"`, `${UNSET}`, `${UNSET:-$OTHER}`, `${UNSET:?gone}`, `${EMPTY:?gone}`,
		`${#UNSET}`, `${UNSET%x}`, `${UNSET/x/y}`, `${UNSET:1}`, `${UNSET^^}`, `$(date)`, "`date`",
		`"$(date)"`, `<(date)`, `${UNSET:-$(date)}`, `$((UNSET+1))`, `$(( $UNSET ))`, `$((TWO))`,
		`$((N++))`, `$((N=1))`, `$((1/0))`, `$((010))`, `${!PORT}`, `${a[0]}`, `${a[@]}`, `$@`, `"$@"`,
		`$1`, `$#`, `$?`, `$$`, `$!`, `$LINENO`, `${FILE/#app/x}`, `${FILE/app/&&}`, `${FILE@Q}`,
		`${!PO*}`, `{1..999999999}`, `{$UNSET,b}`, `$PORT{a,b}`, `{x$PORT{a,b},c}`, `${FILE%$UNSET}`, `${PORT:+$UNSET}`,
	} {
		if got, ok := last(t, word).Expand(lookup); ok {
			t.Errorf("%s gives %q, want it to be unknown", word, got)
		}
	}
}

func TestExpandWithoutHome(t *testing.T) {
	for _, word := range []string{"~", "~/x", "~root/x", "~root"} {
		if got, ok := last(t, word).Expand(nil); !ok || !slices.Equal(got, []string{word}) {
			t.Errorf("%s gives %q, %v, want it as text", word, got, ok)
		}
	}
}

func TestExpandUnusualIFS(t *testing.T) {
	env := func(name string) (string, bool) { return map[string]string{"IFS": ":", "P": "a::b"}[name], true }
	if got, ok := last(t, "$P").Expand(env); ok {
		t.Errorf("splitting at a colon gives %q, want it to be unknown", got)
	}
}

func TestExpandArgs(t *testing.T) {
	tests := []struct {
		word string
		args []string
		want []string
		ok   bool
	}{
		{`"$@"`, nil, nil, true},
		{`"$@"`, fields("a b", "", "c"), fields("a b", "", "c"), true},
		{`$@`, fields("a b", "c"), fields("a", "b", "c"), true},
		{`"$*"`, fields("a b", "c"), fields("a b c"), true},
		{`$#`, fields("a", "b"), fields("2"), true},
		{`$1`, fields("a b"), fields("a", "b"), true},
		{`"$2"`, fields("a"), nil, false},
		{`"${2:-d}"`, fields("a"), fields("d"), true},
		{`${1+"$@"}`, fields("a b", "c"), fields("a b", "c"), true},
		{`${1+"$@"}`, nil, nil, true},
		{`"${@:2}"`, fields("a", "b c", "d"), fields("b c", "d"), true},
		{`"${@:0}"`, fields("a"), nil, false},
		{`"${@:-x}"`, nil, fields("x"), true},
		{`"x $@"`, fields("a"), fields("x a"), true},
		{`"x $@"`, fields("a", "b"), nil, false},
		{`"${1#-}"`, fields("-v"), fields("v"), true},
	}
	for _, tt := range tests {
		got, ok := last(t, tt.word).ExpandArgs(lookup, tt.args)
		if ok != tt.ok {
			t.Errorf("%s with %q: ok is %v, want %v", tt.word, tt.args, ok, tt.ok)
		} else if diff := cmp.Diff(tt.want, got); ok && diff != "" {
			t.Errorf("%s with %q (-want +got):\n%s", tt.word, tt.args, diff)
		}
	}
}

// A list is not one string, whatever a Lookup says.
func TestExpandListNeedsArgs(t *testing.T) {
	env := func(string) (string, bool) { return "", true }
	for _, word := range []string{`"$@"`, `$*`, `"${@:-x}"x$@`} {
		if got, ok := last(t, word).Expand(env); ok {
			t.Errorf("%s gives %q without arguments, want it to be unknown", word, got)
		}
	}
}

func TestExpandAssigned(t *testing.T) {
	tests := []struct{ text, want string }{
		{`A=`, ""}, {`A=b`, "b"}, {`A="$TWO"`, "a b"}, {`A=$TWO`, "a b"}, {`A=a\ b`, "a b"},
		{`A=~/x`, "/home/app/x"}, {`A=$PAD`, "  a  b "}, {`A={a,b}`, "{a,b}"}, {`export A=$TWO`, "a b"},
		{`A=${UNSET:-x  y}`, "x  y"}, {`A+=b`, "b"}, {`A=x run`, "x"},
	}
	for _, tt := range tests {
		s, err := shell.Parse(tt.text)
		if err != nil {
			t.Fatal(err)
		}
		got, ok := s.Commands[0].Assigns[0].Value.Expand(lookup)
		if !ok || len(got) != 1 || got[0] != tt.want {
			t.Errorf("%s gives %q, %v, want %q", tt.text, got, ok, tt.want)
		}
	}
	for _, text := range []string{`A=(a b)`, `A[1]=b`, `A=$(date)`, `declare -a A=(a)`} {
		s, err := shell.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		c := s.Commands[len(s.Commands)-1]
		if got, ok := c.Assigns[0].Value.Expand(lookup); ok {
			t.Errorf("%s gives %q, want it to be unknown", text, got)
		}
	}
}

// The environment of the machine and its users never show through.
func TestExpandAsksLookupOnly(t *testing.T) {
	t.Setenv("MACHINE", "secret")
	if got, ok := last(t, "$MACHINE").Expand(nil); ok {
		t.Errorf("read %q from the environment of the process", got)
	}
}

func FuzzExpand(f *testing.F) {
	for _, tt := range expansions {
		f.Add(tt.word, "a b")
	}
	f.Add(`${@:2}`, "x")
	f.Add(`${x@K}${x@P}`, "x")
	f.Add(`{a..z..0}{1..9}`, "")
	f.Fuzz(func(t *testing.T, word, value string) {
		s, err := shell.Parse("true " + word)
		if err != nil {
			return
		}
		env := func(name string) (string, bool) { return value, len(name) == 1 }
		for _, c := range s.Commands {
			for _, w := range c.Words {
				plain, isLiteral := w.Literal()
				got, ok := w.Expand(env)
				w.ExpandArgs(env, []string{value, "z"})
				w.Vars()
				w.HasGlob()
				w.HasCommandSubst()
				if isLiteral && (!ok || len(got) != 1 || got[0] != plain) {
					t.Errorf("%q is literally %q but expands to %q, %v", w.Text, plain, got, ok)
				}
			}
		}
	})
}
