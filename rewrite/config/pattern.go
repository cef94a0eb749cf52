package config

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/moby/patternmatcher"
)

// Patterns match paths in the language of .dockerignore: a pattern with a slash is
// matched against the whole path, one without against every element of it; a pattern
// that matches a folder matches what is in it, and one behind a ! takes back what those
// before it match. Patterns are not safe for concurrent use.
type Patterns struct {
	matcher *patternmatcher.PatternMatcher
}

// NewPatterns compiles patterns. The error names the malformed one.
func NewPatterns(patterns []string) (*Patterns, error) {
	var all []string
	for _, pattern := range patterns {
		name, negated := strings.CutPrefix(filepath.ToSlash(pattern), "!")
		mark := ""
		if negated {
			mark = "!"
		}
		name = strings.TrimSuffix(strings.TrimSpace(name), "/")
		rooted := strings.TrimPrefix(name, "./")
		if rooted == "" {
			return nil, fmt.Errorf("pattern %q is empty", pattern)
		}
		these := []string{rooted}
		if !strings.Contains(name, "/") {
			these = append(these, "**/"+rooted)
		}
		for _, p := range these {
			if err := checkPattern(p); err != nil {
				return nil, fmt.Errorf("pattern %q: %w", pattern, err)
			}
			all = append(all, mark+p)
		}
	}
	compiled, err := patternmatcher.New(all)
	return &Patterns{compiled}, err
}

// checkPattern finds what is malformed, also that of which only matching tells.
func checkPattern(pattern string) error {
	m, err := patternmatcher.New([]string{pattern})
	if err == nil {
		_, err = m.MatchesOrParentMatches("a")
	}
	return err
}

// Match reports whether a file is meant, by any of its paths: as the user would write
// it, and relative to the folder that the patterns are about. Nil patterns match nothing.
func (p *Patterns) Match(paths ...string) bool {
	if p == nil {
		return false
	}
	for _, path := range paths {
		// The error is that of a malformed pattern, which NewPatterns has refused.
		if ok, _ := p.matcher.MatchesOrParentMatches(filepath.ToSlash(path)); ok {
			return true
		}
	}
	return false
}
