package bulk

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/moby/patternmatcher"
)

// excluder matches what --exclude names, in the language of .dockerignore: a
// pattern with a slash is matched against the whole path, one without against
// every element of it.
type excluder struct {
	matcher *patternmatcher.PatternMatcher
}

func newExcluder(patterns []string) (*excluder, error) {
	var all []string
	for _, pattern := range patterns {
		name, negated := strings.CutPrefix(filepath.ToSlash(pattern), "!")
		mark := ""
		if negated {
			mark = "!"
		}
		rooted := strings.TrimPrefix(strings.TrimSuffix(name, "/"), "./")
		these := []string{mark + rooted}
		if !strings.Contains(rooted, "/") {
			these = append(these, mark+"**/"+rooted)
		}
		if rooted == "" {
			return nil, fmt.Errorf("pattern %q is empty", pattern)
		}
		if _, err := patternmatcher.New(these); err != nil {
			return nil, fmt.Errorf("pattern %q: %w", pattern, err)
		}
		all = append(all, these...)
	}
	matcher, err := patternmatcher.New(all)
	return &excluder{matcher}, err
}

// matches reports whether a file is excluded, by its path as the user would write
// it or by its path relative to the folder that is walked.
func (e *excluder) matches(paths ...string) bool {
	for _, path := range paths {
		// The error is that of a malformed pattern, which newExcluder has refused.
		if ok, _ := e.matcher.MatchesOrParentMatches(filepath.ToSlash(path)); ok {
			return true
		}
	}
	return false
}
