package image_test

import (
	"strings"
	"testing"
	"testing/fstest"
)

func TestProcess(t *testing.T) {
	files := fstest.MapFS{
		"const.sh": {Data: []byte("#!/bin/sh\nset -e\nexport MODE=live\nexec \"$@\"\n")},
		"wait.sh":  {Data: []byte("#!/bin/sh\nuntil nc -z db 5432; do sleep 1; done\nexec \"$@\"\n")},
	}
	tests := []struct {
		name, text string
		argv       string // words joined by blanks
		split      int
		shell      string // a part of what needs a shell
	}{
		{"exec form", `CMD ["a", "b c"]`, "a b c", 0, ""},
		{"shell form", `CMD a "b c"`, "a b c", 0, ""},
		{"entrypoint and cmd", "ENTRYPOINT [\"a\"]\nCMD [\"b\"]", "a b", 1, ""},
		{"shell-form entrypoint", "ENTRYPOINT a x\nCMD [\"b\"]", "a x", 2, ""},
		{"exec is taken away", "CMD exec a b", "a b", 0, ""},
		{"sh -c in exec form", `CMD ["sh", "-c", "a b"]`, "a b", 0, ""},
		{"cd", "CMD cd /x && a", "a", 0, ""},
		{"assignment", "CMD A=1 a", "a", 0, ""},
		{"variable of ENV", "ENV P=80\nCMD a $P", "a 80", 0, ""},
		{"default", "CMD a ${P:-81}", "a 81", 0, ""},
		{"unset variable stays", "CMD a $P", "a $P", 0, ""},
		{"init", `ENTRYPOINT ["/sbin/tini", "--", "a"]`, "a", 1, ""},
		{"env", `CMD ["env", "A=1", "a"]`, "a", 0, ""},
		{"chain", "CMD a && b", "", 0, "a"},
		{"pipe", "CMD a | b", "", 0, "a"},
		{"background", "CMD a & b", "", 0, "a"},
		{"command substitution", "CMD a $(b)", "", 0, "b"},
		{"redirection into a file", "CMD a > /log", "", 0, "a > /log"},
		{"redirection to stdout", "CMD a 2>&1", "a", 0, ""},
		{"script of constants", "COPY const.sh /c.sh\nENTRYPOINT [\"/c.sh\"]\nCMD [\"a\"]", "a", 0, ""},
		{"script that waits", "COPY wait.sh /w.sh\nENTRYPOINT [\"/w.sh\"]\nCMD [\"a\"]", "", 0, "line 2"},
		{"script that isn't there", "ENTRYPOINT [\"/none.sh\"]", "", 0, "/none.sh"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := interpret(t, "FROM debian\n"+tt.text+"\n", files).Process()
			if tt.shell != "" {
				if p.Shell == nil || !strings.Contains(p.Shell.Text, tt.shell) {
					t.Fatalf("needs %+v, want a shell for %q", p.Shell, tt.shell)
				}
				return
			}
			if p.Shell != nil {
				t.Fatalf("needs a shell for %q: %s", p.Shell.Text, p.Shell.Why)
			}
			if got := strings.Join(p.Argv, " "); got != tt.argv || p.Split != tt.split {
				t.Errorf("argv is %q split at %d, want %q at %d", got, p.Split, tt.argv, tt.split)
			}
		})
	}
}
