package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// FuzzLoad asks of any bytes that they come to a configuration or to an error with lines.
func FuzzLoad(f *testing.F) {
	for _, m := range mistaken {
		f.Add([]byte(m.text))
	}
	text, err := Starter{Target: "auto", Today: today}.Text()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add([]byte("x: &a {target: alpine}\noverrides:\n- <<: *a\n  paths: [a]\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		file := filepath.Join(t.TempDir(), Name)
		if err := os.WriteFile(file, text, 0o666); err != nil {
			t.Fatal(err)
		}
		c, err := (&Loader{Today: today}).Load(file)
		if err != nil {
			for line := range strings.Lines(err.Error()) {
				if !strings.HasPrefix(line, file+":") {
					t.Errorf("%q: an error without its file: %q", text, line)
				}
			}
			return
		}
		c.Of("/a/Dockerfile")
		c.Excludes("/a/Dockerfile")
		c.Expired()
	})
}
