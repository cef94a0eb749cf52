package plan

import (
	"path"
	"slices"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/shell"
)

// sdkCommands are commands of dotnet that only the SDK has.
var sdkCommands = []string{"build", "ef", "publish", "restore", "run", "test", "tool", "watch"}

// otherLanguages refuses a start script that goes into a new final stage and runs programs
// of a language which that stage has not.
func (p *Plan) otherLanguages() {
	for _, s := range p.Process.Scripts {
		script, err := shell.Parse(s.Text)
		if err != nil {
			continue
		}
		for _, c := range script.Commands {
			name, command := path.Base(c.Name()), ""
			if len(c.Words) > 1 {
				command, _ = c.Words[1].Literal()
			}
			language := base.ProgramLanguage(name)
			sdk := name == "dotnet" && slices.Contains(sdkCommands, command)
			if language != "" && (sdk || !p.finalHas(language)) && p.Process.Instr != nil {
				p.say(finding.ScriptProgram, p.Process.Instr.Span, "%s runs %q, and %s has no such program", path.Base(s.Path), script.Line(c.Span), p.Runtime.Final.Image)
				return
			}
		}
	}
}

// finalHas tells whether the final stage has a language: by its base, or by a package.
func (p *Plan) finalHas(language string) bool {
	final := p.Runtime.Final
	if final.Language == language || final.Name == language || p.Toolchain == language {
		return true
	}
	names := slices.Clone(p.Runtime.Packages)
	if p.Image.Base.PackageManager == "apk" {
		for _, pkg := range p.Image.Packages { // the file's own, which the new stage installs too
			names = append(names, pkg.Name)
		}
	}
	return slices.ContainsFunc(names, func(name string) bool {
		b, ok := base.PackagedLanguage(name, final.Suite)
		return ok && b.Language == language
	})
}
