//go:build unix

package main

import (
	"bufio"
	"bytes"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/moby/buildkit/frontend/dockerfile/parser"
)

// parseEach is the floor, in a process of its own: it reads every file that the lines of
// list name and parses it once with buildkit's parser, one after the other.
func parseEach(list io.Reader) error {
	for lines := bufio.NewScanner(list); lines.Scan(); {
		text, err := os.ReadFile(lines.Text())
		if err != nil {
			return err
		}
		// A file that does not parse counts like the others.
		_, _ = parser.Parse(bytes.NewReader(text))
	}
	return nil
}

// walkOnly visits every file below dir, which whoever is given a tree has to do.
func walkOnly(dir string) error {
	return filepath.WalkDir(dir, func(_ string, _ fs.DirEntry, err error) error { return err })
}
