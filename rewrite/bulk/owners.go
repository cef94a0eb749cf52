package bulk

import (
	"bytes"
	"errors"
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
	// Folders may be shared; nil asks the system each time.
	Folders *Folders
	mu      sync.Mutex
	// rules are those of each repository, by its folder; empty where it has none.
	rules map[string]codeowners.Ruleset
}

// places are where GitHub and GitLab look for the file, in their order.
var places = []string{".github/CODEOWNERS", ".gitlab/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"}

// Of returns the owners of the file at path; none when nothing says so. The error
// names the path that can't be followed.
func (o *Owners) Of(path string) ([]string, error) {
	real, err := o.Folders.realPath(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	root := o.Folders.repository(filepath.Dir(real))
	if root == "" {
		return nil, nil
	}
	relative, ok := within(root, real)
	if !ok {
		return nil, nil
	}
	rule, err := o.of(root).Match(relative)
	if err != nil || rule == nil {
		return nil, err
	}
	var names []string
	for _, owner := range rule.Owners {
		names = append(names, owner.String())
	}
	return names, nil
}

func (o *Owners) of(root string) codeowners.Ruleset {
	o.mu.Lock()
	defer o.mu.Unlock()
	if rules, known := o.rules[root]; known {
		return rules
	}
	if o.rules == nil {
		o.rules = map[string]codeowners.Ruleset{}
	}
	for _, place := range places {
		text, err := os.ReadFile(filepath.Join(root, place))
		if err != nil {
			continue
		}
		o.rules[root] = ruleset(text)
		break
	}
	return o.rules[root]
}

// ruleset reads the lines of a CODEOWNERS file, without those that GitHub and GitLab skip, too:
// a line of invalid syntax owns nothing.
func ruleset(text []byte) codeowners.Ruleset {
	var rules codeowners.Ruleset
	for line := range bytes.Lines(withoutSections(text)) {
		if rule, err := codeowners.ParseFile(bytes.NewReader(line)); err == nil {
			rules = append(rules, rule...)
		}
	}
	return rules
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
