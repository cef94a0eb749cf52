package toolchain

import (
	"path"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/image"
)

// pipPlace finds where a pip installs to, sets in.Place and returns the path: the
// options of the command first, then the environment that it belongs to.
func pipPlace(s *image.State, c *image.Command, in *pythonInstall) string {
	if dir, ok := c.Flag("-t", "--target"); ok {
		in.Place = "target"
		return c.Abs(dir)
	}
	if dir, ok := c.Flag("--prefix", "--root"); ok {
		in.Place = "prefix"
		return c.Abs(dir)
	}
	if user, _ := c.Getenv(s, "PIP_USER"); c.Has("--user") || user == "1" || user == "true" {
		in.Place = "user"
		return userBase(s, c)
	}
	if dir, _ := c.Getenv(s, "PIP_TARGET"); dir != "" {
		in.Place = "target"
		return c.Abs(dir)
	}
	if venv := venvOf(s, c); venv != "" {
		in.Place = "venv"
		return venv
	}
	in.Place = "system"
	if s.Image.Config.User != "" && s.Image.Config.User != "root" && s.Image.Config.User != "0" {
		// pip falls back to the user's own directory where it may not write.
		in.Place = "user"
		return userBase(s, c)
	}
	return systemSite(s.Image)
}

func userBase(s *image.State, c *image.Command) string {
	if dir, _ := c.Getenv(s, "PYTHONUSERBASE"); dir != "" {
		return dir
	}
	if home, _ := c.Getenv(s, "HOME"); home != "" {
		return path.Join(home, ".local")
	}
	return path.Join(s.Home(), ".local")
}

// systemSite is where the image's own interpreter has its packages.
func systemSite(img *image.Image) string {
	l, _ := img.Language("python", "python3")
	return siteOf(l, pythonMinor(l.Version))
}

// siteOf is where pip puts packages for an interpreter: a system's own keeps those of its
// package manager elsewhere, except on Alpine.
func siteOf(l image.Language, minor string) string {
	switch {
	case minor == "":
		return "/usr/local/lib/python3/dist-packages"
	case l.By == "apt":
		return "/usr/local/lib/python" + minor + "/dist-packages"
	case l.By == "apk":
		return "/usr/lib/python" + minor + "/site-packages"
	case l.Prefix != "" && l.By != "dnf":
		return l.Prefix + "/lib/python" + minor + "/site-packages"
	}
	return "/usr/local/lib/python" + minor + "/site-packages"
}

// pythonMinor is the X.Y of a version of Python, "" where it does not say.
func pythonMinor(version string) string {
	parts := strings.Split(version, ".")
	if len(parts) < 2 {
		return ""
	}
	return parts[0] + "." + strings.TrimRight(leadingNumber(parts[1]), "")
}

// venvOf is the virtual environment that a command works in: the one its program
// lies in, one that the same RUN activated, VIRTUAL_ENV, or the first on PATH.
func venvOf(s *image.State, c *image.Command) string {
	if strings.Contains(c.Args[0], "/") {
		if dir := path.Dir(path.Dir(c.Abs(c.Args[0]))); isVenv(s.Image, dir) {
			return dir
		}
	}
	for _, before := range c.Run.Commands {
		if before == c {
			break
		}
		if n := before.Name(); (n == "." || n == "source") && len(before.Args) > 1 && path.Base(before.Args[1]) == "activate" {
			return path.Dir(path.Dir(before.Abs(before.Args[1])))
		}
	}
	if v, _ := c.Getenv(s, "VIRTUAL_ENV"); v != "" && (isVenv(s.Image, v) || pythonTools[c.Name()]) {
		return v
	}
	if p, ok := c.Env["PATH"]; ok {
		for dir := range strings.SplitSeq(p, ":") {
			if isVenv(s.Image, path.Dir(dir)) {
				return path.Dir(dir)
			}
		}
	}
	return pathVenv(s.Image)
}

// pythonTools honour VIRTUAL_ENV by themselves, whether it is on PATH or not.
var pythonTools = map[string]bool{"uv": true, "poetry": true, "pipenv": true}

// pathVenv is the virtual environment whose bin stands on the image's PATH before
// the interpreter's own.
func pathVenv(img *image.Image) string {
	for _, dir := range img.SearchPath() {
		if dir == "/usr/local/bin" {
			return ""
		}
		if path.Base(dir) == "bin" && isVenv(img, path.Dir(dir)) {
			return path.Dir(dir)
		}
	}
	return ""
}

// isVenv tells whether dir is a virtual environment that a command of the file
// made, in this stage or one that it was copied from.
func isVenv(img *image.Image, dir string) bool {
	e, presence := img.Tree.Lookup(dir)
	if presence == image.Absent {
		return false
	}
	if e.Artifact != nil {
		return e.Artifact.Toolchain == "python" && artifactIsVenv(e.Artifact) && venvRoot(e.Artifact.Path, e)
	}
	origin, tree, presence := img.Tree.Origin(dir)
	if presence == image.Absent {
		return false
	}
	if origin.Artifact != nil {
		return artifactIsVenv(origin.Artifact)
	}
	for _, below := range tree.Under(origin.Path) {
		if below.Path == origin.Path && below.Artifact != nil && artifactIsVenv(below.Artifact) {
			return true
		}
	}
	return false
}

func artifactIsVenv(a *image.Artifact) bool {
	if a.Kind == "venv" {
		return true
	}
	in, ok := a.Facts.(*pythonInstall)
	return ok && in.Place == "venv"
}

// venvRoot tells the environment itself from a directory in it.
func venvRoot(root string, e image.Entry) bool {
	return e.Path == root || e.Kind == image.FromStage && e.Source == root || path.Base(e.Path) == path.Base(root)
}
