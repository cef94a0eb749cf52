package toolchain

import (
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/image"
)

// givenAway are the directories that RUNs of the product gave to another user than
// root, or to everyone: the process was meant to write there. What the file makes
// or copies as a whole shows its owner by itself; these lie inside of such a tree.
func (b *answer) givenAway() []string {
	var out []string
	for _, run := range b.Image.Runs {
		for _, c := range run.Commands {
			for _, p := range HandsOver(c) {
				dir := c.Abs(p)
				if writablePlace(dir) && !slices.Contains(out, dir) && b.insideTree(dir) && !b.ownsAlready(dir) {
					out = append(out, dir)
				}
			}
		}
	}
	return out
}

// HandsOver are the operands of a chown to another user, or of a chmod that lets
// everyone or a group write.
func HandsOver(c *image.Command) []string {
	if c.Name() != "chown" && c.Name() != "chmod" && c.Name() != "chgrp" {
		return nil
	}
	var words []string
	for i, a := range c.Args[1:] {
		if c.Known[i+1] && (!strings.HasPrefix(a, "-") || a == "-x") {
			words = append(words, a)
		}
	}
	if len(words) < 2 {
		return nil
	}
	switch who := words[0]; c.Name() {
	case "chmod":
		if !letsOthersWrite(who) {
			return nil
		}
	default:
		name, _, _ := strings.Cut(who, ":")
		if name == "root" || name == "0" {
			return nil
		}
	}
	return words[1:]
}

// letsOthersWrite reads a mode of chmod: octal digits for group and others, or
// symbolic clauses such as a+w and ug+rwx.
func letsOthersWrite(mode string) bool {
	if strings.Trim(mode, "01234567") == "" && len(mode) >= 3 {
		group, others := mode[len(mode)-2]-'0', mode[len(mode)-1]-'0'
		return group&2 != 0 || others&2 != 0
	}
	for clause := range strings.SplitSeq(mode, ",") {
		who, what, ok := strings.Cut(clause, "+")
		if !ok {
			who, what, ok = strings.Cut(clause, "=")
		}
		if ok && strings.ContainsAny(what, "w") && (who == "" || strings.ContainsAny(who, "goa")) {
			return true
		}
	}
	return false
}

// writablePlace tells of directories that a final stage may hand over.
func writablePlace(dir string) bool {
	if image.Symbolic(dir) || strings.ContainsAny(dir, "*?[") {
		return false
	}
	for _, system := range []string{"/tmp", "/root", "/etc", "/usr", "/proc", "/dev", "/bin", "/lib", "/sbin", "/var/tmp", "/var/lib/apt", "/var/cache"} {
		if image.Within(dir, system) {
			return false
		}
	}
	return dir != "/" && dir != "/var" && dir != "/home" && dir != "/opt" && dir != "/srv"
}

// insideTree tells whether a path is a directory, or may be one that a build makes,
// below a tree that comes along as a whole.
func (b *answer) insideTree(dir string) bool {
	e, presence := b.Image.Tree.Lookup(dir)
	return presence == image.Possible || presence == image.Present && (e.Dir || e.Kind == image.FromRun)
}

// ownsAlready tells whether the final user, where the file gives its number itself,
// owns a directory by what the file does: its chown, or the COPY of a tree around it.
func (b *answer) ownsAlready(dir string) bool {
	uid, _, _ := strings.Cut(b.Image.Config.User, ":")
	if uid == "" || strings.Trim(uid, "0123456789") != "" || strings.Trim(uid, "0") == "" {
		return false
	}
	for _, run := range b.Image.Runs {
		for _, c := range run.Commands {
			if c.Name() != "chown" || !b.isUser(firstOperand(c.Args[1:]), uid) {
				continue
			}
			if slices.ContainsFunc(HandsOver(c), func(p string) bool { return image.Within(dir, c.Abs(p)) }) {
				return true
			}
		}
	}
	return slices.ContainsFunc(b.Image.Tree.Under("/"), func(e image.Entry) bool {
		return e.Whole && image.Within(dir, e.Path) && b.isUser(e.Owner, uid)
	})
}

// isUser tells whether an owner, a name or a number with or without its group, is
// the user of a number.
func (b *answer) isUser(owner, uid string) bool {
	name, _, _ := strings.Cut(owner, ":")
	return name == uid || slices.ContainsFunc(b.Image.Users, func(u image.User) bool { return u.Name == name && u.UID == uid })
}
