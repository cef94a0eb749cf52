package rewrite

import (
	"fmt"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/plan"
)

// namedThere tests that what the start command names by a path came along: a jar, a script,
// a configuration file, the value of an option, the members of a class path.
func namedThere(p *plan.Plan, img *image.Image) error {
	proc := img.Process()
	dir := proc.Dir
	if dir == "" {
		dir = img.Config.Workdir
	}
	for i, word := range proc.Argv {
		if i == 0 {
			continue // programThere looks for it
		}
		for _, name := range namesIn(word) {
			at := image.Join(dir, name)
			if _, before := p.Image.Tree.Lookup(at); before != image.Present {
				continue
			}
			if _, after := img.Tree.Lookup(at); after == image.Absent {
				return fmt.Errorf("the final stage has no %s, which the start command names", at)
			}
		}
	}
	return nil
}

// namesIn are the paths that an argument may hold.
func namesIn(word string) []string {
	if _, value, ok := strings.Cut(word, "="); ok && strings.HasPrefix(word, "-") {
		word = value
	}
	var names []string
	for name := range strings.SplitSeq(word, ":") {
		if name != "" && name != "/" && name != "." && !strings.HasPrefix(name, "-") && !strings.ContainsAny(name, "*$\n ") {
			names = append(names, name)
		}
	}
	return names
}
