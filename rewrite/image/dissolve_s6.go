package image

import (
	"path"
	"slices"
	"strings"
)

// s6Init is the program that s6-overlay starts a container with.
const s6Init = "/init"

// s6 refuses s6-overlay, which prepares the image as root at each start, keeps its state in
// /run, and starts the services that the image describes. It is never true.
func (d *dissolver) s6() bool {
	if !d.hasS6() {
		return false
	}
	d.p.Supervisor = "s6-overlay"
	var services []string
	for _, dir := range []string{"/etc/services.d", "/etc/s6-overlay/s6-rc.d"} {
		found, _ := d.img.glob(dir + "/*")
		for _, at := range found {
			if _, presence := d.img.Tree.Lookup(path.Join(at, "run")); presence == Present {
				services = append(services, path.Base(at))
			}
		}
	}
	why := "prepares the container and starts services by scripts of its own"
	if len(services) > 0 {
		why = "starts services: " + strings.Join(services, ", ")
	}
	d.wrapperNeeds(why)
	return false
}

// hasS6 tells whether the image got s6-overlay: by its release files, or its directories.
func (d *dissolver) hasS6() bool {
	for _, dir := range []string{"/etc/services.d", "/etc/s6-overlay", "/etc/cont-init.d"} {
		if _, presence := d.img.Tree.Lookup(dir); presence == Present {
			return true
		}
	}
	if slices.ContainsFunc(d.img.Packages, func(p Package) bool { return strings.HasPrefix(p.Name, "s6-overlay") }) {
		return true
	}
	return slices.ContainsFunc(d.img.Tree.Entries(), func(e Entry) bool {
		return e.Instr != nil && strings.Contains(e.Instr.Args.Text, "s6-overlay")
	}) || slices.ContainsFunc(d.img.Runs, func(r *Run) bool { return strings.Contains(r.Instr.Args.Text, "s6-overlay") })
}
