package project

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"
)

//go:embed data/dotnet.yaml
var dotnetYAML []byte

// NuGetPackage is what is known of a NuGet package that needs more of an image than .NET.
type NuGetPackage struct {
	Package string `yaml:"package"`
	// Libraries are shared libraries that it loads and that Microsoft's images lack.
	Libraries []string `yaml:"libraries"`
	// Musl says how its machine code fares on Alpine: "works", "packages" (those in Apk
	// are needed) or "breaks"; empty when it has none.
	Musl string   `yaml:"musl"`
	Apk  []string `yaml:"apk"`
	// Below is the series of .NET from which on it is of no use on Linux; 0 for none.
	Below int `yaml:"below"`
	// Globalization says that it fails without cultures.
	Globalization bool `yaml:"globalization"`
	// Program is a program that it starts.
	Program string `yaml:"program"`
	Source  string `yaml:"source"`
	Checked string `yaml:"checked"`
}

var nugetPackages = sync.OnceValue(func() []NuGetPackage {
	var rows []NuGetPackage
	if err := yaml.UnmarshalWithOptions(dotnetYAML, &rows, yaml.Strict()); err != nil {
		panic("data/dotnet.yaml: " + err.Error())
	}
	return rows
})

// NuGetPackages are the rows of the packages that a project and those it references ask
// for. A package that another package brings is not seen.
func (p *DotnetProject) NuGetPackages() []NuGetPackage {
	var out []NuGetPackage
	for _, row := range nugetPackages() {
		if slices.ContainsFunc(p.Packages, func(n string) bool { return strings.EqualFold(n, row.Package) }) {
			out = append(out, row)
		}
	}
	return out
}
