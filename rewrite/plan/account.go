package plan

import (
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// account is the final user, and how the image comes to know it.
type account struct {
	// user is UID or UID:GID, or a name where named is true.
	user string
	// exists is true when the final stage creates it itself, or needs no entry for it.
	exists bool
	// named is true when user is the file's own name for an account that no line of it creates.
	named bool
	// edit gives a number to an adduser of the file that leaves the choice to the system; nil for none.
	edit *source.Edit
}

// account decides the final user. RUN lines that stay gave files to the file's
// own user, so there its number is kept, or made known; elsewhere a name
// becomes the number that was asked for.
func (e *editor) account() account {
	written := e.Image.Config.User
	if nonRootNumber(written) {
		inherited := e.Image.Config.UserFrom == nil
		return account{user: written, exists: !inherited || e.Base == e.Stage.Base.Raw}
	}
	if e.Layout == InPlace && e.sameSystem() && written != "" && !rootUser(written) {
		if a, ok := e.named(written); ok {
			return a
		}
		// A package or a copied /etc/passwd brings it: lines that stay may give files to it.
		return account{user: written, exists: true, named: true}
	}
	return account{user: e.r.User}
}

// named is the account that the file creates under a name.
func (e *editor) named(written string) (account, bool) {
	name, _, _ := strings.Cut(written, ":")
	for i := len(e.Image.Users) - 1; i >= 0; i-- {
		u := e.Image.Users[i]
		if u.Name != name {
			continue
		}
		switch {
		case number(u.UID) && nonRootNumber(u.UID):
			user := u.UID
			if number(u.GID) {
				user += ":" + u.GID
			}
			return account{user: user, exists: true}, true
		case u.Command != nil:
			return e.numbered(u.Command)
		}
	}
	return account{}, false
}

// numbered gives the account that a command creates the number that was asked for.
func (e *editor) numbered(c *image.Command) (account, bool) {
	if c.Shell == nil || c.Run.Heredoc {
		return account{}, false
	}
	uid, _, _ := strings.Cut(e.r.User, ":")
	for _, w := range c.Shell.Words {
		if text, ok := w.Literal(); ok && (strings.HasSuffix(text, "adduser") || strings.HasSuffix(text, "useradd")) {
			at := c.Instr.Args.Span(w.Span.Start, w.Span.End).End
			return account{user: uid, exists: true, edit: &source.Edit{Span: source.Span{Start: at, End: at}, New: " -u " + uid}}, true
		}
	}
	return account{}, false
}
