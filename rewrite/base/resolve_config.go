package base

import (
	"path"
	"slices"
	"strings"
)

// configure fills in what the row and its overlays say of the image.
func (i *Image) configure(name string) {
	row := i.official
	last := path.Base(name)
	c := row.Config
	if l, ok := row.LanguageByName[last]; ok {
		c.Language, c.Kind = l, "sdk"
	}
	if k, ok := row.KindByName[last]; ok {
		c.Kind = k
	}
	for _, o := range row.When {
		if o.matches(i, last) {
			c = o.apply(c)
		}
	}
	if i.windows() {
		c = Config{Family: "windows", Language: c.Language, Kind: c.Kind, NoShell: true, Retired: c.Retired}
		i.Suite = ""
	}
	i.Family, i.Language, i.Kind, i.Retired = c.Family, c.Language, c.Kind, c.Retired
	i.User, i.Workdir = c.User, i.fill(c.Workdir)
	i.Entrypoint, i.Cmd = slices.Clone(c.Entrypoint), slices.Clone(c.Cmd)
	i.Instructions = slices.Clone(c.Instructions)
	i.Shell = !c.NoShell
	i.Prefix = i.fill(c.RuntimePrefix)
	if row.Final != nil {
		i.Interpreter, i.SitePackages = i.fill(row.Final.Interpreter), i.fill(row.Final.SitePackages)
	} else if i.Language == "dotnet" {
		i.Interpreter = dotnet().Interpreter
	}
	i.Packages = expandSets(c.Packages)
	sys := system(i.Suite)
	i.Libc = c.Libc
	if i.Libc == UnknownLibc {
		i.Libc = systems().Libc[sys]
	}
	i.PackageManager = c.PackageManager
	if i.PackageManager == "none" {
		i.PackageManager = ""
	} else if i.PackageManager == "" && i.Shell {
		i.PackageManager = systems().packageManager(sys, i.Suite)
	}
	for _, e := range c.Env {
		e.Value = i.fill(e.Value)
		i.Env = append(i.Env, e)
	}
	if i.Family != "windows" {
		for _, p := range c.Path {
			i.Path = append(i.Path, i.fill(p))
		}
		i.Path = append(i.Path, systems().Path...)
		i.Users = append(slices.Clone(systems().Users[sys]), c.Users...)
	}
	i.Home = c.Home
	if i.Home == "" {
		i.Home = homeOf(i.User, i.Users)
	}
}

// windows tells whether the image needs a Windows host.
func (i *Image) windows() bool {
	if i.official.Family == "windows" {
		return true
	}
	for _, w := range i.tag.words {
		if strings.HasPrefix(w, "windowsservercore") || strings.HasPrefix(w, "nanoserver") {
			return true
		}
	}
	return false
}

// fill replaces {version}, {minor} (3.12), {major} (3) and {full} (3.12.4, ""
// when the tag is less exact) in a row's text. Text that needs a version which
// is not known becomes "".
func (i *Image) fill(text string) string {
	if !strings.Contains(text, "{") {
		return text
	}
	v, _, _ := strings.Cut(i.Version, "_")
	parts := strings.Split(v, ".")
	full, minor, major := "", "", leadingDigits(parts[0])
	if len(parts) > 1 {
		minor = parts[0] + "." + parts[1]
	}
	if len(parts) > 2 {
		full = v
	}
	for _, r := range [][2]string{{"{version}", v}, {"{full}", full}, {"{minor}", minor}, {"{major}", major}} {
		if strings.Contains(text, r[0]) && r[1] == "" {
			return ""
		}
		text = strings.ReplaceAll(text, r[0], r[1])
	}
	return text
}

// majorMinor cuts 3.18.4 to 3.18.
func majorMinor(version string) string {
	parts := strings.Split(version, ".")
	return strings.Join(parts[:min(2, len(parts))], ".")
}

func leadingDigits(s string) string {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return s[:i]
		}
	}
	return s
}

// matches tells whether all conditions of the overlay hold.
func (o overlay) matches(i *Image, last string) bool {
	switch {
	case len(o.Systems) > 0 && !slices.Contains(o.Systems, system(i.Suite)):
		return false
	case len(o.Suites) > 0 && !slices.Contains(o.Suites, i.Suite):
		return false
	case o.Has != "" && !i.tag.has(o.Has):
		return false
	case o.Lacks != "" && i.tag.has(o.Lacks):
		return false
	case len(o.Names) > 0 && !slices.ContainsFunc(o.Names, func(n string) bool { m, _ := path.Match(n, last); return m }):
		return false
	}
	if o.From == "" && o.Below == "" {
		return true
	}
	if i.Version == "" {
		return false
	}
	v := comparable(i.Version)
	return (o.From == "" || compareVersions(v, o.From) >= 0) && (o.Below == "" || compareVersions(v, o.Below) < 0)
}

// comparable cuts a version to its dotted numbers: 8u412-b08 is 8.
func comparable(v string) string {
	for i := range len(v) {
		if (v[i] < '0' || v[i] > '9') && v[i] != '.' {
			return v[:i]
		}
	}
	return v
}

// apply lays the overlay's own settings over c.
func (o overlay) apply(c Config) Config {
	set := func(to *string, from string) {
		if from != "" {
			*to = from
		}
	}
	list := func(to *[]string, from []string) {
		if from != nil {
			*to = from
		}
	}
	set(&c.Family, o.Family)
	set(&c.Language, o.Language)
	set(&c.Kind, o.Kind)
	set((*string)(&c.Libc), string(o.Libc))
	set(&c.User, o.User)
	set(&c.Home, o.Home)
	set(&c.Workdir, o.Workdir)
	set(&c.PackageManager, o.PackageManager)
	set(&c.RuntimePrefix, o.RuntimePrefix)
	list(&c.Entrypoint, o.Entrypoint)
	list(&c.Cmd, o.Cmd)
	list(&c.Path, o.Path)
	list(&c.Packages, o.Packages)
	list(&c.Instructions, o.Instructions)
	c.NoShell = c.NoShell || o.NoShell
	if o.NoPackages {
		c.Packages = nil
	}
	c.Env = slices.DeleteFunc(slices.Clone(c.Env), func(e EnvVar) bool {
		return slices.Contains(o.NoEnv, e.Name) ||
			slices.ContainsFunc(o.Env, func(n EnvVar) bool { return n.Name == e.Name })
	})
	c.Env = append(c.Env, o.Env...)
	c.Users = append(slices.Clone(c.Users), o.Users...)
	if o.Retired != nil {
		c.Retired = o.Retired
	}
	return c
}

func homeOf(user string, users []User) string {
	if user == "" {
		user = "root"
	}
	for _, u := range users {
		if u.Name == user {
			return u.Home
		}
	}
	if user == "root" || user == "0" {
		return "/root"
	}
	return ""
}
