package dockerfile

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

func parse(t *testing.T, text string) *Dockerfile {
	t.Helper()
	d, err := Parse(source.NewFile("Dockerfile", []byte(text)), nil)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// instruction parses text below a FROM and gives its first instruction.
func instruction(t *testing.T, text string) (*Dockerfile, *Instruction) {
	t.Helper()
	d := parse(t, "FROM a\n"+text)
	return d, d.Stages[0].Body[0]
}

func texts(words []Word) []string {
	var list []string
	for _, w := range words {
		list = append(list, w.Text)
	}
	return list
}

func equal(t *testing.T, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func TestParts(t *testing.T) {
	tests := []struct {
		text  string
		args  string
		words []string
		flags []string // name=value at place
		json  []string
	}{
		{text: "COPY --from=b --link a c /d\n", args: "a c /d", words: []string{"a", "c", "/d"},
			flags: []string{"from=b at --from=b", "link= at --link"}},
		{text: "COPY \\\n --from=\\\n# x\nb a /d\n", args: "a /d", words: []string{"a", "/d"},
			flags: []string{"from=b at --from=\\\n# x\nb"}},
		{text: "COPY --chown=\"a b\":'c' --from=x\\ y a b\n", args: "a b", words: []string{"a", "b"},
			flags: []string{"chown=a b:c at --chown=\"a b\":'c'", "from=x y at --from=x\\ y"}},
		{text: "COPY --link -- --a /b\n", args: "--a /b", words: []string{"--a", "/b"}, flags: []string{"link= at --link"}},
		{text: "RUN --mount=type=cache,target=/x  --network=none\techo --x  y \n", args: "echo --x  y", words: []string{"echo", "--x", "y"},
			flags: []string{"mount=type=cache,target=/x at --mount=type=cache,target=/x", "network=none at --network=none"}},
		{text: "RUN a && \\\n  # why\n\n  b\n", args: "a &&   b", words: []string{"a", "&&", "b"}},
		{text: "HEALTHCHECK --interval=5s CMD curl -f x || exit 1\n", args: "CMD curl -f x || exit 1",
			words: []string{"CMD", "curl", "-f", "x", "||", "exit", "1"}, flags: []string{"interval=5s at --interval=5s"}},
		{text: "HEALTHCHECK NONE\n", args: "NONE", words: []string{"NONE"}},
		{text: "HEALTHCHECK CMD [\"a\",\"b c\"]\n", args: "CMD [\"a\",\"b c\"]", words: []string{"CMD", "[\"a\",\"b", "c\"]"}, json: []string{"a", "b c"}},
		{text: "CMD [\"a\", \\\n \"b\\\"\" ]\n", args: "[\"a\",  \"b\\\"\" ]", words: []string{"[\"a\",", "\"b\\\"\"", "]"}, json: []string{"a", "b\""}},
		{text: "CMD []\n", args: "[]", words: []string{"[]"}, json: []string{}},
		{text: "CMD ['a']\n", args: "['a']", words: []string{"['a']"}},
		{text: "COPY [\"a b\", \"/c\"]\n", args: "[\"a b\", \"/c\"]", words: []string{"[\"a", "b\",", "\"/c\"]"}, json: []string{"a b", "/c"}},
		{text: "ENV A=1 B=\"2  3\" C=4\\ 5 D='6 \" 7'\n", args: "A=1 B=\"2  3\" C=4\\ 5 D='6 \" 7'",
			words: []string{"A=1", "B=\"2  3\"", "C=4\\ 5", "D='6 \" 7'"}},
		{text: "ENV A  b=c  d\n", args: "A  b=c  d", words: []string{"A", "b=c  d"}},
		{text: "LABEL \"a b\"=c \\\n d=e\n", args: "\"a b\"=c  d=e", words: []string{"\"a b\"=c", "d=e"}},
		{text: "ARG A=\"b c\" D\n", args: "A=\"b c\" D", words: []string{"A=\"b c\"", "D"}},
		{text: "WORKDIR /a b\n", args: "/a b", words: []string{"/a", "b"}},
		{text: "ONBUILD COPY --from=b c /d\n", args: "COPY --from=b c /d", words: []string{"COPY", "--from=b", "c", "/d"}},
		{text: "ENTRYPOINT\n", args: ""},
	}
	for _, test := range tests {
		t.Run(test.text, func(t *testing.T) {
			d, in := instruction(t, test.text)
			equal(t, "args", in.Args.Text, test.args)
			equal(t, "words", texts(in.Words), test.words)
			equal(t, "JSON", in.JSON, test.json != nil)
			equal(t, "JSONArgs", in.JSONArgs(), test.json)
			var flags []string
			for _, f := range in.Flags {
				flags = append(flags, f.Name+"="+f.Value+" at "+d.File.Text(f.Span))
			}
			equal(t, "flags", flags, test.flags)
			checkFaithful(t, d)
		})
	}
}

func TestJSONWords(t *testing.T) {
	d, in := instruction(t, "HEALTHCHECK --retries=1 CMD [ \"a\" ,\\\n\"b\\u0021, \\\"c\" ]\n")
	equal(t, "elements", texts(in.JSONWords()), []string{`"a"`, `"b\u0021, \"c"`})
	equal(t, "place", d.File.Text(in.JSONWords()[1].Span), `"b\u0021, \"c"`)
	equal(t, "arguments", in.JSONArgs(), []string{"a", `b!, "c`})
}

func TestHealthcheckCommand(t *testing.T) {
	tests := []struct {
		text, command string
		json          bool
		args          []string
		ok            bool
	}{
		{"HEALTHCHECK --interval=5s CMD  curl \\\n -f x\n", "curl  -f x", false, nil, true},
		{"HEALTHCHECK cmd\t[\"a\", \"b\"]\n", `["a", "b"]`, true, []string{"a", "b"}, true},
		{"HEALTHCHECK NONE\n", "", false, nil, false},
		{"CMD CMD x\n", "", false, nil, false},
	}
	for _, test := range tests {
		t.Run(test.text, func(t *testing.T) {
			d, in := instruction(t, test.text)
			command, json, args, ok := in.HealthcheckCommand()
			equal(t, "command", command.Text, test.command)
			equal(t, "JSON", json, test.json)
			equal(t, "args", args, test.args)
			equal(t, "ok", ok, test.ok)
			if ok && !json {
				health := in.Cmd.(*instructions.HealthCheckCommand).Health
				equal(t, "buildkit's command", health.Test, []string{"CMD-SHELL", command.Text})
				equal(t, "place", withoutContinuations(d.File.Text(command.Span(0, len(command.Text))), '\\'), command.Text)
			}
		})
	}
}

func TestHeredocs(t *testing.T) {
	d, in := instruction(t, "COPY <<one <<-\"two\" \\\n# x\n <<'three' /x/\n1\n\none\n\t2 $a\n\ttwo\nthree\n# after\nUSER x\n")
	got := in.Heredocs
	for n := range got {
		equal(t, "place", d.File.Text(got[n].Span), got[n].Content)
		got[n].Span = source.Span{}
	}
	equal(t, "heredocs", got, []Heredoc{
		{Name: "one", Content: "1\n\n", Expand: true},
		{Name: "two", Content: "\t2 $a\n", Chomp: true},
		{Name: "three"},
	})
	equal(t, "words", texts(in.Words), []string{"<<one", `<<-"two"`, "<<'three'", "/x/"})
	equal(t, "next", d.Stages[0].Body[1].Keyword, "USER")
	equal(t, "its leading", d.File.Text(d.Stages[0].Body[1].Leading), "# after\n")
	equal(t, "contents", len(in.Cmd.(*instructions.CopyCommand).SourceContents), 3)
}

func TestOnbuildStaysWhole(t *testing.T) {
	d, in := instruction(t, "ONBUILD run <<EOF\nx\nEOF\nUSER y\n")
	equal(t, "keyword", in.Keyword, "ONBUILD")
	equal(t, "expression", in.Cmd.(*instructions.OnbuildCommand).Expression, "run <<EOF\nx\nEOF")
	equal(t, "span", d.File.Text(in.Span), "ONBUILD run <<EOF\nx\nEOF\n")
}

// An edit made at places of the logical text changes just these bytes.
func TestEditInsideContinuedRun(t *testing.T) {
	d, in := instruction(t, "RUN apt-get update && \\\n    # tools\n    apt-get install -y \\\n      curl \\\n      git\n")
	at := strings.Index(in.Args.Text, "curl")
	install := in.Args.Sub(strings.Index(in.Args.Text, "apt-get install"), len(in.Args.Text))
	git := strings.Index(install.Text, "git")
	out, err := source.Apply(d.File.Bytes, []source.Edit{
		{Span: in.Args.Span(at, at+len("curl")), New: "wget"},
		{Span: install.Span(git, git+len("git")), New: "mercurial"},
		{Span: install.Span(0, 0), New: "echo && "},
	})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "result", string(out), "FROM a\nRUN apt-get update && \\\n    # tools\n    echo && apt-get install -y \\\n      wget \\\n      mercurial\n")
	equal(t, "end", d.File.Text(source.Span{Start: in.Args.Offset(len(in.Args.Text)), End: in.Span.End}), "\n")
}

func TestDirectivesAndHeader(t *testing.T) {
	d := parse(t, "\ufeff# syntax = docker/dockerfile:1 \r\n#escape=`\r\n# check=skip=all\r\n# header\r\n\r\nFROM a\r\nRUN x `\r\n y\r\n# end\r\n")
	var got []string
	for _, directive := range d.Directives {
		got = append(got, directive.Name+"|"+directive.Value+"|"+d.File.Text(directive.Span))
	}
	equal(t, "directives", got, []string{
		"syntax|docker/dockerfile:1|# syntax = docker/dockerfile:1 ", "escape|`|#escape=`", "check|skip=all|# check=skip=all",
	})
	equal(t, "escape", d.Escape, byte('`'))
	equal(t, "leading", d.File.Text(d.Stages[0].From.Leading),
		"\ufeff# syntax = docker/dockerfile:1 \r\n#escape=`\r\n# check=skip=all\r\n# header\r\n\r\n")
	equal(t, "run", d.Stages[0].Body[0].Args.Text, "x  y")
	equal(t, "trailer", d.File.Text(d.Trailer), "# end\r\n")
	equal(t, "without", len(parse(t, "FROM a\n# escape=`\n").Directives), 0)
}

func TestByteOrderMarkIsNoPartOfAnInstruction(t *testing.T) {
	d := parse(t, "\ufeffFROM a\n")
	equal(t, "leading", d.File.Text(d.Stages[0].From.Leading), "\ufeff")
	equal(t, "span", d.File.Text(d.Stages[0].From.Span), "FROM a\n")
}
