package cli

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/finding"
)

// explain writes the catalogue's page of a finding.
func explain(w io.Writer, id string) error {
	rule, ok := finding.Lookup(finding.ID(id))
	if !ok {
		return unknownFinding(id)
	}
	page := fmt.Sprintf("%s (%s): %s\n\n%s\n", rule.ID, rule.Severity, rule.Title, wrap(rule.Why, 80))
	if rule.Fix != "" {
		page += "\nWhat to do:\n" + wrap(rule.Fix, 80) + "\n"
	}
	_, err := io.WriteString(w, page)
	return err
}

// unknownFinding names the IDs that are near.
func unknownFinding(id string) error {
	err := errors.New("--explain " + id + ": there is no finding of that ID")
	if near := finding.Near(id); len(near) > 0 {
		return &usageError{fmt.Errorf("%w (did you mean %s?)", err, strings.Join(near, ", "))}
	}
	return &usageError{fmt.Errorf("%w; docs/findings.md lists them all", err)}
}

// wrap breaks text at spaces into lines of at most width characters.
func wrap(text string, width int) string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(text) {
		if line != "" && len(line)+1+len(word) > width {
			lines = append(lines, line)
			line = ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	return strings.Join(append(lines, line), "\n")
}
