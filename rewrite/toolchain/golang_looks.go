package toolchain

import (
	"slices"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/project"
)

// goLooks are packages of the standard library through which a program looks for
// something in the system, as their documentation says.
var goLooks = map[base.Support][]string{
	base.Certificates: {"crypto/tls", "crypto/x509", "net/http", "net/smtp"},
	base.Accounts:     {"os/user"},
	base.Temporary:    {"io/ioutil", "mime/multipart", "net/http", "os"},
}

// looks says what the program looks for, where its packages are known: those of other
// modules are only known by name, and may reach more.
func (q *goQuestion) looks() {
	if q.program == nil || q.uses == nil {
		return
	}
	q.runtime.Looks = func(what base.Support) bool {
		if what == base.Zones {
			zone, set := q.r.Image.Config.Getenv("TZ")
			return set && zone.From != nil || len(q.program.External) > 0 || len(q.uses.Of(project.UseZone)) > 0
		}
		return len(q.program.External) > 0 || slices.ContainsFunc(goLooks[what], func(pkg string) bool {
			return slices.Contains(q.program.Standard, pkg)
		})
	}
}
