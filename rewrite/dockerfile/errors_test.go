package dockerfile

import (
	"errors"
	"strings"
	"testing"

	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// rejected holds files that are no Dockerfiles, and the error for each.
var rejected = []struct{ name, text, want string }{
	{"empty", "", "Dockerfile: the file is empty"},
	{"blank", "\ufeff \n\r\n\t", "Dockerfile: the file is empty"},
	{"only comments", "# a\n# b\n", "Dockerfile:2: file with no instructions"},
	{"no FROM", "ARG A=1\n", "Dockerfile: no FROM instruction"},
	{"before FROM", "ARG A=1\n\nRUN x\nFROM a\n", "Dockerfile:3: RUN before the first FROM"},
	{"unknown instruction", "FROM a\n\nRUM x\n", "Dockerfile:3: unknown instruction: RUM (did you mean RUN?)"},
	{"shell script", "#!/bin/sh\necho a\n", "Dockerfile:2: unknown instruction: echo"},
	{"yaml", "image: golang\n", "Dockerfile:1: unknown instruction: image:"},
	{"from with a comment", "FROM a # b\n", "Dockerfile:1: FROM requires either one or three arguments"},
	{"from nothing", "FROM\n", "Dockerfile:1: FROM requires either one or three arguments"},
	{"stage name", "FROM a AS 1b\n", `Dockerfile:1: invalid name for build stage: "1b", name can't start with a number or contain symbols`},
	{"image name", "ARG A=1\nFROM golang:$A:2\n", `Dockerfile:2: image name "golang:1:2": invalid reference format`},
	{"template", "FROM {{.Image}}\n", `Dockerfile:1: image name "{{.Image}}": invalid reference format`},
	{"empty base", "ARG A=\nFROM $A\n", "Dockerfile:2: FROM $A: the name of the base is empty"},
	{"bad expansion", "FROM a${b\n", `Dockerfile:1: FROM a${b: failed to process "a${b": unsupported modifier`},
	{"bad expansion in ARG", "ARG A=${b\nFROM a\n", `Dockerfile:1: ARG A: failed to process "${b": unsupported modifier`},
	{"as near to RUN and to ARG", "FROM a\nR x\n", "Dockerfile:2: unknown instruction: R (did you mean ARG?)"},
	{"unknown flag", "FROM a\nCOPY --form=b c d\n", "Dockerfile:2: unknown flag: --form (did you mean from?)"},
	{"flag without value", "FROM a\nCOPY --from c d\n", "Dockerfile:2: missing a value on flag: --from"},
	{"one argument", "FROM a\nCOPY a\n", "Dockerfile:2: COPY requires at least two arguments"},
	{"env without value", "FROM a\nENV A\n", "Dockerfile:2: ENV must have two arguments"},
	{"numbers in JSON", "FROM a\nCMD [1]\n", "Dockerfile:2: when using JSON array syntax"},
	{"heredoc", "FROM a\nRUN x\nRUN <<EOF\nEOF x\n", "Dockerfile:3: unterminated heredoc"},
	{"onbuild from", "FROM a\nONBUILD FROM b\n", "Dockerfile:2: FROM isn't allowed as an ONBUILD trigger"},
	{"continued nothing", "FROM a\n\\\n", "Dockerfile:2: a line continuation, but no instruction"},
	{"escape", "# escape=x\nFROM a\n", `Dockerfile:1: the escape character must be \ or `},
	{"two directives", "# syntax=a\n# escape=`\n# syntax=b\nFROM a\n", "Dockerfile:3: only one syntax parser directive can be used"},
	{"binary", "\x7fELF\x02\x01\x01\x00\x00", "Dockerfile:1: not a Dockerfile: it holds NUL bytes"},
	{"UTF-16", "\xff\xfeF\x00R\x00", "Dockerfile: not a Dockerfile: the text is UTF-16, and Docker reads UTF-8"},
	{"latin-1", "FROM a\nLABEL a=caf\xe9\n", "Dockerfile:2: not a Dockerfile: the line is not UTF-8 text"},
	{"long line", "FROM a\nRUN " + strings.Repeat("x", 65535-3) + "\n", "Dockerfile:2: the line has 65537 bytes; Docker reads at most 65535"},
}

func TestErrors(t *testing.T) {
	for _, c := range rejected {
		t.Run(c.name, func(t *testing.T) {
			d, err := Parse(source.NewFile("Dockerfile", []byte(c.text)), nil)
			var mine *Error
			if d != nil || !errors.As(err, &mine) {
				t.Fatalf("got %v, %v", d, err)
			}
			if !strings.HasPrefix(err.Error(), c.want) {
				t.Errorf("got  %s\nwant %s", err, c.want)
			}
		})
	}
}

func TestLongestLine(t *testing.T) {
	text := "FROM a\nRUN " + strings.Repeat("x", 65535-4) + "\nUSER a\n"
	d, err := Parse(source.NewFile("Dockerfile", []byte(text)), nil)
	if err != nil {
		t.Fatal(err)
	}
	checkFaithful(t, d)
}
