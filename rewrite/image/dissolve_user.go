package image

import (
	"slices"
	"strings"
)

// userWrappers are the programs that change the user and then run their arguments. Each
// is taken away where it does nothing else: the final stage's USER does the same.
var userWrappers = map[string]func(*dissolver) bool{
	"gosu": (*dissolver).gosu, "su-exec": (*dissolver).gosu, "setuidgid": (*dissolver).gosu,
	"sudo": (*dissolver).sudo, "runuser": (*dissolver).runuser, "su": (*dissolver).su,
	"setpriv": (*dissolver).setpriv, "chpst": (*dissolver).chpst, "chroot": (*dissolver).chroot,
}

// gosu takes gosu USER:GROUP away.
func (d *dissolver) gosu() bool {
	if len(d.p.Argv) < 3 {
		return false
	}
	return d.asUser(d.p.Argv[1], 2)
}

// asUser takes the first n words away, which name a user wrapper.
func (d *dissolver) asUser(user string, n int) bool {
	name, _, _ := strings.Cut(user, ":")
	if name != "" {
		d.p.AsUser = name
	}
	return d.unwrap(n, "")
}

// sudo takes sudo -u USER away, where it changes nothing but the user.
func (d *dissolver) sudo() bool {
	p := d.p
	for n := 1; n < len(p.Argv); n++ {
		switch word := p.Argv[n]; {
		case word == "-u" || word == "--user" || word == "-g":
			if n++; n < len(p.Argv) && word != "-g" {
				p.AsUser = p.Argv[n]
			}
		case strings.HasPrefix(word, "--user="):
			p.AsUser = strings.TrimPrefix(word, "--user=")
		case word == "--":
			return d.unwrap(n+1, "")
		case word == "-E" || word == "-H" || word == "-n" || word == "-EH" || word == "--preserve-env":
		case strings.HasPrefix(word, "-"):
			return false
		default:
			return d.unwrap(n, "")
		}
	}
	return false
}

// runuser takes runuser -u USER -- away; without -u it is su.
func (d *dissolver) runuser() bool {
	if slices.ContainsFunc(d.p.Argv, func(w string) bool { return w == "-u" || strings.HasPrefix(w, "--user") }) {
		return d.sudo()
	}
	return d.su()
}

// su takes su USER -c TEXT away, and leaves the shell that it starts.
func (d *dissolver) su() bool {
	p := d.p
	user, shell, text, given := "", "/bin/sh", "", false
	var rest []string
	for n := 1; n < len(p.Argv); n++ {
		word := p.Argv[n]
		option, value, glued := strings.Cut(word, "=")
		switch {
		case word == "-" || word == "-l" || word == "--login":
			d.wrapperNeeds("starts a login shell, which drops the image's variables")
			return false
		case slices.Contains([]string{"-m", "-p", "--preserve-environment", "-P", "--pty", "--"}, word):
		case slices.Contains([]string{"-c", "--command", "-s", "--shell", "-g", "--group", "-G"}, option):
			if !glued {
				if n++; n >= len(p.Argv) {
					return false
				}
				value = p.Argv[n]
			}
			switch option {
			case "-c", "--command":
				text, given = value, true
			case "-s", "--shell":
				shell = value
			}
		case strings.HasPrefix(word, "-"):
			return false
		case user == "":
			user = word
		default:
			rest = append(rest, word)
		}
	}
	if user == "" || !given {
		return false
	}
	p.AsUser, p.Verbatim = user, false
	p.Argv = append([]string{shell, "-c", text}, rest...)
	p.Split = min(p.Split, 3)
	return true
}

// setpriv takes setpriv --reuid=USER away, and what it drops of root's rights.
func (d *dissolver) setpriv() bool {
	p := d.p
	user := ""
	for n := 1; n < len(p.Argv); n++ {
		option, value, glued := strings.Cut(p.Argv[n], "=")
		switch {
		case option == "--":
			return d.asUser(user, n+1)
		case !strings.HasPrefix(option, "-"):
			return d.asUser(user, n)
		case slices.Contains([]string{"--reuid", "--ruid", "--euid", "--regid", "--rgid", "--egid", "--groups", "--inh-caps", "--ambient-caps", "--bounding-set"}, option):
			if !glued {
				if n++; n >= len(p.Argv) {
					return false
				}
				value = p.Argv[n]
			}
			if option == "--reuid" || option == "--euid" {
				user = value
			}
			if strings.HasSuffix(option, "caps") && strings.Contains(value, "+") {
				d.wrapperNeeds("gives the program capabilities that its user has not")
				return false
			}
		case slices.Contains([]string{"--init-groups", "--clear-groups", "--keep-groups", "--no-new-privs", "--nnp"}, option):
		default: // --reset-env changes more than the user
			return false
		}
	}
	return false
}

// chpst takes chpst -u USER away, and the limits of its other options.
func (d *dissolver) chpst() bool {
	p := d.p
	user := ""
	for n := 1; n < len(p.Argv); n++ {
		switch word := p.Argv[n]; {
		case !strings.HasPrefix(word, "-"):
			return d.asUser(strings.TrimPrefix(user, ":"), n)
		case word == "-u" || word == "-U":
			if n++; n >= len(p.Argv) {
				return false
			}
			if word == "-u" {
				user = p.Argv[n]
			}
		case word == "-P": // a process group of its own
		default:
			return false
		}
	}
	return false
}

// chroot takes chroot --userspec=USER / away: the root directory stays the same, only
// the working directory becomes /.
func (d *dissolver) chroot() bool {
	p := d.p
	user, dir := "", "/"
	for n := 1; n < len(p.Argv); n++ {
		word := p.Argv[n]
		switch {
		case strings.HasPrefix(word, "--userspec="):
			user = strings.TrimPrefix(word, "--userspec=")
		case strings.HasPrefix(word, "--groups="):
		case word == "--skip-chdir":
			dir = ""
		case word == "/" && n+1 < len(p.Argv):
			if dir != "" && orWorkdir(p.Dir, d.img) != dir {
				p.Dir = dir
			}
			return d.asUser(user, n+1)
		default:
			d.wrapperNeeds("runs the program in another root directory")
			return false
		}
	}
	return false
}
