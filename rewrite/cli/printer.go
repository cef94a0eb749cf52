package cli

import (
	"fmt"
	"io"

	"github.com/dfmigrate/dfmigrate/rewrite"
	"github.com/dfmigrate/dfmigrate/rewrite/report"
)

// printer prints the outcomes one after the other, standard output holding what was
// asked for and standard error the rest, and keeps the exit code.
type printer struct {
	command  *Command
	settings *settings
	out, err report.Style
	// format prints what --format asked for; nil when nothing is to be printed.
	format report.Printer
	brief  *report.Brief
	// split writes groups; nil when there are none to write.
	split *splitter
	// stderr makes room in the progress bar's line for what is written.
	progress       progress
	stdout, stderr io.Writer

	accepted acceptances

	done    int // files
	known   int // files of which the baseline knows everything
	exit    int
	summary report.Summary
	last    string // the path of the last file
	notes   int    // not shown
	failed  error  // of writing to standard output
}

func (c *Command) newPrinter(s *settings) (*printer, error) {
	p := &printer{
		command:  c,
		settings: s,
		out:      c.style(c.Stdout, s.color),
		err:      c.style(c.Stderr, s.color),
		progress: c.newProgress(len(s.inputs)),
	}
	p.stdout, p.stderr = clearing{c.Stdout, p.progress}, clearing{c.Stderr, p.progress}
	p.brief = report.NewBrief(p.stderr, p.err)
	about := report.Run{Target: s.target(), Version: version(), Style: p.out}
	if s.splitBy != "" {
		p.split = newSplitter(s, about)
	}
	if s.format == "" {
		return p, nil
	}
	var err error
	p.format, err = report.NewPrinter(s.format, p.stdout, about)
	return p, err
}

func (p *printer) add(o outcome) {
	p.done++
	defer p.progress.step()
	p.accepted.add(o)
	if p.settings.baseline != nil {
		f, isNew := p.settings.baseline.New(o.File)
		if !isNew {
			p.known++
			return
		}
		o.File = f
	}
	p.exit = max(p.exit, p.exitOf(o.Status))
	p.summary.Add(o.File)
	p.last = o.Path
	if p.failed == nil {
		p.failed = p.print(o)
	}
}

func (p *printer) exitOf(status rewrite.Status) int {
	switch status {
	case rewrite.Compliant, rewrite.Skipped:
		return ExitOK
	case rewrite.Migrated:
		if p.settings.mode == checkOnly {
			return ExitWouldChange
		}
		return ExitOK
	case rewrite.Refused:
		return ExitRefused
	default:
		return ExitError
	}
}

func (p *printer) print(o outcome) error {
	if p.split != nil {
		if err := p.split.add(o.File); err != nil {
			return err
		}
	}
	switch {
	case p.documents():
		return p.format.Add(o.File)
	case p.split != nil && p.format == nil && o.Status != rewrite.Failed: // the bodies say it
		return nil
	}
	if o.context != "" {
		why := "where the files it copies are"
		if o.saidBy != "" {
			why = "as " + o.saidBy + " says"
		}
		fmt.Fprintf(p.stderr, "%s: the build context is taken to be %s, %s (--context DIR says otherwise)\n", o.Path, o.context, why)
	}
	switch {
	case p.settings.format == report.FormatText:
		return p.format.Add(o.File)
	case p.format != nil:
		if err := p.format.Add(o.File); err != nil {
			return err
		}
	case p.settings.mode == checkOnly:
		if err := report.Check(p.stdout, o.File, p.out); err != nil {
			return err
		}
	}
	if p.settings.mode == writeInPlace && o.Status == rewrite.Migrated {
		fmt.Fprintf(p.stderr, "%s: migrated\n", o.Path)
	}
	notes, _ := p.brief.Add(o.File)
	p.notes += notes
	return nil
}

// documents tells of the formats that say everything themselves, so that standard
// error stays empty.
func (p *printer) documents() bool {
	switch p.settings.format {
	case "", report.FormatDiff, report.FormatText:
		return false
	}
	return true
}

// finish prints what is about all files. The error says that standard output did not
// take everything.
func (p *printer) finish() error {
	p.progress.finish()
	if p.format != nil && p.failed == nil {
		p.failed = p.format.Close()
	}
	if p.split != nil && p.failed == nil {
		p.failed = p.split.write(p.command)
	}
	if !p.documents() {
		p.closing()
	}
	if p.done == len(p.settings.inputs) { // not interrupted
		p.accepted.tell(p.stderr, p.settings)
	}
	if p.failed != nil {
		return fmt.Errorf("writing the result: %w", p.failed)
	}
	return nil
}

func (p *printer) closing() {
	stderr := p.stderr
	if p.settings.baseline != nil {
		fmt.Fprintf(stderr, "%s as in the baseline\n", counted(p.known, "file"))
	}
	switch {
	case len(p.settings.inputs) == 0:
		fmt.Fprintln(stderr, "nothing to do: every file is excluded")
	case p.summary.Files() == 0: // interrupted, or the baseline knows all
	case p.summary.Files() > 1:
		_ = p.summary.Write(stderr)
	case p.settings.format == report.FormatText || p.settings.mode == checkOnly: // have said it
	case p.summary.Skipped == 1:
		fmt.Fprintf(stderr, "%s: skipped, as a comment in it asks\n", p.last)
	case p.summary.Compliant == 1:
		fmt.Fprintf(stderr, "%s: compliant, nothing to do\n", p.last)
	case p.summary.Refused == 1:
		fmt.Fprintf(stderr, "%s: refused, nothing was changed\n", p.last)
	}
	if n := p.summary.Accepted; n > 0 {
		fmt.Fprintf(stderr, "%s accepted\n", counted(n, "review finding"))
	}
	if p.summary.Files() > 1 && p.summary.Migrated > 0 && p.settings.mode == printOnly && p.settings.format == report.FormatDiff {
		fmt.Fprintln(stderr, "nothing was written: git apply takes the diff, --write does it at once, --split-by makes parts of it")
	}
	if p.notes > 0 {
		fmt.Fprintf(stderr, "%s not shown: --format text shows all findings, --explain ID says more about one\n", counted(p.notes, "note"))
	}
}

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
