package plan

import (
	"slices"
	"strings"

	"github.com/dfmigrate/dfmigrate/rewrite/base"
	"github.com/dfmigrate/dfmigrate/rewrite/finding"
	"github.com/dfmigrate/dfmigrate/rewrite/image"
)

// carriedPackages are Debian packages that a stage collects.
type carriedPackages struct {
	// Packages are all of them, in order.
	Packages []string
	// Recommending are those which the file let bring what they recommend.
	Recommending []string
}

func (c *carriedPackages) add(recommends bool, names ...string) {
	c.Packages = append(c.Packages, names...)
	if recommends {
		c.Recommending = append(c.Recommending, names...)
	}
}

// Installs are the ends of the apt-get command lines that bring them.
func (c *carriedPackages) Installs() []string {
	alone := slices.DeleteFunc(slices.Clone(c.Packages), func(n string) bool { return slices.Contains(c.Recommending, n) })
	var out []string
	if len(alone) > 0 {
		out = append(out, "--no-install-recommends install "+strings.Join(alone, " "))
	}
	if len(c.Recommending) > 0 {
		out = append(out, "--install-recommends install "+strings.Join(c.Recommending, " "))
	}
	return out
}

// packageFindings tells of each package of the file, and refuses those that can't come along.
func (e *editor) packageFindings(carry bool) *carriedPackages {
	carried := &carriedPackages{}
	for _, p := range e.Image.Packages {
		v := e.verdict(p)
		names, _ := debNames(p, e.Image.Catalog.FinalSuite(base.Distroless))
		switch {
		case !v.keep:
			e.mayOpen(p, names)
			e.say(v.id, packageSpan(p), "%s stays behind: %s", p.Name, v.why)
		case e.r.Target == base.Distroless && v.lost != "":
			e.say(finding.PackageUnknown, packageSpan(p), "%s can't be moved onto %s (%s), and %s", p.Name, e.Base, v.lost, v.why)
		case e.r.Target == base.Distroless && !carry:
			e.say(finding.PackageUnknown, packageSpan(p), "%s can't be moved onto %s: %s", p.Name, e.Base, v.why)
		default:
			e.say(finding.PackageCarried, packageSpan(p), "%s comes along%s: %s", p.Name, asNames(p, names), v.why)
			carried.add(p.Recommends, names...)
		}
	}
	carried.add(false, e.Runtime.Packages...)
	slices.Sort(carried.Packages)
	carried.Packages = slices.Compact(carried.Packages)
	slices.Sort(carried.Recommending)
	carried.Recommending = slices.Compact(carried.Recommending)
	return carried
}

// mayOpen has an interpreter's libraries come along that the file installs for it, linked
// by a module or not: code that speaks to C opens them by name.
func (e *editor) mayOpen(p image.Package, names []string) {
	known, ok := base.LookupPackage(p.Name)
	library := ok && known.Role == "library" || !ok && strings.HasPrefix(p.Name, "lib") && !strings.HasSuffix(p.Name, "-dev")
	if !library || e.Runtime.Closed || p.Manager == "dnf" || e.Runtime.Brings != nil && e.Runtime.Brings(p.Name) {
		return
	}
	if p.Manager == "apt" {
		e.Runtime.AlsoInstalled(p.Name)
	}
	e.Runtime.AlsoInstalled(names...)
}

// asNames tells the packages that stand for one of the file, where they are others.
func asNames(p image.Package, names []string) string {
	if len(names) == 0 || slices.Equal(names, []string{p.Name}) {
		return ""
	}
	return " as " + strings.Join(names, ", ")
}

// debNames are the packages of a Debian release for a package of the file, at run time. ok is
// false where none is known, or none of them is the package's.
func debNames(p image.Package, suite string) (out []string, ok bool) {
	names := []string{p.Name}
	switch p.Manager {
	case "apt":
	case "apk":
		if names, ok = base.Deb(p.Name); !ok {
			return nil, false
		}
	case "dnf":
		if names, ok = base.FromRPM(p.Name); !ok || len(names) == 0 {
			return nil, false
		}
	default:
		return nil, false // their names are not Debian's
	}
	for _, n := range names {
		if known, ok := base.LookupPackage(n); ok && len(known.Runtime[suite]) > 0 {
			out = append(out, known.Runtime[suite]...)
			continue
		}
		out = append(out, base.DebOn(n, suite)...)
	}
	return out, true
}
