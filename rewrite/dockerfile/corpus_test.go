package dockerfile

import (
	"bytes"
	"strings"
	"testing"

	"github.com/moby/buildkit/frontend/dockerfile/parser"

	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// corpus holds files that Docker accepts, each for a way of writing.
var corpus = map[string]string{
	"plain":                 "FROM golang:1.26\nWORKDIR /src\nCOPY . .\nRUN go build -o /app .\nCMD [\"/app\"]\n",
	"lower case":            "from golang:1.26 as build\nrun true\n",
	"only from":             "FROM scratch",
	"comments and blanks":   "# top\n\n# more\nFROM a\n\n\n# about run\n# and more\n\nRUN x\n\n# the end\n\n",
	"directives":            "# syntax=docker/dockerfile:1\n# check=skip=all\n# escape=`\n\nFROM a\nRUN a `\n  b\n",
	"check in the middle":   "FROM a\n# check=skip=JSONArgsRecommended\nCMD x\n",
	"backtick escape":       "# escape=`\nFROM mcr.microsoft.com/windows\nCOPY x C:\\\nRUN dir `\n   C:\\x\\\n",
	"continuation":          "FROM a\nRUN apt-get update && \\\n    apt-get install -y \\\n      curl \\\n      git\n",
	"comment in it":         "FROM a\nRUN a && \\\n  # why\n  b && \\\n# at the margin\n\n  \t\n  c\nUSER x\n",
	"comment at its end":    "FROM a\nRUN a \\\n# the rest is gone\n",
	"backslash at the end":  "FROM a\nRUN a \\",
	"backslash and blanks":  "FROM a\nRUN a \\  \t\n  b\n",
	"doubled backslash":     "FROM a\nRUN echo a\\\\\nRUN b\n",
	"only a backslash":      "FROM a\n\\\nRUN b \\\n\\\n c\n",
	"word over lines":       "FROM gol\\\nang:1.\\\n26 A\\\nS bu\\\n# x\nild\nRUN x\n",
	"keyword over lines":    "FROM a\nRU\\\nN x\n",
	"from over lines":       "FROM \\\n  --platform=$BUILDPLATFORM \\\n  golang:1.26 \\\n  AS \\\n  build\nRUN x\n",
	"tabs":                  "\tFROM\ta\tAS\tb\n\tRUN\tx\ty\n",
	"indented":              "  FROM a\n    RUN x\n   # c\n  RUN y\n",
	"other spaces":          "FROM a\n\u00a0RUN x\u00a0y\u00a0\n\vRUN\vz\n",
	"not ASCII":             "FROM a\nLABEL name=\"Überfluß 🐳\" \\\n  b=ü\nRUN echo ä\n",
	"latin-1 comment":       "FROM a\n# caf\xe9\nRUN x \\\n# caf\xe9\n y\n",
	"json":                  "FROM a\nENTRYPOINT [\"a\", \"b c\"]\nCMD [ \"d\\\"e\" ,\\\n  \"f\\u00e4\" ]\nSHELL [\"/bin/bash\", \\\n# x\n  \"-c\"]\nRUN [\"x\"]\nVOLUME [\"/a\", \"/b\"]\nCOPY [\"a b\", \"c\", \"/d/\"]\nCMD []\n",
	"not quite json":        "FROM a\nCMD ['a', 'b']\nRUN [ -f x ] && y\nENTRYPOINT [\"a\" b]\n",
	"heredoc":               "FROM a\nRUN <<EOF\nFROM b\n# no comment\n\n  RUN x \\\nEOF\nUSER x\n",
	"heredocs":              "FROM a\nCOPY <<one <<-\"two\" <<'three' /x/\n1\none\n\t2 $a\n\ttwo\nthree\nUSER x\n",
	"heredoc with shell":    "FROM a\nRUN python3 - \\\n  --x <<PY && \\\n  echo done\nprint(1)\nPY\n",
	"heredoc, onbuild":      "FROM a\nONBUILD RUN <<EOF\nx\nEOF\nONBUILD COPY --from=b <<X /y\nX\n",
	"heredoc in add":        "FROM a\nADD <<EOF /x\nEOF\nRUN x\n",
	"here string":           "FROM a\nRUN cat <<< x\n",
	"heredoc terminator":    "FROM a\nRUN <<-EOF\n\tEOF \n EOF\n\t\tEOF\nRUN y\n",
	"flags":                 "FROM a AS b\nCOPY --from=b --link --chown=1:1 --chmod=0755 a /b\nADD --checksum=sha256:0000000000000000000000000000000000000000000000000000000000000000 https://x.io/y /z\nRUN --mount=type=cache,target=/x \\\n  # why\n  --mount=type=bind,from=b,target=/y --network=none echo --not-a-flag\n",
	"quoted flags":          "FROM a\nCOPY --chown=\"a b\" --from=x\\ y a b\n",
	"flag end":              "FROM a\nCOPY --link -- --a /b\n",
	"no arguments after":    "FROM a\nRUN --network=none\n",
	"healthcheck":           "FROM a\nHEALTHCHECK --interval=5s \\\n  --timeout=3s CMD   curl -f \\\n  http://x || exit 1\nHEALTHCHECK NONE\nHEALTHCHECK --retries=3 cmd [\"a\", \"b\"]\n",
	"env":                   "FROM a\nENV A=1 B=\"2 3\" C='4 \"5' D=6\\ 7 \\\n  E=8\nENV OLD  some text\\\n  and more\nENV F=\nLABEL a=b \"c d\"=\"e f\"\nLABEL g h i\n",
	"env, odd end":          "FROM a\nENV A=b\\\\\\\nRUN x\n",
	"env, lone escape":      "FROM a\nENV A= \\\r \nENV B \\\r \nRUN x\n",
	"arg":                   "ARG A\nARG B=1 C=\"2 3\"\nFROM a\nARG D E=5 \\\n F\n",
	"the others":            "FROM a\nMAINTAINER Some One <a@b.c>\nEXPOSE 80 443/tcp 53/udp\nUSER 1:1\nWORKDIR /a b\nSTOPSIGNAL SIGTERM\nVOLUME /a /b\nONBUILD CMD [\"x\"]\n",
	"multi stage":           "ARG V=1.26\n# build\nFROM golang:${V} AS build\nRUN x\n\n# final\nFROM scratch\nCOPY --from=build /a /a\n",
	"carriage return in it": "FROM a\nRUN a\rb \\\r\n  c\r\r\n",
	"mixed line breaks":     "FROM a\r\nRUN b \\\r\n  c \\\n  d\nUSER x\r\n",
}

// variants are the ways in which editors save the same file.
var variants = map[string]func(string) string{
	"as is":            func(s string) string { return s },
	"CRLF":             func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") },
	"BOM":              func(s string) string { return "\ufeff" + s },
	"no final newline": func(s string) string { return strings.TrimSuffix(s, "\n") },
	"BOM, CRLF, no final newline": func(s string) string {
		return "\ufeff" + strings.TrimSuffix(strings.ReplaceAll(s, "\n", "\r\n"), "\r\n")
	},
}

func TestCorpusTiles(t *testing.T) {
	for name, text := range corpus {
		for variant, vary := range variants {
			t.Run(name+"/"+variant, func(t *testing.T) {
				f := source.NewFile("Dockerfile", []byte(vary(text)))
				d, err := Parse(f, nil)
				if err != nil {
					t.Fatal(err)
				}
				checkFaithful(t, d)
			})
		}
	}
}

// checkFaithful proves what every caller relies on: the parts tile the file, the
// text of each instruction is the parser's, and each part stands where it says.
func checkFaithful(t *testing.T, d *Dockerfile) {
	t.Helper()
	result, err := parser.Parse(bytes.NewReader(d.File.Bytes))
	if err != nil {
		t.Fatal(err)
	}
	all := d.Instructions()
	if len(all) != len(result.AST.Children) {
		t.Fatalf("%d instructions, the parser has %d", len(all), len(result.AST.Children))
	}
	var tiles strings.Builder
	for n, in := range all {
		tiles.WriteString(d.File.Text(in.Leading))
		tiles.WriteString(d.File.Text(in.Span))
		if want := result.AST.Children[n].Original; in.Text.Text != want {
			t.Errorf("line %d: text is %q, the parser's is %q", in.Line, in.Text.Text, want)
		}
		checkPlaces(t, d, in)
	}
	tiles.WriteString(d.File.Text(d.Trailer))
	if tiles.String() != string(d.File.Bytes) {
		t.Errorf("the tiles are %q, the file is %q", tiles.String(), d.File.Bytes)
	}
}

func checkPlaces(t *testing.T, d *Dockerfile, in *Instruction) {
	t.Helper()
	if got := d.File.Position(in.Span.Start).Line; got != in.Line {
		t.Errorf("line %d: the span starts on line %d", in.Line, got)
	}
	checkJoined(t, d, in, in.Text)
	checkJoined(t, d, in, in.Args)
	for _, w := range append(in.JSONWords(), in.Words...) {
		if got := withoutContinuations(d.File.Text(w.Span), d.Escape); got != w.Text {
			t.Errorf("line %d: at the place of word %q is %q", in.Line, w.Text, got)
		}
	}
	if in.JSON && len(in.JSONWords()) != len(in.JSONArgs()) {
		t.Errorf("line %d: words %v for arguments %q", in.Line, in.JSONWords(), in.JSONArgs())
	}
	for _, flag := range in.Flags {
		if got := withoutContinuations(d.File.Text(flag.Span), d.Escape); !strings.HasPrefix(got, "--") || got == "--" {
			t.Errorf("line %d: at the place of flag %q is %q", in.Line, flag.Name, got)
		}
	}
	for _, doc := range in.Heredocs {
		if got := d.File.Text(doc.Span); got != doc.Content {
			t.Errorf("line %d: at the place of heredoc %s is %q, not %q", in.Line, doc.Name, got, doc.Content)
		}
	}
}

func checkJoined(t *testing.T, d *Dockerfile, in *Instruction, j Joined) {
	t.Helper()
	for i := range len(j.Text) {
		at := j.Offset(i)
		if !in.Span.Contains(at) || d.File.Bytes[at] != j.Text[i] {
			t.Fatalf("line %d: byte %d of %q is not at %d", in.Line, i, j.Text, at)
		}
	}
	if end := j.Offset(len(j.Text)); end < in.Span.Start || end > in.Span.End {
		t.Errorf("line %d: the end of %q is at %d, outside the instruction", in.Line, j.Text, end)
	}
	middle := len(j.Text) / 2
	first, second := j.Sub(0, middle), j.Sub(middle, len(j.Text))
	for i := range len(j.Text) {
		part, at := first, i
		if i >= middle {
			part, at = second, i-middle
		}
		if part.Text[at] != j.Text[i] || part.Offset(at) != j.Offset(i) {
			t.Fatalf("line %d: byte %d of %q moves in Sub", in.Line, i, j.Text)
		}
	}
}

// withoutContinuations joins the lines of s the plain way.
func withoutContinuations(s string, escape byte) string {
	var joined strings.Builder
	for n, line := range strings.Split(s, "\n") {
		bare := strings.TrimSpace(line)
		if n > 0 && (bare == "" || bare[0] == '#') {
			continue
		}
		if cut := strings.TrimRight(line, " \t\r"); n < strings.Count(s, "\n") {
			line = strings.TrimSuffix(cut, string(escape))
		}
		joined.WriteString(line)
	}
	return joined.String()
}
