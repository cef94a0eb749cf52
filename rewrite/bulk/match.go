package bulk

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/moby/patternmatcher"
)

// matcher matches what --exclude or --include names, in the language of .dockerignore: a
// pattern with a slash is matched against the whole path, one without against
// every element of it.
type matcher struct {
	matcher *patternmatcher.PatternMatcher // nil matches nothing
}

func newMatcher(patterns []string) (*matcher, error) {
	if len(patterns) == 0 {
		return &matcher{}, nil
	}
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
	compiled, err := patternmatcher.New(all)
	return &matcher{compiled}, err
}

// matches reports whether a file is meant, by its path as the user would write
// it or by its path relative to the folder that is walked.
func (m *matcher) matches(paths ...string) bool {
	if m.matcher == nil {
		return false
	}
	for _, path := range paths {
		// The error is that of a malformed pattern, which newMatcher has refused.
		if ok, _ := m.matcher.MatchesOrParentMatches(filepath.ToSlash(path)); ok {
			return true
		}
	}
	return false
}
