package bulk

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/hmarr/codeowners"
)

// Owners knows who looks after files, from the CODEOWNERS file of their repository.
// It is safe for concurrent use; the zero Owners is ready for it.
type Owners struct {
	folders folders
	mu      sync.Mutex
	// rules are those of each repository, by its folder; nil where it has none.
	rules map[string]codeowners.Ruleset
}

// places are where GitHub and GitLab look for the file, in their order.
var places = []string{".github/CODEOWNERS", ".gitlab/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"}

// Of returns the owners of the file at path; none when nothing says so. The error
// names the CODEOWNERS file that can't be read.
func (o *Owners) Of(path string) ([]string, error) {
	real, err := o.folders.realPath(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	root := o.folders.repository(filepath.Dir(real))
	if root == "" {
		return nil, nil
	}
	rules, err := o.of(root)
	if err != nil || rules == nil {
		return nil, err
	}
	relative, ok := within(root, real)
	if !ok {
		return nil, nil
	}
	rule, err := rules.Match(relative)
	if err != nil || rule == nil {
		return nil, err
	}
	var names []string
	for _, owner := range rule.Owners {
		names = append(names, owner.String())
	}
	return names, nil
}

func (o *Owners) of(root string) (codeowners.Ruleset, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if rules, known := o.rules[root]; known {
		return rules, nil
	}
	if o.rules == nil {
		o.rules = map[string]codeowners.Ruleset{}
	}
	for _, place := range places {
		text, err := os.ReadFile(filepath.Join(root, place))
		if err != nil {
			continue
		}
		rules, err := codeowners.ParseFile(bytes.NewReader(withoutSections(text)))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", place, err)
		}
		o.rules[root] = rules
		return rules, nil
	}
	o.rules[root] = nil
	return nil, nil
}

// withoutSections takes GitLab's section headers away, giving their default owners to
// the section's patterns that name none (docs.gitlab.com: Code Owners syntax).
func withoutSections(text []byte) []byte {
	var out strings.Builder
	owners := ""
	for line := range strings.Lines(string(text)) {
		trimmed := strings.TrimSpace(line)
		if header := strings.TrimPrefix(trimmed, "^"); strings.HasPrefix(header, "[") {
			_, after, _ := strings.Cut(header, "]")
			if count, rest, ok := strings.Cut(after, "]"); ok && strings.HasPrefix(count, "[") {
				after = rest // [Section][2]: how many approvals it takes
			}
			owners = strings.TrimSpace(after)
			out.WriteByte('\n')
			continue
		}
		if owners != "" && trimmed != "" && trimmed[0] != '#' && len(strings.Fields(trimmed)) == 1 {
			line = trimmed + " " + owners + "\n"
		}
		out.WriteString(line)
	}
	return []byte(out.String())
}
