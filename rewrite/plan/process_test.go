package plan

import (
	"encoding/json"
	"slices"
	"testing"
)

// TestExecForm asks that JSON, which is how Docker reads an exec form, gives the same words back.
func TestExecForm(t *testing.T) {
	for _, args := range [][]string{
		{"/shop"},
		{"/shop", "", " ", "a b"},
		{`q"uote`, `back\slash`, "$HOME", "tab\tnew\nline", "bell\x07", "ü€", "<&>"},
	} {
		var got []string
		if err := json.Unmarshal([]byte(execForm(args)), &got); err != nil {
			t.Errorf("%q: %s is no JSON: %v", args, execForm(args), err)
		} else if !slices.Equal(got, args) {
			t.Errorf("%q became %q", args, got)
		}
	}
}

func TestNonRootNumber(t *testing.T) {
	for user, want := range map[string]bool{
		"": false, "root": false, "0": false, "00": false, "0:0": false, "0:1000": false, "app": false, "1000:app": false,
		"1000": true, "1000:0": true, "65532:65532": true,
	} {
		if got := nonRootNumber(user); got != want {
			t.Errorf("nonRootNumber(%q) is %v", user, got)
		}
	}
}

func TestEnvValue(t *testing.T) {
	for _, c := range []struct {
		value  string
		escape byte
		want   string
	}{
		{"a", '\\', "a"}, {"", '\\', `""`}, {"a b", '\\', `"a b"`}, {`q"`, '\\', `"q\""`}, {"$X", '\\', `"\$X"`}, {`a\b`, '\\', `"a\\b"`},
		{`a\b`, '`', `"a\b"`}, {"$X", '`', "\"`$X\""}, {"a`b", '`', "\"a``b\""},
	} {
		if got := envValue(c.value, c.escape); got != c.want {
			t.Errorf("envValue(%q, %q) is %s, want %s", c.value, c.escape, got, c.want)
		}
	}
}
