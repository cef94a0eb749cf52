package toolchain

import (
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/image"
)

// Options of BusyBox's commands; -k, a skeleton directory, has no counterpart.
var (
	busyboxUser = accountOptions{
		"-S": "system", "--system": "system", "-D": "quiet", "--disabled-password": "quiet", "-H": "bare", "--no-create-home": "bare",
		"-u": "uid=", "--uid": "uid=", "-G": "group=", "--ingroup": "group=", "-h": "home=", "--home": "home=", "-s": "shell=", "--shell": "shell=",
		"-g": "comment=", "--gecos": "comment=",
	}
	busyboxGroup = accountOptions{"-S": "system", "--system": "system", "-g": "gid=", "--gid": "gid="}
)

// debianAccount writes a BusyBox account command in Debian's options.
func debianAccount(c *image.Command) ([]string, bool) {
	switch c.Name() {
	case "addgroup":
		w, ok := busyboxGroup.parse(c)
		switch {
		case !ok:
			return nil, false
		case len(w.names) == 2:
			return []string{"usermod -aG " + w.names[1] + " " + w.names[0]}, true
		case len(w.names) != 1:
			return nil, false
		}
		return []string{"groupadd" + w.flag("system", "-r") + w.flag("gid", "-g") + " " + w.names[0]}, true
	case "adduser":
		return debianUseradd(c)
	case "deluser":
		w, ok := accountOptions{"--remove-home": "remove"}.parse(c)
		if !ok || len(w.names) != 1 {
			return nil, false
		}
		return []string{"userdel" + w.flag("remove", "-r") + " " + w.names[0]}, true
	case "delgroup":
		w, ok := accountOptions{}.parse(c)
		switch {
		case !ok || len(w.names) == 0 || len(w.names) > 2:
			return nil, false
		case len(w.names) == 2:
			return []string{"gpasswd -d " + w.names[0] + " " + w.names[1]}, true
		}
		return []string{"groupdel " + w.names[0]}, true
	}
	return nil, false
}

func debianUseradd(c *image.Command) ([]string, bool) {
	w, ok := busyboxUser.parse(c)
	switch {
	case !ok:
		return nil, false
	case len(w.names) == 2 && len(w.options) == 0:
		return []string{"usermod -aG " + w.names[1] + " " + w.names[0]}, true
	case len(w.names) != 1:
		return nil, false
	}
	out := "useradd" + w.flag("system", "-r") + w.flag("uid", "-u")
	switch {
	case w.has("group"):
		out += w.flag("group", "-g")
	case w.has("system"): // useradd would make a group of the user's name, which may exist
		out += " -g nogroup"
	}
	if w.has("bare") {
		out += " -M"
	} else {
		out += " -m"
	}
	out += w.flag("home", "-d")
	if sh, ok := w.options["shell"]; ok {
		out += " -s " + strings.Replace(sh, "/sbin/nologin", "/usr/sbin/nologin", 1)
	}
	return []string{out + w.flag("comment", "-c") + " " + w.names[0]}, true
}
