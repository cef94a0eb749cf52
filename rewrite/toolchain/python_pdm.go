package toolchain

import (
	"path"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/image"
)

// pdmEffect records pdm install and pdm sync, and keeps in mind what pdm config set.
func pdmEffect(s *image.State, c *image.Command, args []string) bool {
	switch firstOperand(args) {
	case "config":
		if setting := afterWord(args, "config"); len(setting) > 1 {
			s.Image.Artifacts = append(s.Image.Artifacts, &image.Artifact{
				Toolchain: "python", Kind: "setting", Path: setting[0], Command: c, Image: s.Image, Facts: setting[1],
			})
		}
	case "install", "sync", "add", "update":
		dir := c.Dir
		if d, ok := c.Flag("-p", "--project"); ok {
			dir = c.Abs(d)
		}
		in := &pythonInstall{Tool: "pdm", Dir: dir, Complete: true, Editable: !c.Has("--no-editable", "--no-self")}
		readLocked(s, c, in, dir)
		producePackages(s, c, in, pdmPlace(s, c, in, dir))
	case "venv":
		makeVenv(s, c, c.Abs(".venv"))
	case "export", "build":
		if out, ok := c.Flag("-o", "--output", "-d", "--dest"); ok {
			s.Write(c, c.Abs(out), false)
		} else if c.Has("build") {
			s.Write(c, c.Abs("dist"), true)
		}
		for _, r := range c.OutputFiles() {
			if t, ok := r.Target.Literal(); ok {
				s.Write(c, c.Abs(t), false)
			}
		}
	}
	return true
}

// pdmPlace is where pdm installs: an activated environment, the system with --global, or
// .venv in the project, unless a setting keeps environments elsewhere.
func pdmPlace(s *image.State, c *image.Command, in *pythonInstall, dir string) string {
	in.Place = "venv"
	if c.Has("-g", "--global") {
		in.Place = "system"
		return systemSite(s.Image)
	}
	if venv := venvOf(s, c); venv != "" {
		return venv
	}
	if pdmSetting(s, c, "python.use_venv", "PDM_USE_VENV") == "false" {
		in.Place = "prefix"
		return path.Join(dir, "__pypackages__")
	}
	if pdmSetting(s, c, "venv.in_project", "PDM_VENV_IN_PROJECT") == "false" || c.Has("--venv") {
		in.Place = "hidden"
		return path.Join(s.Home(), ".local/share/pdm/venvs")
	}
	return path.Join(dir, ".venv")
}

// pdmSetting is a boolean setting, from the environment or pdm config.
func pdmSetting(s *image.State, c *image.Command, name, env string) string {
	if v, ok := c.Getenv(s, env); ok {
		switch strings.ToLower(v) {
		case "0", "false", "no":
			return "false"
		}
		return "true"
	}
	return poetrySetting(s, c, name)
}
