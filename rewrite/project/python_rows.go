package project

import (
	"bytes"
	"embed"
	"slices"
	"sync"

	"github.com/goccy/go-yaml"
)

//go:embed data/python_scripts.yaml data/python_packages.yaml
var pythonData embed.FS

// PythonScript is a console script whose distribution is known.
type PythonScript struct {
	Script       string `yaml:"script"`
	Distribution string `yaml:"distribution"`
	// Module is what "python -m" runs in its place; "" where the script file itself
	// has to be run by the interpreter.
	Module string `yaml:"module"`
	// Writes are options whose value is a file that the script writes, or a socket
	// that it makes, perhaps after "unix:".
	Writes []string `yaml:"writes"`
	// Here are arguments with which it writes into its working directory, unless one
	// of Instead says otherwise.
	Here    []string `yaml:"here"`
	Instead []string `yaml:"instead"`
	Source  string   `yaml:"source"`
}

// PythonPackage is what a distribution needs beyond Python and its own wheel.
type PythonPackage struct {
	// Name is normalised.
	Name string `yaml:"name"`
	// Wheel is what the newest release offers: "both" (manylinux and musllinux),
	// "glibc" (no musllinux), "none" (source only) or "pure".
	Wheel string `yaml:"wheel"`
	// Alpine are the apk packages of a source build on musl. nil, as opposed to
	// empty, says that such a build is no way out in practice.
	Alpine []string `yaml:"alpine"`
	// Headers are the Debian packages of a source build.
	Headers []string `yaml:"headers"`
	// Links are sonames that its extensions link and no wheel bundles.
	Links []string `yaml:"links"`
	// Opens are sonames that it opens by name, which ldd does not see; Find is set
	// where it looks them up with ctypes.util.find_library.
	Opens []string `yaml:"opens"`
	Find  bool     `yaml:"find"`
	// Libraries maps "debian" and "alpine" to the packages that hold Links, Opens or
	// Programs.
	Libraries map[string][]string `yaml:"libraries"`
	// Files are data that it reads beside the libraries, on Debian.
	Files []string `yaml:"files"`
	// Programs are what it starts; Optional where it works without them.
	Programs []string `yaml:"programs"`
	Optional bool     `yaml:"optional"`
	// Shell is set where it goes through /bin/sh or a shell script.
	Shell bool `yaml:"shell"`
	// Unless names distributions that take the place of Opens.
	Unless []string `yaml:"unless"`
	// Requires are other listed distributions that it always pulls in.
	Requires []string `yaml:"requires"`
	Source   string   `yaml:"source"`
}

type pythonScriptRows struct {
	Checked string         `yaml:"checked"`
	Scripts []PythonScript `yaml:"scripts"`
	Files   []PythonScript `yaml:"files"`
}

type pythonPackageRows struct {
	Checked  string          `yaml:"checked"`
	Packages []PythonPackage `yaml:"packages"`
}

// decodePythonRows reads one file of rows; unknown keys are errors.
func decodePythonRows(name string, into any) error {
	b, err := pythonData.ReadFile("data/" + name)
	if err != nil {
		return err
	}
	return yaml.NewDecoder(bytes.NewReader(b), yaml.Strict()).Decode(into)
}

// A test proves the rows well-formed, so a failure here is a broken build.
var pythonRows = sync.OnceValue(func() (rows struct {
	scripts  map[string]PythonScript
	packages map[string]PythonPackage
}) {
	var scripts pythonScriptRows
	var packages pythonPackageRows
	if err := decodePythonRows("python_scripts.yaml", &scripts); err != nil {
		panic(err)
	}
	if err := decodePythonRows("python_packages.yaml", &packages); err != nil {
		panic(err)
	}
	rows.scripts = map[string]PythonScript{}
	for _, s := range slices.Concat(scripts.Scripts, scripts.Files) {
		rows.scripts[s.Script] = s
	}
	rows.packages = map[string]PythonPackage{}
	for _, p := range packages.Packages {
		rows.packages[p.Name] = p
	}
	return rows
})

// PythonScriptNamed returns what is known of a console script.
func PythonScriptNamed(script string) (PythonScript, bool) {
	s, ok := pythonRows().scripts[script]
	return s, ok
}

// PythonPackageNamed returns what a distribution needs; name need not be normalised.
func PythonPackageNamed(name string) (PythonPackage, bool) {
	p, ok := pythonRows().packages[NormalPythonName(name)]
	return p, ok
}

// PythonNeeds returns the rows of those of names that need something, and of what
// they always pull in, sorted by name, each once.
func PythonNeeds(names []string) []PythonPackage {
	var found []PythonPackage
	queue := slices.Clone(names)
	seen := map[string]bool{}
	for len(queue) > 0 {
		name := NormalPythonName(queue[0])
		queue = queue[1:]
		if seen[name] {
			continue
		}
		seen[name] = true
		row, ok := PythonPackageNamed(name)
		if !ok || slices.ContainsFunc(row.Unless, func(other string) bool { return slices.Contains(names, other) }) {
			continue
		}
		found = append(found, row)
		queue = append(queue, row.Requires...)
	}
	slices.SortFunc(found, func(a, b PythonPackage) int {
		if a.Name < b.Name {
			return -1
		}
		return 1
	})
	return found
}
