//go:build unix

package main

import (
	"fmt"
	"io"
	"os/exec"
	"slices"
)

// peer is another tool that reads Dockerfiles, run over a tree as its users run it.
type peer struct {
	name string
	// batch is how many files one call gets: what the tool takes, up to what xargs gives.
	batch int
	args  []string
}

var peers = []peer{
	// github.com/chainguard-dev/dfc takes one file.
	{"dfc", 1, nil},
	// github.com/reteps/dockerfmt takes many.
	{"dockerfmt", 500, nil},
}

// missing is the error of a peer that is not installed.
type missing struct{ name string }

func (m missing) Error() string { return m.name + " is not on PATH: not measured" }

// over runs the peer over files. failed is how many of its calls ended in an error.
func (p peer) over(files []string) (total cost, failed int, err error) {
	program, err := exec.LookPath(p.name)
	if err != nil {
		return cost{}, 0, missing{p.name}
	}
	for these := range slices.Chunk(files, p.batch) {
		c, code, err := run(nil, io.Discard, io.Discard, program, slices.Concat(p.args, these)...)
		if err != nil {
			return cost{}, 0, fmt.Errorf("%s: %w", p.name, err)
		}
		if code != 0 {
			failed++
		}
		total.add(c)
	}
	return total, failed, nil
}
