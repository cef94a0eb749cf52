package report

import (
	"fmt"
	"io"
	"net/url"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// homepage is where people read about dfmigrate and its findings.
const (
	homepage     = "https://github.com/dfmigrate/dfmigrate"
	findingsPage = homepage + "/blob/main/docs/findings.md"
)

// sarifPrinter prints a SARIF 2.1.0 log, which code review tools show at its lines.
type sarifPrinter struct {
	w   io.Writer
	run *sarif.Run
	// rules are the indexes of the rules that the results name.
	rules map[string]int
}

func newSARIFPrinter(w io.Writer, about Run) Printer {
	run := sarif.NewRunWithInformationURI("dfmigrate", homepage)
	run.Tool.Driver.Version = &about.Version
	run.WithColumnKind("unicodeCodePoints")
	return &sarifPrinter{w: w, run: run, rules: map[string]int{}}
}

func (p *sarifPrinter) Add(f File) error {
	src := source.NewFile(f.Path, f.Before)
	seen := map[string]int{}
	for _, r := range f.remarks() {
		what := r.file + "\x00" + r.rule + "\x00" + r.message
		seen[what]++
		result := sarif.NewRuleResult(r.rule).
			WithRuleIndex(p.rule(r.rule)).
			WithLevel(string(r.level)).
			WithMessage(sarif.NewTextMessage(r.text())).
			WithLocations([]*sarif.Location{sarif.NewLocationWithPhysicalLocation(physical(r.file, r.place.inCharacters(src)))}).
			WithPartialFingerprints(map[string]string{"dfmigrate/v1": fingerprint(what, seen[what])})
		if r.accepted != nil {
			result.AddSuppression(suppression(r.accepted))
		}
		p.run.AddResult(result)
	}
	return nil
}

// suppression says in SARIF's words that a result is accepted.
func suppression(a *finding.Acceptance) *sarif.Suppression {
	kind := "external"
	if a.InDockerfile {
		kind = "inSource"
	}
	return sarif.NewSuppression().WithKind(kind).WithStatus("accepted").WithJustification(a.Reason)
}

// physical is a place of a file; the zero Place is the first line, because GitHub
// shows nothing of a result without a line.
func physical(file string, at Place) *sarif.PhysicalLocation {
	region := sarif.NewSimpleRegion(max(1, at.Line), max(1, at.EndLine))
	if at.Column > 0 && at.EndColumn > 0 {
		region.WithStartColumn(at.Column).WithEndColumn(at.EndColumn)
	}
	path := url.URL{Path: file}
	return sarif.NewPhysicalLocation().
		WithArtifactLocation(sarif.NewSimpleArtifactLocation(path.String()).WithURIBaseID("%SRCROOT%")).
		WithRegion(region)
}

// rule describes a rule where it is first used, and returns its index.
func (p *sarifPrinter) rule(id string) int {
	if i, ok := p.rules[id]; ok {
		return i
	}
	about := aboutRule(id)
	rule := p.run.AddRule(id).
		WithName(id).
		WithShortDescription(sarif.NewMultiformatMessageString().WithText(about.Title)).
		WithFullDescription(sarif.NewMultiformatMessageString().WithText(about.Why)).
		WithHelpURI(findingsPage + "#" + id)
	if about.Fix != "" {
		rule.WithHelp(sarif.NewMultiformatMessageString().WithText(about.Fix))
	}
	p.rules[id] = len(p.rules)
	return p.rules[id]
}

// aboutRule is the catalogue's entry of a finding, or what stands for it with the
// remarks about a whole file.
func aboutRule(id string) finding.Rule {
	switch id {
	case ruleMigratable:
		return finding.Rule{Title: "the image could be smaller and run without root",
			Why: "dfmigrate can move this Dockerfile to a Distroless or Alpine base with a non-root user.",
			Fix: "Run dfmigrate --write on the file and review the diff."}
	case ruleUnreadable:
		return finding.Rule{Title: "the file can't be read as a Dockerfile",
			Why: "What docker build can't parse, dfmigrate can't migrate."}
	}
	rule, _ := finding.Lookup(finding.ID(id))
	return rule
}

func (p *sarifPrinter) Close() error {
	log := sarif.NewReport()
	log.AddRun(p.run)
	if err := log.PrettyWrite(p.w); err != nil {
		return fmt.Errorf("sarif: %w", err)
	}
	_, err := io.WriteString(p.w, "\n")
	return err
}
