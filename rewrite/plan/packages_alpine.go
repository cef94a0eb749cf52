package plan

import (
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/shell"
)

// alpinePackages are the apk packages that a new final stage needs.
func (e *editor) alpinePackages() []string {
	if e.Layout == InPlace && e.sameSystem() {
		return nil
	}
	out := slices.Clone(e.Runtime.Packages)
	if n := e.alpineInitPackage(); n != "" && !slices.Contains(out, n) {
		out = append(out, n)
	}
	for _, n := range e.baseTools() {
		if !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	for _, p := range e.Image.Packages {
		v := e.verdict(p)
		if !v.keep {
			e.say(v.id, packageSpan(p), "%s stays behind: %s", p.Name, v.why)
			continue
		}
		if v.lost != "" {
			e.say(finding.PackageUnknown, packageSpan(p), "%s can't be moved onto %s (%s), and %s", p.Name, e.Base, v.lost, v.why)
			continue
		}
		names, _ := e.apkNames(p)
		e.say(v.id, packageSpan(p), "%s comes along%s: %s", p.Name, asNames(p, names), v.why)
		for _, n := range names {
			if !slices.Contains(out, n) && !slices.Contains(e.Runtime.Final.Packages, n) {
				out = append(out, n)
			}
		}
	}
	return out
}

// baseTools are the packages on Alpine of programs that the health check and the
// shell form use, which many bases have without any installation.
func (e *editor) baseTools() []string {
	var out []string
	if e.keepsShellForm() && path.Base(e.Image.Config.Shell[0]) == "bash" {
		out = append(out, "bash")
	}
	hc := e.Image.Config.Healthcheck
	if hc == nil {
		return out
	}
	if _, _, change := e.probe(hc); change {
		return out
	}
	command, json, argv, ok := hc.HealthcheckCommand()
	if !ok {
		return out
	}
	text := command.Text
	if json {
		text = shellText(argv)
	}
	if words := strings.Fields(text); len(words) == 1 {
		if content, ok := e.scriptText(words[0]); ok {
			if first, _, _ := strings.Cut(content, "\n"); path.Base(strings.TrimSpace(first)) == "bash" || strings.HasSuffix(first, "env bash") {
				out = append(out, "bash")
			}
			text = content
		}
	}
	script, err := shell.Parse(text)
	if err != nil {
		return out
	}
	for _, c := range script.Commands {
		if name := path.Base(c.Name()); name == "curl" || name == "bash" {
			if !slices.Contains(out, name) {
				out = append(out, name)
			}
		}
	}
	return out
}

// shellText is the shell text that an exec form stands for.
func shellText(argv []string) string {
	if len(argv) == 3 && shellProgram(argv[0]) && argv[1] == "-c" && path.Base(argv[0]) != "bash" {
		return argv[2]
	}
	quoted := make([]string, len(argv))
	for i, a := range argv {
		quoted[i] = shell.Quote(a)
	}
	return strings.Join(quoted, " ")
}

// keepsShellForm tells whether the final stage has a start command in shell form.
func (e *editor) keepsShellForm() bool {
	if !hasShell(e.r.Target) || !e.ownProcess(e.r) || len(e.Image.Config.Shell) == 0 {
		return false
	}
	for _, i := range []*dockerfile.Instruction{e.Image.Config.Entrypoint, e.Image.Config.Cmd} {
		if i != nil && !i.JSON {
			return true
		}
	}
	return false
}

// apkNames are the run-time packages on Alpine for a package of the file.
func (e *editor) apkNames(p image.Package) ([]string, bool) {
	names := []string{p.Name}
	if p.Manager != "apk" {
		var ok bool
		if names, ok = base.Apk(p.Name); !ok {
			return nil, false
		}
	}
	var out []string
	for _, n := range names {
		if known, ok := base.LookupPackage(n); ok && len(known.Runtime["alpine"]) > 0 {
			out = append(out, known.Runtime["alpine"]...)
			continue
		}
		if strings.HasSuffix(n, "-dev") {
			n = strings.TrimSuffix(n, "-dev")
		}
		out = append(out, n)
	}
	return out, true
}
