package image

import "strings"

// accounts records users that a RUN creates, for useradd and adduser of Debian,
// and adduser of BusyBox, whose options differ.
func accounts(s *State, c *Command) {
	switch c.Name() {
	case "useradd":
		addUser(s, c, userOptions{uid: []string{"-u", "--uid"}, home: []string{"-d", "--home-dir", "--home"}, values: "ugGdscbkepKf"})
	case "adduser":
		addUser(s, c, userOptions{uid: []string{"-u", "--uid"}, home: []string{"-h", "--home"}, values: "uGhsgk"})
	}
}

type userOptions struct {
	uid, home []string
	// values are the letters of short options that take a value.
	values string
}

// longValues are the long options of useradd and adduser that take a value.
var longValues = map[string]bool{
	"--uid": true, "--gid": true, "--groups": true, "--home-dir": true, "--home": true, "--shell": true,
	"--comment": true, "--gecos": true, "--ingroup": true, "--firstuid": true, "--lastuid": true,
	"--base-dir": true, "--skel": true, "--password": true, "--conf": true,
}

func addUser(s *State, c *Command, o userOptions) {
	var names []string
	for i := 1; i < len(c.Args); i++ {
		a := c.Args[i]
		switch {
		case strings.HasPrefix(a, "--"):
			if longValues[a] {
				i++
			}
		case strings.HasPrefix(a, "-") && len(a) > 1:
			if strings.ContainsRune(o.values, rune(a[len(a)-1])) {
				i++
			}
		default:
			names = append(names, a)
		}
	}
	if len(names) == 0 {
		return
	}
	u := User{Name: names[0], Command: c}
	// "adduser USER GROUP" adds an existing user to a group.
	for _, known := range s.Image.Users {
		if known.Name == u.Name {
			return
		}
	}
	u.UID, _ = c.Flag(o.uid...)
	u.Home, _ = c.Flag(o.home...)
	if u.Home == "" {
		u.Home = "/home/" + u.Name
	}
	s.Image.Users = append(s.Image.Users, u)
}
