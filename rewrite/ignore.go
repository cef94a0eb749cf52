package rewrite

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/moby/buildkit/util/suggest"

	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// What comments say to dfmigrate.
const (
	commentPrefix = "dfmigrate:"
	ignoreFinding = commentPrefix + "ignore"      // ID REASON
	ignoreFile    = commentPrefix + "ignore-file" // REASON
)

// ignores are what the comments of one file say.
type ignores struct {
	// skip is the finding that tells of "# dfmigrate:ignore-file"; nil without one.
	skip *finding.Finding
	// comments are in the order of the file.
	comments []*ignoreComment
}

// ignoreComment accepts the findings of one ID at one place.
type ignoreComment struct {
	finding.Acceptance
	comment dockerfile.Comment
	// about is the instruction that it speaks of; empty is the whole file.
	about source.Span
	used  bool
}

// readIgnores reads the comments of a file. The error is a *dockerfile.Error that names
// the line of one that can't be what its writer meant.
func readIgnores(d *dockerfile.Dockerfile) (*ignores, error) {
	ig := &ignores{}
	for _, c := range d.Comments() {
		word, rest := cutWord(c.Text)
		if !strings.HasPrefix(word, commentPrefix) {
			continue
		}
		if err := ig.read(d, c, word, rest); err != nil {
			return nil, &dockerfile.Error{Name: d.File.Name, Line: c.Line, Msg: err.Error()}
		}
	}
	return ig, nil
}

func (ig *ignores) read(d *dockerfile.Dockerfile, c dockerfile.Comment, word, rest string) error {
	first := d.Instructions()[0]
	isHead := c.Instruction == first && c.Span.Start < first.Span.Start
	switch word {
	case ignoreFinding:
		id, reason := cutWord(rest)
		return ig.accept(d, c, isHead, strings.TrimRight(id, ":,"), reason)
	case ignoreFile:
		reason := asReason(rest)
		switch {
		case reason == "":
			return fmt.Errorf("say why: # %s REASON", ignoreFile)
		case !isHead:
			return fmt.Errorf("# %s is about the whole file: put it above the first instruction", ignoreFile)
		}
		told := finding.New(finding.FileIgnored, c.Span, "left as it is: %s", reason)
		ig.skip = &told
		return nil
	case commentPrefix: // a sentence, unless it has a blank too many
		if next, _ := cutWord(rest); commentPrefix+next != ignoreFinding && commentPrefix+next != ignoreFile {
			return nil
		}
		return fmt.Errorf("no blank may follow the colon of %q", commentPrefix)
	default:
		return suggest.WrapError(fmt.Errorf("unknown comment %q: it is # %s ID REASON, or # %s REASON", word, ignoreFinding, ignoreFile),
			word, []string{ignoreFinding, ignoreFile}, true)
	}
}

func (ig *ignores) accept(d *dockerfile.Dockerfile, c dockerfile.Comment, isHead bool, id, reason string) error {
	if id == "" {
		return fmt.Errorf("say which finding and why: # %s ID REASON", ignoreFinding)
	}
	known, err := finding.Acceptable(id)
	if err != nil {
		return err
	}
	if reason = asReason(reason); reason == "" {
		return fmt.Errorf("say why: # %s %s REASON", ignoreFinding, id)
	}
	comment := &ignoreComment{
		Acceptance: finding.Acceptance{ID: known, Reason: reason, File: d.File.Name, Line: c.Line, InDockerfile: true},
		comment:    c,
	}
	switch {
	case isHead:
	case c.Instruction != nil:
		comment.about = c.Instruction.Span
	default: // below everything: it is about nothing, and told as unused
		comment.about = c.Span
	}
	ig.comments = append(ig.comments, comment)
	return nil
}

// cutWord parts the first word of a text from the rest.
func cutWord(text string) (word, rest string) {
	text = strings.TrimSpace(text)
	if i := strings.IndexFunc(text, unicode.IsSpace); i >= 0 {
		return text[:i], strings.TrimSpace(text[i:])
	}
	return text, ""
}

// asReason takes away what people put between an ID and their reason.
func asReason(text string) string { return strings.TrimSpace(strings.TrimLeft(text, "-–—: \t")) }

// mark notes with each review finding who accepts it: the comment at its place, else
// the first of the others.
func (ig *ignores) mark(findings []finding.Finding, others []*finding.Acceptance) {
	for i := range findings {
		f := &findings[i]
		if !f.NeedsReview() {
			continue
		}
		for _, c := range ig.comments {
			if c.speaksOf(*f) {
				c.used = true
				if f.Accepted == nil {
					f.Accepted = &c.Acceptance
				}
			}
		}
		for _, a := range others {
			if f.Accepted == nil && a.ID == f.ID {
				f.Accepted = a
			}
		}
	}
}

func (c *ignoreComment) speaksOf(f finding.Finding) bool {
	if c.ID != f.ID {
		return false
	}
	return c.about == source.Span{} || f.File == "" && f.Span != source.Span{} && c.about.Contains(f.Span.Start)
}

// unused tells of comments that accept nothing.
func (ig *ignores) unused() []finding.Finding {
	var told []finding.Finding
	for _, c := range ig.comments {
		if !c.used {
			told = append(told, finding.New(finding.UnusedIgnore, c.comment.Span, "the comment accepts no %s: there is none %s", c.ID, c.place()))
		}
	}
	return told
}

func (c *ignoreComment) place() string {
	switch {
	case c.about == source.Span{}:
		return "in this file"
	case c.comment.Instruction == nil:
		return "below the last instruction"
	}
	return "at the " + c.comment.Instruction.Keyword + " below"
}
