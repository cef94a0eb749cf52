package project

import (
	"fmt"
	"io"
	"path"
	"strings"
	"sync"

	"github.com/moby/patternmatcher"
	"github.com/moby/patternmatcher/ignorefile"
)

// ignore is a parsed .dockerignore; the zero value ignores nothing.
type ignore struct {
	mu      sync.Mutex // a PatternMatcher compiles its patterns while it matches
	matcher *patternmatcher.PatternMatcher
}

// readIgnore reads an ignore file, which the error names.
func readIgnore(name string, r io.Reader) (*ignore, error) {
	patterns, err := ignorefile.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	matcher, err := patternmatcher.New(patterns)
	if err != nil {
		return nil, fmt.Errorf("%s: pattern in ignore file: %w", name, err)
	}
	return &ignore{matcher: matcher}, nil
}

// matches reports whether p itself is ignored.
func (ig *ignore) matches(p string) bool {
	if ig.matcher == nil || p == "." {
		return false
	}
	ig.mu.Lock()
	defer ig.mu.Unlock()
	// The error is that of a malformed pattern, which New has already refused.
	ignored, _ := ig.matcher.MatchesOrParentMatches(p)
	return ignored
}

// mayReinclude reports whether a "!" pattern could match something below dir, so
// that an ignored dir must be looked into. It is false for the common ignore file
// without negations, which keeps a walk out of node_modules and .git.
func (ig *ignore) mayReinclude(dir string) bool {
	for _, p := range ig.matcher.Patterns() {
		if p.Exclusion() && reachesBelow(p.String(), dir) {
			return true
		}
	}
	return false
}

// reachesBelow reports whether pattern can match dir, a parent or a descendant.
func reachesBelow(pattern, dir string) bool {
	elements := strings.Split(pattern, "/")
	for i, name := range strings.Split(dir, "/") {
		if i == len(elements) || strings.Contains(elements[i], "**") {
			return true
		}
		if ok, err := path.Match(elements[i], name); err != nil || !ok {
			return false
		}
	}
	return true
}
