package image

import (
	"path"
	"slices"
	"strings"
)

// general interprets the commands that every Dockerfile uses on files.
func general(s *State, c *Command) bool {
	switch c.Name() {
	case "mkdir":
		for _, p := range operands(c, "m", "Z") {
			s.Image.Tree.add(Entry{Path: c.Abs(p), Dir: true, Kind: Made, Instr: c.Instr, Command: c, Owner: s.Image.Config.User})
		}
	case "touch":
		for _, p := range operands(c, "d", "r", "t") {
			if _, presence := s.Image.Tree.Lookup(c.Abs(p)); presence != Present { // else only its time changes
				s.Write(c, c.Abs(p), false)
			}
		}
	case "rm", "rmdir", "unlink":
		for _, p := range operands(c) {
			removePattern(s, c, c.Abs(p))
		}
	case "cp", "install":
		if c.Name() == "install" && c.Has("-d", "--directory") {
			for _, p := range operands(c, "m", "o", "g") {
				s.Image.Tree.add(Entry{Path: c.Abs(p), Dir: true, Kind: Made, Instr: c.Instr, Command: c})
			}
			return true
		}
		copyFiles(s, c, operands(c, "m", "o", "g", "S", "t"), false)
	case "mv":
		copyFiles(s, c, operands(c, "S", "t"), true)
	case "ln":
		link(s, c, operands(c, "S", "t"))
	case "chown", "chgrp":
		own(s, c, operands(c))
	case "chmod":
		mode(s, c, operands(c))
	case "curl":
		return download(s, c, 'o', "--output", []string{"-O", "--remote-name", "-OL", "-LO", "-fsSLO", "-sSLO", "-sLO"})
	case "wget":
		return download(s, c, 'O', "--output-document", nil)
	case "tar":
		unpack(s, c, "-C", "--directory")
	case "unzip":
		unpack(s, c, "-d")
	case "useradd", "adduser", "groupadd", "addgroup", "usermod", "userdel", "deluser", "groupdel", "delgroup", "groupmod", "chpasswd", "passwd":
		accounts(s, c)
	case "apt-get", "apt", "aptitude", "apk", "dnf", "yum", "microdnf", "tdnf", "zypper", "dpkg":
		return packages(s, c)
	case "git":
		clone(s, c)
	case "cd", "set", "true", ":", "echo", "printf", "test", "[", "[[", "export", "unset", "exit", "sleep", "umask",
		"ls", "cat", "pwd", "which", "type", "command", "date", "whoami", "id", "env", "hash", "popd", "pushd", "source", ".",
		"grep", "egrep", "find", "sha256sum", "sha512sum", "sha1sum", "md5sum", "file", "head", "tail", "wc", "sort",
		"uname", "tr", "cut", "awk", "read", "shift", "local", "return", "apt-mark", "apt-key", "apt-cache", "dpkg-query", "update-ca-certificates",
		"ldconfig", "locale-gen", "dpkg-reconfigure", "add-apt-repository", "strip", "upx", "readelf", "ldd", "nproc", "arch", "xargs", "setcap", "sync":
		// find -exec and xargs run other commands: what they change lies below paths that are copied whole.
	case "tee":
		for _, p := range operands(c) {
			if !strings.HasPrefix(c.Abs(p), "/dev/") {
				s.Write(c, c.Abs(p), false)
			}
		}
	case "gpg":
		if out, ok := c.Flag("-o", "--output"); ok && !strings.HasPrefix(c.Abs(out), "/dev/") {
			s.Write(c, c.Abs(out), false)
		}
	case "sed", "patch", "perl", "envsubst":
		edited(s, c)
	case "dos2unix":
		// It changes line ends, which are read either way.
	default:
		return false
	}
	return true
}

// operands are the arguments that are no flags; withValue are the single-letter
// flags that take the next word.
func operands(c *Command, withValue ...string) []string {
	var out []string
	for i := 1; i < len(c.Args); i++ {
		a := c.Args[i]
		switch {
		case !c.Known[i]:
		case a == "--":
			for j := i + 1; j < len(c.Args); j++ {
				out = append(out, c.Args[j])
			}
			return out
		case strings.HasPrefix(a, "--"):
		case strings.HasPrefix(a, "-") && len(a) > 1:
			for _, v := range withValue {
				if strings.HasSuffix(a, v) && !strings.HasPrefix(a, "--") {
					i++
					break
				}
			}
		default:
			out = append(out, a)
		}
	}
	return out
}

func removePattern(s *State, c *Command, p string) {
	if !strings.ContainsAny(p, "*?[") {
		s.Remove(c, p)
		return
	}
	for _, e := range s.Image.Tree.Entries() {
		if ok, _ := path.Match(p, e.Path); ok {
			s.Remove(c, e.Path)
		}
	}
}

// copyFiles records cp, install and mv: the destination has the origin of the source.
func copyFiles(s *State, c *Command, ops []string, move bool) {
	if t, ok := c.Flag("-t", "--target-directory"); ok {
		ops = append(ops, t)
	}
	if len(ops) == 1 && slices.Contains(c.Known, false) {
		s.Write(c, c.Abs(ops[0]), strings.HasSuffix(ops[0], "/"))
	}
	if len(ops) < 2 {
		return
	}
	dest := c.Abs(ops[len(ops)-1])
	sources := ops[:len(ops)-1]
	e, presence := s.Image.Tree.Lookup(dest)
	dirDest := presence != Absent && e.Dir || len(sources) > 1 || strings.HasSuffix(ops[len(ops)-1], "/") || baseDirectory(dest)
	for _, src := range sources {
		src := c.Abs(src)
		contents := strings.HasSuffix(src, "/*")
		from := strings.TrimSuffix(src, "/*")
		target := dest
		if dirDest && !contents && !strings.HasSuffix(ops[0], "/.") {
			target = path.Join(dest, path.Base(src))
		}
		origin, presence := s.Image.Tree.Lookup(from)
		dir := origin.Dir || contents
		entry := Entry{Path: target, Dir: dir, Whole: dir || presence != Present, Kind: FromRun, Instr: c.Instr, Command: c, Artifact: origin.Artifact}
		if presence == Present && origin.Kind == FromContext {
			entry.Kind, entry.Source = FromContext, origin.Source
		}
		if presence == Present && origin.Kind == FromStage {
			entry.Kind, entry.Source, entry.From = FromStage, origin.Source, origin.From
		}
		s.Image.Tree.add(entry)
		if dir {
			copyBelow(s, c, from, target)
		}
		if move {
			s.Remove(c, from)
		}
	}
}

// copyBelow takes the artifacts below a copied directory along.
func copyBelow(s *State, c *Command, from, to string) {
	for _, e := range s.Image.Tree.Under(from) {
		if e.Artifact == nil || e.Path == from {
			continue
		}
		e.Path = path.Join(to, strings.TrimPrefix(e.Path, from))
		e.Instr, e.Command = c.Instr, c
		s.Image.Tree.add(e)
	}
}

// baseDirectory tells of directories that every base image has, or by their name nothing
// else can be, such as /etc/nginx/conf.d.
func baseDirectory(p string) bool {
	switch p {
	case "/bin", "/sbin", "/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin", "/usr/local/lib", "/usr/lib", "/lib",
		"/etc", "/opt", "/tmp", "/var", "/var/lib", "/usr/share", "/usr/local/share", "/root", "/home", "/srv", "/mnt", "/":
		return true
	}
	return strings.HasPrefix(p, "/etc/") && strings.HasSuffix(p, ".d")
}

func link(s *State, c *Command, ops []string) {
	if len(ops) == 0 {
		return
	}
	if len(ops) == 1 && slices.Contains(c.Known, false) {
		// ln -s $(…) NAME: what it points at is only known to a build.
		s.Write(c, c.Abs(ops[0]), false)
		return
	}
	target, dest := ops[0], c.Abs(path.Base(ops[0]))
	if len(ops) > 1 {
		dest = c.Abs(ops[1])
		if e, p := s.Image.Tree.Lookup(dest); p == Present && e.Dir || baseDirectory(dest) || strings.HasSuffix(ops[1], "/") {
			dest = path.Join(dest, path.Base(target))
		}
	}
	resolved := Join(path.Dir(dest), target)
	origin, _ := s.Image.Tree.Lookup(resolved)
	s.Image.Tree.add(Entry{
		Path: dest, Dir: origin.Dir, Whole: origin.Dir, Kind: FromRun, Instr: c.Instr, Command: c,
		Link: resolved, Artifact: origin.Artifact,
	})
}

// own records chown and chgrp, mode chmod.
func own(s *State, c *Command, ops []string) {
	change(s, c, ops, func(e *Entry, value string) { e.Owner = value })
}

func mode(s *State, c *Command, ops []string) {
	change(s, c, ops, func(e *Entry, value string) { e.Mode = value })
}

// change sets the first operand on all entries at and below the others.
func change(s *State, c *Command, ops []string, set func(e *Entry, value string)) {
	if len(ops) < 2 {
		return
	}
	for _, p := range ops[1:] {
		abs := c.Abs(p)
		for i := range s.Image.Tree.entries {
			if Within(s.Image.Tree.entries[i].Path, abs) {
				set(&s.Image.Tree.entries[i], ops[0])
			}
		}
	}
}

// download records curl and wget; a pipe to tar is recorded by tar. letter is the
// short option that names the output, also in a cluster (-qO/bin/x, -sLo x).
func download(s *State, c *Command, letter byte, long string, remoteFlags []string) bool {
	p, ok := c.Flag(long)
	if !ok {
		p, ok = shortValue(c, letter)
	}
	if ok {
		if p != "" && p != "-" && p != "/dev/null" {
			s.Image.Tree.add(Entry{Path: c.Abs(p), Kind: FromURL, Instr: c.Instr, Command: c})
		}
		return true
	}
	if c.Has(remoteFlags...) || c.Name() == "wget" {
		for _, a := range c.Args[1:] {
			if strings.Contains(a, "://") {
				s.Image.Tree.add(Entry{Path: c.Abs(path.Base(a)), Kind: FromURL, Source: a, Instr: c.Instr, Command: c})
			}
		}
	}
	return true
}

// shortValue is the value of a one-letter option that may end a cluster of others.
func shortValue(c *Command, letter byte) (string, bool) {
	for i, a := range c.Args[min(1, len(c.Args)):] {
		if !strings.HasPrefix(a, "-") || strings.HasPrefix(a, "--") {
			continue
		}
		at := strings.IndexByte(a, letter)
		switch {
		case at < 1 || strings.Trim(a[1:at], "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") != "":
		case at+1 < len(a):
			return a[at+1:], true
		case i+2 < len(c.Args):
			return c.Args[i+2], true
		}
	}
	return "", false
}

// extracts tells whether tar is asked to: by a letter in a cluster of options, which
// needs no dash when it comes first.
func extracts(c *Command) bool {
	for i, a := range c.Args[1:] {
		cluster := strings.HasPrefix(a, "-") && !strings.HasPrefix(a, "--") || i == 0 && !strings.HasPrefix(a, "-")
		if cluster && strings.Contains(a, "x") || a == "--extract" || a == "--get" {
			return true
		}
	}
	return false
}

func unpack(s *State, c *Command, flags ...string) {
	if c.Name() == "tar" && !extracts(c) {
		return
	}
	dir := c.Dir
	if d, ok := c.Flag(flags...); ok {
		dir = c.Abs(d)
	}
	if l, ok := s.unpacksLanguage(c, dir); ok {
		if !l.SourceCode {
			s.Write(c, l.Prefix, true)
		}
		return
	}
	if dir != "/" {
		s.Write(c, dir, true)
	} else {
		s.Image.Tree.opaque = append(s.Image.Tree.opaque, c)
	}
}

func clone(s *State, c *Command) {
	if !c.Has("clone") {
		return
	}
	ops := operands(c, "b", "c", "o")
	for len(ops) > 0 && ops[0] != "clone" {
		ops = ops[1:]
	}
	switch len(ops) {
	case 2:
		s.Write(c, c.Abs(strings.TrimSuffix(path.Base(ops[1]), ".git")), true)
	case 3:
		s.Write(c, c.Abs(ops[2]), true)
	default:
		s.Image.Tree.opaque = append(s.Image.Tree.opaque, c)
	}
}

func isFD(s string) bool { return len(s) == 1 && s[0] >= '0' && s[0] <= '9' || s == "-" }
