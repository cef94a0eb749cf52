package shell

import "testing"

func TestAsRoot(t *testing.T) {
	for text, want := range map[string]string{
		`if [ "$(id -u)" = 0 ]; then chown a /d; fi`:        `[ "$(id -u)" = 0 ]`,
		`[ "$EUID" -eq 0 ] && chown a /d`:                   `[ "$EUID" -eq 0 ]`,
		"uid=\"$(id -u)\"\nif [ \"$uid\" = 0 ]; then a; fi": `[ "$uid" = 0 ]`,
		`if [ -f x ]; then chown a /d; fi`:                  "",
	} {
		s, err := Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, part := range s.AsRoot() {
			got += part.Text
		}
		if got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}
