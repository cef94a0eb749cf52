package toolchain

import (
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/dockerfile"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
	"github.com/dfmigrate/dfmigrate/rewrite/source"
)

// busyboxAccounts are the account commands whose options mean something else on Debian.
var busyboxAccounts = []string{"adduser", "addgroup"}

// translateAccounts gives the commands of a RUN that create users and groups the
// options of the system that its stage moves to.
func (w *nodeWork) translateAccounts(st *dockerfile.Stage, run *image.Run) {
	apt := w.rt.Final.Libc == base.Glibc
	if change := w.rt.Change(st); slices.Contains(change.Remove, run.Instr) {
		return
	}
	for _, c := range run.Commands {
		if apt && !slices.Contains(busyboxAccounts, c.Name()) || !apt && !debianAccounts[c.Name()] {
			continue
		}
		text, ok := otherAccount(c, apt)
		if !ok || c.Shell == nil || run.Heredoc || run.Script == nil {
			w.say(finding.NodeNativeRefused, run.Instr.Span, "%q has no known counterpart on the system of %s", strings.Join(c.Args, " "), w.rt.Change(w.rootStage(st)).Base)
			return
		}
		change := w.rt.Change(st)
		change.Edits = append(change.Edits, source.Edit{Span: run.Instr.Args.Span(c.Shell.Span.Start, c.Shell.Span.End), New: text})
	}
}

// otherAccount writes an account command in the other system's options; false when
// it has no counterpart there.
func otherAccount(c *image.Command, apt bool) (string, bool) {
	if slices.Contains(c.Known, false) {
		return "", false
	}
	if !apt {
		return alpineAccount(c)
	}
	switch c.Name() {
	case "addgroup":
		return debianGroup(c)
	case "adduser":
		return debianUser(c)
	}
	return "", false
}

// debianGroup: addgroup [-S] [-g GID] GROUP, or addgroup USER GROUP.
func debianGroup(c *image.Command) (string, bool) {
	flags, names, ok := busyboxFlags(c, "g")
	switch {
	case !ok:
		return "", false
	case len(names) == 2:
		return "usermod -aG " + names[1] + " " + names[0], true
	case len(names) != 1:
		return "", false
	}
	out := "groupadd"
	if _, system := flags['S']; system {
		out += " -r"
	}
	if gid, ok := flags['g']; ok {
		out += " -g " + gid
	}
	return out + " " + names[0], true
}

// debianUser: adduser [-S] [-D] [-H] [-u UID] [-G GROUP] [-h HOME] [-s SHELL] [-g GECOS] USER.
func debianUser(c *image.Command) (string, bool) {
	flags, names, ok := busyboxFlags(c, "ugGhsk")
	if _, skeleton := flags['k']; !ok || len(names) != 1 || skeleton {
		return "", false
	}
	out := "useradd"
	_, system := flags['S']
	if system {
		out += " -r"
	}
	if uid, ok := flags['u']; ok {
		out += " -u " + uid
	}
	switch group, ok := flags['G']; {
	case ok:
		out += " -g " + group
	case system: // useradd would make a group of the user's name, which may exist
		out += " -g nogroup"
	}
	if _, none := flags['H']; none {
		out += " -M"
	} else {
		out += " -m"
	}
	if home, ok := flags['h']; ok {
		out += " -d " + home
	}
	if shell, ok := flags['s']; ok {
		out += " -s " + strings.Replace(shell, "/sbin/nologin", "/usr/sbin/nologin", 1)
	}
	return out + " " + names[0], true
}

// busyboxLong are the long options by their letters.
var busyboxLong = map[string]byte{
	"--system": 'S', "--uid": 'u', "--gid": 'g', "--ingroup": 'G', "--home": 'h', "--shell": 's', "--gecos": 'g',
	"--disabled-password": 'D', "--no-create-home": 'H', "--skel": 'k',
}

// busyboxFlags splits clustered options (-SD -u 1001) from the names; valued are
// the letters that take a value.
func busyboxFlags(c *image.Command, valued string) (flags map[byte]string, names []string, ok bool) {
	flags = map[byte]string{}
	for i := 1; i < len(c.Args); i++ {
		a := c.Args[i]
		letters := strings.TrimPrefix(a, "-")
		value, attached := "", false
		if strings.HasPrefix(a, "--") {
			name, v, has := strings.Cut(a, "=")
			letter, known := busyboxLong[name]
			if !known {
				return nil, nil, false
			}
			letters, value, attached = string(letter), v, has
		} else if letters == a {
			names = append(names, a)
			continue
		}
	cluster:
		for j := 0; j < len(letters); j++ {
			l := letters[j]
			switch {
			case !strings.ContainsRune(valued, rune(l)):
				if !strings.ContainsRune("SDH", rune(l)) {
					return nil, nil, false
				}
				flags[l] = ""
				continue
			case attached:
				flags[l] = value
			case j+1 < len(letters):
				flags[l] = letters[j+1:]
			case i+1 < len(c.Args):
				i++
				flags[l] = c.Args[i]
			default:
				return nil, nil, false
			}
			break cluster
		}
	}
	return flags, names, true
}
