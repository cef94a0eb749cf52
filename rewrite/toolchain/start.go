package toolchain

import (
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/image"
)

// shebangProgram is the interpreter that the first line of a file of the image
// names, without its directory; "" when there is none or the text is not at hand.
func shebangProgram(img *image.Image, p string) string {
	content, ok := img.Tree.ReadFile(p)
	if !ok {
		return ""
	}
	line, _, _ := strings.Cut(string(content), "\n")
	line, ok = strings.CutPrefix(strings.TrimSpace(line), "#!")
	fields := strings.Fields(line)
	if !ok || len(fields) == 0 {
		return ""
	}
	if path.Base(fields[0]) == "env" {
		fields = slices.DeleteFunc(fields[1:], func(f string) bool { return strings.HasPrefix(f, "-") || strings.Contains(f, "=") })
	}
	if len(fields) == 0 {
		return ""
	}
	return path.Base(fields[0])
}

// hasArtifactOf: a command of a toolchain made something of the image.
func hasArtifactOf(img *image.Image, toolchain string, depth int) bool {
	if img == nil || depth > 20 {
		return false
	}
	if slices.ContainsFunc(img.Artifacts, func(a *image.Artifact) bool { return a.Toolchain == toolchain }) {
		return true
	}
	return slices.ContainsFunc(img.Copies, func(c *image.Copy) bool { return hasArtifactOf(c.From, toolchain, depth+1) })
}
