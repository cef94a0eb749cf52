//go:build unix

package main

import (
	"fmt"
	"io"
	"os/exec"
	"runtime"
	"syscall"
	"time"
)

// cost is what running processes took.
type cost struct {
	cpu  time.Duration // user and system, of all of them
	wall time.Duration
	peak int64 // bytes resident, of the largest
}

// add lets another process follow.
func (c *cost) add(o cost) {
	c.cpu += o.cpu
	c.wall += o.wall
	c.peak = max(c.peak, o.peak)
}

// run runs a command and measures it. An exit code other than 0 is no error: refused
// files give one.
func run(stdin io.Reader, stdout, stderr io.Writer, name string, args ...string) (cost, int, error) {
	cmd := exec.Command(name, args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = stdin, stdout, stderr
	start := time.Now()
	err := cmd.Run()
	wall := time.Since(start)
	if cmd.ProcessState == nil {
		return cost{}, 0, fmt.Errorf("%s: %w", name, err)
	}
	state := cmd.ProcessState
	usage := state.SysUsage().(*syscall.Rusage)
	peak := int64(usage.Maxrss)
	if runtime.GOOS != "darwin" { // which counts bytes, where others count KiB
		peak *= 1024
	}
	return cost{state.UserTime() + state.SystemTime(), wall, peak}, state.ExitCode(), nil
}

// least runs something several times and keeps the run that took the least CPU time:
// what else the machine does only ever adds.
func least(times int, once func() (cost, error)) (cost, error) {
	var best cost
	for n := range times {
		c, err := once()
		if err != nil {
			return cost{}, err
		}
		if n == 0 || c.cpu < best.cpu {
			best = c
		}
	}
	return best, nil
}
