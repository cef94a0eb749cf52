package project

import (
	"embed"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"
)

//go:embed data/go_cgo.yaml data/go_calls.yaml data/go_watchers.yaml
var goData embed.FS

// GoCgoRow is a Go module that is bound to C code.
type GoCgoRow struct {
	// Module is a module path, or a prefix of several, without a major version.
	Module string `yaml:"module"`
	// Pure marks modules below another row's path that are pure Go.
	Pure bool `yaml:"pure"`
	// Reason is a clause that follows the module's name.
	Reason string `yaml:"reason"`
	// MuslTags are build tags that a build on musl needs.
	MuslTags []string `yaml:"musl_tags"`
	// Cpp is true when it also needs the C++ library.
	Cpp bool `yaml:"cpp"`
	// Bundled is true when the C code comes with the module; otherwise a system
	// library must be installed to build it.
	Bundled bool `yaml:"bundled"`
	// Alternative is a pure Go module for the same purpose, "" when none is known.
	Alternative string `yaml:"alternative"`
	// Source is where the row was read, when not where the others were.
	Source string `yaml:"source"`
}

type goCgoRows struct {
	Source  string     `yaml:"source"`
	Checked string     `yaml:"checked"`
	Modules []GoCgoRow `yaml:"modules"`
}

// goCall is a function whose argument names something outside of the program.
type goCall struct {
	// Package is an import path; "" stands for a method of any type.
	Package string   `yaml:"package"`
	Funcs   []string `yaml:"funcs"`
	// Arg is the index of the argument; Rest takes all after it, too.
	Arg  int  `yaml:"arg"`
	Rest bool `yaml:"rest"`
	// Use is what the argument names.
	Use GoUse `yaml:"use"`
	// Default is what a call without that argument means.
	Default string `yaml:"default"`
	// If is a constant that the first argument must have.
	If []string `yaml:"if"`
}

type goWatcherRows struct {
	Source   string   `yaml:"source"`
	Checked  string   `yaml:"checked"`
	Programs []string `yaml:"programs"`
}

// IsGoWatcher reports whether the program of an import path compiles or debugs
// others while it runs.
func IsGoWatcher(importPath string) bool {
	return slices.ContainsFunc(loadGoWatcherRows().Programs, func(p string) bool {
		return importPath == p || strings.HasPrefix(importPath, p+"/")
	})
}

type goCallRows struct {
	Source  string   `yaml:"source"`
	Checked string   `yaml:"checked"`
	Calls   []goCall `yaml:"calls"`
}

var (
	loadGoCgoRows     = sync.OnceValue(func() goCgoRows { return loadGoRows[goCgoRows]("data/go_cgo.yaml") })
	loadGoWatcherRows = sync.OnceValue(func() goWatcherRows { return loadGoRows[goWatcherRows]("data/go_watchers.yaml") })
	loadGoCallRows    = sync.OnceValue(func() goCallRows { return loadGoRows[goCallRows]("data/go_calls.yaml") })
)

// loadGoRows decodes an embedded file. That it can is proved by a test, so a
// failure here is a broken build.
func loadGoRows[T any](name string) T {
	rows, err := readGoRows[T](name)
	if err != nil {
		panic(err)
	}
	return rows
}

func readGoRows[T any](name string) (T, error) {
	var rows T
	b, err := goData.ReadFile(name)
	if err != nil {
		return rows, err
	}
	if err := yaml.UnmarshalWithOptions(b, &rows, yaml.Strict()); err != nil {
		return rows, fmt.Errorf("%s: %w", name, err)
	}
	return rows, nil
}

// goCgoRow returns the row of the module that an import path belongs to, the most
// specific one.
func goCgoRow(importPath string) (GoCgoRow, bool) {
	var best GoCgoRow
	for _, row := range loadGoCgoRows().Modules {
		if len(row.Module) > len(best.Module) &&
			(importPath == row.Module || strings.HasPrefix(importPath, row.Module+"/")) {
			best = row
		}
	}
	return best, best.Module != "" && !best.Pure
}
