package plan

import (
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
)

// asWritten writes a reference the way the file writes another one of the same
// repository: golang:1.24-bookworm takes the place of ${REGISTRY}golang:1.24 as
// ${REGISTRY}golang:1.24-bookworm. The variable is how somebody builds through a mirror.
func (e *editor) asWritten(old dockerfile.ImageRef, to string) string {
	at := strings.LastIndexAny(old.Raw, "/}") + 1
	before, literal := strings.CutSuffix(old.Expanded, old.Raw[at:])
	name, _, _ := strings.Cut(old.Raw[at:], ":")
	toAt := strings.LastIndex(to, "/") + 1
	toName, _, _ := strings.Cut(to[toAt:], ":")
	if !literal || name != toName || before != "" && !strings.HasSuffix(before, "/") {
		return to
	}
	public, known := e.Image.Catalog.Resolve(old)
	if to[:toAt] != before && !(known && public.Name == to[:toAt]+toName) {
		return to
	}
	return old.Raw[:at] + to[toAt:]
}
