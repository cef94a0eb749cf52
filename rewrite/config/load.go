package config

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
)

// Loader reads configuration files, each once, so that what several extend is known to
// be of use when it is of use to one of them.
type Loader struct {
	// Dir is the folder that patterns and contexts of all files are relative to, as an
	// absolute path; "" is the folder of each.
	Dir string
	// Today is the day that decides what has expired.
	Today time.Time

	loaded map[string]*Config // by absolute path
}

// Load reads a configuration file, which messages name as it is given, and those that it
// extends. A mistake in one is an *Error.
func (l *Loader) Load(file string) (*Config, error) { return l.load(file, nil) }

// load reads a file that those of chain extend, one after the other.
func (l *Loader) load(name string, chain []string) (*Config, error) {
	absolute, err := filepath.Abs(name)
	if err != nil {
		return nil, err
	}
	if config, ok := l.loaded[absolute]; ok {
		return config, nil
	}
	content, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	c := &checker{errors: &mistakes{file: name}, file: name, own: filepath.Dir(absolute), today: l.Today}
	if c.dir = l.Dir; c.dir == "" {
		c.dir = c.own
	}
	var f file
	f, c.lines = read(bytes.TrimPrefix(content, []byte("\xef\xbb\xbf")), c.errors)
	if err := c.errors.err(); err != nil {
		return nil, err
	}
	config, err := l.extended(c, f.Extends, append(chain, absolute))
	if err != nil {
		return nil, err
	}
	c.compile(f, config)
	if err := c.errors.err(); err != nil {
		return nil, err
	}
	if l.loaded == nil {
		l.loaded = map[string]*Config{}
	}
	l.loaded[absolute] = config
	return config, nil
}

// extended is the beginning of a configuration: what it takes over from the file that it
// extends, if it names one.
func (l *Loader) extended(c *checker, name string, chain []string) (*Config, error) {
	config := &Config{File: c.file, Dir: c.dir}
	if name == "" {
		return config, nil
	}
	path := filepath.FromSlash(name)
	if !filepath.IsAbs(path) {
		path = filepath.Join(filepath.Dir(c.file), path)
	}
	if absolute, err := filepath.Abs(path); err == nil && slices.Contains(chain, absolute) {
		c.fail("extends", "extends: %s extends itself", path)
		return nil, c.errors.err()
	}
	above, err := l.load(path, chain)
	var unread *fs.PathError
	switch {
	case os.IsNotExist(err):
		c.fail("extends", "extends: there is no file %s", path)
		return nil, c.errors.err()
	case errors.As(err, &unread):
		c.fail("extends", "extends: %q can't be read: %v", path, unread.Err)
		return nil, c.errors.err()
	case err != nil:
		return nil, err
	}
	config.layers, config.accepted = slices.Clone(above.layers), slices.Clone(above.accepted)
	config.own, config.mirrors = above.own, above.mirrors
	config.include, config.exclude = slices.Clone(above.include), slices.Clone(above.exclude)
	return config, nil
}

// compile adds to config what f says.
func (c *checker) compile(f file, config *Config) {
	c.compileImages(f, config)
	config.layers = append(config.layers, &layer{choices: c.choices("", f.Choices), met: true})
	for i, o := range f.Overrides {
		path := fmt.Sprintf("overrides[%d]", i)
		if len(o.Paths) == 0 {
			c.fail(path, "overrides: say for which files: paths: [PATTERN]")
		}
		config.layers = append(config.layers, &layer{
			choices: c.choices(path, o.Choices), paths: c.patterns(path+".paths", o.Paths), file: c.file, line: c.line(path),
		})
	}
	for i, a := range f.Accept {
		config.accepted = append(config.accepted, c.acceptance(fmt.Sprintf("accept[%d]", i), a))
	}
	if p := c.patterns("include", f.Include); p != nil {
		config.include = append(config.include, p)
	}
	if p := c.patterns("exclude", f.Exclude); p != nil {
		config.exclude = append(config.exclude, p)
	}
}

// compileImages adds what f says of images. Of several that match the first counts, so
// that a file goes before the one that it extends.
func (c *checker) compileImages(f file, config *Config) {
	config.own = slices.Concat(f.Bases, config.own)
	config.mirrors = slices.Concat(f.Mirrors, config.mirrors)
	for i, m := range f.Mirrors {
		if _, err := base.NewCatalog(nil, []base.Mirror{m}); err != nil {
			c.fail(fmt.Sprintf("mirrors[%d]", i), "mirrors: %v", reason(err))
		}
	}
	for i, o := range f.Bases {
		if _, err := base.NewCatalog([]base.Own{o}, nil); err != nil {
			c.fail(fmt.Sprintf("bases[%d]", i), "bases: %v", named(o.Image, reason(err)))
		}
	}
	if len(config.own)+len(config.mirrors) == 0 || c.errors.err() != nil {
		return
	}
	var err error
	if config.catalog, err = base.NewCatalog(config.own, config.mirrors); err != nil {
		c.fail("", "%v", err)
	}
	c.catalog = config.catalog
}

func named(image string, err error) error {
	if image == "" {
		return err
	}
	return fmt.Errorf("%s: %w", image, err)
}

// reason is an error of a list of one without the number of its element.
func reason(err error) error {
	if inner := errors.Unwrap(err); inner != nil {
		return inner
	}
	return err
}
