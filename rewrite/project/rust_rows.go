package project

import (
	"bytes"
	_ "embed"
	"slices"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"
)

//go:embed data/rust_crates.yaml
var rustCratesYAML []byte

// RustCrate is what a crate links, and what building it takes.
type RustCrate struct {
	Crate string `yaml:"crate"`
	// Links are Debian's packages of the headers of the libraries that it links.
	Links []string `yaml:"links"`
	// BundledBy and BundledIf are crates that make it link nothing: by being there,
	// or by the features asked of them.
	BundledBy []string `yaml:"bundled_by"`
	BundledIf []string `yaml:"bundled_if"`
	// Probes is set where it links the library only if the build finds it.
	Probes bool `yaml:"probes"`
	// Tools are the apk packages that building it takes.
	Tools []string `yaml:"tools"`
	// Dynamic is set where static Rust programs of musl can't build it, Glibc where
	// it only works with glibc.
	Dynamic bool `yaml:"dynamic"`
	Glibc   bool `yaml:"glibc"`
	// Embeds is the language whose interpreter it puts into the program; "" for none.
	Embeds string `yaml:"embeds"`
}

type rustCrateRows struct {
	Source   string      `yaml:"source"`
	Checked  string      `yaml:"checked"`
	Crates   []RustCrate `yaml:"crates"`
	None     string      `yaml:"none"`
	Programs []struct {
		Crate    string   `yaml:"crate"`
		Programs []string `yaml:"programs"`
	} `yaml:"programs"`
	Reads []struct {
		Crate string   `yaml:"crate"`
		Files []string `yaml:"files"`
	} `yaml:"reads"`
}

var rustCrates = sync.OnceValue(func() rustCrateRows {
	var rows rustCrateRows
	if err := yaml.NewDecoder(bytes.NewReader(rustCratesYAML), yaml.Strict()).Decode(&rows); err != nil {
		panic("rust_crates.yaml: " + err.Error())
	}
	return rows
})

// System are the crates of the project that need something of the system, in the
// order of the rows; those that hold their library themselves come without Links.
func (p *RustProject) System() []RustCrate {
	var found []RustCrate
	for _, row := range rustCrates().Crates {
		if !p.Crates[row.Crate] {
			continue
		}
		if p.bundles(row) {
			row.Links = nil
		}
		found = append(found, row)
	}
	return found
}

func (p *RustProject) bundles(row RustCrate) bool {
	if slices.ContainsFunc(row.BundledBy, func(c string) bool { return p.Crates[c] }) {
		return true
	}
	return slices.ContainsFunc(row.BundledIf, func(c string) bool {
		return p.Asks(c, "bundled") || p.Asks(c, "vendored") || p.Asks(c, "static")
	})
}

// Unknown are crates that by their name link a library, and of which no row tells.
func (p *RustProject) Unknown() []string {
	rows := rustCrates()
	none := strings.Fields(rows.None)
	var found []string
	for crate := range p.Crates {
		if !strings.HasSuffix(crate, "-sys") && !strings.HasSuffix(crate, "_sys") || slices.Contains(none, crate) {
			continue
		}
		if !slices.ContainsFunc(rows.Crates, func(r RustCrate) bool { return r.Crate == crate }) {
			found = append(found, crate)
		}
	}
	slices.Sort(found)
	return found
}

// RustPrograms are the names of the programs that cargo install makes of a crate.
func RustPrograms(crate string) []string {
	for _, row := range rustCrates().Programs {
		if row.Crate == crate {
			return row.Programs
		}
	}
	return []string{crate}
}

// Reads are the files that crates of the project read without being told.
func (p *RustProject) Reads() []string {
	var files []string
	for _, row := range rustCrates().Reads {
		if p.Crates[row.Crate] {
			files = append(files, row.Files...)
		}
	}
	return files
}
