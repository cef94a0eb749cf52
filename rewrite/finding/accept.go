package finding

import (
	"errors"
	"fmt"
	"strings"

	"github.com/moby/buildkit/util/suggest"
)

// Acceptance says that somebody has looked at a review finding and takes it as it is,
// so that it asks for nothing any more.
type Acceptance struct {
	ID ID
	// Reason is why, in the words of who accepted it.
	Reason string
	// Expires is the last day of it, as YYYY-MM-DD; "" for none.
	Expires string
	// File and Line are where it is said.
	File string
	Line int
	// InDockerfile tells of a comment in the Dockerfile itself.
	InDockerfile bool
}

// Acceptable returns the ID of a rule whose findings can be accepted: those of severity
// Review. The error says why another can't, or which name is near to an unknown one.
func Acceptable(id string) (ID, error) {
	rule, ok := Lookup(ID(id))
	switch {
	case !ok:
		return "", unknown(id)
	case rule.Severity == Blocker:
		return "", fmt.Errorf("finding %q is a blocker: the file is refused because no right result is known, and accepting it makes none; leave the file out with \"# dfmigrate:ignore-file REASON\" in it", id)
	case rule.Severity == Note:
		return "", fmt.Errorf("finding %q is a note: it asks for nothing, so there is nothing to accept", id)
	}
	return rule.ID, nil
}

// unknown names the nearest ID, or those that hold what was asked for.
func unknown(id string) error {
	err := fmt.Errorf("unknown finding %q", id)
	if near := Near(id); len(near) > 0 {
		return fmt.Errorf("%w: did you mean %s?", err, strings.Join(near, " or "))
	}
	return errors.New(err.Error() + "; docs/findings.md lists them all")
}

// Near are the IDs that somebody may have meant who wrote another: the one that is a
// letter or two away, else those that hold it as a word or words, else those that begin with the same word.
func Near(id string) []string {
	first, _, _ := strings.Cut(strings.ToLower(id), "-")
	var ids, holding, beginning []string
	for _, rule := range catalogue {
		known := string(rule.ID)
		ids = append(ids, known)
		if strings.Contains("-"+known+"-", "-"+strings.ToLower(id)+"-") {
			holding = append(holding, known)
		}
		if strings.HasPrefix(known, first+"-") {
			beginning = append(beginning, known)
		}
	}
	if nearest, ok := suggest.Search(id, ids, false); ok {
		return []string{nearest}
	}
	if len(holding) > 0 {
		return holding
	}
	return beginning
}
