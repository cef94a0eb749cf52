package config

import "testing"

func TestPatterns(t *testing.T) {
	for _, tt := range []struct {
		patterns []string
		path     string
		want     bool
	}{
		{[]string{"legacy"}, "legacy/Dockerfile", true},
		{[]string{"legacy"}, "a/legacy/b/Dockerfile", true},
		{[]string{"legacy/"}, "a/legacy/b/Dockerfile", true},
		{[]string{"./legacy"}, "legacy/Dockerfile", true},
		{[]string{"./legacy"}, "a/legacy/Dockerfile", false},
		{[]string{"a/legacy"}, "b/a/legacy/Dockerfile", false},
		{[]string{"**/a/legacy"}, "b/a/legacy/Dockerfile", true},
		{[]string{"*.Dockerfile"}, "a/b.Dockerfile", true},
		{[]string{"services/*/web"}, "services/shop/web/Dockerfile", true},
		{[]string{"services/**", "!services/web"}, "services/web/Dockerfile", false},
		{[]string{"services/**", "!services/web"}, "services/api/Dockerfile", true},
		{nil, "Dockerfile", false},
	} {
		p, err := NewPatterns(tt.patterns)
		if err != nil {
			t.Fatal(err)
		}
		if got := p.Match(tt.path); got != tt.want {
			t.Errorf("%q matches %s: %v", tt.patterns, tt.path, got)
		}
	}
	var none *Patterns
	if none.Match("Dockerfile") {
		t.Error("nil patterns match")
	}
}

func TestMalformedPatterns(t *testing.T) {
	for _, pattern := range []string{"[", "", " ", "!", "/", "a/["} {
		if _, err := NewPatterns([]string{pattern}); err == nil {
			t.Errorf("no error for the pattern %q", pattern)
		}
	}
}
