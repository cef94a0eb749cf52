package plan

import (
	"strconv"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// references keeps what other stages take from stages the same: the product's
// name now means the final stage, so they name the build stage (its own name where it
// stays); and the numbers
// of the stages after the product grow by the stages that were put in.
func (e *editor) references(build string, added int) {
	for _, other := range e.r.Dockerfile.Stages {
		if other.Parent == e.Stage && len(other.From.Words) > 0 && e.Stage.Name != "" {
			e.replace(other.From.Words[0].Span, build)
		}
		for _, i := range other.Body {
			for _, f := range i.Flags {
				for _, ref := range e.stageReferences(f) {
					if to := e.referenceNow(e.file.Text(ref), build, added); to != "" {
						e.replace(ref, to)
					}
				}
			}
		}
	}
}

// stageReferences are the places in a flag that name a stage: the value of
// --from, and of from= in --mount.
func (e *editor) stageReferences(f dockerfile.Flag) []source.Span {
	if f.Name != "from" && f.Name != "mount" {
		return nil
	}
	text := e.file.Text(f.Span)
	if strings.ContainsAny(text, "\n\"'") {
		return nil
	}
	var out []source.Span
	at := 0
	for _, part := range strings.SplitAfter(strings.TrimPrefix(text, "--mount="), ",") {
		start := f.Span.Start + len(text) - len(strings.TrimPrefix(text, "--mount=")) + at
		at += len(part)
		part = strings.TrimSuffix(part, ",")
		for _, key := range []string{"--from=", "from="} {
			if value, ok := strings.CutPrefix(part, key); ok {
				out = append(out, source.Span{Start: start + len(key), End: start + len(key) + len(value)})
				break
			}
		}
	}
	return out
}

// referenceNow is what a reference to a stage has to say after the edits, "" for the same.
func (e *editor) referenceNow(ref, build string, added int) string {
	st := e.r.Dockerfile.StageByName(ref)
	switch {
	case st == nil:
		return ""
	case strings.EqualFold(ref, st.Name):
		if st == e.Stage {
			return build
		}
	case st.Index > e.Stage.Index:
		if _, err := strconv.Atoi(ref); err == nil {
			return itoa(st.Index + added)
		}
	}
	return ""
}
