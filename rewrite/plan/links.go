package plan

import (
	"path"
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/toolchain"
)

// linksDirectory is where the build stage puts the links of / that come along.
const linksDirectory = "/links"

// rootLink tells of a link in / to a directory of the application. COPY of a link takes what
// it leads to, a second time and under another name; only inside of a directory it stays a link.
func (e *editor) rootLink(entry image.Entry) bool {
	if entry.Link == "" || !entry.Dir || path.Dir(entry.Path) != "/" || image.Symbolic(entry.Path) || image.Within(entry.Link, entry.Path) {
		return false
	}
	target, presence := e.Image.Tree.Lookup(entry.Link)
	return presence == image.Present && target.Kind != image.FromBase && !slices.Contains(systemDirs, entry.Link)
}

// stageLinks gathers links of / in a directory of the build stage, and gives its COPY.
func (e *editor) stageLinks(links []string) []toolchain.Copy {
	if len(links) == 0 {
		return nil
	}
	c := e.Runtime.Change(e.Stage)
	if !rootUser(e.buildUser()) && !slices.Contains(c.Last, "USER root") {
		c.Last = append(c.Last, "USER root")
	}
	c.Last = append(c.Last, "RUN mkdir "+linksDirectory+" && cp -a "+strings.Join(links, " ")+" "+linksDirectory)
	return []toolchain.Copy{{Source: linksDirectory, Dest: "/", Dir: true}}
}
