package plan

import (
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
)

// installsFindings refuses programs that the package manager of another language than the
// process's own installs, and that no RUN uses: the process may start them, and neither
// they nor their language come along.
func (e *editor) installsFindings() {
	for _, run := range e.Image.Runs {
		for _, c := range run.Commands {
			names := installs(c)
			language := base.ProgramLanguage(c.Name())
			if len(names) == 0 || language == "" || language == e.Toolchain || e.usedByRun(image.Package{}, names) {
				continue
			}
			e.say(finding.PackageUnknown, c.Instr.Span, "%s, which %s installs, can't be moved onto %s: no RUN uses it, and the process may start it", strings.Join(names, ", "), c.Name(), e.Base)
		}
	}
}

// browserFindings refuses what a RUN lets Playwright or Puppeteer download, by npx, python -m or
// themselves: neither the browser nor the libraries that --with-deps brings are packages that
// could come along.
func (e *editor) browserFindings() {
	for _, run := range e.Image.Runs {
		for _, c := range run.Commands {
			for i, a := range c.Args {
				tool, _, _ := strings.Cut(path.Base(a), "@")
				rest := c.Args[i+1:]
				if tool == "playwright" && len(rest) > 0 && rest[0] == "install" ||
					tool == "puppeteer" && len(rest) > 1 && rest[0] == "browsers" && rest[1] == "install" {
					e.say(finding.Browser, c.Instr.Span, "%q downloads a browser that can't come along", strings.Join(c.Args, " "))
				}
			}
		}
	}
}

// installs are the packages that a command installs for the whole system, by name.
func installs(c *image.Command) []string {
	switch {
	case slices.Contains([]string{"pip", "pip3", "pipx", "gem"}, c.Name()) && c.Has("install"):
	case slices.Contains([]string{"npm", "pnpm"}, c.Name()) && c.Has("-g", "--global") && c.Has("install", "i", "add"):
	case c.Name() == "yarn" && c.Has("global") && c.Has("add"):
	default:
		return nil
	}
	var names []string
	skip := false
	for i, a := range c.Args[1:] {
		switch {
		case skip:
			skip = false
		case !c.Known[i+1], slices.Contains([]string{"install", "i", "add", "global"}, a):
		case strings.HasPrefix(a, "-"):
			skip = slices.Contains([]string{"-r", "-c", "-v", "-i", "-t", "--requirement", "--constraint", "--version", "--index-url", "--extra-index-url", "--target", "--prefix", "--registry"}, a)
		default:
			if at := strings.IndexAny(a[min(1, len(a)):], "=<>~![@:"); at >= 0 {
				a = a[:at+1] // without the version
			}
			if a != "" && (strings.HasPrefix(a, "@") || !strings.ContainsAny(a, "/.")) {
				names = append(names, a)
			}
		}
	}
	return slices.DeleteFunc(names, func(n string) bool {
		known, ok := base.LookupPackage(n)
		return ok && known.Role == "build" || base.BuildTool(n)
	})
}
