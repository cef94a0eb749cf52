package cli

import (
	"io"
	"time"

	"github.com/schollz/progressbar/v3"
)

// progress shows on a terminal how far a long run is. It stands in the last line of
// standard error; whatever else is printed takes its place for a moment.
type progress struct {
	bar *progressbar.ProgressBar
}

// longRun is from how many files on a run is worth a progress bar.
const longRun = 50

// newProgress starts a bar for n files; the zero progress, which shows nothing, where
// standard error is no terminal or the run is short.
func (c *Command) newProgress(n int) progress {
	if n < longRun || !isTerminal(c.Stderr) {
		return progress{}
	}
	return progress{progressbar.NewOptions(n,
		progressbar.OptionSetWriter(c.Stderr),
		progressbar.OptionSetDescription("Dockerfiles"),
		progressbar.OptionShowCount(),
		progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionClearOnFinish(),
	)}
}

func (p progress) step() {
	if p.bar != nil {
		_ = p.bar.Add(1)
	}
}

// clear makes room for what is printed next.
func (p progress) clear() {
	if p.bar != nil {
		_ = p.bar.Clear()
	}
}

func (p progress) finish() {
	if p.bar != nil {
		_ = p.bar.Finish()
	}
}

// clearing clears the bar before each write.
type clearing struct {
	io.Writer
	progress progress
}

func (w clearing) Write(b []byte) (int, error) {
	w.progress.clear()
	return w.Writer.Write(b)
}
