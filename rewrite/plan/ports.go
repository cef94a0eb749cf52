package plan

import (
	"slices"
	"strconv"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// portVariables are variables by which frameworks are told where to listen: ASP.NET,
// Spring Boot, Quarkus and Micronaut.
var portVariables = []string{
	"ASPNETCORE_URLS", "ASPNETCORE_HTTP_PORTS", "ASPNETCORE_HTTPS_PORTS", "DOTNET_URLS",
	"SERVER_PORT", "QUARKUS_HTTP_PORT", "MICRONAUT_SERVER_PORT",
}

// portOptions are words of a start command that say the same.
var portOptions = []string{"--urls=", "--server.port=", "-Dserver.port=", "-Dquarkus.http.port=", "-Dmicronaut.server.port="}

// ports tells of ports that a non-root process may not open everywhere.
func (e *editor) ports() {
	t := &portTeller{e: e}
	for _, i := range e.Image.Config.Expose {
		if cmd, ok := i.Cmd.(*instructions.ExposeCommand); ok {
			for _, p := range cmd.Ports {
				num, _, _ := strings.Cut(p, "/")
				t.tell(num, "", i.Span)
			}
		}
	}
	for _, v := range e.Image.Config.Env {
		if v.From != nil && slices.Contains(portVariables, v.Name) {
			t.all(v.Value, v.Name, v.From.Span)
		}
	}
	for _, v := range e.Runtime.Env {
		if slices.Contains(portVariables, v.Name) {
			t.all(v.Value, v.Name, e.Stage.From.Span)
		}
	}
	if i := e.Process.Instr; i != nil {
		for _, word := range e.Process.Argv {
			for _, option := range portOptions {
				if value, ok := strings.CutPrefix(word, option); ok {
					t.all(value, strings.TrimSuffix(option, "="), i.Span)
				}
			}
		}
	}
	for _, l := range e.Runtime.Listens {
		t.all(l.Address, l.From, e.Stage.From.Span)
	}
}

// portTeller tells of each port once.
type portTeller struct {
	e    *editor
	told []string
}

// all takes a list of ports or of addresses, such as "http://+:80;https://+:443".
func (t *portTeller) all(value, from string, at source.Span) {
	for item := range strings.FieldsFuncSeq(value, func(r rune) bool { return r == ';' || r == ',' || r == ' ' }) {
		item = strings.TrimSuffix(item, "/")
		t.tell(item[strings.LastIndexByte(item, ':')+1:], from, at)
	}
}

func (t *portTeller) tell(num, from string, at source.Span) {
	n, err := strconv.Atoi(num)
	if err != nil || n <= 0 || n >= 1024 || from != "" && slices.Contains(t.told, num) {
		return
	}
	t.told = append(t.told, num)
	port := "port " + num
	if from != "" {
		port += " (" + from + ")"
	}
	t.e.say(finding.PrivilegedPort, at, "%s: a non-root process may open it under Docker, not under every Kubernetes or Podman", port)
}
