package bulk

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/dfmigrate/dfmigrate/rewrite/config"
)

// Configs finds the configuration of Dockerfiles: the .dfmigrate.yaml in the folder of
// one, or the nearest above it, up to the top of its git repository. It is not safe for
// concurrent use.
type Configs struct {
	loader config.Loader
	// one counts for all files; nil for a search.
	one *config.Config
	// nearest are the results of the search, by folder; nil for none.
	nearest map[string]*config.Config
	here    string
	errors  []error
	used    []*config.Config
}

// NewConfigs makes the search, or takes file for all Dockerfiles unless it is "". Its
// patterns and contexts are relative to the current folder then.
func NewConfigs(file string, today time.Time) (*Configs, error) {
	here, err := filepath.Abs(".")
	if err != nil {
		return nil, err
	}
	here = realPath(here)
	c := &Configs{loader: config.Loader{Today: today}, here: here, nearest: map[string]*config.Config{}}
	if file == "" {
		return c, nil
	}
	c.loader.Dir = here
	if c.one, err = c.loader.Load(file); err != nil {
		return nil, err
	}
	c.used = append(c.used, c.one)
	return c, nil
}

// of is the configuration of files in dir, an absolute path without links; nil when
// there is none, or one that can't be read, which is kept for err.
func (c *Configs) of(dir string) *config.Config {
	if c.one != nil {
		return c.one
	}
	found, known := c.nearest[dir]
	if !known {
		found = c.search(dir)
		c.nearest[dir] = found
	}
	return found
}

// enter is of for a folder of which the entries are known.
func (c *Configs) enter(dir string, entries []entry) *config.Config {
	if _, known := c.nearest[dir]; !known && c.one == nil {
		c.nearest[dir] = c.in(dir, func(name string) bool { return contains(entries, name) })
	}
	return c.of(dir)
}

func (c *Configs) search(dir string) *config.Config {
	return c.in(dir, func(name string) bool { return exists(filepath.Join(dir, name)) })
}

// in is the configuration of a folder, of which has tells what is in it.
func (c *Configs) in(dir string, has func(name string) bool) *config.Config {
	parent := filepath.Dir(dir)
	switch {
	case has(misnamed):
		c.errors = append(c.errors, fmt.Errorf("%s: the configuration is called %s: rename it", relativeTo(c.here, filepath.Join(dir, misnamed)), config.Name))
		return nil
	case has(config.Name):
		loaded, err := c.loader.Load(relativeTo(c.here, filepath.Join(dir, config.Name)))
		if err != nil {
			c.errors = append(c.errors, err)
			return nil
		}
		c.used = append(c.used, loaded)
		return loaded
	case parent == dir || has(".git"):
		return nil
	}
	return c.of(parent)
}

// misnamed is what people may take for the name of a configuration.
const misnamed = ".dfmigrate.yml"

// relativeTo is how a user in the folder here writes a path: relative where that is no
// way up.
func relativeTo(here, path string) string {
	if name, ok := within(here, path); ok {
		return filepath.FromSlash(name)
	}
	return path
}

// err is what is wrong with configurations that were come across; all of it at once.
func (c *Configs) err() error { return errors.Join(c.errors...) }

// Used are the configurations that were come across, in the order of the walk.
func (c *Configs) Used() []*config.Config { return c.used }

// ConfigAbove is the configuration that counts in dir when dir has none of its own, as a
// slash path relative to dir; "" when there is none.
func ConfigAbove(dir string) string {
	real := realPath(dir)
	for at := real; !exists(filepath.Join(at, ".git")) && at != filepath.Dir(at); {
		at = filepath.Dir(at)
		if file := filepath.Join(at, config.Name); exists(file) {
			relative, _ := filepath.Rel(real, file)
			return filepath.ToSlash(relative)
		}
	}
	return ""
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// Covered tells whether the walk of paths met every Dockerfile that a configuration is
// for.
func Covered(c *config.Config, paths []string) bool {
	return slices.ContainsFunc(paths, func(path string) bool {
		info, err := os.Stat(path)
		if path == Stdin || err != nil || !info.IsDir() {
			return false
		}
		_, below := within(realPath(path), filepath.Join(c.Dir, config.Name))
		return below
	})
}

// realPath is a path as an absolute one without links, as far as it exists.
func realPath(path string) string {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return path
	}
	if real, err := filepath.EvalSymlinks(absolute); err == nil {
		return real
	}
	return absolute
}
