package project

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"
)

//go:embed data/java.yaml
var javaYAML []byte

// JavaLibrary is what is known of a library that needs more than a JRE.
type JavaLibrary struct {
	// Library is group:artifact.
	Library string `yaml:"library"`
	// Musl says how it fares on Alpine: "works", "packages" (those in Apk are
	// needed), "fallback" or "breaks"; empty when it has no native code.
	Musl      string   `yaml:"musl"`
	MuslSince string   `yaml:"musl_since"`
	Apk       []string `yaml:"apk"`
	// Programs are programs that it starts.
	Programs []string `yaml:"programs"`
	Source   string   `yaml:"source"`
	Checked  string   `yaml:"checked"`
}

// mavenParent is a parent pom of Maven's repositories that packages in its own way.
type mavenParent struct {
	Parent     string `yaml:"parent"`
	Repackages bool   `yaml:"repackages"`
	Shades     bool   `yaml:"shades"`
	Classpath  string `yaml:"classpath"`
	FinalName  string `yaml:"final_name"`
	Source     string `yaml:"source"`
	Checked    string `yaml:"checked"`
}

// fontPackages are system packages that only give a JVM its fonts.
type fontPackages struct {
	Packages []string `yaml:"packages"`
	Source   string   `yaml:"source"`
	Checked  string   `yaml:"checked"`
}

type javaRowSet struct {
	Fonts     []fontPackages `yaml:"font_packages"`
	Libraries []JavaLibrary  `yaml:"libraries"`
	Parents   []mavenParent  `yaml:"maven_parents"`
}

var javaRows = sync.OnceValue(func() javaRowSet {
	var rows javaRowSet
	if err := yaml.UnmarshalWithOptions(javaYAML, &rows, yaml.Strict()); err != nil {
		panic(fmt.Sprintf("project: java.yaml: %v", err)) // a test decodes it
	}
	return rows
})

// JavaLibraries returns the rows that apply to the build's dependencies. A version
// that is not known is taken for a current one.
func (b *JavaBuild) JavaLibraries() []JavaLibrary {
	var found []JavaLibrary
	for _, row := range javaRows().Libraries {
		for _, d := range b.Dependencies {
			if d.String() != row.Library {
				continue
			}
			if row.MuslSince != "" && d.Version != "" && versionLess(d.Version, row.MuslSince) {
				row.Musl = "breaks"
			}
			found = append(found, row)
			break
		}
	}
	return found
}

// JavaFontPackages are the packages whose files the Java images of every target have.
func JavaFontPackages() []string {
	var names []string
	for _, row := range javaRows().Fonts {
		names = append(names, row.Packages...)
	}
	return names
}

func findMavenParent(group, artifact string) (mavenParent, bool) {
	for _, row := range javaRows().Parents {
		if row.Parent == group+":"+artifact {
			return row, true
		}
	}
	return mavenParent{}, false
}

// versionLess compares versions by their leading numbers: 1.1.10.7 < 1.1.10.8 < 1.2.
func versionLess(a, b string) bool {
	x, y := strings.Split(a, "."), strings.Split(b, ".")
	for i := range max(len(x), len(y)) {
		var m, n int
		if i < len(x) {
			m = leadingNumber(x[i])
		}
		if i < len(y) {
			n = leadingNumber(y[i])
		}
		if m != n {
			return m < n
		}
	}
	return false
}

func leadingNumber(s string) int {
	end := 0
	for end < len(s) && s[end] >= '0' && s[end] <= '9' {
		end++
	}
	n, _ := strconv.Atoi(s[:end])
	return n
}
