package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite"
	"github.com/dfmigrate/dfmigrate/rewrite/around"
	"github.com/dfmigrate/dfmigrate/rewrite/bulk"
	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/report"
	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// outcome is what one file came to.
type outcome struct {
	report.File
	// context is the build context if that is not the file's own folder and nobody said
	// so, and saidBy which file did; "" when the files that it copies did.
	context, saidBy string
	// accept is what the file's configuration accepts.
	accept []*finding.Acceptance
}

// stdinName is what messages call standard input.
const stdinName = "<stdin>"

// migrateAll migrates every input, stores what is to be stored, and prints.
func (c *Command) migrateAll(ctx context.Context, s *settings) (exit int, err error) {
	p, err := c.newPrinter(s)
	if err != nil {
		return ExitError, err
	}
	if s.mode == writeInPlace {
		s.writer.Sweep()
	}
	var interrupted error
	err = bulk.InOrder(ctx, s.inputs, s.jobs, func(in input) outcome {
		return c.store(s, c.owned(s, c.migrate(ctx, s, in)))
	}, func(o outcome) {
		if cause := context.Cause(ctx); cause != nil && errors.Is(o.Err, cause) {
			interrupted = cause // in the middle of this file, which is not done
			return
		}
		p.add(o)
	})
	err = cmp.Or(err, interrupted)
	finished := errors.Join(p.finish(), s.writer.Close())
	if err != nil {
		return ExitError, fmt.Errorf("interrupted after %d of %d files: %w", p.done, len(s.inputs), err)
	}
	return p.exit, finished
}

// owned names the owners of a file, where something is made of them.
func (c *Command) owned(s *settings, out outcome) outcome {
	if !s.wantsOwners() || out.Path == stdinName {
		return out
	}
	owners, err := s.owners.Of(out.Path)
	if err != nil {
		out.Result = failed(out.Path, out.Before, fmt.Errorf("its owners can't be told: %w", err))
	}
	out.Owners = owners
	return out
}

// migrate reads and migrates one file.
func (c *Command) migrate(ctx context.Context, s *settings, in input) (out outcome) {
	out = outcome{File: report.File{DiffPath: s.diffPath(in.Path)}, accept: in.options.Accept}
	name := in.Path
	if in.Path == bulk.Stdin {
		name = stdinName
	}
	content, err := c.read(in)
	if err != nil {
		out.Result = failed(name, nil, err)
		return out
	}
	// A panic is a bug, but the other files of the run are none the worse for it.
	defer func() {
		if cause := recover(); cause != nil {
			out.Result = failed(name, content,
				fmt.Errorf("dfmigrate has a bug that this file brings out, please report it with the file: %v (at %s)", cause, panicSite()))
		}
	}()
	options := in.options
	file, err := options.Memory.Parse(source.NewFile(name, content), options.BuildArgs)
	if err != nil {
		out.Result = failed(name, content, err)
		return out
	}
	root := ""
	if in.Path != bulk.Stdin {
		options.Around, root = s.surroundings.Of(in.Path)
		out.Root = s.shown(root)
	}
	where, err := s.openContext(in, file, options.Around, root, &out)
	if err != nil {
		out.Result = failed(name, content, err)
		return out
	}
	defer where.Close()
	out.Result = c.migrateFile(ctx, file, where.Context, options)
	out.Path = name
	return out
}

func (c *Command) read(in input) ([]byte, error) {
	switch {
	case in.Err != nil:
		return nil, in.Err
	case in.Path == bulk.Stdin:
		return bulk.Read(c.Stdin)
	default:
		return bulk.ReadFile(in.Path)
	}
}

// openContext opens the build context of a file: what --context or its configuration
// names, what a build of the file names, or the guess of FindContext. Nothing is
// known of the one of standard input. out keeps a context that is not the file's own
// folder.
func (s *settings) openContext(in input, file *dockerfile.Dockerfile, uses around.Uses, root string, out *outcome) (*bulk.Context, error) {
	path := in.Path
	if path == bulk.Stdin {
		path = ""
	}
	switch {
	case in.contextDir != "":
		return s.folders.OpenContext(in.contextDir, path)
	case path == "":
		return bulk.NoContext(), nil
	}
	dir := filepath.Dir(path)
	c, err := s.folders.FindContext(file, path)
	if err == nil {
		dir = c.Dir
	}
	if said, by := s.folders.ContextOf(uses, root, dir); by != nil {
		out.saidBy = s.shown(filepath.Join(root, filepath.FromSlash(by.File)))
		if said != dir {
			c.Close()
			dir = said
			c, err = s.folders.OpenContext(dir, path)
		}
	}
	if relative := s.shown(dir); relative != s.shown(filepath.Dir(path)) {
		out.context = relative
	}
	return c, err
}

// shown writes a path as the user would: relative to the current folder.
func (s *settings) shown(path string) string {
	if s.here == "" || !filepath.IsAbs(path) {
		return filepath.Clean(path)
	}
	relative, err := filepath.Rel(s.here, path)
	if err != nil {
		return path
	}
	return relative
}

// panicSite names the function of this module that panicked.
func panicSite() string {
	callers := make([]uintptr, 64)
	frames := runtime.CallersFrames(callers[:runtime.Callers(1, callers)])
	panicked := false
	for {
		frame, more := frames.Next()
		if panicked && !strings.HasPrefix(frame.Function, "runtime.") && !strings.HasPrefix(frame.Function, "sync.") {
			return fmt.Sprintf("%s:%d", filepath.Base(frame.File), frame.Line)
		}
		panicked = panicked || frame.Function == "runtime.gopanic"
		if !more {
			return "an unknown place"
		}
	}
}

// store writes a file where the flags want it. One that can't be written becomes an
// error.
func (c *Command) store(s *settings, out outcome) outcome {
	var err error
	switch {
	case s.mode == writeInPlace && out.Status == rewrite.Migrated:
		err = s.replace(out.Path, out.Before, out.After)
	case s.mode == writeFile && s.splitBy == "" && (out.Status == rewrite.Migrated || out.Status == rewrite.Compliant || out.Status == rewrite.Skipped):
		if s.output == "-" {
			_, err = c.Stdout.Write(out.After)
		} else {
			err = bulk.WriteFile(s.output, out.After)
		}
		if err != nil {
			err = fmt.Errorf("%s: %w", s.output, err)
		}
	}
	if err != nil {
		out.Result = failed(out.Path, out.Before, fmt.Errorf("not written: %w", err))
	}
	return out
}

// replace rewrites a file in place, unless git has no copy of what it holds.
func (s *settings) replace(path string, before, after []byte) error {
	if !s.allowDirty {
		changed, err := s.uncommitted.Has(path)
		switch {
		case err != nil:
			return fmt.Errorf("%w (--allow-dirty writes it all the same)", err)
		case changed:
			return errors.New("the file has uncommitted changes; commit them, or say --allow-dirty")
		}
	}
	return s.writer.Replace(path, before, after)
}

func failed(name string, content []byte, err error) rewrite.Result {
	return rewrite.Result{Path: name, Status: rewrite.Failed, Before: content, After: content, Err: err}
}

// diffPath is the path that a diff names: relative to the current folder where
// possible, as that is where git apply is run.
func (s *settings) diffPath(path string) string {
	if path == bulk.Stdin {
		return "Dockerfile"
	}
	if s.workingDir != "" && filepath.IsAbs(path) {
		if relative, err := filepath.Rel(s.workingDir, path); err == nil && filepath.IsLocal(relative) {
			path = relative
		}
	}
	return filepath.ToSlash(filepath.Clean(path))
}
