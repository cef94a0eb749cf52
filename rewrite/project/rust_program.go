package project

import "slices"

// Of is the part of the project that one program is made of: the package that has it,
// and what that depends on. It is the whole project where no package, or no lock file,
// tells.
func (p *RustProject) Of(program string) *RustProject {
	i := slices.IndexFunc(p.Packages, func(pkg *RustPackage) bool {
		return slices.ContainsFunc(pkg.Bins, func(b RustBin) bool { return b.Name == program })
	})
	if i < 0 || len(p.needs[p.Packages[i].Name]) == 0 {
		return p
	}
	part := *p
	part.Crates = p.closure(p.Packages[i].Name)
	part.Packages = slices.DeleteFunc(slices.Clone(p.Packages), func(pkg *RustPackage) bool { return !part.Crates[pkg.Name] })
	return &part
}

// closure are a package of Cargo.lock and all that it depends on.
func (p *RustProject) closure(name string) map[string]bool {
	reached := map[string]bool{name: true}
	for queue := []string{name}; len(queue) > 0; queue = queue[1:] {
		for _, next := range p.needs[queue[0]] {
			if !reached[next] {
				reached[next] = true
				queue = append(queue, next)
			}
		}
	}
	return reached
}
