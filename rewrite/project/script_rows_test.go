package project

import (
	"slices"
	"testing"
	"testing/fstest"
	"time"
)

// TestScriptRows proves the rows of Ruby, PHP and Perl one by one.
func TestScriptRows(t *testing.T) {
	seen := map[string]bool{}
	row := func(kind, name, source string) {
		t.Helper()
		if name == "" || source == "" {
			t.Errorf("%s %q: a row needs a name and a source", kind, name)
		}
		if seen[kind+" "+name] {
			t.Errorf("%s %q stands twice", kind, name)
		}
		seen[kind+" "+name] = true
	}
	for name, g := range rubyGems() {
		row("gem", name, g.Source)
		if g.Binary != "" && g.Binary != "gcompat" && g.Binary != "never" {
			t.Errorf("gem %s: binary is %q", name, g.Binary)
		}
		if len(g.Alpine)+len(g.Run)+len(g.Opens)+len(g.Files)+len(g.Programs) == 0 && !g.Shell && g.Binary == "" {
			t.Errorf("gem %s: the row says nothing", name)
		}
	}
	for name, c := range rubyCommands() {
		row("ruby command", name, c.Source)
		if c.Gem == "" {
			t.Errorf("ruby command %s: no gem", name)
		}
	}
	for _, c := range perlCommands() {
		row("perl command", c.Command, c.Source)
	}
	for _, e := range phpRows().Extensions {
		row("extension", e.Name, e.Source)
	}
	for _, c := range phpRows().Commands {
		row("php command", c.Script+" "+c.Command, c.Source)
		if c.Why == "" {
			t.Errorf("php command %s: no reason", c.Command)
		}
	}
	for _, f := range phpRows().Frameworks {
		row("framework", f.Package, f.Source)
	}
	for _, day := range []string{phpRows().Checked} {
		if _, err := time.Parse(time.DateOnly, day); err != nil {
			t.Error(err)
		}
	}
}

func TestReadGemfileLock(t *testing.T) {
	r := readGemfileLock("GIT\n  remote: x\n  specs:\n    own (0.1)\n\nGEM\n  specs:\n    nokogiri (1.18.1-x86_64-linux-musl)\n      racc (~> 1.4)\n    racc (1.8.1)\n\nPLATFORMS\n  x86_64-linux-musl\n\nBUNDLED WITH\n   2.6.2\n")
	want := []Gem{{"own", "0.1", ""}, {"nokogiri", "1.18.1", "x86_64-linux-musl"}, {"racc", "1.8.1", ""}}
	if !slices.Equal(r.Gems, want) || !r.Git || !r.RunsOnMusl() {
		t.Errorf("%+v", r)
	}
}

func TestReadGemfile(t *testing.T) {
	r := readGemfile("source \"x\"\n# gem \"no\"\ngem 'rack', '~> 3'\n  gem(\"pg\")\ngemspec\ngem \"own\", git: \"y\"\n")
	if !slices.Equal(r.Gems, []Gem{{Name: "rack"}, {Name: "pg"}, {Name: "own"}}) || !r.Git {
		t.Errorf("%+v", r)
	}
}

func TestPHPTokens(t *testing.T) {
	var names []string
	for _, tok := range phpTokens("text <?php // exec(\n/* exec( */ $a = 'exec('; # exec(\n$b->exec(1); echo <<<X\n exec(\n X; exec($b); `ls` ?> exec( <?= system(\"x\") ?>") {
		names = append(names, tok.text)
	}
	want := []string{"$a", "=", ";", "$b", "->", "exec", "(", "1", ")", ";", "echo", ";", "exec", "(", "$b", ")", ";", "`", "=", "system", "(", ")"}
	if !slices.Equal(names, want) {
		t.Errorf("%q", names)
	}
}

// FuzzPHPTokens: no text makes the lexer panic or stay where it is.
func FuzzPHPTokens(f *testing.F) {
	f.Add("<?php exec('x'); <<<A\nb\nA;")
	f.Add("<? \"\\")
	f.Fuzz(func(t *testing.T, text string) { phpTokens(text) })
}

func TestRubyShellCalls(t *testing.T) {
	for text, want := range map[string]string{
		"system('ls -l')":                         "",
		"system('ls *')":                          "ls *",
		"system('a', '*')":                        "",
		"x = `date`":                              "",
		"x = `date | wc`":                         "date | wc",
		"# `a | b`\nputs '`a|b`'":                 "",
		"conn.exec('select *')":                   "",
		"Process.spawn(@cmd)":                     "?",
		"Process.spawn(*cmd)":                     "",
		"IO.popen(\"a > b\")":                     "a > b",
		"Open3.capture3(bin, '-v')":               "",
		"%x(a; b)":                                "a; b",
		"s = <<~SQL\n  `a | b`\nSQL\nexec \"a&\"": "a&",
		"y = a / b; exec('c;') if z =~ /`x|y`/":   "c;",
		"def system(cmd)":                         "",
		"system(\"a #{b[\"c\"]}\")":               "a #{b[\"c\"]}",
	} {
		c, err := New(fstest.MapFS{"a.rb": {Data: []byte(text)}}, "")
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, call := range RubyProgramCalls(c, "a.rb") {
			if !call.Shell {
				continue
			}
			if got = call.Command; got == "" {
				got = "?"
			}
		}
		if got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// FuzzRubyTokens: no text makes the lexer panic or stay where it is.
func FuzzRubyTokens(f *testing.F) {
	f.Add("a = <<~X\n#{b}\nX\n%w[a b] /r/ `c`")
	f.Fuzz(func(t *testing.T, text string) { rubyTokens(text) })
}
