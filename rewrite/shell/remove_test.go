package shell_test

import (
	"slices"
	"testing"

	"github.com/dfmigrate/dfmigrate/rewrite/shell"
	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// remove takes out the commands whose first word is among names.
func remove(t *testing.T, text string, names ...string) (string, bool) {
	t.Helper()
	s := parse(t, text)
	var cs []*shell.Command
	for _, c := range s.Commands {
		if slices.Contains(names, c.Name()) {
			cs = append(cs, c)
		}
	}
	edits, ok := shell.RemoveCommands(s, cs)
	if !ok {
		return "", false
	}
	after, err := source.Apply([]byte(text), edits)
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return string(after), true
}

func TestRemoveCommands(t *testing.T) {
	tests := []struct {
		text  string
		names []string
		want  string // "" when it can't be
	}{
		{"a && b && c", fields("a"), "b && c"},
		{"a && b && c", fields("b"), "a && c"},
		{"a && b && c", fields("c"), "a && b"},
		{"a && b && c", fields("a", "c"), "b"},
		{"a && b && c", fields("b", "c"), "a"},
		{"a && b && c", fields("a", "b", "c"), ""},
		{"a", fields("a"), ""},
		{"a &&   b -x  'y z' && c", fields("b"), "a && c"},
		{"a; b; c", fields("a"), "b; c"},
		{"a; b; c", fields("b"), "a; c"},
		{"a; b; c", fields("c"), "a; b"},
		{"a; b; c;", fields("c"), "a; b"},
		{"a; b; c", fields("b", "c"), "a"},
		{"a; b && c; d", fields("b", "c"), "a; d"},
		{"a; b && c; d", fields("c"), "a; b; d"},
		{"a\nb\nc\n", fields("b"), "a\nc\n"},
		{"a\nb\nc\n", fields("c"), "a\nb\n"},
		{"a\n# about b\nb\n# about c\nc\n", fields("b"), "a\n# about b\n# about c\nc\n"},
		{"a; b # why\nc", fields("b"), "a; # why\nc"},
		{"{ a; b; } && c", fields("b"), "{ a; } && c"},
		{"{ a; b; } && c", fields("a"), "{ b; } && c"},
		{"{ a; b; } && c", fields("a", "b"), "c"},
		{"{ a\nb; }", fields("b"), "{ a; }"},
		{"(a; b); c", fields("b"), "(a); c"},
		{"(a && b) && c", fields("a", "b"), "c"},
		{"a && (b; c)", fields("b", "c"), "a"},
		{"a & b", fields("a"), "b"},
		{"a & b", fields("b"), "a &"},
		{"a && b & c", fields("b"), "a & c"},
		{"a || b", fields("a"), ""},
		{"a || b", fields("b"), ""},
		{"a || b; c", fields("a", "b"), "c"},
		{"a || b && c", fields("c"), "a || b"},
		{"a && b || c", fields("b"), "a || c"},
		{"a && b || c", fields("a", "b"), ""},
		{"a | b && c", fields("a"), ""},
		{"a | b && c", fields("a", "b"), "c"},
		{"! a && b", fields("a"), "b"},
		{"! a && b", fields("b"), "! a"},
		{"! a && ! b && c", fields("b"), "! a && c"},
		{"if a; then b; c; fi", fields("b"), ""},
		{"if a; then b; fi; c", fields("a", "b"), "c"},
		{"while a; do b; c; done", fields("b"), ""},
		{"f() { a; b; }; f", fields("a"), ""},
		{"a && b $(c) && d", fields("b"), "a && d"},
		{"a && b $(c) && d", fields("b", "c"), "a && d"},
		{"a && b $(c) && d", fields("c"), ""},
		{"a && b >x 2>&1 && c", fields("b"), "a && c"},
		{"a && X=1 b && c", fields("b"), "a && c"},
		{"cat <<E && b\nx\nE\nc", fields("b"), "cat <<E\nx\nE\nc"},
		{"a && cat <<E\nx\nE\n", fields("cat"), ""},
		{"cat <<E\nx\nE\nb\nc", fields("b"), "cat <<E\nx\nE\nc"},
		{"a # why\nb", fields("b"), "a # why\n"},
		{"cat <<E\nx\nE\nb\n", fields("b"), "cat <<E\nx\nE\n\n"},
		{"[ -f x ] && b; c", fields("["), ""},
		{"[ -f x ] && b; c", fields("c"), ""},
		{"[ -f x ] && b; c", fields("[", "b"), "c"},
		{"a; [ -f x ] && b; c", fields("a"), "[ -f x ] && b; c"},
		{"a && b || c", fields("a"), ""},
		{"set -eux; apt-get update; apt-get install -y x; rm -rf y; make", fields("apt-get", "rm"), "set -eux; make"},
	}
	for _, tt := range tests {
		got, ok := remove(t, tt.text, tt.names...)
		if got != tt.want || ok != (tt.want != "") {
			t.Errorf("%q without %q: got %q, %v; want %q", tt.text, tt.names, got, ok, tt.want)
		}
	}
}

func TestRemoveForeignCommand(t *testing.T) {
	other := parse(t, "a && b").Commands[0]
	if _, ok := shell.RemoveCommands(parse(t, "a && b"), []*shell.Command{other}); ok {
		t.Error("removed a command of another script")
	}
}

// names are the commands that are in no substitution of a removed one.
func names(s *shell.Script, removed []*shell.Command) []string {
	var out []string
	for _, c := range s.Commands {
		inside := slices.ContainsFunc(removed, func(r *shell.Command) bool {
			return r.Span.Start <= c.Span.Start && c.Span.End <= r.Span.End
		})
		if !inside {
			out = append(out, s.Text[c.Span.Start:c.Span.End])
		}
	}
	return out
}

// checkRemoval: what can be removed leaves exactly the other commands.
func checkRemoval(t *testing.T, s *shell.Script, cs []*shell.Command) bool {
	t.Helper()
	edits, ok := shell.RemoveCommands(s, cs)
	if !ok {
		if edits != nil {
			t.Errorf("%q: edits %v of a refusal", s.Text, edits)
		}
		return false
	}
	after, err := source.Apply([]byte(s.Text), edits)
	if err != nil {
		t.Fatalf("%q: %v", s.Text, err)
	}
	again := parse(t, string(after))
	if want, got := names(s, cs), names(again, nil); !slices.Equal(want, got) {
		t.Errorf("%q became %q: holds %q, want %q", s.Text, after, got, want)
	}
	return true
}

// subsets calls check with every choice of commands, up to 10 commands.
func subsets(s *shell.Script, check func([]*shell.Command)) {
	n := min(len(s.Commands), 10)
	for mask := 1; mask < 1<<n; mask++ {
		var cs []*shell.Command
		for i, c := range s.Commands[:n] {
			if mask&(1<<i) != 0 {
				cs = append(cs, c)
			}
		}
		check(cs)
	}
}

func TestRemovalLeavesTheOthers(t *testing.T) {
	joints := []string{" && ", "; ", "\n", " || ", " | ", " & ", " &&\n# why\n", " ;\n# why\n"}
	shapes := []string{"a", "{ a; b; }", "(a && b)", "! a", "a $(b)", "if a; then b; fi", ">f a"}
	removed := 0
	try := func(text string) {
		s, err := shell.Parse(text)
		if err != nil {
			return // "a | ! b" is no shell
		}
		subsets(s, func(cs []*shell.Command) {
			if checkRemoval(t, s, cs) {
				removed++
			}
		})
	}
	for _, text := range seeds {
		try(text)
	}
	for _, one := range shapes {
		for _, two := range shapes {
			for _, x := range joints {
				for _, y := range joints {
					try("p" + x + one + y + two)
				}
			}
		}
	}
	if removed < 1000 {
		t.Errorf("only %d removals were possible: the property is hardly tested", removed)
	}
	t.Logf("%d removals", removed)
}

func FuzzRemove(f *testing.F) {
	for _, text := range seeds {
		f.Add(text, uint(1))
	}
	f.Fuzz(func(t *testing.T, text string, mask uint) {
		s, err := shell.Parse(text)
		if err != nil {
			return
		}
		var cs []*shell.Command
		for i, c := range s.Commands {
			if mask&(1<<(i%64)) != 0 {
				cs = append(cs, c)
			}
		}
		checkRemoval(t, s, cs)
	})
}
