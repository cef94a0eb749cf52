package config

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/moby/buildkit/util/suggest"

	"github.com/dfmigrate/dfmigrate/rewrite"
	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
)

// maxID is the largest user or group number that container runtimes accept.
const maxID = 1<<31 - 1

// CheckUser reports what is no UID or UID:GID of somebody who isn't root: numbers, as
// Kubernetes can't tell whether a name is root.
func CheckUser(user string) error {
	for i, part := range strings.SplitN(user, ":", 2) {
		id, err := strconv.ParseUint(part, 10, 32)
		switch {
		case i == 0 && (part == "root" || err == nil && id == 0):
			return fmt.Errorf("%s is root; the migrated image runs as another user, such as 65532:65532", user)
		case err != nil || id > maxID:
			return fmt.Errorf("%s: it takes UID or UID:GID, as numbers up to %d", user, maxID)
		}
	}
	return nil
}

// checker holds values to what they mean, and compiles what is to be compiled.
type checker struct {
	errors *mistakes
	lines  map[string]int
	today  time.Time
	// file is the path of the file, own its folder, and dir the folder that patterns
	// and contexts are relative to.
	file, own, dir string
	catalog        *base.Catalog
}

// line is that of a key, or of the nearest thing that holds it.
func (c *checker) line(path string) int {
	for path != "" {
		if line, ok := c.lines[path]; ok {
			return line
		}
		path = path[:max(0, strings.LastIndexAny(path, ".["))]
	}
	return 0
}

func (c *checker) fail(path, format string, args ...any) {
	c.errors.add(c.line(path), format, args...)
}

// choices checks the keys at a path, which is "" for those of the file itself, and
// makes absolute paths of its folders.
func (c *checker) choices(path string, given choices) choices {
	at := func(key string) string { return join(path, key) }
	if targets := rewrite.Targets(); given.Target != "" && !slices.Contains(targets, given.Target) {
		err := fmt.Errorf("target %q is unknown: it is one of %s (the key \"stage\" names a stage)", given.Target, strings.Join(targets, ", "))
		c.fail(at("target"), "%v", suggest.WrapError(err, given.Target, targets, true))
	}
	if err := (rewrite.Options{Target: given.Target, Base: given.Base, Catalog: c.catalog}).Check(); err != nil {
		c.fail(at("base"), "base: %v", err)
	}
	if given.User != "" {
		if err := CheckUser(given.User); err != nil {
			c.fail(at("user"), "user %v", err)
		}
	}
	given.Context = c.folder(at("context"), c.dir, given.Context)
	given.Templates = c.folder(at("templates"), c.own, given.Templates)
	return given
}

// folder is where a path that is relative to dir leads; it must be a folder.
func (c *checker) folder(key, dir, path string) string {
	if path == "" {
		return ""
	}
	if !filepath.IsAbs(path) {
		path = filepath.Join(dir, filepath.FromSlash(path))
	}
	if info, err := os.Stat(path); err != nil || !info.IsDir() {
		c.fail(key, "%s: there is no folder %s", key, path)
	}
	return path
}

// patterns compiles the list at a key; nil for an empty one.
func (c *checker) patterns(key string, list []string) *patterns {
	if len(list) == 0 {
		return nil
	}
	p := &patterns{dir: c.dir}
	var rooted []string
	for i, pattern := range list {
		name, negated := strings.CutPrefix(pattern, "!")
		if after, ok := strings.CutPrefix(name, "/"); ok { // as in .gitignore
			name = "./" + after
		}
		if negated {
			name, p.negated = "!"+name, true
		}
		if _, err := NewPatterns([]string{name}); err != nil {
			c.fail(fmt.Sprintf("%s[%d]", key, i), "%s: %v", key, err)
		}
		rooted = append(rooted, name)
	}
	var err error
	if p.Patterns, err = NewPatterns(rooted); err != nil {
		return nil
	}
	return p
}

func (c *checker) acceptance(path string, a acceptance) *accepted {
	out := &accepted{paths: c.patterns(path+".paths", a.Paths)}
	out.File, out.Line = c.file, c.line(path)
	id, err := finding.Acceptable(a.ID)
	switch {
	case a.ID == "":
		c.fail(path, "accept: say which finding: id: ID")
	case err != nil:
		c.fail(path+".id", "accept: %v", err)
	}
	out.ID = id
	if out.Reason = strings.TrimSpace(a.Reason); out.Reason == "" {
		c.fail(path, "accept: say why %s is accepted: reason: TEXT", a.ID)
	}
	switch day, err := time.Parse(time.DateOnly, a.Expires); {
	case a.Expires == "":
		c.fail(path, "accept: say until when %s is accepted: expires: YYYY-MM-DD, or never", a.ID)
	case a.Expires == never:
	case err != nil:
		c.fail(path+".expires", "accept: expires: %q is no day: it is YYYY-MM-DD, or never", a.Expires)
	default:
		out.Expires = a.Expires
		out.expired = !c.today.Before(day.AddDate(0, 0, 1)) // UTC, so that it ends everywhere at once
	}
	return out
}
