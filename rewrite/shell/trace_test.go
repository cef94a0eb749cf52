package shell

import (
	"strings"
	"testing"
)

// world is what the scripts of these tests find.
func testWorld() World {
	env := map[string]string{"MODE": "web", "PORT": "80"}
	return World{
		Name: "/entry.sh", Dir: "/app",
		Getenv: func(n string) (string, bool) { v, ok := env[n]; return v, ok },
		Is:     func(op, p string) (bool, bool) { return p == "/app/x", true },
		Which:  func(n string) (string, bool) { return map[string]string{"node": "/usr/bin/node"}[n], true },
		Read:   func(p string) (string, bool) { return "export SOURCED=1\n", p == "/app/env.sh" },
		Glob:   func(p string) ([]string, bool) { return []string{"/app/a.jar"}, p == "/app/*.jar" },
	}
}

func TestTrace(t *testing.T) {
	tests := []struct {
		name, text string
		args       string
		argv       string // fields joined by blanks
		env        string
		rest       string // steps, branches and checks
		stop       string // "text: why", as far as given
	}{
		{name: "program", text: "a b", argv: "a b"},
		{name: "arguments", text: "set -e\nexec \"$@\"", args: "a b", argv: "a b{@}"},
		{name: "options", text: "set -Eeuo pipefail\nset -o nounset -x\nexec \"$@\"", args: "a b", argv: "a b{@}"},
		{name: "constants", text: "A=1\nexport B=2\nexec a $A", argv: "a 1", env: "B=2"},
		{name: "only exported reach the program", text: "A=1; MODE=x; a", argv: "a", env: "MODE=x"},
		{name: "prefix", text: "A=1 a", argv: "a", env: "A=1"},
		{name: "allexport", text: "set -a; A=1; a", argv: "a", env: "A=1"},
		{name: "default", text: "export P=${P:-81}\na $P", argv: "a 81{P}", env: "P=81?"},
		{name: "assigned default", text: ": ${P:=81}\nexport P\na", argv: "a", env: "P=81?"},
		{name: "if empty", text: "if [ -z \"$P\" ]; then export P=81; fi\na $P", argv: "a 81{P}", env: "P=81?"},
		{name: "and empty", text: "[ -n \"$P\" ] || P=81\na $P", argv: "a 81{P}"},
		{name: "required", text: "if [ -z \"$URL\" ]; then echo no >&2; exit 1; fi\na", argv: "a", rest: "check URL"},
		{name: "required by expansion", text: ": \"${URL:?no}\"\na", argv: "a", rest: "check URL"},
		{name: "unset word", text: "a $X", argv: "a $X{!X}"},
		{name: "branch on a fixed value", text: "if [ \"$MODE\" = web ]; then a; else b; fi", argv: "a", rest: "branch MODE"},
		{name: "branch on the environment", text: "if [ \"$DEBUG\" = 1 ]; then a; else b; fi", stop: "if"},
		{name: "case", text: "case \"$1\" in w*) shift; a \"$@\";; *) exec \"$@\";; esac", args: "web x", argv: "a x{@}", rest: "branch @"},
		{name: "dash dispatch", text: "if [ \"${1#-}\" != \"$1\" ]; then set -- node \"$@\"; fi\nexec \"$@\"", args: "node x", argv: "node x{@}", rest: "branch @"},
		{name: "root part", text: "if [ \"$(id -u)\" = 0 ]; then chown a /d; exec gosu a \"$0\" \"$@\"; fi\nexec \"$@\"", args: "a", argv: "a{@}", rest: "branch id -u"},
		{name: "function", text: "run() { exec a \"$1\"; }\nrun b", argv: "a b"},
		{name: "loop over words", text: "for d in x y; do mkdir $d; done\na", argv: "a", rest: "step mkdir x,step mkdir y"},
		{name: "computed names", text: "for n in X Y; do export \"$n=1\"; done\na", argv: "a", env: "X=1,Y=1"},
		{name: "computed list", text: "export $(cat .env | xargs)\na", stop: "export $(cat .env | xargs): sets variables"},
		{name: "steps", text: "mkdir -p x && cd x && a", argv: "a", rest: "step mkdir -p x"},
		{name: "sourced", text: ". ./env.sh\na", argv: "a", env: "SOURCED=1"},
		{name: "activate", text: "source venv/bin/activate && a", argv: "a", env: "VIRTUAL_ENV=/app/venv,PATH=/app/venv/bin:$PATH"},
		{name: "own directory", text: "cd \"$(dirname \"$0\")\"\na $(pwd)", argv: "a /"},
		{name: "glob", text: "a *.jar", argv: "a a.jar"},
		{name: "output of a command", text: "a $(nproc)", argv: "a $(nproc){}"},
		{name: "same output", text: "exec a > /dev/stdout 2>&1", argv: "a"},
		{name: "exit after", text: "a\nexit 0", argv: "a"},
		{name: "exit status after", text: "a; exit $?", argv: "a"},
		{name: "command there", text: "if command -v node >/dev/null 2>&1; then node x; else b; fi", argv: "node x"},
		{name: "file there", text: "[ -f x ] && a", argv: "a"},
		{name: "message into a file is a step", text: "echo 1 > f\na", argv: "a", rest: "step echo 1"},
		{name: "file", text: "a > f", stop: "a > f: redirects into a file"},
		{name: "pipe", text: "a | b", stop: "a | b: is part of a pipe"},
		{name: "background", text: "a & b", stop: "a: runs in the background"},
		{name: "wait loop", text: "until nc -z db 1; do sleep 1; done\na", stop: "until"},
		{name: "or", text: "a || b", stop: "a || b: runs when another"},
		{name: "or exit", text: "a || exit 1", argv: "a"},
		{name: "unknown export", text: "export H=$(hostname)\na", stop: "H=$(hostname): sets a variable"},
		{name: "nothing given", text: "exec \"$@\"", stop: "exec \"$@\": runs what"},
		{name: "no program", text: "A=1", stop: "A=1: ends without"},
		{name: "recursion", text: "f() { f; }\nf", stop: "f: calls itself"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, err := Parse(tt.text)
			if err != nil {
				t.Fatal(err)
			}
			tr := s.Trace(testWorld(), strings.Fields(tt.args))
			if tr.Stop != nil {
				got := s.slice(tr.Stop.Span) + ": " + tr.Stop.Why
				if tt.argv != "" || !strings.HasPrefix(got, tt.stop) {
					t.Fatalf("stops at %s", got)
				}
				return
			}
			if got := describe(tr); got != tt.argv {
				t.Errorf("runs %q, want %q", got, tt.argv)
			}
			if got := describeEnv(tr); got != tt.env {
				t.Errorf("sets %q, want %q", got, tt.env)
			}
			if got := describeRest(tr); got != tt.rest {
				t.Errorf("also %q, want %q", got, tt.rest)
			}
		})
	}
}

func describe(tr *Trace) string {
	var out []string
	for _, w := range tr.Program {
		text := strings.Join(w.Fields, " ")
		if len(w.Inputs) > 0 || !w.Known {
			text += "{"
			for _, in := range w.Inputs {
				if !w.Known {
					text += "!"
				}
				text += in.Name
			}
			text += "}"
		}
		out = append(out, text)
	}
	return strings.Join(out, " ")
}

func describeEnv(tr *Trace) string {
	var out []string
	for _, v := range tr.Env {
		text := v.Name + "=" + v.Value
		if v.Default {
			text += "?"
		}
		out = append(out, text)
	}
	return strings.Join(out, ",")
}

func describeRest(tr *Trace) string {
	var out []string
	for _, s := range tr.Steps {
		out = append(out, "step "+strings.Join(s.Argv, " "))
	}
	for _, b := range tr.Branches {
		out = append(out, "branch "+b.Input.Name)
	}
	for _, c := range tr.Checks {
		out = append(out, "check "+c.Input.Name)
	}
	return strings.Join(out, ",")
}
