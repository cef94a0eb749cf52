package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// githubPrinter prints workflow commands, which GitHub shows as annotations in a pull
// request's files (docs.github.com: Workflow commands for GitHub Actions).
type githubPrinter struct{ w io.Writer }

// githubCommands are the commands by level.
var githubCommands = map[level]string{levelError: "error", levelWarning: "warning", levelNote: "notice"}

func (p githubPrinter) Add(f File) error {
	src := source.NewFile(f.Path, f.Before)
	for _, r := range f.openRemarks() {
		properties := []string{"file=" + githubProperty(r.file)}
		if at := r.place.inCharacters(src); at.Line > 0 {
			properties = append(properties, fmt.Sprintf("line=%d", at.Line), fmt.Sprintf("endLine=%d", at.EndLine))
			if at.Line == at.EndLine && at.Column > 0 { // GitHub takes columns on a single line only
				properties = append(properties, fmt.Sprintf("col=%d", at.Column), fmt.Sprintf("endColumn=%d", at.EndColumn))
			}
		}
		properties = append(properties, "title="+githubProperty("dfmigrate: "+r.rule))
		if _, err := fmt.Fprintf(p.w, "::%s %s::%s\n", githubCommands[r.level], strings.Join(properties, ","), githubData(r.text())); err != nil {
			return err
		}
	}
	return nil
}

func (githubPrinter) Close() error { return nil }

// githubData escapes a message, githubProperty the value of a property, as the
// runner's own toolkit does (actions/toolkit, packages/core/src/command.ts).
var (
	githubData     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace
	githubProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C").Replace
)
