package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/cpuguy83/go-md2man/v2/md2man"
)

// man prints the manual page.
func (c *Command) man(_ context.Context, args []string) error {
	if len(args) > 1 {
		return misuse("man takes no arguments: %s", strings.Join(args[1:], " "))
	}
	_, err := c.Stdout.Write(md2man.Render([]byte(manual())))
	return err
}

// manual is the manual page as Markdown: --help, with what a page has beside it.
func manual() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%% dfmigrate 1 \"\" \"dfmigrate %s\" \"User Commands\"\n\n", version())
	fmt.Fprintf(&b, "# NAME\n\ndfmigrate - move Dockerfiles to Distroless or Alpine images with a non-root user\n\n")
	fmt.Fprintf(&b, "# SYNOPSIS\n\n**dfmigrate** %s\n\n", plain(strings.TrimPrefix(usage, "dfmigrate ")))
	for _, sub := range subcommands() {
		if !sub.hidden {
			fmt.Fprintf(&b, "**dfmigrate** %s\n\n", plain(sub.synopsis))
		}
	}
	fmt.Fprintf(&b, "# DESCRIPTION\n\n%s\n\n%s\n\n", plain(purpose), plain(description))
	b.WriteString("# OPTIONS\n\nOptions may stand before and after paths; behind **--** everything is a path.\n")
	for _, group := range flagGroups(newFlags()) {
		fmt.Fprintf(&b, "\n## %s\n", group.name)
		for _, row := range group.rows {
			fmt.Fprintf(&b, "\n%s\n: %s\n", row.markdown(), plain(row.usage))
		}
	}
	b.WriteString("\n# SUBCOMMANDS\n\nA subcommand is the first argument; a folder of the same name is written ./NAME.\n")
	for _, sub := range subcommands() {
		if !sub.hidden {
			fmt.Fprintf(&b, "\n**%s**\n: %s\n", plain(sub.synopsis), plain(sub.does))
		}
	}
	b.WriteString("\n# EXIT STATUS\n\nOf several causes the highest is returned.\n")
	for _, e := range exitCodes {
		fmt.Fprintf(&b, "\n**%d**\n: %s\n", e.code, plain(e.meaning))
	}
	b.WriteString("\n# ENVIRONMENT\n")
	for _, v := range environment {
		fmt.Fprintf(&b, "\n**%s**\n: %s\n", plain(v.name), plain(v.meaning))
	}
	b.WriteString("\n# EXAMPLES\n")
	for _, e := range examples {
		fmt.Fprintf(&b, "\n%s\n\n    %s\n", plain(e.does), e.command)
	}
	fmt.Fprintf(&b, "\n# SEE ALSO\n\n**docker-build**(1), **git-apply**(1), %s\n", plain(homepage))
	return b.String()
}

// environment are the variables that change what dfmigrate does.
var environment = []struct{ name, meaning string }{
	{"NO_COLOR", "print no colours, unless --color always is given"},
	{"FORCE_COLOR", "print colours also where the output is no terminal, unless it is 0 or false"},
}

// markdown is the synopsis of a flag with its names in bold and its value in italics.
func (r flagRow) markdown() string {
	text := "**" + plain("--"+r.long) + "**"
	if r.short != "" {
		text = "**" + plain("-"+r.short) + "**, " + text
	}
	if r.value != "" {
		text += " *" + plain(r.value) + "*"
	}
	return text
}

// plain is text in which nothing is Markdown.
func plain(text string) string { return markdownEscaper.Replace(text) }

var markdownEscaper = strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", `\<`, ">", `\>`)
