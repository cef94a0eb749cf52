package base

import (
	"path"
	"slices"
	"strings"
)

// resolveDistroless fills in an image of the Distroless registry: its row, where
// it is still built, else what its name says and why it ended.
func (i *Image) resolveDistroless(official string) {
	d := distroless()
	short := strings.TrimPrefix(official, d.Registry+"/")
	name, number, suffixed := strings.Cut(short, "-debian")
	i.Suite = finalSuite(Distroless)
	if suffixed {
		i.Suite = debianByNumber(number)
	}
	row := d.Images[name]
	if r, ok := d.retired(short, i.Ref.Tag); ok {
		i.Retired = &Retirement{Since: r.Since, Replacement: r.Replacement, Reason: r.Reason}
		row = r.was(row, i.Suite)
	}
	i.Language, i.Version, i.Libc = row.Language, row.Version, row.Libc
	i.Variant = i.tag.text
	if i.Variant == "latest" {
		i.Variant = ""
	}
	if row.Language != "" {
		i.Kind = "runtime"
	}
	i.Entrypoint, i.Prefix = slices.Clone(row.Entrypoint), row.Prefix
	i.Interpreter, i.SitePackages, i.records = row.Interpreter, row.SitePackages, true
	i.Packages, i.Env = d.packagesAndEnv(name)
	i.Path, i.Users, i.Home = slices.Clone(d.Path), slices.Clone(d.Users), "/root"
	if strings.Contains(i.tag.text, d.Tag) {
		i.User, i.Home, i.Workdir = d.User, d.Workdir, d.Workdir
	}
	if i.tag.has("debug") {
		i.Shell = true
		i.Path = append(i.Path, d.DebugPath)
		if len(i.Entrypoint) == 0 {
			i.Entrypoint = []string{path.Join(d.DebugPath, "sh")}
		}
	}
}

// retired finds the row that a name (with its suite) or an old tag ended by.
func (d distrolessRows) retired(name, tag string) (retiredRow, bool) {
	for _, r := range d.Retired {
		for _, pattern := range r.Names {
			for _, text := range []string{name, name + ":" + tag} {
				if ok, _ := path.Match(pattern, text); ok {
					return r, true
				}
			}
		}
	}
	return retiredRow{}, false
}

// was is the row of a retired image: what its row, if any, says, with what was
// different then.
func (r retiredRow) was(row distrolessRow, suite string) distrolessRow {
	if r.Libc != "" {
		row.Libc = r.Libc
	}
	if row.Libc == "" {
		row.Libc = Glibc
	}
	if r.Language != "" {
		row.Language, row.Version, row.Patch = r.Language, r.Versions[suite], ""
		row.Entrypoint, row.Interpreter, row.Prefix = r.Entrypoint, "", r.Prefix
		row.SitePackages = ""
		if v, ok := r.Versions[""]; ok && row.Version == "" {
			row.Version = v
		}
	}
	return row
}

// packagesAndEnv gather what an image and those it stands on hold.
func (d distrolessRows) packagesAndEnv(name string) ([]string, []EnvVar) {
	var packages []string
	env := slices.Clone(d.Env)
	for n := name; n != ""; n = d.Images[n].Inherits {
		packages = append(packages, d.Images[n].Packages...)
		env = append(env, d.Images[n].Env...)
	}
	slices.Sort(packages)
	return slices.Compact(packages), env
}

func debianByNumber(number string) string {
	for name, r := range releases().Releases {
		if r.System == "debian" && r.Version == number {
			return name
		}
	}
	return ""
}
