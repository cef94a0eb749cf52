package plan

import (
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/toolchain"
)

// tell says what the plan decided without a choice of its own: what became of
// the process, of the base's variables, and of files that deserve a look.
func (e *editor) tell() {
	e.tellProcess()
	e.tellRootHome()
	if e.Base != e.Stage.Base.Raw {
		e.tellBaseEnv()
		e.tellPlatform()
	}
	if e.Layout == Split {
		e.tellBuildFiles()
	}
	if e.Layout == Split || !e.sameSystem() {
		e.installsFindings()
		e.browserFindings()
	}
	if !e.Runtime.Closed {
		e.tellSecrets()
	}
}

// tellPlatform says that the old base was one for a processor that a build argument named.
func (e *editor) tellPlatform() {
	root := chain(e.Stage)[0]
	if raw := strings.ReplaceAll(strings.ToUpper(root.Base.Raw), "TARGETARCH", ""); strings.Contains(raw, "ARCH}") || strings.HasSuffix(raw, "$ARCH") || strings.HasSuffix(raw, "$GOARCH") {
		e.say(finding.BasePlatform, root.From.Span, "%s chose the platform by a build argument: the new base is that of the platform that is built for, so build for another one with --platform", root.Base.Raw)
	}
}

func (e *editor) tellProcess() {
	p := e.Process
	if p.Instr == nil {
		return
	}
	if p.Ignored != nil {
		e.say(finding.CmdIgnored, p.Ignored.Span, "CMD %s never had an effect beside a shell-form ENTRYPOINT", p.Ignored.Args.Text)
	}
	e.tellStart()
	switch {
	case e.keepsStart(e.r):
		e.tellServer()
		if e.said(finding.ShellFormKept) {
			return
		}
		e.say(finding.ShellFormKept, p.Instr.Span, "%s stays as it is, because a shell works on it when the container starts", p.Instr.Keyword)
	case e.ownProcess(e.r):
	case p.Script != "" && !e.said(finding.JavaRunScript):
		e.say(finding.ScriptDissolved, p.Instr.Span, "%s only set constants and started %s, which starts directly now", path.Base(p.Script), p.Program())
	case !p.Verbatim:
		e.say(finding.ExecForm, p.Instr.Span, "%s is in exec form now: no shell stands between the container and %s", p.Instr.Keyword, p.Program())
	}
}

// tellServer refuses a start command that stays and may start the server of its old base, to
// which the final stage adds nothing but another program.
func (e *editor) tellServer() {
	server, ok := base.ServerOf(e.Image.Base)
	if final, _, _ := strings.Cut(e.Base, ":"); ok && e.Toolchain != "server" && !slices.Contains(server.Images, final) {
		e.say(finding.ServerRefused, e.Process.Instr.Span, "%s may start %s of %s, which %s has not", e.Process.Instr.Keyword, server.Name, e.Image.Base.Ref.String(), e.Base)
	}
}

func (e *editor) tellBaseEnv() {
	var gone []string
	for _, v := range e.Image.Config.Env {
		if v.From != nil || slices.ContainsFunc(e.Runtime.Env, func(r toolchain.Env) bool { return r.Name == v.Name }) {
			continue
		}
		at := slices.IndexFunc(e.Runtime.Final.Env, func(f base.EnvVar) bool { return f.Name == v.Name })
		if at < 0 {
			gone = append(gone, v.Name)
		} else if now := e.Runtime.Final.Env[at].Value; now != v.Value && now != "" && v.Value != "" {
			gone = append(gone, v.Name+"="+v.Value+" (now "+now+")")
		}
	}
	if len(gone) > 0 && !e.said(finding.InheritedEnvDrop) {
		e.say(finding.InheritedEnvDrop, e.Stage.From.Span, "%s of %s: gone with the old base", strings.Join(gone, ", "), e.Image.Base.Ref.String())
	}
}

func (e *editor) tellBuildFiles() {
	if e.Runtime.Closed {
		for i, dir := range e.Runtime.Sources {
			if e.hasFiles(dir) && !slices.Contains(e.Runtime.Sources[:i], dir) {
				e.say(finding.BuildOnlyFiles, e.Stage.From.Span, "of %s only what is copied comes along", dir)
			}
		}
		return
	}
	for _, c := range e.Image.Tree.Opaque() {
		if c.Name() != "" {
			e.say(finding.OpaqueCommand, c.Instr.Span, "what %q writes outside of the copied directories stays behind", c.Name())
		}
	}
}

// secrets are files that usually hold credentials.
var secrets = []string{".npmrc", ".yarnrc.yml", ".pypirc", ".netrc", ".env", "id_rsa", "id_ed25519", ".git-credentials", "credentials.json"}

func (e *editor) tellSecrets() {
	if !e.Image.Context.Known() {
		return
	}
	for _, entry := range e.Image.Tree.Under("/") {
		if entry.Kind != image.FromContext || !entry.Whole {
			continue
		}
		for _, name := range secrets {
			if p := path.Join(entry.Source, name); e.Image.Context.Exists(p) {
				e.say(finding.SecretFile, entry.Instr.Span, "%s is copied into the image", p)
			}
		}
	}
}

// said tells whether the toolchain raised a rule itself, with better words.
func (e *editor) said(id finding.ID) bool {
	return slices.ContainsFunc(e.Findings, func(f finding.Finding) bool { return f.ID == id })
}
