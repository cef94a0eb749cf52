package cli

import (
	"fmt"
	"io"

	"github.com/dfmigrate/dfmigrate/rewrite"
	"github.com/dfmigrate/dfmigrate/rewrite/bulk"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
)

// acceptances follows what configurations accept through a run.
type acceptances struct {
	// used are those that some finding met. missed are those of migrated files without
	// such a finding: of a refused file not all findings are known, and one that is
	// compliant by now has none to accept any more.
	used, missed map[*finding.Acceptance]bool
}

func (a *acceptances) add(o outcome) {
	if a.used == nil {
		a.used, a.missed = map[*finding.Acceptance]bool{}, map[*finding.Acceptance]bool{}
	}
	for _, f := range o.Findings {
		if f.Accepted != nil {
			a.used[f.Accepted] = true
		}
	}
	if o.Status == rewrite.Migrated {
		for _, accepted := range o.accept {
			a.missed[accepted] = true
		}
	}
}

func (a *acceptances) unused(accepted *finding.Acceptance) bool {
	return a.missed[accepted] && !a.used[accepted]
}

// tell writes what configurations say that counts no more, and, where the run saw every
// file that one is for, what it says in vain.
func (a *acceptances) tell(w io.Writer, s *settings) {
	for _, c := range s.configs.Used() {
		for _, line := range c.Expired() {
			fmt.Fprintln(w, line)
		}
		if s.narrowed || !bulk.Covered(c, s.paths) {
			continue
		}
		for _, line := range c.Unused(a.unused) {
			fmt.Fprintln(w, line)
		}
	}
}
