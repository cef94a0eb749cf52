package toolchain

import (
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/image"
)

// Options of Debian's commands that say the same to BusyBox, or nothing that a
// container could notice ("quiet"). Others, such as --password or --non-unique, are
// left out: they have no counterpart.
var (
	useraddOptions = accountOptions{
		"-r": "system", "--system": "system", "-u": "uid=", "--uid": "uid=", "-g": "group=", "--gid": "group=",
		"-G": "groups=", "--groups": "groups=", "-d": "home=", "--home-dir": "home=", "--home": "home=", "-s": "shell=", "--shell": "shell=",
		"-c": "comment=", "--comment": "comment=", "-m": "create", "--create-home": "create", "-M": "bare", "--no-create-home": "bare",
		"-b": "base=", "--base-dir": "base=", "-N": "users", "--no-user-group": "users", "-U": "own", "--user-group": "own", "-l": "quiet", "--no-log-init": "quiet",
	}
	adduserOptions = accountOptions{
		"--system": "system", "--group": "own", "--uid": "uid=", "--gid": "group=", "--ingroup": "group=", "--home": "home=", "--shell": "shell=",
		"--no-create-home": "bare", "--gecos": "comment=", "--comment": "comment=", "--disabled-password": "quiet", "--disabled-login": "quiet",
		"--quiet": "quiet", "-q": "quiet", "--force-badname": "quiet", "--allow-bad-names": "quiet",
		// Perl's Getopt::Long takes a single dash, and the start of a name that no other begins with.
		"-u": "uid=", "-uid": "uid=", "-system": "system", "-group": "own", "-gid": "group=", "-ingroup": "group=", "-home": "home=", "-shell": "shell=",
		"-no-create-home": "bare", "-gecos": "comment=", "-disabled-password": "quiet", "-disabled-login": "quiet",
	}
	groupaddOptions = accountOptions{
		"-r": "system", "--system": "system", "-g": "gid=", "--gid": "gid=", "--quiet": "quiet", "-q": "quiet",
	}
	usermodOptions = accountOptions{"-a": "append", "--append": "append", "-G": "groups=", "--groups": "groups="}
	userdelOptions = accountOptions{"-r": "remove", "--remove": "remove", "--remove-home": "remove", "-f": "quiet", "--force": "quiet", "--quiet": "quiet"}
)

// alpineAccount writes a Debian account command in BusyBox's options.
func alpineAccount(c *image.Command) ([]string, bool) {
	switch c.Name() {
	case "groupadd", "addgroup":
		return busyboxAddgroup(c)
	case "useradd":
		return busyboxAdduser(c, useraddOptions)
	case "adduser":
		return busyboxAdduser(c, adduserOptions)
	case "usermod":
		w, ok := usermodOptions.parse(c)
		if !ok || len(w.names) != 1 || !w.has("append") || !w.has("groups") {
			return nil, false
		}
		return joinGroups(w.names[0], w.options["groups"])
	case "userdel", "deluser":
		w, ok := userdelOptions.parse(c)
		switch {
		case !ok || len(w.names) == 0 || len(w.names) > 2:
			return nil, false
		case len(w.names) == 2:
			return []string{"delgroup " + w.names[0] + " " + w.names[1]}, true
		}
		return []string{"deluser" + w.flag("remove", "--remove-home") + " " + w.names[0]}, true
	case "groupdel", "delgroup":
		w, ok := accountOptions{"--quiet": "quiet", "-f": "quiet"}.parse(c)
		if !ok || len(w.names) != 1 {
			return nil, false
		}
		return []string{"delgroup " + w.names[0]}, true
	}
	return nil, false
}

func busyboxAddgroup(c *image.Command) ([]string, bool) {
	w, ok := groupaddOptions.parse(c)
	switch {
	case !ok:
		return nil, false
	case len(w.names) == 2 && c.Name() == "addgroup":
		return []string{"addgroup " + w.names[0] + " " + w.names[1]}, true
	case len(w.names) != 1:
		return nil, false
	}
	return []string{"addgroup" + w.flag("system", "-S") + w.flag("gid", "-g") + " " + w.names[0]}, true
}

// busyboxAdduser: BusyBox puts a user into a group of its own name, but with -S into
// nogroup; it makes the home directory unless -H forbids; and asks for a password
// unless -D forbids.
func busyboxAdduser(c *image.Command, options accountOptions) ([]string, bool) {
	w, ok := options.parse(c)
	switch {
	case !ok:
		return nil, false
	case len(w.names) == 2 && c.Name() == "adduser":
		return []string{"addgroup " + w.names[0] + " " + w.names[1]}, true
	case len(w.names) != 1:
		return nil, false
	}
	name, debian := w.names[0], c.Name() == "adduser"
	var out []string
	group := w.flag("group", "-G")
	switch {
	case w.has("group"):
		id := strings.Trim(w.options["group"], `"'`)
		switch {
		case id == "0":
			group = " -G root"
		case strings.Contains(id, "$"):
			// A number, where the file gave a group the same one; else most likely a name.
			if name, known := groupNamed(c, id); known {
				group = " -G " + name
			}
		case strings.Trim(id, "0123456789") == "":
			var known bool
			if group, known = groupNamed(c, id); !known {
				return nil, false // -G takes a name
			}
			group = " -G " + group
		}
	case w.has("users"):
		group = " -G users"
	case w.has("system") && (!debian || w.has("own")):
		own := "addgroup -S"
		if debian {
			own += w.flag("uid", "-g")
		}
		out = append(out, own+" "+name)
		group = " -G " + name
	}
	command := "adduser" + w.flag("system", "-S") + " -D"
	if w.has("bare") || !debian && !w.has("create") {
		command += " -H"
	}
	home := w.flag("home", "-h")
	if dir, ok := w.options["base"]; ok && home == "" { // the home directory's parent
		home = " -h " + strings.TrimSuffix(dir, "/") + "/" + name
	}
	command += w.flag("uid", "-u") + group + home
	if sh, ok := w.options["shell"]; ok {
		command += " -s " + strings.NewReplacer("/bin/bash", "/bin/sh", "/usr/sbin/nologin", "/sbin/nologin").Replace(sh)
	}
	out = append(out, command+w.flag("comment", "-g")+" "+name)
	if w.has("groups") {
		more, ok := joinGroups(name, w.options["groups"])
		if !ok {
			return nil, false
		}
		out = append(out, more...)
	}
	return out, true
}

// joinGroups puts a user into each group of a list.
func joinGroups(user, list string) ([]string, bool) {
	list = strings.Trim(list, `"'`)
	if list == "" || strings.Contains(list, "$") {
		return nil, false
	}
	var out []string
	for _, g := range strings.Split(list, ",") {
		out = append(out, "addgroup "+user+" "+g)
	}
	return out, true
}

// groupNamed finds the group that a command before made with a number.
func groupNamed(c *image.Command, gid string) (string, bool) {
	if c.Run == nil {
		return "", false
	}
	for _, other := range c.Run.Commands {
		if other == c {
			break
		}
		if other.Name() != "groupadd" && other.Name() != "addgroup" {
			continue
		}
		if w, ok := groupaddOptions.parse(other); ok && len(w.names) == 1 && strings.Trim(w.options["gid"], `"'`) == gid {
			return w.names[0], true
		}
	}
	return "", false
}
