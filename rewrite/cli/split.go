package cli

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/bulk"
	"github.com/dfmigrate/dfmigrate/rewrite/report"
)

// The values of --split-by.
const (
	splitByOwners = "codeowners"
	splitByDir    = "dir"
)

var splits = []string{splitByOwners, splitByDir}

// nobody is the group of files without an owner, root that of files in no folder below
// the one that all inputs share.
const (
	nobody = "unowned"
	root   = "root"
)

// splitter writes a patch and a pull request's body for each group of files.
type splitter struct {
	settings *settings
	groups   *report.Splitter
	shared   string // the folder that all inputs share, as an absolute path
}

func newSplitter(s *settings, about report.Run) *splitter {
	return &splitter{settings: s, groups: report.NewSplitter(about), shared: sharedFolder(s.inputs)}
}

func (sp *splitter) add(f report.File) error { return sp.groups.Add(f, sp.groupOf(f)) }

func (sp *splitter) groupOf(f report.File) string {
	if sp.settings.splitBy == splitByOwners {
		if len(f.Owners) == 0 {
			return nobody
		}
		return f.Owners[0]
	}
	absolute, err := filepath.Abs(f.Path)
	if err != nil {
		return root
	}
	relative, err := filepath.Rel(sp.shared, absolute)
	first, _, below := strings.Cut(filepath.ToSlash(relative), "/")
	if err != nil || !below {
		return root
	}
	return first
}

// sharedFolder is the deepest folder that holds all inputs.
func sharedFolder(inputs []input) string {
	shared := ""
	for i, in := range inputs {
		absolute, err := filepath.Abs(in.Path)
		if err != nil {
			continue
		}
		dir := filepath.Dir(absolute)
		if i == 0 {
			shared = dir
		}
		for shared != dir && !strings.HasPrefix(dir, strings.TrimSuffix(shared, string(filepath.Separator))+string(filepath.Separator)) {
			parent := filepath.Dir(shared)
			if parent == shared {
				break
			}
			shared = parent
		}
	}
	return shared
}

// write writes NAME.patch, where a group changes something, and NAME.md into the folder
// of --output, and says so on standard error.
func (sp *splitter) write(c *Command) error {
	dir := sp.settings.output
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	taken := map[string]bool{}
	for _, name := range sp.groups.Groups() {
		stem := fileStem(name, taken)
		var body bytes.Buffer
		if err := sp.groups.WriteBody(&body, name); err != nil {
			return err
		}
		written := []string{filepath.Join(dir, stem+".md")}
		if err := bulk.WriteFile(written[0], body.Bytes()); err != nil {
			return err
		}
		if patch := sp.groups.Patch(name); len(patch) > 0 {
			written = append([]string{filepath.Join(dir, stem+".patch")}, written...)
			if err := bulk.WriteFile(written[0], patch); err != nil {
				return err
			}
		}
		fmt.Fprintf(c.Stderr, "%s: %s\n", name, strings.Join(written, ", "))
	}
	return nil
}

// fileStem makes a file's name of an owner or a folder; names that come to the same are numbered.
func fileStem(name string, taken map[string]bool) string {
	stem := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '.', r == '_', r == '-':
			return r
		default:
			return '-'
		}
	}, strings.TrimLeft(name, "@."))
	if stem == "" {
		stem = "group"
	}
	free := stem
	for i := 2; taken[strings.ToLower(free)]; i++ {
		free = fmt.Sprintf("%s-%d", stem, i)
	}
	taken[strings.ToLower(free)] = true
	return free
}
